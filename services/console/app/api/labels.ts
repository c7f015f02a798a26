// The words of a policy in the reader's language: names of categories, teams, escalation.
import { queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';

export type Labels = Schema<'PolicyLabels'>;

/** The words of a version of the policy, of the newest one when none is named. */
export const labelsQuery = (language: string, version?: string) => {
  const locale = language.slice(0, 2);
  return queryOptions({
    queryKey: ['labels', locale, version ?? ''],
    staleTime: 10 * 60_000,
    queryFn: () =>
      answered(
        api.GET('/api/v1/policy/labels', {
          params: { query: { locale, ...(version ? { version } : {}) } },
        }),
      ),
  });
};
