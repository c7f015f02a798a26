// The answer to a thread: a direct message, never in public; or, where Redress cannot write, what was answered in the app.
import { Alert, Button, Group, Text, Textarea, TextInput } from '@mantine/core';
import { getHotkeyHandler } from '@mantine/hooks';
import { IconLock } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api/problem.ts';
import { ChangedMeanwhile } from '../../case-actions/changed-meanwhile.tsx';
import { useErrorText } from '../../ui/states.tsx';
import { instantOf } from '../../ui/zone.ts';
import { ClaimBar } from './claim-bar.tsx';
import classes from './social.module.css';
import type { Thread } from './social-query.ts';
import { useAnswer } from './use-answer.ts';
import { useClaim } from './use-claim.ts';
import { useDraft } from './use-draft.ts';

function NotSent({ error }: { error: unknown }) {
  const { t } = useTranslation('common');
  const textOf = useErrorText();
  if (!error) return null;
  if (isProblem(error, 412)) return <ChangedMeanwhile problem={error} />;
  return (
    <Alert color="red" title={t('errors.notDone')} role="alert">
      {textOf(error)}
    </Alert>
  );
}

/** How an answer reaches the customer, in words, above the field. */
function Way({ thread }: { thread: Thread }) {
  const { t } = useTranslation(['social', 'common']);
  const platform = t(`common:channel.${thread.platform}`);
  return (
    <Text size="sm" component="div" className={classes.way ?? ''}>
      <IconLock size={15} aria-hidden />
      <span>{t(`way.${thread.message}`, { platform })}</span>
    </Text>
  );
}

function Count({ length, max }: { length: number; max: number }) {
  const { t, i18n } = useTranslation('social');
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <span className={classes.count} data-over={length > max || undefined}>
      {t('count', { count: length, written: number.format(length), max: number.format(max) })}
    </span>
  );
}

function useComposer(thread: Thread) {
  const [text, setText] = useDraft(thread.reference);
  const [wroteAt, setWroteAt] = useState('');
  const claiming = useClaim(thread, text.trim() !== '');
  const answer = useAnswer(thread, text, () => {
    claiming.done();
    setText('');
    setWroteAt('');
  });
  const isOver = text.length > thread.charactersMax;
  const maySend = text.trim() !== '' && !isOver && !claiming.other && !answer.isPending;
  const send = () =>
    maySend && answer.mutate(wroteAt === '' ? {} : { occurredAt: instantOf(wroteAt) });
  const write = (next: string) => {
    setText(next);
    claiming.beat();
  };
  return { text, write, wroteAt, setWroteAt, claiming, answer, isOver, maySend, send };
}

/** The composer. Nothing is written while contact is suspended. */
export function Composer({ thread }: { thread: Thread }) {
  const { t } = useTranslation('social');
  const composer = useComposer(thread);
  const { text, claiming, answer, isOver, maySend, send } = composer;
  const isByHand = thread.message !== 'possible';
  if (thread.contactSuspended)
    return (
      <Alert color="red" title={t('suspended.title')}>
        {t('suspended.text')}
      </Alert>
    );
  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <ClaimBar claiming={claiming} />
      <Way thread={thread} />
      <Textarea
        label={t(isByHand ? 'wrote' : 'message')}
        autosize
        minRows={4}
        maxRows={14}
        value={text}
        error={isOver && t('over', { over: text.length - thread.charactersMax })}
        onChange={(event) => composer.write(event.currentTarget.value)}
        onKeyDown={getHotkeyHandler([['mod+Enter', send]])}
      />
      {isByHand && (
        <TextInput
          type="datetime-local"
          label={t('wroteAt')}
          description={t('wroteAtHint')}
          maw={280}
          value={composer.wroteAt}
          onChange={(event) => composer.setWroteAt(event.currentTarget.value)}
        />
      )}
      <NotSent error={answer.error} />
      <Group justify="space-between" gap="sm">
        <Count length={text.length} max={thread.charactersMax} />
        <Button type="submit" disabled={!maySend} loading={answer.isPending}>
          {t(isByHand ? 'record' : 'send')}
        </Button>
      </Group>
    </form>
  );
}
