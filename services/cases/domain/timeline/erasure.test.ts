// What an erasure leaves of a case: all that must be there, no word that anybody wrote.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { caseIn, contextOf, done, opened, rules } from '../../../../test/harness/case-fixtures.ts';
import { deadlinesOf } from '../escalation.ts';
import { decideReport } from '../reactions/report.ts';
import { erasedCase, survivesErasure } from './erasure.ts';

const statuses = ['new', 'assigned', 'investigating', 'waiting', 'resolved', 'closed'];

test('R71 whatever the status, the erased case keeps status, times and level, and its deadlines', () => {
  for (const status of statuses) {
    const current = caseIn(status);
    const left = erasedCase(current);
    const { version, epoch, openedAt, assignee, severity, fired } = current;
    expect(left).toMatchObject({ status, version, epoch, openedAt, severity, fired });
    expect(left.assignee).toBe(assignee);
    expect(deadlinesOf(left, rules)).toEqual(deadlinesOf(current, rules));
  }
});

test('R32 R71 an erased case goes on following its version of the policy, also one whose digest begins with a digit', () => {
  for (const policyVersion of ['88cd21e49ac0', 'f8cd21e49ac0'])
    expect(erasedCase({ ...caseIn('assigned'), policyVersion }).policyVersion).toBe(policyVersion);
});

test('R71 what is heard later of a message that was on its way still finds it', () => {
  const start = opened({}, { severity: 'minor' }).after;
  const body = { option: 'discount', amount: '5.00', reason: 'x' };
  const owed = done(start, 'fred', { type: 'propose-remedy', body });
  const keys = owed.messages.map(({ key }) => key);
  expect(keys).toEqual(expect.arrayContaining(['acknowledgement', 'compensation/R1']));
  const left = erasedCase(owed);
  expect(left.messages.map(({ key }) => key)).toEqual(keys);
  expect(left.acknowledgement.messageKey).toBe('acknowledgement');
  const report = { key: 'acknowledgement', status: 'sent' as const };
  const { after } = decideReport(left, report, contextOf({ type: 'system' }));
  expect(after.acknowledgement.state).toBe('done');
});

test('R71 no text that is put into any field of words comes out again', () => {
  // The second looks like a key of ours.
  const words = fc.oneof(
    fc.string({ minLength: 3 }).map((text) => `Zq ${text} ✉`),
    fc.constant('zq'),
  );
  fc.assert(
    fc.property(words, fc.constantFrom(...statuses), (text, status) => {
      const current = caseIn(status, {
        sender: { name: text, email: `${text}@x.test`, phone: text },
        subject: text,
        text,
      });
      const told = {
        ...current,
        rootCause: { cause: 'staff', text },
        updates: [{ at: current.openedAt, text }],
        complainedAbout: [{ staffId: 'sara', name: text, evidence: text }],
        impact: { inconvenience: text },
      };
      const left = JSON.stringify(erasedCase(told));
      expect(left.toLowerCase()).not.toContain('zq');
    }),
    { numRuns: 50 },
  );
});

test('R71 why a case was held, and why it was released, are words of somebody: neither outlives the erasure', () => {
  expect(['legal_hold.set', 'legal_hold.released'].filter(survivesErasure)).toEqual([]);
});
