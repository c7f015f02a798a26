// Random lives of a case: commands by anyone, time, reports and replies in any order, for properties that hold over all.
import fc from 'fast-check';
import type { Severity } from '#shared/events/intake.ts';
import type { Case } from '../../services/cases/domain/case.ts';
import type { Command } from '../../services/cases/domain/commands/commands.ts';
import type { Decided, Decision, TaskChange } from '../../services/cases/domain/draft.ts';
import { deadlinesOf } from '../../services/cases/domain/escalation.ts';
import { decideDeadline } from '../../services/cases/domain/reactions/deadline.ts';
import { joinReply, openCase } from '../../services/cases/domain/reactions/intake.ts';
import { decideReport } from '../../services/cases/domain/reactions/report.ts';
import type { TimelineEntry } from '../../services/cases/domain/timeline/entries.ts';
import { classification, contextOf, hoursOn, itemOf, staff } from './case-fixtures.ts';
import {
  decideJoin,
  type JoinStep,
  joinStep,
  type Neighbours,
  neighboursOf,
} from './case-lives-joined.ts';
import {
  decideBy,
  decideWorld,
  rulesOf,
  WHOEVER_MAY,
  type WorldStep,
  worldStep,
} from './case-lives-payouts.ts';
import { runs } from './property-seed.ts';

const text = fc.constantFrom('x', 'We are sorry.', 'ö\u{1F600}', '{{reference}}');
const remedyId = fc.constantFrom('R1', 'R1', 'R2', 'R3');
const actionId = fc.constantFrom('A1', 'A1', 'A2');
const hours = fc.integer({ min: 1, max: 60 });
/** A command of any body that is drawn. */
export const command = (type: string, body: fc.Arbitrary<unknown>) =>
  fc.record({ type: fc.constant(type), body }) as fc.Arbitrary<unknown> as fc.Arbitrary<Command>;
export const reason = fc.record({ reason: text });
const severity = fc.constantFrom<Severity>('minor', 'moderate', 'major', 'critical');

const otherCommand = fc.oneof(
  command('assign', fc.record({ to: fc.constantFrom(...staff.map((s) => s.staffId), 'nobody') })),
  command('take-over', fc.constant({})),
  command('start-investigation', fc.constant({})),
  command('note', fc.record({ text })),
  command('correct', fc.record({ severity, reason: text })),
  command(
    'correct',
    fc.record({ kind: fc.constantFrom('complaint', 'inquiry', 'feedback'), reason: text }),
  ),
  command('impact', fc.record({ note: text })),
  command('root-cause', fc.record({ cause: fc.constantFrom('defect', 'nonsense'), text })),
  command('add-evidence', fc.record({ kind: fc.constant('record'), source: text, text })),
  command(
    'request-action',
    fc.record({
      problem: text,
      proposal: text,
      owner: fc.constantFrom(...staff.map((s) => s.staffId)),
      dueAt: hours.map((n) => hoursOn(n * 50).toISOString()),
    }),
  ),
  command('approve-action', fc.record({ actionId })),
  command('refuse-action', fc.record({ actionId, reason: text })),
  command('record-step', fc.record({ actionId, text })),
  command('complete-action', fc.record({ actionId, summary: text })),
  command('verify-action', fc.record({ actionId, effective: fc.boolean(), note: text })),
  command(
    'request-call-back',
    fc.record({ to: fc.constantFrom(...staff.map((s) => s.staffId)), reason: text }),
  ),
  command(
    'report-call-back',
    fc.record({
      callBackId: fc.constantFrom('B1', 'B2'),
      reached: fc.boolean(),
      summary: text,
    }),
  ),
  command('send-update', fc.record({ text })),
  command('answer', fc.record({ text })),
  command('record-app-answer', fc.record({ text })),
  command('record-contact', fc.record({ how: fc.constant('phone'), summary: text })),
  command('acknowledge-in-person', fc.record({ how: fc.constant('phone') })),
  command(
    'wait',
    fc.record({ until: hours.map((n) => hoursOn(n + 40).toISOString()), reason: text }),
  ),
  command('resume', reason),
  command('escalate', reason),
  command('mark-agitated', reason),
  command('mark-threatening', reason),
  command('lift-suspension', reason),
  command('keep-suspension', reason),
  command(
    'report-violence',
    fc.record({
      ...{ what: text, who: text, where: text, against: fc.constantFrom('fred', undefined) },
      // Some lie ahead: those are refused.
      occurredAt: hours.map((n) => hoursOn(n - 10).toISOString()),
      policeInformed: fc.boolean(),
      witnesses: fc.array(text, { maxLength: 2 }),
    }),
  ),
  command(
    'record-complained-about',
    fc.record({ who: fc.constantFrom('fred', 'sara', 'dora'), reason: text }),
  ),
  command(
    'withdraw-complained-about',
    fc.record({ who: fc.constantFrom('fred', 'sara', 'dora'), reason: text }),
  ),
  command(
    'resolve',
    fc.record({
      outcome: fc.constantFrom('upheld', 'not_upheld'),
      summary: text,
      whyNoAction: fc.constantFrom('x', undefined),
      told: fc.constantFrom('phone', undefined),
    }),
  ),
  command('follow-up', fc.record({ satisfied: fc.boolean() })),
  command('reopen', reason),
);

// Half of all commands are about remedies: where the money goes, the paths must be walked often.
export const remedyCommand = fc.oneof(
  command(
    'propose-remedy',
    fc.record({
      option: fc.constantFrom('apology', 'discount', 'gift_voucher', 'full_refund', 'replacement'),
      amount: fc.constantFrom('5', '20.00', '24.99', '99.50', '9999'),
      reason: text,
    }),
  ),
  command(
    'propose-remedy',
    fc.record({ option: fc.constantFrom('apology', 'replacement'), reason: text }),
  ),
  command('withdraw-remedy', fc.record({ remedyId, reason: text })),
  command('approve-remedy', fc.record({ remedyId })),
  command('reject-remedy', fc.record({ remedyId, reason: text })),
  command('deliver-remedy', fc.record({ remedyId, how: text })),
  command('confirm-remedy', fc.record({ remedyId })),
);
const anyCommand = fc.oneof(otherCommand, remedyCommand);

/** One step of a life. */
export type Step =
  | { do: 'command'; by: string; command: Command }
  | { do: 'pass'; hours: number }
  | { do: 'report'; status: 'sent' | 'failed' | 'bounced' | 'delayed' | 'in_doubt'; nth: number }
  | { do: 'reply'; threat: boolean; reopens: boolean }
  | WorldStep
  | JoinStep;

// Mostly somebody who may, so that lives get somewhere; anybody else so that what is refused is walked too.
export const anyone = fc.oneof(
  { weight: 2, arbitrary: fc.constant(WHOEVER_MAY) },
  { weight: 1, arbitrary: fc.constantFrom(...staff.map((s) => s.staffId), 'admin', 'auditor') },
);
const seldom = fc.nat(4).map((n) => n === 0);
/** Anything that may happen next. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant('command' as const), by: anyone, command: anyCommand }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('pass' as const), hours }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('report' as const),
      status: fc.constantFrom('sent', 'failed', 'bounced', 'delayed', 'in_doubt'),
      nth: fc.nat(8),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('reply' as const),
      threat: seldom,
      reopens: fc.boolean(),
    }),
  },
  { weight: 3, arbitrary: worldStep },
  { weight: 2, arbitrary: joinStep },
);

/** What became of a case: all it went through, and each step with the case before it. */
export type Life = {
  entries: TimelineEntry[];
  current: Case;
  tasks: TaskChange[];
  steps: [Case, TimelineEntry[]][];
  /** The other cases of the same customer, which it may be merged with. */
  neighbours: Neighbours;
};

const isJoinStep = (one: Step): one is JoinStep =>
  ['join', 'take in', 'survey', 'record'].includes(one.do);

/** Whose replies come to it: somebody whom it knows, and not while its story goes on elsewhere. */
const hears = ({ customer, status }: Case): boolean =>
  status !== 'merged' && Boolean(customer.email ?? customer.platformUserId);

/** Lives a whole life, with the clock firing whatever is due whenever time passes. */
export function live(start: Decided, steps: Step[], hasPayoutPort: boolean): Life {
  const life: Life = {
    entries: [...start.entries],
    current: start.after,
    tasks: [...start.tasks],
    steps: [],
    neighbours: neighboursOf(start.after),
  };
  let at = 0;
  const take = (decision: Decision): void => {
    if (!decision.ok) return;
    life.steps.push([life.current, decision.entries]);
    life.entries.push(...decision.entries);
    life.tasks.push(...decision.tasks);
    life.current = decision.after;
  };
  for (const [nth, one] of steps.entries()) {
    const rules = rulesOf(life.current, hasPayoutPort);
    const context = contextOf({ type: 'system' }, hoursOn(at), { rules });
    if (one.do === 'command') take(decideBy(life.current, one.by, one.command, context));
    else if (one.do === 'report') {
      const message = life.current.messages[one.nth];
      if (message)
        take(decideReport(life.current, { key: message.key, status: one.status }, context));
    } else if (isJoinStep(one)) {
      const joining = { ...life, rules, now: hoursOn(at), nth };
      const { decided, left, neighbours = life.neighbours } = decideJoin(joining, one);
      life.neighbours = neighbours;
      if (decided) take(decided);
      if (left) life.current = left;
    } else if (one.do === 'reply') {
      if (!hears(life.current)) continue;
      const over = ['resolved', 'closed'].includes(life.current.status);
      const how = { by: 'own_message' as const, reopens: one.reopens && over };
      const said = { ...classification, threat: one.threat };
      const itemId = `018f0000-0000-7000-8000-${String(at).padStart(12, '0')}`;
      take(
        joinReply(life.current, itemOf({ itemId }), said, how, {
          ...context,
          actor: { type: 'customer' },
        }),
      );
    } else if (one.do !== 'pass') {
      const world = { now: hoursOn(at), hasPayoutPort };
      const decided = decideWorld(life.current, life.tasks, one, world);
      if (decided) take(decided);
    } else {
      at += one.hours;
      const clock = contextOf({ type: 'clock' }, hoursOn(at), { rules });
      for (const deadline of deadlinesOf(life.current, rules))
        if (deadline.dueAt <= clock.now.toISOString())
          take(decideDeadline(life.current, deadline, clock));
    }
  }
  return life;
}

const lives = fc.record({
  severity,
  social: fc.boolean(),
  threat: seldom,
  relayed: seldom,
  hasPayoutPort: fc.boolean(),
  steps: fc.array(step, { minLength: 1, maxLength: 60, size: 'max' }),
});
/** Checks a property on 400 random lives. */
export const check = (property: (life: Life) => void): void =>
  fc.assert(
    fc.property(lives, ({ severity, social, threat, relayed, hasPayoutPort, steps }) => {
      const said = social ? { channel: 'x' as const, sender: { platformUserId: '7' } } : {};
      const start = openCase(
        '018f0000-0000-7000-8000-00000000000c',
        itemOf(said),
        { ...classification, severity, threat },
        { relayed: relayed && !social, links: [] },
        contextOf({ type: 'system' }),
      );
      property(live(start, steps, hasPayoutPort));
    }),
    { numRuns: runs(400) },
  );
