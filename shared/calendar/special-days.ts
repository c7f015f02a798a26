// The days of a year on which a calendar is not as its weekdays say, for people to look at. Pure; openings.ts decides.
import { Temporal } from 'temporal-polyfill';
import { holidaysIn } from './holidays.ts';
import { type CalendarDefinition, hoursOn, isClosed, weekdays } from './openings.ts';

/** Where it is written, with what people read. */
type Named = { name?: string | undefined };
/** A calendar whose closures and other days may have names. */
export type NamedCalendar = Omit<CalendarDefinition, 'closures' | 'otherHours'> & {
  closures: readonly ({ from: string; to?: string | undefined } & Named)[];
  otherHours: readonly ({ date: string; hours: readonly string[] } & Named)[];
};

/** A day with hours of its own: `hours` are "HH:MM-HH:MM", none when it is closed. */
export type SpecialDay = {
  date: string;
  why: 'holiday' | 'closure' | 'other_hours';
  name: string;
  hours: string[];
  /** Its weekday is closed anyway. */
  closedAnyway: boolean;
};

const MINUTES = 60;
const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / MINUTES)).padStart(2, '0')}:${String(minutes % MINUTES).padStart(2, '0')}`;

/** All such days of a year, in order. Holidays that begin in the afternoon leave the morning open. */
export function specialDays(definition: NamedCalendar, year: number): SpecialDay[] {
  const parts = definition.holidays
    ? [...holidaysIn(definition.holidays, year - 1), ...holidaysIn(definition.holidays, year)]
    : [];
  const holidays = Map.groupBy(parts, ({ date }) => date);
  const found: SpecialDay[] = [];
  const first = new Temporal.PlainDate(year, 1, 1);
  for (let date = first; date.year === year; date = date.add({ days: 1 })) {
    const day = date.toString();
    const closure = definition.closures.find((known) => isClosed(day, known));
    const other =
      definition.otherHours.find((known) => known.date === day) ??
      definition.otherHours.find((known) => known.date === day.slice(5));
    const holiday = holidays.get(day)?.[0];
    if (!closure && !other && !holiday) continue;
    const weekday = weekdays[date.dayOfWeek - 1] ?? 'monday';
    const why = closure ? 'closure' : other ? 'other_hours' : 'holiday';
    found.push({
      date: day,
      why,
      name: (closure ?? other ?? holiday)?.name ?? '',
      hours: hoursOn(definition, date, holidays).map(
        ({ from, to }) => `${clockText(from)}-${clockText(to)}`,
      ),
      closedAnyway: (definition.hours[weekday] ?? []).length === 0,
    });
  }
  return found;
}
