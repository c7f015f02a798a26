// A case, and the words of the policy that it follows, as the dialogs need them.
import { queryOptions, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answered, api, type Schema } from '../api/client.ts';

export type Labels = Schema<'PolicyLabels'>;

/** A case with all that belongs to it. */
export const caseQuery = (reference: string) =>
  queryOptions({
    queryKey: ['case', reference],
    queryFn: () =>
      answered(api.GET('/api/v1/cases/{reference}', { params: { path: { reference } } })),
  });

/** The words of a version of the policy in a language; of the newest without one. */
export const labelsQuery = (locale: string, version?: string) =>
  queryOptions({
    queryKey: ['labels', locale, version ?? ''],
    staleTime: 10 * 60_000,
    queryFn: () =>
      answered(
        api.GET('/api/v1/policy/labels', {
          params: { query: { locale, ...(version ? { version } : {}) } },
        }),
      ),
  });

/** The words of a version of the policy in the reader's language; nothing until they are known. */
export function useLabels(version?: string): Labels | undefined {
  const { i18n } = useTranslation();
  return useQuery(labelsQuery(i18n.language.slice(0, 2), version)).data;
}
