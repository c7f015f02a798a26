// Any sequence of anything on a case: the promises that hold over all of them.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Severity } from '#shared/events/intake.ts';
import {
  actorOf,
  classification,
  contextOf,
  hoursOn,
  itemOf,
  opened,
  rules,
  staff,
} from '../../../../test/harness/case-fixtures.ts';
import type { Case } from '../case.ts';
import { decide } from '../decide.ts';
import { canonicalJson } from '../digest.ts';
import type { Decision, TaskChange } from '../draft.ts';
import { deadlinesOf } from '../escalation.ts';
import { evolve } from '../evolve.ts';
import { decideDeadline } from '../reactions/deadline.ts';
import { joinReply } from '../reactions/intake.ts';
import { decideReport } from '../reactions/report.ts';
import type { TimelineEntry } from '../timeline.ts';
import type { Command } from './commands.ts';

const text = fc.constantFrom('x', 'We are sorry.', 'ö\u{1F600}', '{{reference}}');
const remedyId = fc.constantFrom('R1', 'R1', 'R2', 'R3');
const hours = fc.integer({ min: 1, max: 60 });
const command = (type: string, body: fc.Arbitrary<unknown>) =>
  fc.record({ type: fc.constant(type), body }) as fc.Arbitrary<unknown> as fc.Arbitrary<Command>;
const reason = fc.record({ reason: text });
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
  command('root-cause', fc.record({ text })),
  command('send-update', fc.record({ text })),
  command('answer', fc.record({ text })),
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
  command('resolve', fc.record({ outcome: fc.constant('upheld'), summary: text })),
  command('follow-up', fc.record({ satisfied: fc.boolean() })),
  command('reopen', reason),
);

// Half of all commands are about remedies: where the money goes, the paths must be walked often.
const remedyCommand = fc.oneof(
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

type Step =
  | { do: 'command'; by: string; command: Command }
  | { do: 'pass'; hours: number }
  | { do: 'report'; status: 'sent' | 'failed' | 'bounced' | 'delayed' | 'in_doubt'; nth: number }
  | { do: 'reply'; threat: boolean; reopens: boolean };

const anyone = fc.constantFrom(...staff.map((s) => s.staffId), 'admin', 'auditor');
const step: fc.Arbitrary<Step> = fc.oneof(
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
      threat: fc.boolean(),
      reopens: fc.boolean(),
    }),
  },
);

type Life = {
  entries: TimelineEntry[];
  current: Case;
  tasks: TaskChange[];
  steps: [Case, TimelineEntry[]][];
};

/** Lives a whole life, with the clock firing whatever is due whenever time passes. */
function live(start: ReturnType<typeof opened>, steps: Step[]): Life {
  const life: Life = {
    entries: [...start.entries],
    current: start.after,
    tasks: [...start.tasks],
    steps: [],
  };
  let at = 0;
  const take = (decision: Decision): void => {
    if (!decision.ok) return;
    life.steps.push([life.current, decision.entries]);
    life.entries.push(...decision.entries);
    life.tasks.push(...decision.tasks);
    life.current = decision.after;
  };
  for (const one of steps) {
    const context = contextOf({ type: 'system' }, hoursOn(at));
    if (one.do === 'command')
      take(decide(life.current, one.command, { ...context, actor: actorOf(one.by) }));
    else if (one.do === 'report') {
      const message = life.current.messages[one.nth];
      if (message)
        take(decideReport(life.current, { key: message.key, status: one.status }, context));
    } else if (one.do === 'reply') {
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
    } else {
      at += one.hours;
      const clock = contextOf({ type: 'clock' }, hoursOn(at));
      for (const deadline of deadlinesOf(life.current, rules))
        if (deadline.dueAt <= clock.now.toISOString())
          take(decideDeadline(life.current, deadline, clock));
    }
  }
  return life;
}

const lives = fc.tuple(
  severity,
  fc.boolean(),
  fc.boolean(),
  fc.array(step, { minLength: 1, maxLength: 60 }),
);
const check = (property: (life: Life) => void): void =>
  fc.assert(
    fc.property(lives, ([at, social, threat, steps]) => {
      const said = social ? { channel: 'x' as const, sender: { platformUserId: '7' } } : {};
      property(live(opened(said, { severity: at, threat }), steps));
    }),
    { numRuns: 400 },
  );
const of = <T extends TimelineEntry['type']>(life: Life, type: T) =>
  life.entries.filter((entry): entry is Extract<TimelineEntry, { type: T }> => entry.type === type);

test('R70 versions are contiguous, and replaying the timeline gives the case', () => {
  check(({ entries, current }) => {
    expect(entries.map((entry) => entry.version)).toEqual(entries.map((_, index) => index + 1));
    const stored = JSON.parse(JSON.stringify(entries)) as TimelineEntry[];
    const replayed = stored.reduce<Case | undefined>(evolve, undefined);
    expect(canonicalJson(replayed)).toBe(canonicalJson(current));
  });
});

test('R10 R45 one acknowledgement a case, and on social media none that no responder wrote', () => {
  check((life) => {
    const requested = of(life, 'message.requested').map(({ data }) => data);
    expect(requested.filter(({ purpose }) => purpose === 'acknowledgement').length).toBeLessThan(2);
    expect(new Set(requested.map(({ key }) => key)).size).toBe(requested.length);
    for (const message of requested)
      if (message.via === 'direct_message') expect(message.author).toBe('staff:fiona');
  });
});

test('R17 nothing goes out to the customer while contact is suspended', () => {
  check(({ steps }) => {
    for (const [before, entries] of steps) {
      let current = before;
      for (const entry of entries) {
        if (entry.type === 'message.requested' && entry.data.recipient.party === 'customer')
          expect(current.contactSuspended).toBe(false);
        current = evolve(current, entry);
      }
    }
  });
});

test('R37 nothing is delivered without its approval, none twice, none approved by its proposer from Moderate up', () => {
  check((life) => {
    for (const remedy of life.current.remedies) {
      const mine = life.entries.filter(
        (entry) => (entry.data as { remedyId?: string }).remedyId === remedy.remedyId,
      );
      const types = mine
        .map((entry) => entry.type)
        .filter((type) => /approved|delivered|delivery_failed/.test(type));
      expect(types.filter((type) => type === 'remedy.approved').length).toBeLessThan(2);
      // A second delivery only after the first was found to have failed.
      let delivered = false;
      for (const type of types) {
        if (type === 'remedy.delivered') {
          expect(delivered).toBe(false);
          expect(types[0]).toBe('remedy.approved');
          delivered = true;
        }
        if (type === 'remedy.delivery_failed') delivered = false;
      }
      const proposal = mine.find((entry) => entry.type === 'remedy.proposed');
      const approval = mine.find((entry) => entry.type === 'remedy.approved');
      if (approval && remedy.severity !== 'minor') expect(approval.actor).not.toBe(proposal?.actor);
      if (approval?.type === 'remedy.approved' && proposal?.type === 'remedy.proposed') {
        const { option, amount, payee } = proposal.data;
        expect(approval.data).toMatchObject(JSON.parse(JSON.stringify({ option, amount, payee })));
        expect(approval.data.proposalVersion).toBe(proposal.version);
      }
    }
  });
});

test('R37 what one person gave alone on a case stays within the cap', () => {
  check(({ current }) => {
    const alone = current.remedies.filter(
      (remedy) => !remedy.fourEyes && ['approved', 'delivered', 'confirmed'].includes(remedy.state),
    );
    const sum = alone.reduce((total, remedy) => total + Number(remedy.amount ?? 0), 0);
    expect(sum).toBeLessThanOrEqual(Number(rules.policy.remedyCaps.minorPerCase) + 1e-9);
  });
});

test('R30 the clock escalates once a case, level and epoch, and never early', () => {
  check((life) => {
    let epochStart = life.entries[0]?.at ?? '';
    const seen = new Set<string>();
    for (const entry of life.entries) {
      if (entry.type === 'case.reopened') epochStart = entry.at;
      if (entry.type !== 'case.escalated') continue;
      const { level, epoch, deadline } = entry.data;
      expect(seen.has(`${epoch}/${level}`)).toBe(false);
      seen.add(`${epoch}/${level}`);
      if (!deadline) continue;
      const rule = rules.policy.escalation.find((known) => known.level === level);
      const passed = (Date.parse(entry.at) - Date.parse(epochStart)) / 3_600_000;
      expect(passed).toBeGreaterThanOrEqual(rule?.afterHours ?? Infinity);
    }
  });
});

test('R30 no escalation is missed: a complaint still open past a level has reached it', () => {
  check((life) => {
    const far = contextOf({ type: 'clock' }, hoursOn(100_000));
    let { current } = life;
    for (let round = 0; round < 5; round++)
      for (const deadline of deadlinesOf(current, rules)) {
        const decision = decideDeadline(current, deadline, far);
        if (decision.ok) current = decision.after;
      }
    expect(deadlinesOf(current, rules).map(({ kind }) => kind)).not.toContain('escalation');
    if (current.kind === 'complaint' && !['resolved', 'closed'].includes(current.status))
      expect(current.escalationLevel).toBe(3);
  });
});

test('an open case always has a next step: a deadline, or an owner who has it', () => {
  check(({ current }) => {
    if (current.status === 'closed') return;
    expect(
      current.assignee !== undefined ||
        deadlinesOf(current, rules).length > 0 ||
        current.fired.length > 0,
    ).toBe(true);
  });
});

test('every task has an owner', () => {
  check(({ tasks }) => {
    for (const task of tasks)
      if ('open' in task) expect(Object.values(task.open.owner)[0]).toBeTruthy();
  });
});
