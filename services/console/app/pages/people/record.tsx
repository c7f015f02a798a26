// The record: who changed what about whom.
import { Center } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { MoreButton } from '../../ui/more-button.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './people.module.css';
import { type AuditEntry, auditQuery } from './people-query.ts';

const shown = (value: unknown): string => {
  if (value === null || value === undefined || value === '') return '–';
  if (Array.isArray(value)) return value.join(', ') || '–';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
};

function Details({ details }: { details: AuditEntry['details'] }) {
  const { t, i18n } = useTranslation('people');
  const nameOf = (field: string): string =>
    i18n.exists(`fields.${field}`, { ns: 'people' }) ? t(`fields.${field}`) : field;
  return Object.entries(details).map(([field, value]) => {
    const { from, to } = (value ?? {}) as { from?: unknown; to?: unknown };
    const isChange = typeof value === 'object' && value !== null && 'to' in value;
    return (
      <div key={field} className={classes.change}>
        {nameOf(field)}: {isChange ? `${shown(from)} → ${shown(to)}` : shown(value)}
      </div>
    );
  });
}

/** The record, page by page. */
export function Record() {
  const { t } = useTranslation('people');
  const asked = useInfiniteQuery(auditQuery);
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const entries = asked.data.pages.flatMap((page) => page.entries);
  if (entries.length === 0)
    return <Empty icon={IconHistory} title={t('record.none')} text={t('record.how')} />;
  return (
    <>
      <table className={classes.table}>
        <thead>
          <tr>
            <th>{t('record.at')}</th>
            <th>{t('record.what')}</th>
            <th className={classes.wide}>{t('record.by')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr key={entry.entryId}>
              <td className="rd-number">
                <When at={entry.at} />
              </td>
              <td>
                <b>{entry.aboutName ?? entry.about}</b>: {t(`changes.${entry.what}`)}
                <Details details={entry.details} />
              </td>
              <td className={classes.wide}>{entry.byName ?? entry.by ?? t('record.program')}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {asked.hasNextPage && (
        <Center p="md">
          <MoreButton of={asked} />
        </Center>
      )}
    </>
  );
}
