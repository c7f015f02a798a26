// Cases, people and commands for the tests of the pure domain of cases: plain values, nothing read from anywhere.

import type { Classification, IntakeReceived } from '#shared/events/intake.ts';
import { loadPolicy } from '#shared/policy/policy.ts';
import type { Actor, Case, Role, Staffer } from '../../services/cases/domain/case.ts';
import type { Command } from '../../services/cases/domain/commands/commands.ts';
import { decide } from '../../services/cases/domain/decide.ts';
import type { Decided } from '../../services/cases/domain/draft.ts';
import { openCase } from '../../services/cases/domain/reactions/intake.ts';
import type { RemedyFacts } from '../../services/cases/domain/remedies/facts.ts';
import type { Context, Rules } from '../../services/cases/domain/rules.ts';

export const OPENED_AT = new Date('2026-11-23T10:00:00.000Z');
export const rules: Rules = { policy: loadPolicy() };

const person = (staffId: string, role: Role, responderFor: string[] = []): Staffer => ({
  staffId,
  name: staffId,
  email: `${staffId}@staff.test`,
  role,
  locale: 'en',
  responderFor,
  load: 0,
});

/** Two of each rung, so that four eyes can be had; fiona answers on X. */
export const staff: Staffer[] = [
  person('fred', 'frontline'),
  person('fiona', 'frontline', ['x']),
  person('sara', 'supervisor'),
  person('sam', 'supervisor'),
  person('dora', 'department_manager'),
  person('dean', 'department_manager'),
  person('max', 'senior_management'),
];

/** A member of staff as an actor; admin and auditor too, who stand beside the ladder. */
export function actorOf(name: string): Actor {
  const found = staff.find(({ staffId }) => staffId === name);
  return {
    type: 'staff',
    staffId: name,
    role: found?.role ?? (name as Role),
    responderFor: found?.responderFor ?? [],
  };
}

export const hoursOn = (hours: number): Date => new Date(OPENED_AT.getTime() + hours * 3_600_000);

/** Nothing was given to anybody yet. */
export const nothingGiven: RemedyFacts = {
  agentToday: { cents: 0, count: 0 },
  customerElsewhere: { cents: 0, count: 0 },
  monthAlone: { cents: 0, count: 0 },
  monthCostCents: 0,
  others: [],
};

export const contextOf = (actor: Actor, now = OPENED_AT, more: Partial<Context> = {}): Context => ({
  rules,
  now,
  actor,
  staff,
  remedyFacts: nothingGiven,
  ...more,
});

export const classification: Classification = {
  kind: 'complaint',
  category: 'delivery',
  severity: 'moderate',
  language: 'en',
  agitated: false,
  threat: false,
  decided: true,
  evidence: [],
  classifierVersion: 'test',
  policyVersion: 'test',
};

export const itemOf = (more: Partial<IntakeReceived> = {}): IntakeReceived => ({
  itemId: '018f0000-0000-7000-8000-000000000001',
  reference: 'C-7K3M-9QXD',
  channel: 'email',
  connector: 'test',
  receivedAt: OPENED_AT.toISOString(),
  sender: { name: 'Ann Customer', email: 'ann@customer.test' },
  subject: 'Late parcel',
  text: 'It never came.',
  textCut: false,
  originalSha256: '0'.repeat(64),
  attachments: [],
  ...more,
});

/** A case as it is opened. */
export const opened = (
  item: Partial<IntakeReceived> = {},
  classified: Partial<Classification> = {},
): Decided =>
  openCase(
    '018f0000-0000-7000-8000-00000000000c',
    itemOf(item),
    { ...classification, ...classified },
    { relayed: false, links: [] },
    contextOf({ type: 'system' }),
  );

/** Carries a command out that must not be refused. */
export function done(current: Case, by: string, command: Command, now = OPENED_AT): Case {
  const decision = decide(current, command, contextOf(actorOf(by), now));
  if (!decision.ok) throw new Error(`${command.type}: ${decision.message}`);
  return decision.after;
}

/** A case that fred brought into a status. */
export function caseIn(status: string, item: Partial<IntakeReceived> = {}): Case {
  const start = opened(item).after;
  if (status === 'new') return start;
  const assigned = done(start, 'fred', { type: 'take-over', body: {} });
  if (status === 'assigned') return assigned;
  const investigating = done(assigned, 'fred', { type: 'start-investigation', body: {} });
  if (status === 'investigating') return investigating;
  if (status === 'waiting') {
    const until = hoursOn(24).toISOString();
    return done(investigating, 'fred', { type: 'wait', body: { until, reason: 'x' } });
  }
  const outcome = 'upheld' as const;
  const why = done(investigating, 'fred', {
    type: 'root-cause',
    body: { cause: 'carrier_delay', text: 'x' },
  });
  const resolved = done(why, 'fred', {
    type: 'resolve',
    body: { outcome, summary: 'x', whyNoAction: 'x' },
  });
  if (status === 'resolved') return resolved;
  const closed = done(resolved, 'fred', { type: 'follow-up', body: { satisfied: true } });
  return status === 'merged' ? { ...closed, status: 'merged' } : closed;
}
