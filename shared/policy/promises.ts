// When a promise of the policy is due: which time holds for a case, in whose hours, with which pauses. Pure.
import { addBusinessDays as addDays, type Calendar, createCalendar } from '../calendar/calendar.ts';
import { endOfDaily } from '../calendar/days.ts';
import { ahead, dueAfter } from '../calendar/promise-clock.ts';
import type { Channel, Kind, Severity } from '../events/intake.ts';
import type { PolicyData } from './policy-schema.ts';

type Calendars = Pick<PolicyData, 'calendars' | 'defaultCalendar' | 'timeZone'>;

/** What hours are counted in: of the clock, or of a calendar (R32). */
export type Counted = { hours?: 'clock' | 'business' | undefined; calendar?: string | undefined };

/** What is known of a case; an exception of the policy that asks for more does not hold. */
export type PromiseFacts = {
  kind?: Kind | undefined;
  severity?: Severity | undefined;
  channel?: Channel | undefined;
};

/** A wait for the customer; without an end while it lasts. RFC 3339. */
export type Wait = { from: string; to?: string | undefined };

type Exception = Counted & {
  withinHours: number;
  kinds?: readonly Kind[] | undefined;
  severities?: readonly Severity[] | undefined;
  channels?: readonly Channel[] | undefined;
};
type Promised = Counted & { withinHours: number; exceptions: readonly Exception[] };

const HOUR_MS = 3_600_000;

// The calendars of a version never change once they are read, and work their years out once.
const ready = new WeakMap<object, Map<string, Calendar>>();

/** A calendar of the policy by name, ready for arithmetic; the default one when none is named. */
export function calendarOf(policy: Calendars, name?: string): Calendar {
  const known = ready.get(policy.calendars) ?? new Map<string, Calendar>();
  ready.set(policy.calendars, known);
  const wanted = name ?? policy.defaultCalendar;
  const found = known.get(wanted);
  if (found) return found;
  const written = policy.calendars[wanted];
  // The schema holds that every name is known: an unknown one could only come from code.
  if (!written) throw new RangeError(`the policy has no calendar "${wanted}"`);
  const { timeZone = policy.timeZone, hours, holidays, closures, otherHours } = written;
  const made = createCalendar({
    timeZone,
    hours,
    closures,
    otherHours,
    ...(holidays ? { holidays } : {}),
  });
  known.set(wanted, made);
  return made;
}

const clockOf = (policy: Calendars, counted: Counted) =>
  counted.hours === 'business' ? { calendar: calendarOf(policy, counted.calendar) } : {};

/** The time that holds for a case: that of the first exception that fits, else the rule's. */
export function timeFor(
  promised: Promised,
  facts: PromiseFacts,
): Counted & { withinHours: number } {
  const fits = <T>(wanted: readonly T[] | undefined, given: T | undefined): boolean =>
    wanted === undefined || (given !== undefined && wanted.includes(given));
  const found = promised.exceptions.find(
    ({ kinds, severities, channels }) =>
      fits(kinds, facts.kind) && fits(severities, facts.severity) && fits(channels, facts.channel),
  );
  const { withinHours, hours, calendar } = promised;
  return {
    withinHours: found?.withinHours ?? withinHours,
    hours: found?.hours ?? hours,
    calendar: found?.calendar ?? calendar,
  };
}

/**
 * An instant some hours after another, in the hours that are counted, standing still in the waits given.
 * Nothing while a wait without an end holds it.
 */
export function countedAfter(
  policy: Calendars,
  counted: Counted,
  from: string | Date,
  hours: number,
  waits: readonly Wait[] = [],
): string | undefined {
  const pauses = waits.map(({ from: begins, to }) => ({
    from: Date.parse(begins),
    to: to === undefined ? undefined : Date.parse(to),
  }));
  const span = { length: hours * HOUR_MS, ...clockOf(policy, counted) };
  const due = dueAfter(span, new Date(from).getTime(), pauses);
  return due === undefined ? undefined : new Date(due).toISOString();
}

/** An instant some hours before another, in the hours that are counted: when to warn of it. */
export function countedBefore(
  policy: Calendars,
  counted: Counted,
  due: string,
  hours: number,
): string {
  const at = ahead(clockOf(policy, counted), Date.parse(due), hours * HOUR_MS);
  return new Date(at).toISOString();
}

/** The later of two RFC 3339 times in UTC. */
export const laterOf = (one: string, other: string): string => (one < other ? other : one);

/** When a promise is due that nothing pauses, and when a person is told before it (R10, R11). */
export function acknowledgementOf(
  policy: Calendars & Pick<PolicyData, 'acknowledgement'>,
  facts: PromiseFacts,
  receivedAt: string | Date,
): { dueAt: string; raiseAt: string } {
  const time = timeFor(policy.acknowledgement, facts);
  const from = new Date(receivedAt).toISOString();
  const dueAt = countedAfter(policy, time, from, time.withinHours) ?? from;
  const raiseAt = countedBefore(policy, time, dueAt, policy.acknowledgement.raiseHoursBefore);
  // Counted in business hours a long lead could lie before the item came.
  return { dueAt, raiseAt: laterOf(raiseAt, from) };
}

/**
 * When a mail to staff about a case may go out: at once, or at the end of the quiet hours that it falls into (R30, R31).
 * `at` and the answer: RFC 3339.
 */
export function afterQuietHours(
  { quietHours, timeZone }: Pick<PolicyData, 'quietHours' | 'timeZone'>,
  at: string,
  severity?: Severity,
): string {
  if (!quietHours || (severity && quietHours.exceptSeverities.includes(severity))) return at;
  return new Date(endOfDaily(quietHours, timeZone, Date.parse(at))).toISOString();
}

/** The same time of day a number of whole business days later (R20). */
export function businessDaysAfter(
  policy: Calendars,
  from: string,
  days: number,
  calendar?: string,
): string {
  return new Date(addDays(calendarOf(policy, calendar), Date.parse(from), days)).toISOString();
}
