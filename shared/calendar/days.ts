// Days of the calendar on the wall, without regard to opening hours.
import { Temporal } from 'temporal-polyfill';

/** Midnight at which a day began, in a time zone: caps "per day" (R37) count from here. */
export function startOfDay(at: Date, timeZone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  return new Date(local.startOfDay().epochMilliseconds);
}

/** Midnight at which a month began, in a time zone: budgets and caps "per month" (R37, R39) count from here. */
export function startOfMonth(at: Date, timeZone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  return new Date(local.with({ day: 1 }).startOfDay().epochMilliseconds);
}

/** The month of a time as "2026-11", in a time zone. */
export const monthOf = (at: Date, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString()
    .slice(0, 7);
