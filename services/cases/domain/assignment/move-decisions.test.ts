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
import type { Case } from '../case.ts';
import type { Decided } from '../draft.ts';
import { type KnownTask, knownAfter } from '../open-tasks.ts';
import { joinReply } from '../reactions/intake.ts';

// Two names that a text can hold; whoever else is there.
const people = staff.map((one) => ({ ...one, name: `${one.staffId} smith` }));
const system = contextOf({ type: 'system' }, OPENED_AT, { staff: people });

/** The tasks that are not finished after some decisions. */
const tasksOf = (decisions: Decided[]) =>
  decisions.reduce<readonly KnownTask[]>((known, { tasks }) => knownAfter(known, tasks), []);

/** Whose the tasks are after some decisions, by kind; as they are written, and as further decisions know them. */
function ownersAfter(...decisions: Decided[]): Record<string, unknown> {
  const work = noTaskWork();
  for (const { tasks } of decisions) applyTasks(work, 'c', tasks, OPENED_AT.toISOString());
  const written = Object.fromEntries(work.opened.map(({ task }) => [task.kind, task.owner]));
  const known = Object.fromEntries(tasksOf(decisions).map(({ kind, owner }) => [kind, owner]));
  expect(written).toEqual(known);
  return written;
}
/** What a reply does after some decisions; their tasks with it. */
const replyNaming = (text: string, ...before: Decided[]) =>
  joinReply(
    before.at(-1)?.after as Case,
    itemOf({ itemId: '018f0000-0000-7000-8000-000000000002', text }),
    classification,
    { by: 'own_message', reopens: false },
    { ...system, actor: { type: 'customer' }, tasks: tasksOf(before) },
  );
const handed = ({ entries }: Decided) =>
  entries.flatMap(({ type, data }) =>
    type === 'task.handed_over' ? [[data.key, data.from, data.to.staffId]] : [],
  );
const notified = ({ entries }: Decided) =>
  entries.flatMap(({ type, data }) => {
    if (type === 'notice.queued') return [[data.key.split('/handed-over/')[0], data.staffId]];
    const isNotice = type === 'message.requested' && data.recipient.party === 'staff';
    return isNotice ? [[data.key.split('/handed-over/')[0], data.recipient.name]] : [];
  });

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
  const named = replyNaming('It is all the fault of dean smith.', ...before);
  const after = ownersAfter(...before, named);
  expect(kinds.map((kind) => after[kind])).toEqual(kinds.map(() => ({ staffId: 'dora' })));
  // Each on record, and told to her once.
  const keys = ['agitated', 'suspension/1', 'approve/R1', 'escalation/1/2'];
  expect(handed(named)).toEqual(keys.map((key) => [key, 'dean', 'dora']));
  expect(notified(named)).toEqual(keys.map((key) => [key, 'dora']));
  // Named another, nothing of his moves.
  const others = ownersAfter(
    ...before,
    replyNaming('It is all the fault of sam smith.', ...before),
  );
  expect(kinds.map((kind) => others[kind])).toEqual(kinds.map((kind) => owners[kind]));
});

test('R21 R37 an approval never goes to its proposer, though nobody else of the rank is impartial', () => {
  const proposed = taken(at('major'), 'dora', propose('full_refund', '80'));
  expect(ownersAfter(proposed).approve_remedy).toEqual({ staffId: 'dean' });
  const after = ownersAfter(proposed, replyNaming('Ask dean smith why.', proposed));
  expect(after.approve_remedy).toEqual({ staffId: 'max' });
});

test('R21 recorded by a person it is the same', () => {
  const agitated = taken(at('major'), 'fred', { type: 'mark-agitated', body: { reason: 'x' } });
  const body = { who: 'dean', reason: 'she told me on the phone' };
  const tasks = tasksOf([agitated]);
  const type = 'record-complained-about';
  const recorded = taken(agitated.after, 'sara', { type, body }, { tasks });
  expect(ownersAfter(agitated, recorded).agitated_customer).toEqual({ staffId: 'dora' });
  expect(handed(recorded)).toEqual([['agitated', 'dean', 'dora']]);
  // A second person named: what was moved stays where it is.
  const other = { type, body: { who: 'sam', reason: 'x' } } as const;
  const again = taken(recorded.after, 'sara', other, { tasks: tasksOf([agitated, recorded]) });
  expect(handed(again)).toEqual([]);
});

test('R21 what is overdue and went up to whom the case is about goes to another of that rung, on record', () => {
  const agitated = taken(at('major'), 'fred', { type: 'mark-agitated', body: { reason: 'x' } });
  const [task] = tasksOf([agitated]);
  if (!task) throw new Error('no task');
  const raised = { role: 'department_manager', staffId: 'dean', name: 'dean', steps: 1 } as const;
  const mine = { ...task, owner: { staffId: 'fred' }, raised };
  const body = { who: 'dean', reason: 'x' };
  const recorded = (tasks: KnownTask[]) =>
    taken(agitated.after, 'sara', { type: 'record-complained-about', body }, { tasks });
  const moved = recorded([mine]);
  const to = { role: 'department_manager', staffId: 'dora', name: 'dora' };
  expect(moved.tasks).toEqual([{ raise: { key: 'agitated', to } }]);
  expect(handed(moved)).toEqual([['agitated', 'dean', 'dora']]);
  expect(notified(moved)).toEqual([['agitated', 'dora']]);
  expect(knownAfter([mine], moved.tasks)).toEqual([{ ...mine, raised: { ...to, steps: 1 } }]);
  expect(recorded([{ ...mine, raised: { ...raised, staffId: 'max' } }]).tasks).toEqual([]);
});

test('R21 nobody impartial there: what they had of the case is the supervisors’, like the case', () => {
  const reply = replyNaming('Thanks.', taken(at('minor'), 'fred', propose('apology')));
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
