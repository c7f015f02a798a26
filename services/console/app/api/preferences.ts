// What one set for oneself: read once, changed whole.
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { chooseLanguage, preferredLanguage } from '../texts/i18n.ts';
import { chooseLook } from '../theme/look.ts';
import { tick } from '../ui/clock.ts';
import { chooseZone } from '../ui/zone.ts';
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

/** Shows the console as somebody set it; without a language of theirs in that of this browser. */
export async function applyPreferences(now: Preferences): Promise<void> {
  const { theme, density, timeZone, language } = now;
  chooseLook({ theme: theme ?? 'auto', density: density ?? 'comfortable' });
  chooseZone(timeZone ?? undefined);
  tick();
  if (language && language !== preferredLanguage()) await chooseLanguage(language);
}

/**
 * Changes them by a function of what they are now: another tab may have changed them since they were read. One after the other; each
 * shows at once, and is taken back when it cannot be kept.
 */
export function useChangePreferences() {
  const client = useQueryClient();
  const { queryKey } = preferencesQuery;
  const show = async (preferences: Preferences | undefined): Promise<void> => {
    if (!preferences) return;
    client.setQueryData(queryKey, preferences);
    await applyPreferences(preferences);
  };
  return useMutation({
    mutationKey: queryKey,
    scope: { id: 'preferences' },
    mutationFn: async (change: (now: Preferences) => Preferences) =>
      answered(api.PUT('/api/v1/preferences', { body: change(await readPreferences()) })),
    onMutate: async (change) => {
      await client.cancelQueries({ queryKey });
      const before = client.getQueryData(queryKey);
      if (before) await show(change(before));
      return before;
    },
    // While another change waits, what it shows already stays.
    onSuccess: async (now) => {
      if (client.isMutating({ mutationKey: queryKey }) <= 1) await show(now);
    },
    onError: (_error, _change, before) => show(before),
  });
}
