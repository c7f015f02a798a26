// Compensation over random lives of a case, with a payout port that pays, fails or does not tell, people who are away, and a
// policy that changes under it (R37, R38, S40).
import { expect, test } from 'vitest';
import { contextOf, rules } from '../../../../test/harness/case-fixtures.ts';
import { check, type Life } from '../../../../test/harness/case-lives.ts';
import { checkPaid } from '../../../../test/harness/case-lives-paid.ts';
import { openTasksAfter } from '../../../../test/harness/open-tasks.ts';
import { approve, at, propose, taken } from '../../../../test/harness/remedy-acts.ts';
import { decidePayout } from '../reactions/payout.ts';
import { onItsWay } from './delivery.ts';

const openOf = ({ tasks }: Life, kind: string, key: string) =>
  openTasksAfter(tasks).filter(
    (task) => task.kind === kind && (task.key === key || task.key.startsWith(`${key}/`)),
  );

test.each([check, checkPaid])(
  'R38 approved compensation is on its way, or on the list of somebody who gives it',
  (over) => {
    over((life) => {
      const { current } = life;
      // A manager decides on all of it first (R17).
      if (current.contactSuspended && !current.suspensionDecidedAt) return;
      for (const remedy of current.remedies) {
        if (remedy.state !== 'approved' || onItsWay(current, remedy)) continue;
        const owners = openOf(life, 'deliver_remedy', `deliver/${remedy.remedyId}`);
        expect(
          owners.map(({ key }) => key),
          JSON.stringify(remedy),
        ).not.toEqual([]);
      }
    });
  },
);

test('S40 nothing is paid out twice by itself; what was given twice is on a person’s list', () => {
  let asked = 0;
  checkPaid((life) => {
    for (const { remedyId } of life.current.remedies) {
      const mine = life.entries.filter(
        ({ data }) => (data as { remedyId?: string }).remedyId === remedyId,
      );
      let state = 'none';
      for (const entry of mine) {
        if (entry.type === 'payout.requested') {
          // Asked again only after a person said so, and never once it is paid.
          expect(state).not.toBe('paid');
          expect(state === 'none' || state === 'settled').toBe(true);
          state = 'requested';
          asked++;
        }
        if (entry.type === 'payout.settled') state = 'settled';
        if (entry.type === 'payout.reported') state = entry.data.status;
      }
      const delivered = mine.filter(({ type }) => type === 'remedy.delivered');
      const undone = mine.filter(({ type }) => type === 'remedy.delivery_failed');
      expect(delivered.length - undone.length).toBeLessThan(2);
      const byHand = delivered.some(({ data }) => (data as { how: string }).how !== 'payout');
      if (byHand && state === 'paid')
        expect(openOf(life, 'paid_twice', `payout/${remedyId}`)).not.toEqual([]);
    }
  });
  // It is walked at all.
  expect(asked).toBeGreaterThan(400);
});

test('S40 a payout that is in doubt is somebody’s to settle', () => {
  checkPaid((life) => {
    for (const { remedyId, state, payout } of life.current.remedies)
      if (state === 'approved' && payout === 'in_doubt')
        expect(openOf(life, 'payout_trouble', `payout/${remedyId}`)).not.toEqual([]);
  });
});

test('R37 a proposal is on the list of somebody else than its proposer, whoever is away', () => {
  check((life) => {
    for (const { remedyId, state, proposedBy } of life.current.remedies) {
      if (state !== 'proposed') continue;
      const [task] = openOf(life, 'approve_remedy', `approve/${remedyId}`);
      expect(task).toBeDefined();
      if (task && 'staffId' in task.owner)
        expect(`staff:${task.owner.staffId}`).not.toBe(proposedBy);
    }
  });
});

test('S37 what a machine relayed hears nothing by itself until a person has acknowledged it', () => {
  check(({ entries, current }) => {
    if (!current.relayed) return;
    for (const entry of entries) {
      if (entry.type === 'case.acknowledged') return;
      if (entry.type === 'message.requested' && entry.data.recipient.party === 'customer')
        expect(entry.data.author).not.toBe('system');
    }
  });
});

test('R32 each entry follows the version that its case followed, whenever it was moved', () => {
  check(({ entries }) => {
    let version = entries[0]?.policyVersion;
    for (const entry of entries) {
      expect(entry.policyVersion).toBe(version);
      if (entry.type === 'policy.moved') version = entry.data.to;
    }
  });
});

test('S37 R38 of a payout to whom a machine relayed, a person tells them', () => {
  const more = { rules: { ...rules, hasPayoutPort: true } };
  const relayed = {
    ...at('moderate'),
    relayed: true,
    acknowledgement: { ...at('moderate').acknowledgement, state: 'by_hand' as const },
  };
  const proposed = taken(relayed, 'fred', propose('partial_refund', '5'), more).after;
  const approved = taken(proposed, 'sara', approve('R1'), more).after;
  const report = { remedyId: 'R1', status: 'paid' as const };
  const paid = decidePayout(approved, report, contextOf({ type: 'system' }, undefined, more));
  expect(paid.entries.map(({ type }) => type)).toEqual(['payout.reported', 'remedy.delivered']);
  const owners = paid.tasks.flatMap((task) => ('open' in task ? [task.open] : []));
  expect(owners).toMatchObject([{ kind: 'tell_customer', owner: { staffId: 'fred' } }]);
});
