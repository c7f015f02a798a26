// One channel: what it is, whether it works, what came in, and the connection test of a mailbox or account.
import { Button, Group, Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Mark } from '../../ui/marks.tsx';
import { When } from '../../ui/when.tsx';
import { useAccountProblem } from './account-drawer.tsx';
import { AccountTrialResult } from './account-trial.tsx';
import { testAccount } from './accounts-query.ts';
import { ChannelMenu } from './channel-menu.tsx';
import classes from './channels.module.css';
import { type Channel, isStarting, testChannel } from './channels-query.ts';
import { useMailboxProblem } from './mailbox-drawer.tsx';
import { TrialResult } from './trial-result.tsx';

const tones = {
  ok: 'good',
  starting: 'info',
  failing: 'danger',
  paused: 'warning',
  off: 'plain',
} as const;
// Of several mailboxes and accounts each has a name of its own.
const named = ['mailbox', 'social', 'other'];

/** Why it fails, or did: in the reader's language what is known, and what was said itself behind it. */
function LastError({ channel }: { channel: Channel }) {
  const { t } = useTranslation('channels');
  const { state, lastError, lastErrorAt, lastErrorCode } = channel;
  if (!lastError) return null;
  const isFailing = state === 'failing';
  return (
    <>
      <Text size="xs" {...(isFailing ? {} : { c: 'dimmed' })} mt={4}>
        {isFailing ? t('error') : t('lastError')}{' '}
        {!isFailing && lastErrorAt && <When at={lastErrorAt} />}{' '}
        {lastErrorCode ? t(`outcomes.${lastErrorCode}.text`) : lastError}{' '}
        {lastErrorCode && isFailing && t(`outcomes.${lastErrorCode}.advice`)}
      </Text>
      {lastErrorCode && (
        <details className={classes.said}>
          <summary>{t('details')}</summary>
          <p>{lastError}</p>
        </details>
      )}
    </>
  );
}

function State({ channel }: { channel: Channel }) {
  const { t } = useTranslation('channels');
  const { failingSince, lastReceivedAt, checkedAt, waiting } = channel;
  const state = isStarting(channel) ? 'starting' : channel.state;
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
        {checkedAt && (
          <>
            {' · '}
            {t('health.checked')} <When at={checkedAt} />
          </>
        )}
      </Text>
      {waiting !== null && waiting > 0 && (
        <Text size="xs" mt={4}>
          {t('health.waiting', { count: waiting })}
        </Text>
      )}
      <LastError channel={channel} />
    </div>
  );
}

function Acts(props: {
  channel: Channel;
  title: string;
  isTesting: boolean;
  onTest: () => void;
  onEdit: (channel: Channel) => void;
}) {
  const { channel, title, isTesting, onTest, onEdit } = props;
  const { t } = useTranslation('channels');
  return (
    <Group gap={4} wrap="nowrap">
      {channel.canBeTested && (
        <Button
          variant="default"
          size="xs"
          leftSection={<IconPlugConnected size={14} stroke={1.7} aria-hidden />}
          loading={isTesting}
          aria-label={t('test.of', { name: title })}
          onClick={onTest}
        >
          {t('test.do')}
        </Button>
      )}
      {channel.accountId && <ChannelMenu channel={channel} onEdit={() => onEdit(channel)} />}
    </Group>
  );
}

/** The test of a mailbox or an account as it is saved, and what it found. */
function useTest({ kind, name }: Channel) {
  const mailboxProblem = useMailboxProblem();
  const accountProblem = useAccountProblem();
  const isAccount = kind === 'social';
  const mailbox = useMutation({ mutationFn: () => testChannel(name) });
  const account = useMutation({ mutationFn: () => testAccount(name) });
  const test = isAccount ? account : mailbox;
  const problem = isAccount ? accountProblem : mailboxProblem;
  const found = isAccount
    ? account.data && <AccountTrialResult result={account.data} />
    : mailbox.data && <TrialResult result={mailbox.data} />;
  const shown = test.isError ? <Text size="sm">{problem(test.error)}</Text> : found;
  return { run: () => test.mutate(), isPending: test.isPending, shown };
}

/** A row. `onEdit`: only administrators test and change. */
export function ChannelRow(props: {
  channel: Channel;
  onEdit?: ((channel: Channel) => void) | undefined;
}) {
  const { channel, onEdit } = props;
  const { t } = useTranslation('channels');
  const test = useTest(channel);
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
        {channel.origin === 'file' && (
          <Text size="xs" c="dimmed">
            {t('health.file')}
          </Text>
        )}
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
        {onEdit && (
          <Acts {...{ channel, title, onEdit }} isTesting={test.isPending} onTest={test.run} />
        )}
      </div>
      {test.shown && !test.isPending && (
        <div className={classes.result} role="status">
          {test.shown}
        </div>
      )}
    </li>
  );
}
