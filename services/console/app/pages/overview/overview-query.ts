// What the overview reads by the API, and the filters by which its numbers open their cases.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';

export type Overview = Schema<'Overview'>;
export type Figures = Overview['whole']['figures'];
export type Measure = keyof Figures;
export type Slice = Overview['days'][number];
/** Parameters of the list of cases. */
export type Filter = Record<string, unknown>;

type Query<Path extends '/api/v1/overview' | '/api/v1/cases'> = NonNullable<
  NonNullable<Parameters<typeof api.GET<Path, never>>[1]>['params']
>['query'];

/** What stands in the address of the page. */
export type Asked = {
  days?: number;
  from?: string;
  until?: string;
  team?: string;
  channel?: string;
};

/** The numbers; of the last 30 days when none are named. Which day is today, the server says. */
export const overviewQuery = ({ days = 30, from, until, team, channel }: Asked) =>
  queryOptions({
    queryKey: ['overview', { days, from, until, team, channel }],
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    queryFn: () => {
      const query = {
        ...(from ? { from } : { days }),
        ...(until ? { until } : {}),
        ...(team ? { team } : {}),
        ...(channel ? { channel } : {}),
      };
      return answered(
        api.GET('/api/v1/overview', { params: { query: query as Query<'/api/v1/overview'> } }),
      );
    },
  });

/** The cases that a number counts. */
export const casesOfQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['cases', 'of', filter],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ pageParam }) => {
      const query = { ...filter, count: true, ...(pageParam ? { cursor: pageParam } : {}) };
      return answered(
        api.GET('/api/v1/cases', { params: { query: query as Query<'/api/v1/cases'> } }),
      );
    },
    getNextPageParam: ({ next }) => next,
  });

/** The filter of a figure of a slice: both together. */
export const filterOf = (
  measures: Overview['measures'],
  slice: { filter: Filter },
  measure: Measure,
): Filter => ({ ...slice.filter, ...measures[measure] });

/** A share of a whole, or nothing where there is no whole. */
export const shareOf = (part: number, rest: number): number | undefined =>
  part + rest > 0 ? part / (part + rest) : undefined;
