// Periods as people ask for them: whole days in the zone of the organisation.
import { z } from 'zod';
import { addToDay, beginOfDay, dayOf, daysBetween } from '#shared/calendar/days.ts';
import { RequestError } from '#shared/errors.ts';
import type { Policy } from '#shared/policy/policy.ts';

const DAYS_MAX = 366;
const DAYS_DEFAULT = 30;

/** A period: both days are part of it. */
export const periodQuery = z.strictObject({
  from: z.iso.date().optional().describe('the first day; 29 days before the last one when absent'),
  days: z
    .int()
    .min(1)
    .max(DAYS_MAX)
    .optional()
    .describe('so many days up to the last one, in place of the first day'),
  until: z.iso.date().optional().describe('the last day; today when absent'),
});

/** A period with its days and instants: `range.until` is the first one after it. */
export type Period = {
  from: string;
  until: string;
  timeZone: string;
  range: { from: Date; until: Date };
};

/** The zone that the days of an organisation are in: that of its calendar. */
export const zoneOf = ({ calendars, defaultCalendar, timeZone }: Policy): string =>
  calendars[defaultCalendar]?.timeZone ?? timeZone;

const wrong = (fault: string): RequestError =>
  new RequestError(400, 'invalid_input', `from, until: ${fault}`, { fields: { from: fault } });

/**
 * The period that is asked for.
 * @throws RequestError 400 for one that ends before it begins, or is longer than a year.
 */
export function daysAsked(
  policy: Policy,
  asked: { from?: string | undefined; until?: string | undefined; days?: number | undefined },
  now: Date,
): Period {
  const timeZone = zoneOf(policy);
  if (asked.from !== undefined && asked.days !== undefined)
    throw wrong('give the first day or how many days, not both.');
  const until = asked.until ?? dayOf(now, timeZone);
  const from = asked.from ?? addToDay(until, 1 - (asked.days ?? DAYS_DEFAULT));
  const days = daysBetween(from, until) + 1;
  if (days < 1) throw wrong('the last day must not lie before the first one.');
  if (days > DAYS_MAX) throw wrong(`ask for at most ${DAYS_MAX} days.`);
  return periodOf(from, until, timeZone);
}

const periodOf = (from: string, until: string, timeZone: string): Period => {
  const range = {
    from: beginOfDay(from, timeZone),
    until: beginOfDay(addToDay(until, 1), timeZone),
  };
  return { from, until, timeZone, range };
};

/** One day as a period. */
export const oneDay = (day: string, timeZone: string): Period => periodOf(day, day, timeZone);

/** The days of a period with their instants; those of summer time have 23 or 25 hours. */
export function daysIn({
  from,
  until,
  timeZone,
}: Period): { day: string; begins: Date; ends: Date }[] {
  const days = [];
  for (let day = from, begins = beginOfDay(from, timeZone); day <= until; ) {
    const next = addToDay(day, 1);
    const ends = beginOfDay(next, timeZone);
    days.push({ day, begins, ends });
    [day, begins] = [next, ends];
  }
  return days;
}

/** The period of the same length that ends the day before. */
export function periodBefore({ from, until, timeZone }: Period): Period {
  const days = daysBetween(from, until) + 1;
  return periodOf(addToDay(from, -days), addToDay(from, -1), timeZone);
}
