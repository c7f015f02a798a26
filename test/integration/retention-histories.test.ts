// Retention over random histories on a real PostgreSQL (R71): two processes at once, each case erased once and at its time.
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyCases } from '../../services/cases/record/verify.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';
import { CASE_DAYS, closedCase, DAY_MS, done, type Keeper, wholeRound } from './retention-rig.ts';

let rig: ApiRig;
const open = async () => {
  rig = await createApiRig();
  rig.shell.settings.hasPayoutPort = true;
};
beforeEach(open);
afterEach(() => rig.close());
const later = (days: number) => rig.clock.advanceMs(days * DAY_MS);

type Step =
  | { do: 'close'; keeper: Keeper }
  | { do: 'pass'; days: number }
  | { do: 'release' }
  | { do: 'run' };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant('close' as const),
    keeper: fc.constantFrom<Keeper>('nothing', 'nothing', 'hold', 'action', 'payout'),
  }),
  fc.record({ do: fc.constant('pass' as const), days: fc.constantFrom(1, 700, 1500, 2191, 2192) }),
  fc.constant({ do: 'release' as const }),
  fc.constant({ do: 'run' as const }),
);

test('R71 over any history, two runs at once erase each case once, none before its time, none that is kept; chains hold', async () => {
  const history = fc.array(step, { minLength: 6, maxLength: 14 });
  const run = async (steps: Step[]) => {
    const known: { reference: string; closedAt: number; keeper: Keeper; erased: boolean }[] = [];
    for (const { do: what, ...given } of [...steps, { do: 'run' as const }] as (Step & {
      keeper?: Keeper;
      days?: number;
    })[]) {
      if (what === 'pass') later(given.days ?? 0);
      if (what === 'close') {
        const keeper = given.keeper ?? 'nothing';
        const { reference } = await closedCase(rig, keeper);
        known.push({ reference, closedAt: rig.clock.now().getTime(), keeper, erased: false });
      }
      const held = known.find(({ keeper, erased }) => keeper === 'hold' && !erased);
      if (what === 'release' && held) {
        await done(rig, 'adam', held.reference, 'release', { reason: 'settled' });
        held.keeper = 'nothing';
      }
      if (what !== 'run') continue;
      const now = rig.clock.now().getTime();
      const due = known.filter(
        ({ closedAt, keeper, erased }) =>
          keeper === 'nothing' && !erased && closedAt + CASE_DAYS * DAY_MS <= now,
      );
      const [one, other] = await Promise.all([wholeRound(rig.shell), rig.elsewhere(wholeRound)]);
      const gone = [...one.erased, ...other.erased];
      expect(gone.sort()).toEqual(due.map(({ reference }) => reference).sort());
      for (const each of due) each.erased = true;
    }
    const rows = await rig.query<{ reference: string }>('select reference from cases.erasures');
    const references = rows.map(({ reference }) => reference);
    expect(new Set(references).size).toBe(references.length);
    for (const { reference, erased } of known) {
      const { customer } = await rig.caseOf(reference);
      expect([reference, Object.keys(customer).length === 0]).toEqual([reference, erased]);
    }
    expect((await verifyCases(rig.database.db)).faults).toEqual([]);
  };
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      await rig.close();
      await open();
      await run(steps);
    }),
    { numRuns: 6, interruptAfterTimeLimit: 60_000 },
  );
}, 180_000);
