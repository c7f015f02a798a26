// What comes after each answer of a provider: over all answers in any order, nothing is ever sent blindly again.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type PayoutAnswer, payoutStep } from './payout-steps.ts';

const patience = { triesMax: 5, pauseMs: 1_000, keyWindowMs: 3_600_000 };
const START = new Date('2026-11-23T10:00:00Z');

const answers = fc.constantFrom<PayoutAnswer>(
  { kind: 'paid' },
  { kind: 'refused', reason: 'x' },
  { kind: 'pending' },
  { kind: 'not_taken', reason: 'x' },
  { kind: 'unknown_key' },
  { kind: 'unclear', reason: 'x' },
);

test('S40 it is sent again only when it was certainly not taken, or the provider said that it does not know the key', () => {
  fc.assert(
    fc.property(fc.array(answers, { maxLength: 30 }), (given) => {
      let state: string = 'requested';
      let now = START;
      let certain = true;
      for (const [index, answer] of given.entries()) {
        const asked = state === 'requested' ? 'pay' : 'look';
        if (asked === 'pay') expect(certain).toBe(true);
        const tried = { asked, tries: index + 1, firstSentAt: START } as const;
        const step = payoutStep(tried, answer, patience, now);
        if (answer.kind === 'unknown_key') certain = true;
        else if (asked === 'pay') certain = answer.kind === 'not_taken';
        if (step.state === 'paid') expect(answer.kind).toBe('paid');
        if (step.state === 'failed') expect(['refused', 'not_taken']).toContain(answer.kind);
        if (step.state === 'in_doubt' && !step.wakeAt) expect(step.report?.status).toBe('in_doubt');
        if (!step.wakeAt) {
          // It ends only by telling the case.
          expect(step.report).toBeDefined();
          return;
        }
        expect(step.wakeAt.getTime()).toBeGreaterThan(now.getTime());
        expect(step.wakeAt.getTime() - now.getTime()).toBeLessThanOrEqual(600_000);
        state = step.state;
        now = step.wakeAt;
      }
    }),
    { numRuns: 2_000 },
  );
});

test('S40 past the time for which keys are remembered, an unknown key is no leave to send', () => {
  const late = new Date(START.getTime() + patience.keyWindowMs + 1);
  const tried = { asked: 'look', tries: 2, firstSentAt: START } as const;
  expect(payoutStep(tried, { kind: 'unknown_key' }, patience, late)).toMatchObject({
    state: 'in_doubt',
    report: { status: 'in_doubt', reason: 'key_window_over' },
  });
  expect(payoutStep(tried, { kind: 'unknown_key' }, patience, START).state).toBe('requested');
});
