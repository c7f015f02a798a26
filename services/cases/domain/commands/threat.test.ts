// After a threat (R17): who was told and when, the manager's decision, the neutral first answer, the violence report.
import { expect, test } from 'vitest';
import {
  actorOf,
  classification,
  contextOf,
  done,
  hoursOn,
  itemOf,
  opened,
  rules,
} from '../../../../test/harness/case-fixtures.ts';
import { decide } from '../decide.ts';
import { deadlinesOf } from '../escalation.ts';
import { decideDeadline } from '../reactions/deadline.ts';
import { joinReply, openCase } from '../reactions/intake.ts';
import type { TimelineEntry } from '../timeline/entries.ts';

const threatened = () => opened({}, { threat: true });
const mailsToCustomer = (entries: readonly TimelineEntry[]) =>
  entries.filter(
    (entry) => entry.type === 'message.requested' && entry.data.recipient.party === 'customer',
  );
const decisionDue = (current: Parameters<typeof deadlinesOf>[0]) =>
  deadlinesOf(current, rules).find(({ kind }) => kind === 'suspension_decision')?.dueAt;
const report = {
  what: 'He said he would come with a knife.',
  who: 'the caller',
  where: 'on the phone',
  occurredAt: hoursOn(-1).toISOString(),
  policeInformed: true,
  policeReference: '4711',
  witnesses: ['fiona'],
};

test('R17 a threat suspends contact; who was told, until when the decision is due, and the report are on record and on lists', () => {
  const { entries, tasks, after } = threatened();
  expect(entries.find(({ type }) => type === 'contact.suspended')?.data).toMatchObject({
    to: { role: 'department_manager', staffId: expect.stringMatching(/^d/) },
    decideBy: hoursOn(4).toISOString(),
  });
  const due = tasks.flatMap((task) => ('open' in task ? [[task.open.kind, task.open.dueAt]] : []));
  expect(due).toContainEqual(['decide_contact', hoursOn(4).toISOString()]);
  expect(due).toContainEqual(['violence_report', hoursOn(24).toISOString()]);
  expect(decisionDue(after)).toBe(hoursOn(4).toISOString());
  expect(mailsToCustomer(entries)).toEqual([]);
});

test('R17 lifted by a manager, the acknowledgement that goes out is the neutral one', () => {
  const lifted = decide(
    threatened().after,
    { type: 'lift-suspension', body: { reason: 'a figure of speech' } },
    contextOf(actorOf('dora')),
  );
  if (!lifted.ok) throw new Error(lifted.message);
  const message = lifted.entries.find(({ type }) => type === 'message.requested');
  expect(message?.data).toMatchObject({ purpose: 'acknowledgement', values: { neutral: true } });
  const [plain] = opened().entries.filter(({ type }) => type === 'message.requested');
  expect(plain?.data).not.toMatchObject({ values: { neutral: true } });
});

test('R17 S37 lifted, what a machine relayed is acknowledged by a person, as nothing answers a machine', () => {
  const threat = { ...classification, threat: true };
  const how = { relayed: true, links: [] };
  const caseId = '018f0000-0000-7000-8000-00000000000c';
  const held = openCase(caseId, itemOf(), threat, how, contextOf({ type: 'system' }));
  expect(held.after).toMatchObject({ relayed: true, acknowledgement: { state: 'held' } });
  const lifted = decide(
    held.after,
    { type: 'lift-suspension', body: { reason: 'a figure of speech' } },
    contextOf(actorOf('dora')),
  );
  if (!lifted.ok) throw new Error(lifted.message);
  expect(lifted.after.acknowledgement.state).toBe('by_hand');
  expect(mailsToCustomer(lifted.entries)).toEqual([]);
});

test('R17 keeping the suspension is a decision too: nothing is overdue, and nobody below a manager makes it', () => {
  const current = threatened().after;
  const body = { reason: 'the police deal with it' };
  const by = (who: string) =>
    decide(current, { type: 'keep-suspension', body }, contextOf(actorOf(who)));
  expect(by('sara')).toMatchObject({ ok: false, code: 'role_too_low' });
  const kept = by('dora');
  if (!kept.ok) throw new Error(kept.message);
  expect(decisionDue(kept.after)).toBeUndefined();
  expect(kept.after.contactSuspended).toBe(true);
  expect(kept.tasks).toContainEqual({ close: ['decide_contact'], as: 'done' });
  const again = decide(kept.after, { type: 'keep-suspension', body }, contextOf(actorOf('dora')));
  expect(again).toMatchObject({ ok: false, code: 'not_possible' });
  // A second threat after lifting asks for a decision of its own.
  const lifted = done(kept.after, 'dora', { type: 'lift-suspension', body });
  const twice = done(lifted, 'fred', { type: 'mark-threatening', body }, hoursOn(10));
  expect(decisionDue(twice)).toBe(hoursOn(14).toISOString());
});

test('R17 the violence report is a form on record, ends its task, and reports nothing that has not happened', () => {
  const current = threatened().after;
  const file = (body: typeof report) =>
    decide(current, { type: 'report-violence', body }, contextOf(actorOf('fred')));
  const filed = file(report);
  if (!filed.ok) throw new Error(filed.message);
  expect(filed.entries.map(({ type, data }) => [type, data])).toEqual([
    ['violence.reported', report],
  ]);
  expect(filed.after.violenceReports).toBe(1);
  expect(filed.tasks).toEqual([{ close: ['violence_report'], as: 'done' }]);
  expect(file({ ...report, occurredAt: hoursOn(1).toISOString() })).toMatchObject({ ok: false });
});

const suspected = (probability = 0.81) => opened({}, { suspectedThreat: probability });
const tasksOf = (tasks: ReturnType<typeof suspected>['tasks']) =>
  tasks.flatMap((task) => ('open' in task ? [task.open] : []));

test('R17 what may be a threat is put before a supervisor at once, within the hours of a decision on contact', () => {
  const { entries, tasks, after } = suspected();
  expect(entries.find(({ type }) => type === 'threat.suspected')?.data).toMatchObject({
    itemId: itemOf().itemId,
    probability: 0.81,
    decideBy: hoursOn(4).toISOString(),
    to: { role: 'supervisor', staffId: expect.stringMatching(/^s/) },
  });
  const task = tasksOf(tasks).find(({ kind }) => kind === 'suspected_threat');
  expect(task).toMatchObject({
    dueAt: hoursOn(4).toISOString(),
    owner: { staffId: expect.stringMatching(/^s/) },
  });
  const told = entries.some(
    (entry) =>
      entry.type === 'message.requested' &&
      entry.data.purpose === 'staff-notice' &&
      entry.data.values.taskTitle === task?.title,
  );
  expect(told).toBe(true);
  expect(after).toMatchObject({ suspectedThreat: itemOf().itemId, contactSuspended: false });
});

test('R17 until somebody has decided, nothing goes out by itself but the acknowledgement, in neutral words', () => {
  const { entries, after } = suspected();
  expect(mailsToCustomer(entries)).toMatchObject([
    { data: { purpose: 'acknowledgement', values: { neutral: true } } },
  ]);
  const escalated = (current: typeof after) => {
    const deadline = { kind: 'escalation', level: 2, epoch: 1 } as const;
    const raised = decideDeadline(current, deadline, contextOf({ type: 'clock' }, hoursOn(48)));
    if (!raised.ok) throw new Error(raised.message);
    return raised;
  };
  const raised = escalated(after);
  expect(mailsToCustomer(raised.entries)).toEqual([]);
  // A person tells them, once it is decided.
  expect(tasksOf(raised.tasks).map(({ kind }) => kind)).toContain('tell_customer');
  const cleared = decide(
    after,
    { type: 'decide-threat', body: { isThreat: false } },
    contextOf(actorOf('sara')),
  );
  if (!cleared.ok) throw new Error(cleared.message);
  expect(mailsToCustomer(escalated(cleared.after).entries)).toHaveLength(1);
});

test('R17 R15 a supervisor says that it is none: all goes on, on record, and nobody below decides it', () => {
  const { after } = suspected();
  const by = (who: string, isThreat = false) =>
    decide(after, { type: 'decide-threat', body: { isThreat } }, contextOf(actorOf(who)));
  expect(by('fred')).toMatchObject({ ok: false, code: 'role_too_low' });
  const decided = by('sara');
  if (!decided.ok) throw new Error(decided.message);
  expect(decided.entries).toMatchObject([
    { type: 'threat.decided', data: { itemId: itemOf().itemId, threat: false } },
  ]);
  expect(decided.tasks).toContainEqual({ close: ['suspected_threat'], as: 'done' });
  expect(decided.after).toMatchObject({ contactSuspended: false, threatened: false });
  expect(decided.after.suspectedThreat).toBeUndefined();
  const again = decide(
    decided.after,
    { type: 'decide-threat', body: { isThreat: true } },
    contextOf(actorOf('sara')),
  );
  expect(again).toMatchObject({ ok: false, code: 'not_possible' });
});

test('R17 a supervisor, or anybody by marking the case, says that it is one: contact is suspended', () => {
  const { after } = suspected();
  const ways = [
    decide(
      after,
      { type: 'decide-threat', body: { isThreat: true, reason: 'he knows her shift' } },
      contextOf(actorOf('sara')),
    ),
    decide(
      after,
      { type: 'mark-threatening', body: { reason: 'he knows her shift' } },
      contextOf(actorOf('fred')),
    ),
  ];
  for (const decided of ways) {
    if (!decided.ok) throw new Error(decided.message);
    expect(decided.entries.map(({ type }) => type).slice(0, 2)).toEqual([
      'threat.decided',
      'contact.suspended',
    ]);
    expect(decided.entries[0]?.data).toMatchObject({ threat: true, reason: 'he knows her shift' });
    expect(decided.tasks).toContainEqual({ close: ['suspected_threat'], as: 'done' });
    expect(decided.after).toMatchObject({ contactSuspended: true, threatened: true });
    expect(decided.after.suspectedThreat).toBeUndefined();
  }
});

test('R17 R21 whom the case is about leaves it to somebody impartial', () => {
  const about = { staffId: 'sara', name: 'Sara', evidence: 'Sara' };
  const current = { ...suspected().after, complainedAbout: [about] };
  const by = (who: string) =>
    decide(current, { type: 'decide-threat', body: { isThreat: false } }, contextOf(actorOf(who)));
  expect(by('sara')).toMatchObject({ ok: false, code: 'not_impartial' });
  expect(by('dora').ok).toBe(true);
});

test('R17 a second message that may be one asks for no second decision, and the last one is what is decided about', () => {
  const { after } = suspected();
  const itemId = '018f0000-0000-7000-8000-0000000000ff';
  const reply = joinReply(
    after,
    { ...itemOf(), itemId },
    { ...classification, suspectedThreat: 0.9 },
    { by: 'reference', reopens: false },
    contextOf({ type: 'system' }, hoursOn(1)),
  );
  expect(reply.after.suspectedThreat).toBe(itemId);
  expect(tasksOf(reply.tasks).map(({ kind }) => kind)).toEqual(['read_reply']);
});
