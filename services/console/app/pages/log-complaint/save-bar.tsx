// What stands under the form all the time: how long is spoken, whether all is kept, and saving.
import { Alert, Button, Kbd, Text } from '@mantine/core';
import { IconPhone, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api/problem.ts';
import { commandKey } from '../../ui/keys.ts';
import { useErrorText } from '../../ui/states.tsx';
import { type Call, isFix, secondsOf } from './call-form.ts';
import classes from './log-complaint.module.css';
import type { CallState } from './use-call.ts';

const SECOND = 1000;

function useSecond(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), SECOND);
    return () => clearInterval(timer);
  }, []);
  return now;
}

function clockText(seconds: number): string {
  const two = (count: number) => String(count).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const rest = `${two(minutes % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

function CallTime({ call, onStop }: { call: Call | undefined; onStop(seconds: string): void }) {
  const { t } = useTranslation('log-complaint');
  const now = useSecond();
  const seconds = call ? secondsOf(call, now) : 0;
  const stopped = Boolean(call?.fields.callSeconds);
  const Icon = stopped ? IconPlayerPlay : IconPlayerPause;
  return (
    <span className={classes.time}>
      <IconPhone size={16} stroke={1.75} aria-hidden />
      <span role="timer" aria-label={t('bar.time')} className="rd-number">
        {clockText(seconds)}
      </span>
      {call && (
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          leftSection={<Icon size={13} aria-hidden />}
          onClick={() => onStop(stopped ? '' : String(seconds))}
        >
          {t(stopped ? 'bar.goOn' : 'bar.stop')}
        </Button>
      )}
    </span>
  );
}

type Saving = { error: unknown; isPending: boolean };

/** The bar; `onDrop` throws away what is written. */
export function SaveBar({
  call,
  saving,
  onDrop,
}: {
  call: CallState;
  saving: Saving;
  onDrop(): void;
}) {
  const { t } = useTranslation(['log-complaint', 'common']);
  const textOf = useErrorText();
  const { error, isPending } = saving;
  const isThere = isProblem(error, 409) && error.code === 'idempotency_key_reused';
  return (
    <div className={classes.bar}>
      {Boolean(error) && (
        <Alert color="red" title={t('common:errors.notDone')}>
          {isThere ? t('bar.already') : textOf(error)}
        </Alert>
      )}
      <div className={classes.barLine}>
        <CallTime
          call={call.call}
          onStop={(callSeconds) => call.change({ callSeconds, takenAt: '' })}
        />
        <Text size="xs" c="dimmed" role="status" className={classes.kept ?? ''}>
          {call.state !== 'empty' && t(`bar.${call.state}`)}
        </Text>
        {call.call && (
          <Button variant="subtle" color="gray" onClick={onDrop}>
            {t('bar.drop')}
          </Button>
        )}
        <Button
          type="submit"
          loading={isPending}
          rightSection={
            <Kbd size="xs" visibleFrom="sm">
              {commandKey('⏎')}
            </Kbd>
          }
        >
          {t(isFix(call.fields) ? 'bar.saveFix' : 'bar.save')}
        </Button>
      </div>
    </div>
  );
}
