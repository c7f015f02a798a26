// What staff saved in the console and that names a customer goes with the customer's data, on a real PostgreSQL (R71).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eraseCase } from '../../services/cases/record/erase.ts';
import { createRetention } from '../../services/cases/record/retention.ts';
import { findPreferences, putPreferences } from '../../services/console/people/preference-store.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';
import { CASE_DAYS, DAY_MS } from './retention-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const filter = (name: string, search: object) => ({ name, search });
const save = (who: string, savedFilters: object[], savedAt: Record<string, string> = {}) =>
  putPreferences(rig.query, who, { theme: 'dark', savedFilters }, rig.clock.now(), savedAt);
const kept = async (who: string) => {
  const found = (await findPreferences(rig.query, who)) as {
    savedFilters: { name: string }[];
    lapsedFilters?: number;
    theme: string;
  };
  expect(found.theme).toBe('dark');
  return [found.savedFilters.map(({ name }) => name), found.lapsedFilters ?? 0];
};

test('R71 filters that name an erased customer go, in the same transaction and for everybody; their owners are told how many', async () => {
  const { reference } = await rig.say({
    sender: { name: 'Zoë Márquez', email: 'zoe@customer.test' },
  });
  await save('fred', [
    filter('Mine', { scope: 'mine' }),
    filter('her', { q: 'ZOË' }),
    filter('parcels', { q: 'late parcel' }),
    filter(`about ${reference}`, { overdue: true }),
  ]);
  await save('sara', [filter('x', { q: 'from zoe@customer.test', severity: ['major'] })]);
  await save('sam', [filter('x', { q: 'someone else' })]);
  const failing = eraseCase(
    rig.shell,
    { reference, reason: 'asked for it', staffId: 'adam' },
    async () => {
      throw new Error('killed before its commit');
    },
  );
  await expect(failing).rejects.toThrow('killed');
  expect(await kept('sara')).toEqual([['x'], 0]);
  await eraseCase(rig.shell, { reference, reason: 'asked for it', staffId: 'adam' });
  expect(await kept('fred')).toEqual([['Mine', 'parcels'], 2]);
  expect(await kept('sara')).toEqual([[], 1]);
  expect(await kept('sam')).toEqual([['x'], 0]);
});

test('R71 filters with words lapse once they are older than closed cases are kept; those without words stay', async () => {
  const round = createRetention(rig.shell);
  const wholeRound = async () => {
    for (let more = true; more; ) more = await round();
  };
  const saved = rig.clock.now().toISOString();
  const filters = [filter('old', { q: 'kettle' }), filter('plain', { scope: 'team' })];
  await save('fiona', filters, { old: saved, plain: saved });
  rig.clock.advanceMs(CASE_DAYS * DAY_MS);
  await save('fiona', [...filters, filter('new', { q: 'kettle' })], { old: saved, plain: saved });
  await wholeRound();
  expect(await kept('fiona')).toEqual([['old', 'plain', 'new'], 0]);
  rig.clock.advanceMs(DAY_MS);
  await wholeRound();
  expect(await kept('fiona')).toEqual([['plain', 'new'], 1]);
  rig.clock.advanceMs(DAY_MS);
  await wholeRound();
  expect(await kept('fiona')).toEqual([['plain', 'new'], 1]);
});
