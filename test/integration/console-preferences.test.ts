// What staff set for themselves, over HTTP: kept whole, for nobody else, bounded.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ConsoleRig, createConsoleRig } from './console-rig.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await createConsoleRig();
});
afterAll(() => rig.close());

const signedIn = async (email: string) => {
  const visitor = rig.visitor();
  expect((await visitor.signIn(email)).status).toBe(200);
  return visitor;
};
const none = {
  savedFilters: [],
  lapsedFilters: 0,
  theme: null,
  language: null,
  density: null,
  timeZone: null,
  notifications: [
    ...['assigned', 'due_soon', 'overdue', 'escalated', 'approval', 'social', 'other'],
  ],
  browserNotifications: false,
  digest: null,
};
const path = '/api/v1/preferences';

test('preferences are empty at first, then as they were put, from every desk, and no colleague’s', async () => {
  const sam = await signedIn('sam@staff.test');
  expect(await sam.ask('GET', path)).toMatchObject({ status: 200, body: none });
  const mine = {
    ...none,
    savedFilters: [
      {
        name: 'Schlimm & dringend 🔥',
        search: { severity: ['critical', 'major'], due: 'overdue' },
      },
      { name: 'Mine', search: { mine: true } },
    ],
    theme: 'dark',
    density: 'compact',
    timeZone: 'America/St_Johns',
    notifications: ['overdue'],
    browserNotifications: true,
    digest: { hour: 0, timeZone: 'Europe/Berlin' },
  };
  expect(await sam.ask('PUT', path, mine)).toMatchObject({ status: 200, body: mine });
  expect((await (await signedIn('sam@staff.test')).ask('GET', path)).body).toEqual(mine);
  expect((await (await signedIn('fred@staff.test')).ask('GET', path)).body).toEqual(none);
  expect(await sam.ask('PUT', path, none)).toMatchObject({ status: 200 });
  expect((await sam.ask('GET', path)).body).toEqual(none);
});

test('R71 a filter keeps the time when it was saved, whatever else is set; changed, it is a new one', async () => {
  const sam = await signedIn('sam@staff.test');
  const times = async () => {
    const [row] = await rig.database.db.query<{ at: Record<string, string> }>(
      `select filters_saved_at as at from people.preferences p join people.staff s using (staff_id) where s.email = 'sam@staff.test'`,
    );
    return row?.at ?? {};
  };
  const words = { name: 'words', search: { q: 'kettle' } };
  expect((await sam.ask('PUT', path, { ...none, savedFilters: [words] })).status).toBe(200);
  const first = await times();
  rig.clock.advanceMs(60_000);
  const more = { name: 'more', search: { q: 'mug' } };
  const both = { ...none, theme: 'dark', savedFilters: [words, more] };
  expect((await sam.ask('PUT', path, both)).status).toBe(200);
  const second = await times();
  expect(second.words).toBe(first.words);
  expect(String(second.more) > String(first.words)).toBe(true);
  const changed = { ...both, savedFilters: [{ ...words, search: { q: 'cup' } }, more] };
  expect((await sam.ask('PUT', path, changed)).status).toBe(200);
  expect(await times()).toEqual({ words: second.more, more: second.more });
  expect((await sam.ask('PUT', path, none)).status).toBe(200);
});

test('preferences: the largest allowed are kept; what is unknown or beyond the bounds is refused whole', async () => {
  const sam = await signedIn('sam@staff.test');
  const search = (parameters: number, values: number) =>
    Object.fromEntries(
      Array.from({ length: parameters }, (_, at) => [
        `p${at}`,
        Array.from({ length: values }, () => '\u0001'.repeat(20)),
      ]),
    );
  const filters = (count: number, one: object) =>
    Array.from({ length: count }, (_, at) => ({ name: `${at}`.padEnd(60, 'é'), search: one }));
  const large = { ...none, savedFilters: filters(30, search(6, 5)) };
  expect((await sam.ask('PUT', path, large)).status).toBe(200);
  expect((await sam.ask('GET', path)).body).toEqual(large);

  const refused = [
    { ...none, savedFilters: filters(31, {}) },
    { ...none, savedFilters: filters(1, search(21, 1)) },
    { ...none, savedFilters: filters(1, search(1, 21)) },
    { ...none, savedFilters: [{ name: '', search: {} }] },
    { ...none, timeZone: 'Mars/Olympus' },
    { ...none, timeZone: '+02:00' },
    { ...none, notifications: ['overdue', 'overdue'] },
    { ...none, notifications: ['gossip'] },
    { ...none, digest: { hour: 24, timeZone: 'UTC' } },
    { ...none, digest: { hour: 7 } },
    { ...none, savedFilters: [{ name: 'x'.repeat(61), search: {} }] },
    { ...none, savedFilters: [{ name: 'a\0', search: {} }] },
    { ...none, savedFilters: [{ name: 'a', search: { deep: { er: 1 } } }] },
    {
      ...none,
      savedFilters: [
        { name: 'a', search: {} },
        { name: 'a', search: {} },
      ],
    },
    { ...none, theme: 'pink' },
    { ...none, language: 'xx' },
    { ...none, more: 1 },
    { savedFilters: [] },
  ];
  for (const body of refused) expect((await sam.ask('PUT', path, body)).status).toBe(400);
  const huge = { ...none, savedFilters: filters(30, { q: 'x'.repeat(9000) }) };
  expect((await sam.ask('PUT', path, huge)).status).toBe(413);
  expect((await sam.ask('GET', path)).body).toEqual(large);
});

test('S25 preferences need a session, and changing them its CSRF token', async () => {
  expect((await rig.visitor().ask('GET', path)).status).toBe(401);
  expect((await rig.visitor().ask('PUT', path, none)).status).toBe(401);
  const sam = await signedIn('sam@staff.test');
  sam.csrfToken = '';
  expect((await sam.ask('PUT', path, none)).status).toBe(403);
});
