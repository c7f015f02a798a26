// Which promises a case has open, and until when: derived from its state and the policy, never stored as decisions.
//
// The matrix (R30) runs in clock hours from the opening or the last reopening and is never paused: not by waiting, not at
// night (SOP 001 §6; docs/architecture.md).

import { businessDaysAfter } from './calendar.ts';
import type { Case } from './case.ts';
import { hoursAfter, type Rules } from './rules.ts';
import { type DeadlineId, deadlineKey } from './timeline/entries.ts';

export type Deadline = DeadlineId & { dueAt: string };

const unresolved = (current: Case): boolean =>
  current.status !== 'resolved' && current.status !== 'closed' && current.status !== 'merged';

function acknowledgeDeadlines(current: Case, rules: Rules): Deadline[] {
  // Whether or not the case is resolved by now: each new case gets its acknowledgement (R10).
  const { state, dueAt } = current.acknowledgement;
  if (state === 'done' || current.status === 'closed' || current.status === 'merged') return [];
  return [
    {
      kind: 'acknowledge_raise',
      level: 0,
      epoch: 1,
      dueAt: hoursAfter(dueAt, -rules.policy.acknowledgement.raiseHoursBefore),
    },
    { kind: 'acknowledge', level: 0, epoch: 1, dueAt },
  ];
}

/** The levels of the matrix that lie before a case, with their times (R30, R32). */
export function levelsAhead(current: Case, rules: Rules): { level: number; dueAt: string }[] {
  if (current.kind !== 'complaint' || !unresolved(current)) return [];
  return (
    rules.policy.escalation
      .filter(({ level }) => level > current.escalationLevel)
      .filter(({ exemptSeverities }) => !exemptSeverities.includes(current.severity))
      // L1 asks that the review has begun; the higher ones that the case is resolved.
      .filter(({ level }) => level > 1 || !current.investigating)
      .map(({ level, afterHours }) => ({
        level,
        dueAt: hoursAfter(current.epochStartedAt, afterHours),
      }))
  );
}

function matrixDeadlines(current: Case, rules: Rules): Deadline[] {
  return levelsAhead(current, rules).flatMap(({ level, dueAt }) => [
    {
      kind: 'escalation_warning' as const,
      level,
      epoch: current.epoch,
      dueAt: hoursAfter(dueAt, -rules.warnHoursBefore),
    },
    { kind: 'escalation' as const, level, epoch: current.epoch, dueAt },
  ]);
}

function serviceDeadlines(current: Case, rules: Rules): Deadline[] {
  const { policy } = rules;
  const { epoch } = current;
  const found: Deadline[] = [];
  if (current.status === 'new')
    found.push({
      kind: 'assign',
      level: 0,
      epoch,
      dueAt: businessDaysAfter(
        current.epochStartedAt,
        policy.assignWithinBusinessDays,
        policy.timeZone,
      ),
    });
  if (current.kind === 'inquiry' && unresolved(current) && !current.answeredAt)
    found.push({
      kind: 'answer',
      level: 0,
      epoch,
      dueAt: hoursAfter(current.epochStartedAt, policy.answerInquiryWithinHours),
    });
  if (current.status === 'waiting' && current.waiting)
    found.push({ kind: 'wait_end', level: current.waits, epoch, dueAt: current.waiting.until });
  if (current.contactSuspended && current.suspendedAt)
    found.push({
      kind: 'suspension_decision',
      level: current.suspensions,
      epoch: 1,
      dueAt: hoursAfter(current.suspendedAt, rules.decideContactWithinHours),
    });
  if (current.status === 'resolved' && current.resolution)
    found.push({
      kind: 'lapse',
      level: 0,
      epoch,
      dueAt: hoursAfter(current.resolution.at, policy.closeByLapseAfterDays * 24),
    });
  return found;
}

/** All deadlines that are open for a case. */
export function deadlinesOf(current: Case, rules: Rules): Deadline[] {
  return [
    ...acknowledgeDeadlines(current, rules),
    ...matrixDeadlines(current, rules),
    ...serviceDeadlines(current, rules),
  ].filter((deadline) => !current.fired.includes(deadlineKey(deadline)));
}

/** When the customer was told to expect an answer: the answer's time for inquiries, else the resolution's (R23). */
export function respondBy(current: Case, rules: Rules): string {
  const { policy } = rules;
  return hoursAfter(
    current.epochStartedAt,
    current.kind === 'inquiry'
      ? policy.answerInquiryWithinHours
      : (policy.resolveWithinHours[current.severity] ?? 72),
  );
}
