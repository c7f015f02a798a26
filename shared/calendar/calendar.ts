// Business-hours arithmetic: time added to an instant, time between two, the next opening, whole business days.
// All instants and lengths are milliseconds; nothing here reads a clock. What a promise is counted in: promise-clock.ts.
import { Temporal } from 'temporal-polyfill';
import { type CalendarDefinition, type OpenYear, openYear } from './openings.ts';

/** A calendar ready for arithmetic: its years are worked out when first needed, then kept. */
export type Calendar = { definition: CalendarDefinition; years: Map<number, OpenYear> };

// A calendar that is open one hour a week needs a century for a thousand of them; then it is closed for good.
const YEARS_MAX = 200;

/** Prepares a calendar for arithmetic. */
export const createCalendar = (definition: CalendarDefinition): Calendar => ({
  definition,
  years: new Map(),
});

function yearOf(calendar: Calendar, year: number): OpenYear {
  const known = calendar.years.get(year);
  if (known) return known;
  const found = openYear(calendar.definition, year);
  calendar.years.set(year, found);
  return found;
}

/** The local year that an instant lies in. */
function yearAt(calendar: Calendar, at: number): number {
  const guess = new Date(at).getUTCFullYear();
  const { from, to } = yearOf(calendar, guess);
  if (at < from) return guess - 1;
  return at >= to ? guess + 1 : guess;
}

/** How many of a sorted list are at most so much. */
function countUpTo(sorted: readonly number[], most: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) <= most) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What was open from the beginning of a year until an instant in it. */
function openUntil(year: OpenYear, at: number): number {
  const index = countUpTo(year.starts, at) - 1;
  if (index < 0) return 0;
  const { [index]: start = 0 } = year.starts;
  const { [index]: end = 0 } = year.ends;
  const { [index]: before = 0 } = year.before;
  return before + Math.min(at, end) - start;
}

/** Business time between two instants; negative when they come the other way round. */
export function businessTimeBetween(calendar: Calendar, from: number, to: number): number {
  if (from > to) return 0 - businessTimeBetween(calendar, to, from);
  const first = yearAt(calendar, from);
  const last = yearAt(calendar, to);
  let sum = openUntil(yearOf(calendar, last), to) - openUntil(yearOf(calendar, first), from);
  for (let year = first; year < last; year++) sum += yearOf(calendar, year).total;
  return sum;
}

function endless(): never {
  throw new RangeError('counting business hours: the calendar is never open again');
}

const instantIn = (year: OpenYear, index: number, open: number): number =>
  (year.starts[index] ?? year.from) + open - (year.before[index] ?? 0);

function lookBack(calendar: Calendar, at: number, length: number): number {
  const first = yearAt(calendar, at);
  let open = openUntil(yearOf(calendar, first), at) - length;
  for (let year = first; year > first - YEARS_MAX; ) {
    const known = yearOf(calendar, year);
    if (open >= 0) return instantIn(known, countUpTo(known.before, open) - 1, open);
    year--;
    open += yearOf(calendar, year).total;
  }
  return endless();
}

/**
 * The instant after which so much business time has passed: the earliest such one, so that what ends with the office's
 * hours is due then, not at the next opening. Nothing added is the instant itself; a negative length looks back to the
 * latest instant that has so much business time after it.
 * @throws RangeError when the calendar is not open so long in two centuries.
 */
export function addBusinessTime(calendar: Calendar, at: number, length: number): number {
  const whole = Math.round(length);
  if (whole === 0) return at;
  if (whole < 0) return lookBack(calendar, at, -whole);
  const first = yearAt(calendar, at);
  let open = openUntil(yearOf(calendar, first), at) + whole;
  for (let year = first; year < first + YEARS_MAX; year++) {
    const known = yearOf(calendar, year);
    // Not the opening that begins where the one before ended: the earlier instant of the two.
    if (open <= known.total) return instantIn(known, countUpTo(known.before, open - 1) - 1, open);
    open -= known.total;
  }
  return endless();
}

/** The instant itself when it is open then, else the next opening. */
export function nextOpening(calendar: Calendar, at: number): number {
  const first = yearAt(calendar, at);
  for (let year = first; year < first + YEARS_MAX; year++) {
    const { starts, ends } = yearOf(calendar, year);
    const index = countUpTo(ends, at);
    const start = starts[index];
    if (start !== undefined) return Math.max(start, at);
  }
  return endless();
}

// The first business day from a local date on.
function businessDayFrom(calendar: Calendar, date: Temporal.PlainDate): Temporal.PlainDate {
  const { timeZone } = calendar.definition;
  const opening = nextOpening(calendar, date.toZonedDateTime(timeZone).epochMilliseconds);
  return Temporal.Instant.fromEpochMilliseconds(opening).toZonedDateTimeISO(timeZone).toPlainDate();
}

// A time of day on a business day, within its hours: before them at their beginning, after them at their end.
function withinDay(calendar: Calendar, date: Temporal.PlainDate, time: Temporal.PlainTime): number {
  const { timeZone } = calendar.definition;
  const at = date.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
  const end = date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds;
  const open = nextOpening(calendar, at);
  // The last moment that is open on the day.
  return open < end ? open : addBusinessTime(calendar, end, -1) + 1;
}

/**
 * The same time of day a number of business days later (R20: "within 1 business day"): weekends, holidays and closures
 * are no business days; what comes in when the office is closed counts as if it had come at the next opening; a half day
 * that ends before is due at its end.
 * @throws RangeError when the calendar is not open so often in two centuries.
 */
export function addBusinessDays(calendar: Calendar, at: number, days: number): number {
  const { timeZone } = calendar.definition;
  const begin = Temporal.Instant.fromEpochMilliseconds(
    nextOpening(calendar, at),
  ).toZonedDateTimeISO(timeZone);
  let date = begin.toPlainDate();
  for (let left = days; left > 0; left--) date = businessDayFrom(calendar, date.add({ days: 1 }));
  return withinDay(calendar, date, begin.toPlainTime());
}
