// The routes of what staff set for themselves: saved filters, look, language. Kept here, not in a browser, so that it is the same at
// every desk. Name and languages that colleagues see: account-routes.ts.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { canonicalJson } from '#shared/canonical-json.ts';
import { notificationKindSchema, notificationKinds } from '#shared/events/notification.ts';
import type { ConsoleContext } from '../console-context.ts';
import { findPreferences, lockPreferences, putPreferences } from '../people/preference-store.ts';

const route = routeFor<ConsoleContext>();
const tag = 'account';

const FILTERS_MAX = 30;
const PARAMETERS_MAX = 20;

// PostgreSQL's text holds no NUL.
const text = (max: number) =>
  z
    .string()
    .max(max)
    .refine((value) => !value.includes('\0'), 'must not contain NUL');

const savedFilter = z
  .strictObject({
    name: text(60).min(1).describe('as it is shown; no two are alike'),
    search: z
      .record(
        text(40).min(1),
        z.union([text(200), z.array(text(80)).max(20), z.int(), z.boolean()]),
      )
      .refine((search) => Object.keys(search).length <= PARAMETERS_MAX, {
        message: `at most ${PARAMETERS_MAX} parameters`,
      })
      .describe("the filters as they stand in the page's address"),
  })
  .meta({ id: 'SavedFilter' });

const isTimeZone = (name: string): boolean => {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).format(0) !== '';
  } catch {
    return false;
  }
};

// Names only: an offset like "+02:00" knows no summer time.
const timeZone = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/, 'expected a name like "Europe/Berlin"')
  .refine(isTimeZone, 'there is no such time zone');

const preferences = z
  .strictObject({
    savedFilters: z
      .array(savedFilter)
      .max(FILTERS_MAX)
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
        message: 'two have the same name',
      })
      .describe('of the work list, in the order of the menu'),
    lapsedFilters: z
      .int()
      .min(0)
      .max(1000)
      .default(0)
      .describe(
        'saved filters that went because they named somebody whose data was erased, or had words older than the period of retention (R71); set to 0 once read',
      ),
    theme: z
      .enum(['light', 'dark', 'auto'])
      .nullable()
      .describe('auto: as the system; null: not set'),
    language: z
      .enum(['en', 'de', 'es', 'fr'])
      .nullable()
      .describe("of the console; null: the browser's"),
    density: z.enum(['comfortable', 'compact']).nullable().describe('of lists; null: not set'),
    timeZone: timeZone
      .nullable()
      .default(null)
      .describe("in which times are shown, by its IANA name; null: the browser's"),
    notifications: z
      .array(notificationKindSchema)
      .max(notificationKinds.length)
      .refine((all) => new Set(all).size === all.length, { message: 'one stands twice' })
      .default([...notificationKinds])
      .describe('what you are notified of in the console'),
    browserNotifications: z
      .boolean()
      .default(false)
      .describe('shown by the browser too while no page is open; it asks for leave itself'),
    digest: z
      .strictObject({
        hour: z.int().min(0).max(23),
        timeZone: timeZone.describe('of the browser in which it was chosen'),
      })
      .nullable()
      .default(null)
      .describe(
        'a daily mail of what is due, at this hour of your `timeZone`, or without one of its own; null: none',
      ),
  })
  .meta({ id: 'Preferences', description: 'What you set for yourself in the console.' });

const none = preferences.parse({ savedFilters: [], theme: null, language: null, density: null });

type Preferences = z.infer<typeof preferences>;

/** When each filter was saved: one that is as it was keeps its time, whatever else is set. */
function savedAtOf(
  { savedFilters }: Preferences,
  before: Awaited<ReturnType<typeof lockPreferences>>,
  now: Date,
): Record<string, string> {
  const known = preferences.safeParse(before?.preferences).data?.savedFilters ?? [];
  const unchanged = new Set(known.map((filter) => canonicalJson(filter)));
  return Object.fromEntries(
    savedFilters.map((filter) => {
      const then = unchanged.has(canonicalJson(filter)) ? before?.savedAt[filter.name] : undefined;
      return [filter.name, then ?? now.toISOString()];
    }),
  );
}

/** Routes of preferences. */
export const preferenceRoutes: Route<ConsoleContext>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/preferences',
      operationId: 'readPreferences',
      summary: 'What you set for yourself',
      tag,
      who: 'staff',
      answers: { 200: { description: 'All of it.', schema: preferences } },
    },
    async ({ db }, { staff }) => {
      // What an older version kept and this one does not know is as if it was never set.
      const kept = preferences.safeParse(await findPreferences(db.query, staff.staffId));
      return { json: kept.data ?? none };
    },
  ),
  route(
    {
      method: 'put',
      path: '/api/v1/preferences',
      operationId: 'setPreferences',
      summary: 'Set it, all at once',
      tag,
      who: 'staff',
      body: preferences,
      bodyBytesMax: 200_000,
      answers: { 200: { description: 'As it is now.', schema: preferences } },
    },
    async ({ db, clock }, { staff, body }) => {
      return db.transaction(async (tx) => {
        const now = clock.now();
        const before = await lockPreferences(tx.query, staff.staffId);
        const savedAt = savedAtOf(body, before, now);
        await putPreferences(tx.query, staff.staffId, body, now, savedAt);
        return { json: body };
      });
    },
  ),
];
