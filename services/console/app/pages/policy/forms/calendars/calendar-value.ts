// A calendar as the forms show it: hours as beginnings and ends, days of every year or of one. Pure.
import { isValues, type Values } from '../../draft/policy-draft.ts';

export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

export type Range = { from: string; to: string };

/** "09:00-17:00" as beginning and end. */
export const rangesOf = (hours: unknown): Range[] =>
  (Array.isArray(hours) ? hours : []).map((text) => {
    const [from = '', to = ''] = String(text).split('-');
    return { from, to };
  });

/** Beginning and end as "09:00-17:00". Midnight at the end of a day is 24:00. */
export const hoursOf = (ranges: readonly Range[]): string[] =>
  ranges.map(({ from, to }) => `${from}-${to === '00:00' ? '24:00' : to}`);

/** What a browser's clock shows of an end. */
export const clockEnd = (to: string): string => (to === '24:00' ? '00:00' : to);

/** Whether a day is one of every year: "12-24". */
export const isYearly = (date: string): boolean => date.length === 5;

/** A day as a browser's calendar needs it. */
export const dateInput = (date: string, year: number): string =>
  isYearly(date) ? `${year}-${date}` : date;

/** A day out of a browser's calendar, of every year or of its own. */
export const dateValue = (input: string, yearly: boolean): string =>
  yearly ? input.slice(5) : input;

/** What an API that shows the days of a calendar is asked. */
export function calendarAsked(values: Values, name: string): object | undefined {
  const { calendars } = values;
  const found = isValues(calendars) ? calendars[name] : undefined;
  return isValues(found) ? found : undefined;
}

/** The next day of a weekday (0: Monday) from a day on, as "2026-11-27". */
export function nextWeekday(from: Date, weekday: number): string {
  const day = new Date(Date.UTC(from.getFullYear(), from.getMonth(), from.getDate()));
  const ahead = (weekday + 1 - day.getUTCDay() + 7) % 7;
  day.setUTCDate(day.getUTCDate() + ahead);
  return day.toISOString().slice(0, 10);
}
