// Corrective actions over all cases (R24): what is due, whose it is, whether it worked; what can be done with each, as dialogs.
import { Button, Group, SegmentedControl, Text } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { infiniteQueryOptions, useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { answered, api, type Schema } from '../../api/client.ts';
import { CommandDialogs } from '../../case-actions/command-dialog.tsx';
import { openCommand } from '../../case-actions/dialog-store.ts';
import { DueIn } from '../../ui/due-in.tsx';
import { CaseLink, Person } from '../../ui/facts.tsx';
import { Mark } from '../../ui/marks.tsx';
import { PageFrame } from '../../ui/page.tsx';
import { Empty, Failure, Loading } from '../../ui/states.tsx';
import { When } from '../../ui/when.tsx';
import classes from './corrective-actions.module.css';

type Action = Schema<'ActionLine'>;

const filters = {
  open: { open: true },
  requested: { state: 'requested' },
  overdue: { overdue: true },
  done: { state: 'done' },
  mine: { owner: 'me', open: true },
  all: {},
} as const;
type FilterName = keyof typeof filters;
const names = Object.keys(filters) as FilterName[];

const actionsQuery = (filter: FilterName) =>
  infiniteQueryOptions({
    queryKey: ['corrective-actions', filter],
    initialPageParam: '',
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/corrective-actions', {
          params: { query: { ...filters[filter], ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    getNextPageParam: ({ next }) => next,
    select: ({ pages }) => pages.flatMap(({ actions }) => actions),
  });

const tones = {
  requested: 'info',
  approved: 'purple',
  refused: 'plain',
  done: 'warning',
  effective: 'good',
} as const;

function Line({ action }: { action: Action }) {
  const { t } = useTranslation(['corrective-actions', 'case-actions']);
  const { caseReference, actionId, state, reworks, cases, checkFrom } = action;
  const isRunning = state === 'requested' || state === 'approved';
  return (
    <li className={classes.line}>
      <div>
        <Group gap="xs">
          <Mark tone={tones[state]}>{t(`states.${state}`)}</Mark>
          <CaseLink reference={caseReference} />
          <span className="rd-reference">{actionId}</span>
          {cases > 1 && <Text size="xs">{t('cases', { count: cases })}</Text>}
          {reworks > 0 && <Mark tone="danger">{t('reworks', { count: reworks })}</Mark>}
        </Group>
        <Text fw={600}>{action.problem}</Text>
        <Text size="sm" c="dimmed">
          {action.proposal}
        </Text>
      </div>
      <div className={classes.facts}>
        <Person staffId={action.owner} />
        {isRunning && <DueIn dueAt={action.dueAt} />}
        {state === 'done' && checkFrom && (
          <Text size="sm" c="dimmed">
            {t('checkFrom')} <When at={checkFrom} />
          </Text>
        )}
      </div>
      <Group gap="xs">
        {action.allowed.map((command) => (
          <Button
            key={command}
            size="xs"
            variant="default"
            onClick={() => openCommand({ reference: caseReference }, command, { actionId })}
          >
            {t(`case-actions:commands.${command}.title`)}
          </Button>
        ))}
      </Group>
    </li>
  );
}

/** The page. */
export function Page() {
  const { t } = useTranslation(['corrective-actions', 'case-actions']);
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as { show?: string };
  const filter = names.find((name) => name === search.show) ?? 'open';
  const found = useInfiniteQuery(actionsQuery(filter));
  const show = (name: string) =>
    void navigate({ to: '/corrective-actions', search: { show: name } as never });
  return (
    <PageFrame title={t('title')} lead={t('lead')} wide>
      <div className={classes.filters}>
        <SegmentedControl
          aria-label={t('filters.label')}
          size="xs"
          value={filter}
          onChange={show}
          data={names.map((name) => ({ value: name, label: t(`filters.${name}`) }))}
        />
      </div>
      {found.isPending && <Loading />}
      {found.isError && <Failure error={found.error} onRetry={() => void found.refetch()} />}
      {found.data?.length === 0 && (
        <Empty icon={IconListCheck} title={t('empty.title')} text={t('empty.text')} />
      )}
      {found.data && found.data.length > 0 && (
        <ul className={classes.list}>
          {found.data.map((action) => (
            <Line key={`${action.caseReference}/${action.actionId}`} action={action} />
          ))}
        </ul>
      )}
      {found.hasNextPage && (
        <Button variant="default" onClick={() => void found.fetchNextPage()}>
          {t('more')}
        </Button>
      )}
      <CommandDialogs />
    </PageFrame>
  );
}
