// What people were to do with a customer rests while contact is suspended, and what they were to do with a case while it is
// merged; then it is theirs again.
import { describe, expect, test } from 'vitest';
import {
  actorOf,
  caseIn,
  contextOf,
  hoursOn,
  opened,
  rules,
} from '../../../../test/harness/case-fixtures.ts';
import { act, ok, pass } from '../../../../test/harness/decisions.ts';
import { openAfter, tasksAfter } from '../../../../test/harness/open-tasks.ts';
import type { Case } from '../case.ts';
import { decide } from '../decide.ts';
import { contactKinds, type Decided, draftOn, type TaskKind } from '../draft.ts';
import { deadlinesOf } from '../escalation.ts';
import { decideReport } from '../reactions/report.ts';
import type { Command } from './commands.ts';

const threat: Command = { type: 'mark-threatening', body: { reason: 'x' } };
const lift: Command = { type: 'lift-suspension', body: { reason: 'x' } };
const openKinds = (decided: Decided[]): TaskKind[] =>
  tasksAfter(decided.flatMap(({ tasks }) => tasks)).flatMap(({ state, kind }) =>
    state === 'open' ? [kind] : [],
  );

describe('R17 a threat', () => {
  const asked = (kind: TaskKind): Decided => {
    const draft = draftOn(caseIn('investigating'), contextOf({ type: 'system' }));
    const dueAt = hoursOn(2).toISOString();
    draft.open({ key: kind, kind, title: () => kind, owner: { role: 'frontline' }, dueAt });
    return draft.decided();
  };

  test.each([...contactKinds, 'deliver_remedy'] as const)(
    'takes %s off the lists; lifted it is there again, with time to do it',
    (kind) => {
      const before = asked(kind);
      const suspended = ok(act(before.after, 'fred', threat, 1));
      expect(openKinds([before, suspended])).not.toContain(kind);
      const lifted = ok(act(suspended.after, 'dora', lift, 30));
      const all = [before, suspended, lifted].flatMap(({ tasks }) => tasks);
      const back = tasksAfter(all).find(({ key }) => key === kind);
      expect(back).toMatchObject({ state: 'open', dueAt: hoursOn(34).toISOString() });
      const sooner = ok(act(suspended.after, 'dora', lift, 1));
      const early = [before, suspended, sooner].flatMap(({ tasks }) => tasks);
      expect(tasksAfter(early).find(({ key }) => key === kind)).toMatchObject({
        dueAt: hoursOn(5).toISOString(),
      });
    },
  );

  test('leaves reading, the review and the decision on the lists, and ends no promise of the matrix', () => {
    const before = asked('read_reply');
    const suspended = ok(act(before.after, 'fred', threat, 1));
    expect(openKinds([before, suspended])).toEqual(
      expect.arrayContaining(['read_reply', 'decide_contact', 'violence_report']),
    );
    const dues = deadlinesOf(suspended.after, rules).map(({ kind }) => kind);
    expect(dues).toContain('escalation');
  });

  test('what comes up while contact is suspended waits for it too: a bounce tells nobody to reach the customer', () => {
    const start = opened();
    const suspended = ok(act(start.after, 'fred', threat, 1));
    const report = { key: 'acknowledgement', status: 'bounced' as const };
    const bounced = decideReport(
      suspended.after,
      report,
      contextOf({ type: 'system' }, hoursOn(2)),
    );
    expect(openKinds([start, suspended, bounced])).not.toContain('acknowledgement_failed');
    const lifted = ok(act(bounced.after, 'dora', lift, 3));
    expect(openKinds([start, suspended, bounced, lifted])).toContain('acknowledgement_failed');
  });

  test('what was done or is over by then does not come back', () => {
    const before = asked('check_in');
    const suspended = ok(act(before.after, 'fred', threat, 1));
    const talk: Command = { type: 'record-contact', body: { how: 'phone', summary: 'x' } };
    const met = ok(act(suspended.after, 'fred', talk, 2));
    const lifted = ok(act(met.after, 'dora', lift, 3));
    expect(openKinds([before, suspended, met, lifted])).not.toContain('check_in');
  });
});

test('R10 R11 R17 nobody is asked to acknowledge a held case; lifted late, a person has hours for it and the miss stands', () => {
  const held = opened({}, { threat: true }).after;
  expect(held.acknowledgement.state).toBe('held');
  expect(deadlinesOf(held, rules).map(({ kind }) => kind)).not.toContain('acknowledge_raise');
  const { after, fired } = pass(held, 40);
  expect(fired.flatMap(({ entries }) => entries.map(({ type }) => type))).toContain(
    'acknowledgement.missed',
  );
  expect(openKinds(fired)).not.toContain('acknowledgement_failed');
  const lifted = ok(act(after, 'dora', lift, 41));
  expect(deadlinesOf(lifted.after, rules).map(({ kind }) => kind)).toContain('acknowledge_raise');
  const [raised] = pass(lifted.after, 41).fired;
  expect(openKinds([raised as Decided])).toEqual(['acknowledgement_failed']);
  const social = { channel: 'x' as const, sender: { platformUserId: '7' } };
  const desk = opened(social, { threat: true });
  const answered = ok(act(desk.after, 'dora', lift, 41));
  const task = tasksAfter(answered.tasks).find(({ kind }) => kind === 'answer_social');
  expect(task?.dueAt).toBe(hoursOn(45).toISOString());
});

describe('R30 a case that was merged and taken apart', () => {
  const elsewhere: Case = {
    ...caseIn('assigned'),
    caseId: '018f0000-0000-7000-8000-0000000000aa',
    reference: 'C-7K3M-9QXA',
  };
  const others = { others: [elsewhere] };
  const by = (current: Case, command: Command, hours: number) =>
    ok(decide(current, command, contextOf(actorOf('sara'), hoursOn(hours), others)));
  const into: Command = { type: 'merge', body: { into: elsewhere.reference, reason: 'x' } };
  const apart: Command = { type: 'unmerge', body: { from: elsewhere.reference, reason: 'x' } };

  test('has each task again that was open, none that was done, and time for them', () => {
    const start = opened({}, { agitated: true });
    const taken = ok(act(start.after, 'fred', { type: 'take-over', body: {} }));
    const work = ok(act(taken.after, 'fred', { type: 'start-investigation', body: {} }));
    const before = [start, taken, work];
    const had = openAfter(before.flatMap(({ tasks }) => tasks));
    expect(had).toEqual(['agitated']);
    const merged = by(work.after, into, 1);
    expect(openKinds([...before, merged])).toEqual([]);
    const again = by(merged.after, apart, 100);
    const all = tasksAfter([...before, merged, again].flatMap(({ tasks }) => tasks));
    const open = all.filter(({ state }) => state === 'open');
    expect(open.map(({ kind }) => kind)).toEqual(['agitated_customer', 'read_reply']);
    for (const { dueAt } of open) expect(dueAt).toBe(hoursOn(124).toISOString());
  });

  test('asks nothing of anybody meanwhile: what is heard of its messages waits until it stands alone again', () => {
    const start = opened();
    const merged = by(start.after, into, 1);
    const report = { key: 'acknowledgement', status: 'bounced' as const };
    const heard = decideReport(merged.after, report, contextOf({ type: 'system' }, hoursOn(2)));
    expect(openKinds([start, merged, heard])).toEqual([]);
    const again = by(heard.after, apart, 3);
    expect(openKinds([start, merged, heard, again])).toContain('acknowledgement_failed');
  });

  test('has its next step each time, however often', () => {
    const start = opened({}, { agitated: true });
    let current = start.after;
    const changes = [...start.tasks];
    for (const round of [1, 2, 3])
      for (const command of [into, apart]) {
        const decided = by(current, command, round);
        current = decided.after;
        changes.push(...decided.tasks);
        expect(openAfter(changes).includes('agitated')).toBe(command === apart);
      }
  });
});
