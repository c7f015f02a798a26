// Decisions on a case never wait for whom it is about (R21).
import { expect, test } from 'vitest';
import {
  classification,
  contextOf,
  itemOf,
  OPENED_AT,
  staff,
} from '../../../../test/harness/case-fixtures.ts';
import { at, propose, taken } from '../../../../test/harness/remedy-acts.ts';
import { applyTasks, noTaskWork } from '../../tasks/write-tasks.ts';
import type { Decided } from '../draft.ts';
import { joinReply } from '../reactions/intake.ts';

// Two names that a text can hold; whoever else is there.
const people = staff.map((one) => ({ ...one, name: `${one.staffId} smith` }));
const system = contextOf({ type: 'system' }, OPENED_AT, { staff: people });

/** Whose the tasks are after some decisions, by kind. */
function ownersAfter(...decisions: Decided[]): Record<string, unknown> {
  const work = noTaskWork();
  for (const { tasks } of decisions) applyTasks(work, 'c', tasks, OPENED_AT.toISOString());
  return Object.fromEntries(work.opened.map(({ task }) => [task.kind, task.owner]));
}
const replyNaming = (decided: Decided, text: string) =>
  joinReply(
    decided.after,
    itemOf({ itemId: '018f0000-0000-7000-8000-000000000002', text }),
    classification,
    { by: 'own_message', reopens: false },
    { ...system, actor: { type: 'customer' } },
  );

test('R21 a reply that names the manager who is to decide takes every decision from them', () => {
  const agitated = taken(at('major'), 'fred', { type: 'mark-agitated', body: { reason: 'x' } });
  const threat = { type: 'mark-threatening', body: { reason: 'x' } } as const;
  const threatened = taken(agitated.after, 'fred', threat);
  const proposed = taken(threatened.after, 'fred', propose('full_refund', '80'));
  const raise = { type: 'escalate', body: { level: 2, reason: 'x' } } as const;
  const raised = taken(proposed.after, 'sara', raise);
  const before = [agitated, threatened, proposed, raised];
  const kinds = ['agitated_customer', 'decide_contact', 'approve_remedy', 'escalation'];
  const owners = ownersAfter(...before);
  expect(kinds.map((kind) => owners[kind])).toEqual(kinds.map(() => ({ staffId: 'dean' })));
  const after = ownersAfter(...before, replyNaming(raised, 'It is all the fault of dean smith.'));
  expect(kinds.map((kind) => after[kind])).toEqual(kinds.map(() => ({ staffId: 'dora' })));
  // Named another, nothing of his moves.
  const others = ownersAfter(...before, replyNaming(raised, 'It is all the fault of sam smith.'));
  expect(kinds.map((kind) => others[kind])).toEqual(kinds.map((kind) => owners[kind]));
});

test('R21 R37 an approval never goes to its proposer, though nobody else of the rank is impartial', () => {
  const proposed = taken(at('major'), 'dora', propose('full_refund', '80'));
  expect(ownersAfter(proposed).approve_remedy).toEqual({ staffId: 'dean' });
  const after = ownersAfter(proposed, replyNaming(proposed, 'Ask dean smith why.'));
  expect(after.approve_remedy).toEqual({ staffId: 'max' });
});

test('R21 recorded by a person it is the same', () => {
  const agitated = taken(at('major'), 'fred', { type: 'mark-agitated', body: { reason: 'x' } });
  const body = { who: 'dean', reason: 'she told me on the phone' };
  const recorded = taken(agitated.after, 'sara', { type: 'record-complained-about', body });
  expect(ownersAfter(agitated, recorded).agitated_customer).toEqual({ staffId: 'dora' });
});

test('R21 nobody impartial there: what they had of the case is the supervisors’, like the case', () => {
  const reply = replyNaming(taken(at('minor'), 'fred', propose('apology')), 'Thanks.');
  const small = people.filter(({ staffId }) => staffId === 'fred');
  const named = joinReply(
    reply.after,
    itemOf({ itemId: '018f0000-0000-7000-8000-000000000003', text: 'It was fred smith.' }),
    classification,
    { by: 'own_message', reopens: false },
    { ...system, staff: small },
  );
  expect(named.after.assignee).toBeUndefined();
  const work = noTaskWork();
  for (const { tasks } of [reply, named]) applyTasks(work, 'c', tasks, OPENED_AT.toISOString());
  const replies = work.opened.filter(({ task }) => task.kind === 'read_reply');
  for (const { task } of replies) expect(task.owner).toEqual({ role: 'supervisor' });
});

test('R17 R21 a decision of a rank does not go to whoever has the case next, in one transaction either', () => {
  const mine = taken(at('minor'), 'dean', { type: 'take-over', body: {} });
  const agitated = taken(mine.after, 'fred', { type: 'mark-agitated', body: { reason: 'x' } });
  const assigned = taken(agitated.after, 'sara', { type: 'assign', body: { to: 'fred' } });
  const owner = ownersAfter(agitated).agitated_customer;
  expect(owner).toEqual({ staffId: 'dean' });
  expect(ownersAfter(agitated, assigned).agitated_customer).toEqual(owner);
});
