// Which promises a case has open, and until when: derived from its state and the policy, never stored as decisions.
//
// The matrix (R30) runs from the opening or the last reopening and is never paused, and by the SOPs in clock hours, so
// neither by waiting nor at night (SOP 001 §6; docs/architecture.md). Waiting for the customer pauses the times of service.

import {
  businessDaysAfter,
  countedAfter,
  countedBefore,
  laterOf,
  timeFor,
} from '#shared/policy/promises.ts';
import type { Case } from './case.ts';
import { deadlinesOfFollowUp } from './investigation/follow-up-times.ts';
import { hoursAfter, type Rules } from './rules.ts';
import { type DeadlineId, deadlineKey } from './timeline/entries.ts';

export type Deadline = DeadlineId & { dueAt: string };

const unresolved = (current: Case): boolean =>
  current.status !== 'resolved' && current.status !== 'closed' && current.status !== 'merged';

/** When a person hears of an acknowledgement that is still owed (R11). */
export function raiseAcknowledgementAt(current: Case, { policy }: Rules): string {
  const { kind, severity, channel, openedAt } = current;
  const { acknowledgement } = policy;
  const { dueAt } = current.acknowledgement;
  const time = timeFor(acknowledgement, { kind, severity, channel });
  const raiseAt = countedBefore(policy, time, dueAt, acknowledgement.raiseHoursBefore);
  return laterOf(raiseAt, openedAt);
}

function acknowledgeDeadlines(current: Case, rules: Rules): Deadline[] {
  // Whether or not the case is resolved by now: each new case gets its acknowledgement (R10).
  const { state, dueAt } = current.acknowledgement;
  if (state === 'done' || current.status === 'closed' || current.status === 'merged') return [];
  const missed: Deadline = { kind: 'acknowledge', level: 0, epoch: 1, dueAt };
  // While contact is suspended nobody is asked to acknowledge (R17); that it was not done in time stands on record all the same.
  if (current.contactSuspended) return [missed];
  const raiseAt = raiseAcknowledgementAt(current, rules);
  return [{ kind: 'acknowledge_raise', level: 0, epoch: 1, dueAt: raiseAt }, missed];
}

type Level = Rules['policy']['escalation'][number];

// Nothing pauses the matrix, so that its times are always known.
const dueOf = (current: Case, { policy }: Rules, level: Level): string =>
  countedAfter(policy, level, current.epochStartedAt, level.afterHours) ?? current.epochStartedAt;

/** When a level of the matrix is due for a case; nothing when the policy has no such level. */
export function levelDueAt(current: Case, rules: Rules, level: number): string | undefined {
  const found = rules.policy.escalation.find((known) => known.level === level);
  return found && dueOf(current, rules, found);
}

const matrixAhead = (current: Case, rules: Rules): Level[] =>
  current.kind !== 'complaint' || !unresolved(current)
    ? []
    : rules.policy.escalation
        .filter(({ level }) => level > current.escalationLevel)
        .filter(({ exemptSeverities }) => !exemptSeverities.includes(current.severity))
        // L1 asks that the review has begun; the higher ones that the case is resolved.
        .filter(({ level }) => level > 1 || !current.investigating);

/** The levels of the matrix that lie before a case, with their times (R30, R32). */
export const levelsAhead = (current: Case, rules: Rules): { level: number; dueAt: string }[] =>
  matrixAhead(current, rules).map((level) => ({
    level: level.level,
    dueAt: dueOf(current, rules, level),
  }));

function matrixDeadlines(current: Case, rules: Rules): Deadline[] {
  return matrixAhead(current, rules).flatMap((rule) => {
    const { level } = rule;
    const dueAt = dueOf(current, rules, rule);
    const warnAt = countedBefore(rules.policy, rule, dueAt, rule.warnHoursBefore);
    const { epoch } = current;
    return [
      { kind: 'escalation_warning' as const, level, epoch, dueAt: warnAt },
      { kind: 'escalation' as const, level, epoch, dueAt },
    ];
  });
}

// The time of service that a case was promised, standing still while it waits for the customer: nothing until it goes on.
function servedBy(current: Case, { policy }: Rules): string | undefined {
  const { kind, severity, channel, epochStartedAt, pauses } = current;
  const promised = kind === 'inquiry' ? policy.answer : policy.resolution;
  const time = timeFor(promised, { kind, severity, channel });
  return countedAfter(policy, time, epochStartedAt, time.withinHours, pauses);
}

function serviceDeadlines(current: Case, rules: Rules): Deadline[] {
  const { policy } = rules;
  const { epoch } = current;
  const found: Deadline[] = [];
  if (current.status === 'waiting' && current.waiting)
    found.push({ kind: 'wait_end', level: current.waits, epoch, dueAt: current.waiting.until });
  if (current.contactSuspended && current.suspendedAt && !current.suspensionDecidedAt)
    found.push({
      kind: 'suspension_decision',
      level: current.suspensions,
      epoch: 1,
      dueAt: hoursAfter(current.suspendedAt, policy.contactDecision.withinHours),
    });
  return found;
}

/** All deadlines that are open for a case. */
export function deadlinesOf(current: Case, rules: Rules): Deadline[] {
  return [
    ...acknowledgeDeadlines(current, rules),
    ...matrixDeadlines(current, rules),
    ...serviceDeadlines(current, rules),
    ...deadlinesOfFollowUp(current, rules),
  ].filter((deadline) => !current.fired.includes(deadlineKey(deadline)));
}

/** When somebody must have the case (R20). */
export const assignBy = (current: Case, { policy }: Rules): string =>
  businessDaysAfter(
    policy,
    current.epochStartedAt,
    policy.assignment.withinBusinessDays,
    policy.assignment.calendar,
  );

// While it waits for the customer, as if they answered at the end of the wait.
const foreseenPauses = ({ pauses, waiting }: Case) =>
  pauses.map(({ from, to = waiting?.until }) => ({ from, to }));

/** When the customer must hear of the case again: some time after they last did, waits left out (R22). */
export function updateBy(current: Case, { policy }: Rules): string {
  const { toldAt, epochStartedAt } = current;
  const from = toldAt ? laterOf(toldAt, epochStartedAt) : epochStartedAt;
  const { everyHours } = policy.updates;
  return countedAfter(policy, policy.updates, from, everyHours, foreseenPauses(current)) ?? from;
}

/**
 * When the customer is to have what they were promised: an inquiry its answer by the policy's time, which only the answer ends and no
 * estimate moves (R03); all else the resolution by what was agreed with them, else by the policy's time. Waits left out (R23).
 */
export function respondBy(current: Case, rules: Rules): string {
  const owesAnswer = current.kind === 'inquiry' && !current.answeredAt;
  return (
    (owesAnswer ? undefined : current.estimatedResolution) ??
    servedBy({ ...current, pauses: foreseenPauses(current) }, rules) ??
    current.epochStartedAt
  );
}

/** When a person is warned of the answer or resolution that was promised. */
export function respondWarningAt(current: Case, { policy }: Rules, dueAt: string): string {
  const { kind, severity, channel } = current;
  const promised = kind === 'inquiry' ? policy.answer : policy.resolution;
  const time = timeFor(promised, { kind, severity, channel });
  return countedBefore(policy, time, dueAt, promised.warnHoursBefore);
}
