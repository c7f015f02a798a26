// One channel: what it is, whether it works, what came in, and for a mailbox the connection test.
import { Button, Group, Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Mark } from '../../ui/marks.tsx';
import { useErrorText } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './channels.module.css';
import { type Channel, type TestResult, testChannel } from './channels-query.ts';

const tones = { ok: 'good', failing: 'danger', paused: 'warning', off: 'plain' } as const;
// Of several mailboxes and accounts each has a name of its own.
const named = ['mailbox', 'social', 'other'];

function State({ channel }: { channel: Channel }) {
  const { t } = useTranslation('channels');
  const { state, failingSince, lastError, lastErrorAt, lastReceivedAt } = channel;
  return (
    <div className={classes.wraps}>
      <Group gap={8}>
        <Mark tone={tones[state]}>{t(`states.${state}`)}</Mark>
        {failingSince && (
          <Text size="xs" c="dimmed">
            {t('since')} <When at={failingSince} />
          </Text>
        )}
      </Group>
      <Text size="xs" c="dimmed" mt={4}>
        {t('lastReceived')} {lastReceivedAt ? <When at={lastReceivedAt} /> : t('never')}
      </Text>
      {lastError && (
        <Text size="xs" c="dimmed" mt={4}>
          {state === 'failing' ? t('error') : t('lastError')}{' '}
          {state !== 'failing' && lastErrorAt && <When at={lastErrorAt} />} {lastError}
        </Text>
      )}
    </div>
  );
}

function Result({ result }: { result: TestResult }) {
  const { t } = useTranslation('channels');
  const { outcome, mails, said } = result;
  return (
    <>
      <Group gap={8}>
        <Mark tone={outcome === 'ok' ? 'good' : 'danger'}>
          {outcome === 'ok' ? t('test.passed') : t('test.failed')}
        </Mark>
        <Text size="sm" fw={500}>
          {t(`outcomes.${outcome}.text`)}
        </Text>
      </Group>
      {outcome === 'ok' ? (
        <Text size="sm" c="dimmed" mt={4}>
          {t('test.mails', { count: mails ?? 0 })}
        </Text>
      ) : (
        <Text size="sm" mt={4}>
          {t(`outcomes.${outcome}.advice`)}
        </Text>
      )}
      {said && (
        <Text size="xs" c="dimmed" mt={4}>
          {t('test.said', { said })}
        </Text>
      )}
    </>
  );
}

/** A row. `mayTest`: only administrators may. */
export function ChannelRow({ channel, mayTest }: { channel: Channel; mayTest: boolean }) {
  const { t } = useTranslation('channels');
  const textOf = useErrorText();
  const test = useMutation({ mutationFn: () => testChannel(channel.name) });
  const kind = t(`kinds.${channel.kind}`);
  const isNamed = named.includes(channel.kind);
  const title = isNamed ? channel.name.slice(channel.name.indexOf(':') + 1) : kind;
  const under = [isNamed ? kind : channel.name, channel.place].filter(Boolean).join(' · ');
  return (
    <li className={classes.row}>
      <div className={classes.wraps}>
        <Text fw={600} size="sm">
          {title}
        </Text>
        <Text size="xs" c="dimmed">
          {under}
        </Text>
      </div>
      <State channel={channel} />
      <dl className={classes.counts}>
        {(['received', 'cases', 'quarantined'] as const).map((name) => (
          <div key={name}>
            <dt>{t(`counts.${name}`)}</dt>
            <dd>{channel.counts[name]}</dd>
          </div>
        ))}
      </dl>
      <div className={classes.act}>
        {mayTest && channel.canBeTested && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconPlugConnected size={14} stroke={1.7} aria-hidden />}
            loading={test.isPending}
            aria-label={t('test.of', { name: title })}
            onClick={() => test.mutate()}
          >
            {t('test.do')}
          </Button>
        )}
      </div>
      {(test.data || test.isError) && !test.isPending && (
        <div className={classes.result} role="status">
          {test.data ? <Result result={test.data} /> : <Text size="sm">{textOf(test.error)}</Text>}
        </div>
      )}
    </li>
  );
}
