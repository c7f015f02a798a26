// The record: who changed what about mailboxes, newest first. A secret is never in it.
import { Center } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { MoreButton } from '../../ui/more-button.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './channels.module.css';
import { type ChannelChange, recordQuery } from './channels-query.ts';

const shown = (value: unknown): string =>
  value === null || value === undefined || value === '' ? '–' : String(value);

function Details({ what, details }: Pick<ChannelChange, 'what' | 'details'>) {
  const { t, i18n } = useTranslation('channels');
  const nameOf = (field: string): string =>
    i18n.exists(`mailbox.fields.${field}`, { ns: 'channels' })
      ? t(`mailbox.fields.${field}`)
      : field;
  const wordsOf = (value: unknown): string => {
    if (value === 'replaced') return t('record.replaced');
    if (typeof value !== 'object' || value === null || !('to' in value)) return shown(value);
    const { from, to } = value as { from?: unknown; to: unknown };
    return `${shown(from)} → ${shown(to)}`;
  };
  // What a mailbox was added with is a list in itself: its place says enough.
  const fields =
    what === 'added' ? ['address', 'user', 'host', 'port', 'folder'] : Object.keys(details);
  return (
    <div className={classes.details}>
      {fields.map((field) => `${nameOf(field)}: ${wordsOf(details[field])}`).join(' · ')}
    </div>
  );
}

/** The record, page by page. */
export function ChannelRecord() {
  const { t } = useTranslation('channels');
  const asked = useInfiniteQuery(recordQuery);
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const entries = asked.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0)
    return <Empty icon={IconHistory} title={t('record.none')} text={t('record.how')} />;
  return (
    <>
      <ul className={classes.list}>
        {entries.map(({ entryId, name, what, details, at, by, byName }) => (
          <li key={entryId} className={classes.entry}>
            <div className={classes.wraps}>
              <b>{name ?? t('record.unsaved')}</b> {t(`record.whats.${what}`)}
              <Details what={what} details={details} />
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
