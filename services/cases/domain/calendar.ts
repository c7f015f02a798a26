// Business days: Monday to Friday in the policy's time zone. Holidays and hours are not known here yet.
import { Temporal } from 'temporal-polyfill';

const SATURDAY = 6;
const MS_MINUTE = 60_000;

/**
 * The same wall-clock time a number of business days later (R20: "within 1 business day"): a weekend adds nothing, and
 * what comes in on a weekend counts as if it had come on Monday at 0:00. Fractions count as parts of a 24 h day.
 */
export function businessDaysAfter(at: string, days: number, timeZone: string): string {
  let local = Temporal.Instant.from(at).toZonedDateTimeISO(timeZone);
  while (local.dayOfWeek >= SATURDAY) local = local.add({ days: 1 }).startOfDay();
  for (let left = Math.floor(days); left > 0; left--) {
    local = local.add({ days: 1 });
    while (local.dayOfWeek >= SATURDAY) local = local.add({ days: 1 });
  }
  const fraction = days - Math.floor(days);
  if (fraction > 0) local = local.add({ minutes: Math.round((fraction * 86_400_000) / MS_MINUTE) });
  while (local.dayOfWeek >= SATURDAY) local = local.add({ days: 1 });
  return new Date(local.epochMilliseconds).toISOString();
}

/** Midnight at which a day began, in a time zone: caps "per day" (R37) count from here. */
export function startOfDay(at: Date, timeZone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  return new Date(local.startOfDay().epochMilliseconds);
}
