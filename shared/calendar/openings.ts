// When an office is open, year by year: weekday hours, less holidays and closures, in instants. No arithmetic on them.
import { Temporal } from 'temporal-polyfill';
import { type HolidayPlace, holidaysIn } from './holidays.ts';

export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
export type Weekday = (typeof weekdays)[number];

/** A calendar as it is written down: hours are "HH:MM-HH:MM", dates "YYYY-MM-DD" or, for every year, "MM-DD". */
export type CalendarDefinition = {
  timeZone: string;
  hours: Partial<Record<Weekday, readonly string[]>>;
  holidays?: HolidayPlace | undefined;
  closures: readonly { from: string; to?: string | undefined }[];
  otherHours: readonly { date: string; hours: readonly string[] }[];
};

/** The openings of one local year, in milliseconds: `before[i]` is what is open before the i-th begins. */
export type OpenYear = {
  from: number;
  to: number;
  starts: number[];
  ends: number[];
  before: number[];
  total: number;
};

type Minutes = { from: number; to: number };

const DAY = 1_440;

const minuteOf = (text: string): number => {
  const [hour = 0, minute = 0] = text.split(':').map(Number);
  return hour * 60 + minute;
};

/** Parses hours of a day, in the order they are kept. */
export const minutesOf = (hours: readonly string[]): Minutes[] =>
  hours
    .map((text) => {
      const [from = '', to = ''] = text.split('-');
      return { from: minuteOf(from), to: minuteOf(to) };
    })
    .sort((left, right) => left.from - right.from);

const without = (open: Minutes[], taken: Minutes): Minutes[] =>
  open.flatMap(({ from, to }) =>
    [
      { from, to: Math.min(to, taken.from) },
      { from: Math.max(from, taken.to), to },
    ].filter((left) => left.from < left.to),
  );

/** Whether a date lies in a closure; one without years may run over New Year. */
export function isClosed(
  date: string,
  { from, to = from }: { from: string; to?: string | undefined },
) {
  if (from.length > 5) return date >= from && date <= to;
  const day = date.slice(5);
  return from <= to ? day >= from && day <= to : day >= from || day <= to;
}

// Local time to an instant. What the clocks skip in spring is the moment of the change, what they repeat the first of both.
function instantOf(date: Temporal.PlainDate, minute: number, timeZone: string): number {
  if (minute >= DAY) return date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds;
  const time = { hour: Math.floor(minute / 60), minute: minute % 60 };
  const local = date.toPlainDateTime(time);
  const zoned = local.toZonedDateTime(timeZone);
  if (zoned.toPlainDateTime().equals(local)) return zoned.epochMilliseconds;
  // The change itself is the transition before a moment after it.
  const after = zoned.add({ nanoseconds: 1 });
  return (after.getTimeZoneTransition('previous') ?? zoned).epochMilliseconds;
}

/** The hours that a calendar is open on one local date, in minutes from midnight. */
export function hoursOn(
  definition: CalendarDefinition,
  date: Temporal.PlainDate,
  holidays: Map<string, Minutes[]>,
): Minutes[] {
  const day = date.toString();
  if (definition.closures.some((closure) => isClosed(day, closure))) return [];
  const other =
    definition.otherHours.find((known) => known.date === day) ??
    definition.otherHours.find((known) => known.date === day.slice(5));
  // What is written for the very day holds, be it a holiday or not.
  if (other) return minutesOf(other.hours);
  const weekday = weekdays[date.dayOfWeek - 1] ?? 'monday';
  return (holidays.get(day) ?? []).reduce(without, minutesOf(definition.hours[weekday] ?? []));
}

function holidaysByDate(place: HolidayPlace | undefined, year: number): Map<string, Minutes[]> {
  if (!place) return new Map();
  // One of several days may begin in the year before.
  const parts = [...holidaysIn(place, year - 1), ...holidaysIn(place, year)];
  return Map.groupBy(parts, ({ date }) => date);
}

/** All openings of a local year. */
export function openYear(definition: CalendarDefinition, year: number): OpenYear {
  const { timeZone } = definition;
  const holidays = holidaysByDate(definition.holidays, year);
  const first = new Temporal.PlainDate(year, 1, 1);
  const found: OpenYear = {
    from: instantOf(first, 0, timeZone),
    to: instantOf(first.add({ years: 1 }), 0, timeZone),
    starts: [],
    ends: [],
    before: [],
    total: 0,
  };
  for (let date = first; date.year === year; date = date.add({ days: 1 })) {
    for (const { from, to } of hoursOn(definition, date, holidays)) {
      const start = instantOf(date, from, timeZone);
      const end = instantOf(date, to, timeZone);
      if (end <= start) continue;
      found.starts.push(start);
      found.ends.push(end);
      found.before.push(found.total);
      found.total += end - start;
    }
  }
  return found;
}
