// My work: what is to be done next, in order of due times; new things appear without loading the page again.
import { Button, Group, Kbd, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconInbox, IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { type RefObject, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { commandKey } from '../../ui/keys.ts';
import { PageFrame } from '../../ui/page.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { FilterBar } from './filter-bar.tsx';
import { useChanges } from './use-changes.ts';
import { useListKeys } from './use-list-keys.ts';
import classes from './work.module.css';
import { WorkList } from './work-list.tsx';
import {
  readFilters,
  type WorkFilters,
  type WorkRow,
  workCountsQuery,
  workQuery,
} from './work-query.ts';

const keys = ['j', 'k', 'x', 'Enter', '/', '?'] as const;

function Keys({ opened, close }: { opened: boolean; close(): void }) {
  const { t } = useTranslation('work');
  return (
    <Dialog opened={opened} onClose={close} title={t('keys.title')} size="sm">
      {keys.map((key) => (
        <Group key={key} justify="space-between" py={4}>
          <Text size="sm">{t(`keys.${key}`)}</Text>
          <Kbd>{key}</Kbd>
        </Group>
      ))}
      <Group justify="space-between" py={4}>
        <Text size="sm">{t('keys.palette')}</Text>
        <Kbd>{commandKey('K')}</Kbd>
      </Group>
    </Dialog>
  );
}

function Counts({ filters }: { filters: WorkFilters }) {
  const { t } = useTranslation('work');
  const { data } = useQuery(workCountsQuery(filters));
  if (!data) return <>{t('lead')}</>;
  const shown = (count: number) => (count >= data.max ? `${data.max}+` : String(count));
  return (
    <span className={classes.counts}>
      <span data-overdue={data.overdue > 0 || undefined}>
        {t('counts.overdue', { count: shown(data.overdue) })}
      </span>
      <span>{t('counts.today', { count: shown(data.today) })}</span>
      <span>{t('counts.later', { count: shown(data.later) })}</span>
    </span>
  );
}

/** Which rows are marked: by their task. */
function useMarks() {
  const [marked, setMarked] = useState<ReadonlyMap<string, WorkRow>>(new Map());
  const mark = useCallback((row: WorkRow) => {
    setMarked((before) => {
      const after = new Map(before);
      if (!after.delete(row.taskId)) after.set(row.taskId, row);
      return after;
    });
  }, []);
  return { marked, mark, clear: () => setMarked(new Map()) };
}

function Rows({
  filters,
  search,
  onHelp,
}: {
  filters: WorkFilters;
  search: RefObject<HTMLInputElement | null>;
  onHelp(): void;
}) {
  const { t } = useTranslation('work');
  const asked = useInfiniteQuery(workQuery(filters));
  const { changed, refresh } = useChanges();
  const { marked, mark, clear } = useMarks();
  const [current, setCurrent] = useState(-1);
  const rows = useMemo(() => asked.data?.pages.flatMap(({ work }) => work) ?? [], [asked.data]);
  // A case's page goes to its neighbours in this list.
  useEffect(() => {
    const references = rows.flatMap((row) => row.case?.reference ?? []).slice(0, 1000);
    sessionStorage.setItem('redress-case-list', JSON.stringify(references));
  }, [rows]);
  useListKeys({ rows, current, setCurrent, onMark: mark, onHelp, search });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = asked;
  const onNearEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  if (asked.isPending) return <Loading rows={8} />;
  if (asked.isError) return <Failure error={asked.error} onRetry={() => void asked.refetch()} />;
  const isFiltered = Boolean(filters.q || filters.severity || filters.status || filters.overdue);
  return (
    <>
      <div aria-live="polite">
        {changed > 0 && (
          <Button
            className={classes.news ?? ''}
            size="compact-sm"
            variant="light"
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={refresh}
          >
            {t('changed', { count: changed })}
          </Button>
        )}
      </div>
      <BulkBar
        marked={[...marked.values()]}
        onDone={() => {
          clear();
          refresh();
        }}
      />
      {rows.length === 0 ? (
        <Empty
          icon={IconInbox}
          title={t(isFiltered ? 'empty.filtered' : `empty.${filters.scope ?? 'mine'}`)}
          text={t(isFiltered ? 'empty.filteredText' : 'empty.text')}
        />
      ) : (
        <WorkList
          rows={rows}
          byDue={(filters.sort ?? 'due') === 'due'}
          current={current}
          marked={new Set(marked.keys())}
          loadingMore={isFetchingNextPage}
          onMark={mark}
          onCurrent={setCurrent}
          onNearEnd={onNearEnd}
        />
      )}
    </>
  );
}

/** The page. */
export function Page() {
  const { t } = useTranslation('work');
  const filters = readFilters(useSearch({ strict: false }) as Record<string, unknown>);
  const navigate = useNavigate();
  const search = useRef<HTMLInputElement>(null);
  const [opened, { open, close }] = useDisclosure();
  const change = useCallback(
    (next: WorkFilters) => void navigate({ to: '/work', search: next as never, replace: true }),
    [navigate],
  );
  return (
    <PageFrame title={t('title')} lead={<Counts filters={filters} />} wide>
      <FilterBar filters={filters} onChange={change} search={search} />
      <Rows key={JSON.stringify(filters)} filters={filters} search={search} onHelp={open} />
      <Keys opened={opened} close={close} />
    </PageFrame>
  );
}
