// The cases behind a number of the overview: exactly those that it counts, as the address says.
import { Text } from '@mantine/core';
import { IconInbox } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Schema } from '../../api/client.ts';
import { DueIn } from '../../ui/due-in.tsx';
import { CaseLink, Person } from '../../ui/facts.tsx';
import { SeverityMark, StatusMark } from '../../ui/marks.tsx';
import { MoreButton } from '../../ui/more-button.tsx';
import { PageFrame } from '../../ui/page.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './overview.module.css';
import { casesOfQuery, type Filter } from './overview-query.ts';

type CaseLine = Schema<'Overview'>['escalations'][number];

const isOpen = ({ status }: CaseLine): boolean =>
  !['resolved', 'closed', 'merged'].includes(status);

function Line({ line }: { line: CaseLine }) {
  return (
    <li className={classes.caseLine}>
      <CaseLink reference={line.reference} />
      <span className={classes.subject}>{line.subject}</span>
      <SeverityMark severity={line.severity} />
      <StatusMark status={line.status} />
      <Person staffId={line.assignee} />
      {isOpen(line) ? <DueIn dueAt={line.resolveBy} /> : <When at={line.updatedAt} />}
    </li>
  );
}

/** The page. */
export function Page() {
  const { t } = useTranslation(['overview', 'common']);
  const filter = useSearch({ strict: false }) as Filter;
  const asked = useInfiniteQuery(casesOfQuery(filter));
  const lines = asked.data?.pages.flatMap(({ cases }) => cases) ?? [];
  const total = asked.data?.pages[0]?.total;
  return (
    <PageFrame
      title={t('casesOf.title')}
      wide
      lead={
        <>
          <Link to="/overview">{t('casesOf.back')}</Link>
          {total && (
            <>
              {' '}
              ·{' '}
              <span data-total={total.count}>
                {t('casesOf.total', { count: total.count })}
                {total.more && '+'}
              </span>
            </>
          )}
        </>
      }
    >
      {asked.isPending && <Loading />}
      {asked.isError && <Failure error={asked.error} onRetry={() => void asked.refetch()} />}
      {asked.isSuccess && lines.length === 0 && (
        <Empty icon={IconInbox} title={t('casesOf.none')} text={t('casesOf.noneText')} />
      )}
      <ul className={classes.caseLines}>
        {lines.map((line) => (
          <Line key={line.reference} line={line} />
        ))}
      </ul>
      <MoreButton of={asked} mt="md" />
      {asked.isSuccess && !asked.hasNextPage && lines.length > 0 && (
        <Text size="xs" c="dimmed" mt="sm">
          {t('casesOf.all')}
        </Text>
      )}
    </PageFrame>
  );
}
