// Random lives of a case that was resolved and is rated, merged and taken apart, held, erased, opened again, threatened about.
// All other lives: case-lives.ts.
import fc from 'fast-check';
import type { Command } from '../../services/cases/domain/commands/commands.ts';
import { openCase } from '../../services/cases/domain/reactions/intake.ts';
import { classification, contextOf, itemOf } from './case-fixtures.ts';
import { anyone, command, type Life, live, reason, type Step, step } from './case-lives.ts';
import { joinStep } from './case-lives-joined.ts';
import { runs } from './property-seed.ts';

const byFred = (type: string, body: unknown): Step => ({
  do: 'command',
  by: 'fred',
  command: { type, body } as Command,
});
const settling: Step[] = [
  byFred('root-cause', { cause: 'carrier_delay', text: 'x' }),
  byFred('resolve', { outcome: 'upheld', summary: 'x', whyNoAction: 'x' }),
];
const resolved: Step[] = [byFred('take-over', {}), ...settling];

const ofItsEnd = fc.oneof(
  ...['mark-threatening', 'lift-suspension', 'lift-suspension', 'keep-suspension'].map((type) =>
    command(type, reason),
  ),
  command('reopen', reason),
  command('root-cause', fc.constant({ cause: 'carrier_delay', text: 'x' })),
  command('resolve', fc.constant({ outcome: 'upheld', summary: 'x', whyNoAction: 'x' })),
  command('follow-up', fc.record({ satisfied: fc.boolean() })),
  command('mark-agitated', reason),
  command('request-call-back', fc.record({ to: fc.constant('fred'), reason: fc.constant('x') })),
);
const next: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: joinStep },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('command' as const), by: anyone, command: ofItsEnd }),
  },
  { weight: 2, arbitrary: step },
);
const lives = fc.record({
  threat: fc.nat(5).map((n) => n === 0),
  begins: fc.constantFrom(resolved, resolved, []),
  steps: fc.array(next, { minLength: 1, maxLength: 40, size: 'max' }),
});

/** Checks a property on 400 random lives, most of which begin with a resolution. */
export const checkResolved = (property: (life: Life) => void): void =>
  fc.assert(
    fc.property(lives, ({ threat, begins, steps }) => {
      const start = openCase(
        '018f0000-0000-7000-8000-00000000000c',
        itemOf(),
        { ...classification, threat },
        { relayed: false, links: [] },
        contextOf({ type: 'system' }),
      );
      property(live(start, [...begins, ...steps], false));
    }),
    { numRuns: runs(400) },
  );
