// Lives of cases that went hard: forgotten, threatened, partial, joined, imported, held, erased; and corrective actions. Told by
// the domain as it is today; write.ts freezes them.
import { decideOther } from '../../services/cases/domain/commands/joining.ts';
import { decide } from '../../services/cases/domain/decide.ts';
import { importCase } from '../../services/cases/domain/imported/import-case.ts';
import { decideFurther } from '../../services/cases/domain/investigation/corrective-actions.ts';
import { decideAbsence } from '../../services/cases/domain/reactions/absence.ts';
import {
  decideTaskOverdue,
  decideTaskWarning,
} from '../../services/cases/domain/reactions/task.ts';
import type { OpenTask } from '../../services/cases/domain/task-times.ts';
import { actorOf, contextOf, hoursOn, staff } from '../harness/case-fixtures.ts';
import { type Lives, looked, resolved } from './lives.ts';
import { type FrozenCase, itemIdAt, opening, type Story, tell } from './story.ts';

const system = (at: number) => contextOf({ type: 'system' }, hoursOn(at));

function forgotten(): FrozenCase {
  const story = tell(opening('11'));
  story.report(1, /^acknowledgement$/, 'failed', 'no such mailbox');
  const task: OpenTask = {
    ...{ taskId: itemIdAt(88), key: 'review/1', kind: 'review', title: 'Review it' },
    ...{ owner: { staffId: 'sara' }, dueAt: hoursOn(24).toISOString() },
  };
  story.take(decideTaskWarning(story.current, task, system(12)));
  for (const hour of [12, 18, 20, 22, 24, 36, 44, 48]) story.clock(hour);
  const first = decideTaskOverdue(story.current, task, system(49));
  story.take(first.decided);
  const raised = first.raised && { ...first.raised.to, steps: first.raised.steps };
  story.take(decideTaskOverdue(story.current, { ...task, raised }, system(60)).decided);
  for (const hour of [66, 70, 72, 120]) story.clock(hour);
  return story.sealed();
}

function threatened(): FrozenCase {
  const story = tell(
    opening('12', { text: 'I know where you live.' }, { threat: true, severity: 'critical' }),
  );
  story.by('sara', 1, { type: 'mark-agitated', body: { reason: 'shouts' } });
  story.by('dora', 2, {
    type: 'report-violence',
    body: {
      ...{ what: 'a threat by mail', who: 'the customer', where: 'a mail' },
      ...{ occurredAt: hoursOn(0).toISOString(), against: 'fred', injuries: 'none' },
      ...{ policeInformed: true, policeReference: 'PD 12/26', witnesses: ['sam'] },
    },
  });
  story.clock(6, ['suspension_decision']);
  story.by('dora', 7, { type: 'lift-suspension', body: { reason: 'meant as a joke' } });
  story.by('fred', 8, { type: 'mark-threatening', body: { reason: 'again' } });
  story.by('dora', 9, { type: 'keep-suspension', body: { reason: 'no joke' } });
  story.by('sara', 10, { type: 'escalate', body: { level: 3, reason: 'police' } });
  return story.sealed();
}

function suspected(): FrozenCase {
  const story = tell(
    opening('21', { text: 'One evening I may be at that door.' }, { suspectedThreat: 0.81 }),
  );
  story.by('sara', 1, { type: 'decide-threat', body: { isThreat: false, reason: 'a courier' } });
  story.report(1, /^acknowledgement$/, 'sent');
  looked(story, 2);
  return story.sealed();
}

/** Carries a command out and what it means for the other case. */
function both(
  one: Story,
  two: Story,
  who: string,
  at: number,
  command: Parameters<Story['by']>[2],
): void {
  const context = { ...contextOf(actorOf(who), hoursOn(at)), others: [two.current] };
  const decision = decide(one.current, command, context);
  if (!decision.ok) throw new Error(`${command.type}: ${decision.message}`);
  const other =
    decideFurther(two.current, decision, context) ?? decideOther(two.current, decision, context);
  one.take(decision);
  if (other) two.take(other);
}

function joined(): { one: FrozenCase; two: FrozenCase } {
  const one = tell(opening('13'));
  const two = tell(opening('b2'));
  const reason = 'the same parcel';
  const to = two.current.reference;
  both(one, two, 'sara', 1, { type: 'link', body: { to, reason } });
  both(one, two, 'sara', 2, { type: 'unlink', body: { to, reason } });
  both(one, two, 'sara', 3, { type: 'merge', body: { into: to, reason } });
  both(one, two, 'sara', 4, { type: 'unmerge', body: { from: to, reason } });
  both(one, two, 'sara', 5, { type: 'merge', body: { into: to, reason } });
  return { one: one.sealed(), two: two.sealed() };
}

function actions(): { one: FrozenCase; two: FrozenCase } {
  const one = tell(opening('14'));
  const two = tell(opening('c3'));
  looked(one);
  const request = (proposal: string) =>
    ({
      type: 'request-action',
      body: {
        ...{ problem: 'Vans break down', proposal, owner: 'sam' },
        ...{ dueAt: hoursOn(400).toISOString(), cases: [two.current.reference] },
      },
    }) as const;
  both(one, two, 'fred', 4, request('Service them each month'));
  one.by('fred', 5, {
    ...request('Buy new vans'),
    body: { ...request('Buy new vans').body, cases: [] },
  });
  const actionId = 'A1';
  one.by('dora', 6, { type: 'refuse-action', body: { actionId: 'A2', reason: 'too dear' } });
  one.by('dora', 7, { type: 'approve-action', body: { actionId } });
  one.by('sam', 8, { type: 'record-step', body: { actionId, text: 'Found a garage.' } });
  one.by('sam', 9, { type: 'complete-action', body: { actionId, summary: 'Contract signed.' } });
  one.by('dora', 1040, {
    type: 'verify-action',
    body: { actionId, effective: false, note: 'Another one', dueAt: hoursOn(1400).toISOString() },
  });
  one.by('sam', 1050, { type: 'complete-action', body: { actionId, summary: 'Weekly now.' } });
  one.by('dora', 2500, {
    type: 'verify-action',
    body: { actionId, effective: true, note: 'None.' },
  });
  return { one: one.sealed(), two: two.sealed() };
}

function partial(): FrozenCase {
  const story = tell(opening('15', { text: 'sam@staff.test was rude to me.' }));
  const reason = 'named on the phone';
  story.by('sara', 1, { type: 'assign', body: { to: 'fred' } });
  story.by('sara', 2, { type: 'record-complained-about', body: { who: 'fred', reason } });
  story.by('sara', 3, { type: 'withdraw-complained-about', body: { who: 'sam', reason } });
  const task: OpenTask = {
    ...{ taskId: itemIdAt(89), key: 'escalation/1/1', kind: 'escalation', title: 'Look at it' },
    ...{ owner: { staffId: 'dean' }, dueAt: hoursOn(24).toISOString() },
  };
  const gone = new Map(
    staff
      .filter(({ role }) => role !== 'senior_management')
      .map(({ staffId, role }) => [staffId, { staffId, role, deputy: 'max' }]),
  );
  const left = staff.filter(({ staffId }) => staffId === 'max');
  story.take(decideAbsence(story.current, [task], gone, { ...system(5), staff: left }));
  story.take(
    decideAbsence(
      story.current,
      [],
      new Map([['max', { staffId: 'max', role: 'senior_management' }]]),
      {
        ...system(6),
        staff: [],
      },
    ),
  );
  return story.sealed();
}

function imported(): FrozenCase {
  const ids = {
    ...{ caseId: '018f0000-0000-7000-8000-0000000000d4', itemId: itemIdAt(600) },
    ...{ reference: 'C-4444-5556', source: 'old-sheet', key: '17' },
  };
  const old = {
    ...({ channel: 'email', kind: 'complaint', category: 'delivery', severity: 'major' } as const),
    ...{ language: 'en', subject: 'Broken', text: 'It broke.', notes: 'Called twice.' },
    customer: { name: 'Bea', email: 'bea@customer.test' },
    receivedAt: hoursOn(-900).toISOString(),
  };
  const steps = importCase(ids, { ...old, assignee: 'fred@staff.test' }, system(0));
  if (!Array.isArray(steps)) throw new Error(steps.message);
  const [first, ...rest] = steps;
  if (!first) throw new Error('nothing was imported');
  const story = tell(first);
  for (const step of rest) story.take(step);
  return story.sealed();
}

function erased(id: string, again: boolean): FrozenCase {
  const story = tell(opening(id, { sender: { name: 'Ann Customer', email: 'ann@customer.test' } }));
  looked(story);
  resolved(story, 8);
  story.by('fred', 40, { type: 'follow-up', body: { satisfied: true } });
  story.write('admin', 50, (draft) => draft.add('legal_hold.set', { reason: 'a court case' }));
  story.write('admin', 60, (draft) => draft.add('legal_hold.released', { reason: 'it is over' }));
  story.erase(70);
  if (again) story.reply(80, { text: 'Hello again.' });
  return story.sealed();
}

/** What happens to some cases. */
export const hardLives: Lives = {
  forgotten,
  threatened,
  'suspected-threat': suspected,
  'merged-away': () => joined().one,
  'took-another-in': () => joined().two,
  'corrective-action': () => actions().one,
  'linked-to-an-action': () => actions().two,
  'nobody-impartial': partial,
  imported,
  erased: () => erased('16', false),
  'erased-and-written-to': () => erased('17', true),
};
