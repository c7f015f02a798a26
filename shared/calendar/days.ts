// Days of the calendar on the wall, without regard to opening hours.
import { Temporal } from 'temporal-polyfill';

/** Midnight at which a day began, in a time zone: caps "per day" (R37) count from here. */
export function startOfDay(at: Date, timeZone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone);
  return new Date(local.startOfDay().epochMilliseconds);
}
