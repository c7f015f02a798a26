// The words of the newest policy in the reader's language: names of categories, teams, escalation.
import { queryOptions } from '@tanstack/react-query';
import { answered, api } from './client.ts';

/** The policy's words in a language. */
export const labelsQuery = (language: string) => {
  const locale = language.slice(0, 2);
  return queryOptions({
    queryKey: ['labels', locale, ''],
    staleTime: 10 * 60_000,
    queryFn: () => answered(api.GET('/api/v1/policy/labels', { params: { query: { locale } } })),
  });
};
