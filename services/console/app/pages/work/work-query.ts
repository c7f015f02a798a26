// What the work list asks for: filters as they stand in the address, a page after another, counts.
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';
import { queryClient } from '../../api/query.ts';

export type WorkRow = Schema<'WorkRow'>;

/** Whose work. */
export const scopes = ['mine', 'team', 'nobody', 'all'] as const;
export const sorts = ['due', 'severity', 'opened', 'updated'] as const;
export const severities = ['critical', 'major', 'moderate', 'minor'] as const;
export const statuses = ['new', 'assigned', 'investigating', 'waiting', 'resolved'] as const;

/** Filters as they stand in the address: what is shared by it shows the same list to a colleague. */
export type WorkFilters = {
  scope?: (typeof scopes)[number];
  sort?: (typeof sorts)[number];
  q?: string;
  severity?: (typeof severities)[number][];
  status?: (typeof statuses)[number][];
  overdue?: boolean;
};

// Three screens: the next page comes while the second is looked at.
const PAGE = 60;
const list = <T>(value: T[] | T | undefined): T[] | undefined =>
  value === undefined ? undefined : ([value].flat() as T[]);
const among = <T extends string>(values: readonly T[], given: unknown): T | undefined =>
  values.find((value) => value === given);

/** What stands in an address, as far as it is understood. */
export function readFilters(search: Record<string, unknown>): WorkFilters {
  const scope = among(scopes, search.scope);
  const sort = among(sorts, search.sort);
  const severity = (list(search.severity) ?? []).flatMap((one) => among(severities, one) ?? []);
  const status = (list(search.status) ?? []).flatMap((one) => among(statuses, one) ?? []);
  // The address turns what looks like a number into one.
  const q = search.q === undefined ? '' : String(search.q).slice(0, 200);
  return {
    ...(scope ? { scope } : {}),
    ...(sort ? { sort } : {}),
    ...(q ? { q } : {}),
    ...(severity.length > 0 ? { severity } : {}),
    ...(status.length > 0 ? { status } : {}),
    ...(search.overdue === true ? { overdue: true } : {}),
  };
}

/** The rows, page by page. */
export const workQuery = (filters: WorkFilters) =>
  infiniteQueryOptions({
    queryKey: ['work', 'list', filters],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/work', {
          params: {
            query: { ...filters, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) },
          },
        }),
      ),
    getNextPageParam: ({ next }) => next,
  });

const endOfToday = (): string => {
  const end = new Date();
  end.setHours(24, 0, 0, 0);
  return end.toISOString();
};

/** How much there is: overdue, due today, later. */
export const workCountsQuery = ({ sort: _sort, ...filters }: WorkFilters) =>
  queryOptions({
    queryKey: ['work', 'counts', filters],
    queryFn: () =>
      answered(
        api.GET('/api/v1/work/counts', {
          params: { query: { ...filters, dayEndsAt: endOfToday() } },
        }),
      ),
  });

/** Asks for what the page shows first, as its address says. */
export async function askAhead(search: Record<string, unknown>): Promise<void> {
  const filters = readFilters(search);
  await Promise.all([
    queryClient.prefetchInfiniteQuery(workQuery(filters)),
    queryClient.prefetchQuery(workCountsQuery(filters)),
  ]);
}
