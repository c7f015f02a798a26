// The record: who changed what about mailboxes or accounts, newest first. No secret is ever in it.
import { Center, SegmentedControl } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
} from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MoreButton } from '../../ui/more-button.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import { accountRecordQuery } from './accounts-query.ts';
import classes from './channels.module.css';
import { type ChannelChange, recordQuery } from './channels-query.ts';

const shown = (value: unknown): string =>
  value === null || value === undefined || value === '' ? '–' : String(value);

type Of = 'mailboxes' | 'accounts';

// What was added is a list in itself: this much says enough.
const added = {
  mailboxes: ['address', 'user', 'host', 'port', 'folder'],
  accounts: ['userId', 'clientId', 'since'],
};

function Details({ of, what, details }: Pick<ChannelChange, 'what' | 'details'> & { of: Of }) {
  const { t, i18n } = useTranslation(['channels', 'channel-accounts']);
  const nameOf = (field: string): string => {
    const [ns, key] =
      of === 'accounts'
        ? ['channel-accounts', `fields.${field}`]
        : ['channels', `mailbox.fields.${field}`];
    return i18n.exists(key, { ns }) ? t(`${ns}:${key}`) : field;
  };
  const wordsOf = (value: unknown): string => {
    if (value === 'replaced') return t('record.replaced');
    if (typeof value !== 'object' || value === null || !('to' in value)) return shown(value);
    const { from, to } = value as { from?: unknown; to: unknown };
    return `${shown(from)} → ${shown(to)}`;
  };
  const fields = what === 'added' ? added[of] : Object.keys(details);
  return (
    <div className={classes.details}>
      {fields.map((field) => `${nameOf(field)}: ${wordsOf(details[field])}`).join(' · ')}
    </div>
  );
}

type Pages = UseInfiniteQueryResult<InfiniteData<{ entries: ChannelChange[] }>>;

function Entries({ of, asked }: { of: Of; asked: Pages }) {
  const { t } = useTranslation(['channels', 'channel-accounts']);
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const entries = asked.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0)
    return (
      <Empty
        icon={IconHistory}
        title={t('record.none')}
        text={t(of === 'accounts' ? 'channel-accounts:recorded' : 'record.how')}
      />
    );
  return (
    <>
      <ul className={classes.list}>
        {entries.map(({ entryId, name, what, details, at, by, byName }) => (
          <li key={entryId} className={classes.entry}>
            <div className={classes.wraps}>
              <b>{name ?? t(of === 'accounts' ? 'channel-accounts:unsaved' : 'record.unsaved')}</b>{' '}
              {t(`record.whats.${what}`)}
              <Details of={of} what={what} details={details} />
            </div>
            <div className={classes.by}>
              {byName ?? by} · <When at={at} />
            </div>
          </li>
        ))}
      </ul>
      {asked.hasNextPage && (
        <Center p="md">
          <MoreButton of={asked} />
        </Center>
      )}
    </>
  );
}

function AccountEntries() {
  return <Entries of="accounts" asked={useInfiniteQuery(accountRecordQuery)} />;
}
function MailboxEntries() {
  return <Entries of="mailboxes" asked={useInfiniteQuery(recordQuery)} />;
}

/** The record, page by page: of mailboxes, or of accounts. */
export function ChannelRecord() {
  const { t } = useTranslation('channel-accounts');
  const [of, setOf] = useState<Of>('mailboxes');
  return (
    <>
      <SegmentedControl
        size="xs"
        mb="sm"
        aria-label={t('recordOf')}
        data={(['mailboxes', 'accounts'] as const).map((value) => ({ value, label: t(value) }))}
        value={of}
        onChange={setOf}
      />
      {of === 'accounts' ? <AccountEntries /> : <MailboxEntries />}
    </>
  );
}
