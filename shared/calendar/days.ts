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

/** The day of a time as "2026-11-24", in a time zone. */
export const dayOf = (at: Date, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();

/** The day so many days after another, both as "2026-11-24". */
export const addToDay = (day: string, days: number): string =>
  Temporal.PlainDate.from(day).add({ days }).toString();

/** How many days lie between two. */
export const daysBetween = (from: string, to: string): number =>
  Temporal.PlainDate.from(from).until(to, { largestUnit: 'day' }).days;

/** The instant at which a day begins, in a time zone. */
export const beginOfDay = (day: string, timeZone: string): Date =>
  new Date(Temporal.PlainDate.from(day).toZonedDateTime({ timeZone }).epochMilliseconds);

/**
 * The instant at which an hour (0 to 23) of a day begins, in a time zone. One that the clock skips is as far behind the change as it
 * would have been behind the skipped hour's begin; of one that comes twice it is the first (RFC 5545, 3.3.5).
 */
export const hourOfDay = (day: string, hour: number, timeZone: string): Date =>
  new Date(
    Temporal.PlainDate.from(day).toZonedDateTime({
      timeZone,
      plainTime: Temporal.PlainTime.from({ hour }),
    }).epochMilliseconds,
  );

/** The month of a time as "2026-11", in a time zone. */
export const monthOf = (at: Date, timeZone: string): string =>
  Temporal.Instant.fromEpochMilliseconds(at.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString()
    .slice(0, 7);

/**
 * The end of a stretch of each day (`from` and `to` are "HH:MM"; it may go over midnight) when an instant lies in it, else
 * the instant itself. Milliseconds. A stretch whose ends are the same is none.
 */
export function endOfDaily(
  stretch: { from: string; to: string },
  timeZone: string,
  at: number,
): number {
  const local = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone);
  const [from, to] = [Temporal.PlainTime.from(stretch.from), Temporal.PlainTime.from(stretch.to)];
  const time = local.toPlainTime();
  const isAfter = Temporal.PlainTime.compare(time, from) >= 0;
  const isBefore = Temporal.PlainTime.compare(time, to) < 0;
  const overMidnight = Temporal.PlainTime.compare(from, to) > 0;
  const isIn = overMidnight ? isAfter || isBefore : isAfter && isBefore;
  if (!isIn) return at;
  const date = overMidnight && isAfter ? local.toPlainDate().add({ days: 1 }) : local.toPlainDate();
  return Math.max(at, date.toZonedDateTime({ timeZone, plainTime: to }).epochMilliseconds);
}

/** What a calendar and a clock on the wall show. */
export type WallTime = {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
};

/** The instant at which a wall showed a time; undefined for one that no wall shows (31 February). Of two, the first. */
export function instantOf(wall: WallTime, timeZone: string): Date | undefined {
  try {
    const local = Temporal.ZonedDateTime.from({ ...wall, timeZone }, { overflow: 'reject' });
    return new Date(local.epochMilliseconds);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
