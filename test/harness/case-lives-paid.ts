// Random lives of a case that begin with a refund on its way to be paid out. All other lives: case-lives.ts.
import fc from 'fast-check';
import type { Command } from '../../services/cases/domain/commands/commands.ts';
import { openCase } from '../../services/cases/domain/reactions/intake.ts';
import { classification, contextOf, itemOf } from './case-fixtures.ts';
import {
  anyone,
  command,
  type Life,
  live,
  reason,
  remedyCommand,
  type Step,
  step,
} from './case-lives.ts';
import { worldStep } from './case-lives-payouts.ts';
import { runs } from './property-seed.ts';

const byHand = (by: string, type: string, body: unknown): Step => ({
  do: 'command',
  by,
  command: { type, body } as Command,
});
// A refund that is on its way to be paid out: what comes after it is walked far more often than by chance.
const refunded: Step[] = [
  byHand('fred', 'take-over', {}),
  byHand('fred', 'propose-remedy', { option: 'full_refund', amount: '99.50', reason: 'x' }),
  byHand('dora', 'approve-remedy', { remedyId: 'R1' }),
];
const ofMoney: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: worldStep },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('command' as const),
      by: anyone,
      command: fc.oneof(
        remedyCommand,
        command('mark-threatening', reason),
        command('lift-suspension', reason),
        command('keep-suspension', reason),
      ),
    }),
  },
  { weight: 2, arbitrary: step },
);

/** Checks a property on 400 random lives that begin with a payout. */
export const checkPaid = (property: (life: Life) => void): void =>
  fc.assert(
    fc.property(fc.array(ofMoney, { minLength: 1, maxLength: 40, size: 'max' }), (steps) => {
      const start = openCase(
        '018f0000-0000-7000-8000-00000000000c',
        itemOf(),
        { ...classification, severity: 'major' },
        { relayed: false, links: [] },
        contextOf({ type: 'system' }),
      );
      property(live(start, [...refunded, ...steps], true));
    }),
    { numRuns: runs(400) },
  );
