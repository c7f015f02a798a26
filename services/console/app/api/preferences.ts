// What one set for oneself: read once, changed whole.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { answered, api, type Schema } from './client.ts';

export type Preferences = Schema<'Preferences'>;
export type SavedFilter = Schema<'SavedFilter'>;

const readPreferences = (): Promise<Preferences> => answered(api.GET('/api/v1/preferences'));

/** All of it. */
export const preferencesQuery = queryOptions({
  queryKey: ['preferences'],
  staleTime: 60_000,
  queryFn: readPreferences,
});

/** Changes them by a function of what they are now: another tab may have changed them since they were read. */
export function useChangePreferences() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (change: (now: Preferences) => Preferences) =>
      answered(api.PUT('/api/v1/preferences', { body: change(await readPreferences()) })),
    onSuccess: (now) => client.setQueryData(preferencesQuery.queryKey, now),
  });
}
