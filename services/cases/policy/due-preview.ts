// When the promises of a policy would be due for a case that came at some time: for whoever changes the times, before they
// are published. The same arithmetic as of real cases; nothing is stored.
import { instantOf } from '#shared/calendar/days.ts';
import { RequestError } from '#shared/errors.ts';
import type { Policy } from '#shared/policy/policy.ts';
import {
  acknowledgementOf,
  businessDaysAfter,
  countedAfter,
  type PromiseFacts,
  timeFor,
} from '#shared/policy/promises.ts';

/** What would be due when. Instants are RFC 3339; `receivedAt` is what the wall showed, as an instant. */
export type DuePreview = {
  timeZone: string;
  receivedAt: string;
  acknowledgeBy: string;
  assignBy: string;
  respondBy: string;
  levels: { level: number; role: string; dueAt: string }[];
};

/** An instant of "2026-11-27T16:50" on the wall of a time zone. */
function instantOfWall(wall: string, timeZone: string): string {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = wall.split(/[-T:]/).map(Number);
  const at = instantOf({ year, month, day, hour, minute, second: 0 }, timeZone);
  if (at) return at.toISOString();
  throw new RequestError(400, 'no_such_time', `No clock in ${timeZone} shows ${wall}.`);
}

/**
 * When all of it would be due.
 * @throws RequestError 400 for a time that the clocks of the policy's zone never show.
 */
export function duePreview(policy: Policy, wall: string, facts: PromiseFacts): DuePreview {
  const { timeZone, assignment, escalation } = policy;
  const receivedAt = instantOfWall(wall, timeZone);
  const served = timeFor(facts.kind === 'inquiry' ? policy.answer : policy.resolution, facts);
  const after = (counted: typeof served, hours: number) =>
    countedAfter(policy, counted, receivedAt, hours) ?? receivedAt;
  const { severity } = facts;
  return {
    timeZone,
    receivedAt,
    acknowledgeBy: acknowledgementOf(policy, facts, receivedAt).dueAt,
    assignBy: businessDaysAfter(
      policy,
      receivedAt,
      assignment.withinBusinessDays,
      assignment.calendar,
    ),
    respondBy: after(served, served.withinHours),
    levels: escalation
      .filter(({ exemptSeverities }) => !severity || !exemptSeverities.includes(severity))
      .map((rule) => ({
        level: rule.level,
        role: rule.role,
        dueAt: after({ ...rule, withinHours: rule.afterHours }, rule.afterHours),
      })),
  };
}
