// Durations and instants in words, by the browser's own rules for languages (Intl), in the reader's zone.
import { dateFormat, numberFormat } from './formats.ts';
import { localTime, readersZone } from './zone.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const units = [
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
] as const;

/** The reader's own way of writing a language: for "en" en-GB, when that is what their browser says. */
export const localeOf = (language: string): string =>
  globalThis.navigator?.languages?.find((tag) => tag.split('-')[0] === language) ?? language;

const part = (count: number, unit: string, language: string): string =>
  numberFormat(language, { style: 'unit', unit, unitDisplay: 'narrow' }).format(count);

/** A duration as its two largest units: `2d 3h`, `14m`; under a minute `<1m`. Sign is the caller's. */
export function shortDuration(milliseconds: number, language: string): string {
  let rest = Math.abs(milliseconds);
  if (rest < MINUTE) return `<${part(1, 'minute', language)}`;
  const parts: string[] = [];
  for (const [unit, size] of units) {
    const count = Math.floor(rest / size);
    rest -= count * size;
    if (count > 0) parts.push(part(count, unit, language));
    if (parts.length === 2 || (parts.length === 1 && unit === 'hour' && count >= 10)) break;
  }
  return parts.join(' ');
}

/** An instant in the reader's zone, in full, with the zone's name. */
export const exactTime = (at: string | number | Date, language: string): string =>
  dateFormat(localeOf(language), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZoneName: 'short',
    timeZone: readersZone(),
  }).format(new Date(at));

/** An instant as briefly as it is clear: the time today, day and month this year, else the date. */
export function briefTime(at: string, now: number, language: string): string {
  const then = new Date(at);
  const timeZone = readersZone();
  const [day, today] = [localTime(then), localTime(now)];
  if (day.slice(0, 10) === today.slice(0, 10))
    return dateFormat(localeOf(language), {
      hour: '2-digit',
      minute: '2-digit',
      timeZone,
    }).format(then);
  const sameYear = day.slice(0, 4) === today.slice(0, 4);
  return dateFormat(localeOf(language), {
    day: 'numeric',
    month: 'short',
    timeZone,
    ...(sameYear ? {} : { year: 'numeric' }),
  }).format(then);
}
