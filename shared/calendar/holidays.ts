// Public holidays by country, state and region (date-holidays), as parts of local days. The only file that knows the library.
import Holidays from 'date-holidays';

/** Kinds of holidays the library tells apart; only `public` ones close an office unless others are named. */
export const holidayTypes = ['public', 'bank', 'school', 'optional', 'observance'] as const;

/** Which holidays are kept: ISO 3166-1 country, and the library's codes of a state and region in it. */
export type HolidayPlace = {
  country: string;
  state?: string | undefined;
  region?: string | undefined;
  types: readonly (typeof holidayTypes)[number][];
};

/** A part of a local day that is a holiday, in minutes from its midnight. */
export type HolidayPart = { date: string; from: number; to: number; name: string };

const DAY = 1_440;

// Without a place: only to look up what there is.
const atlas = new Holidays();
const books = new Map<string, Holidays>();
const years = new Map<string, HolidayPart[]>();

const placeKey = ({ country, state, region, types }: HolidayPlace): string =>
  [country, state ?? '', region ?? '', ...types].join('/');

function bookOf(place: HolidayPlace): Holidays {
  const key = placeKey(place);
  const known = books.get(key);
  if (known) return known;
  const { country, state = '', region = '' } = place;
  const book = new Holidays({ country, state, region }, { types: [...place.types] });
  books.set(key, book);
  return book;
}

const nextDate = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY * 60_000).toISOString().slice(0, 10);

// The library gives instants of the country's first time zone; an office may keep another. What holds is the local date.
function partsOf(holiday: { date: string; start: Date; end: Date; name: string }): HolidayPart[] {
  const date = holiday.date.slice(0, 10);
  const [hour = 0, minute = 0] = holiday.date.slice(11, 16).split(':').map(Number);
  const begins = hour * 60 + minute;
  const lasts = Math.round((holiday.end.getTime() - holiday.start.getTime()) / 60_000);
  const { name } = holiday;
  // A whole day has 23 or 25 hours twice a year.
  const ends = begins === 0 ? Math.max(1, Math.round(lasts / DAY)) * DAY : begins + lasts;
  const days = Math.ceil(ends / DAY);
  return Array.from({ length: days }, (_, day) => ({
    date: nextDate(date, day),
    from: day === 0 ? begins : 0,
    to: Math.min(DAY, ends - day * DAY),
    name,
  }));
}

/** The holidays that begin in a year, in order; worked out once a year and place. */
export function holidaysIn(place: HolidayPlace, year: number): HolidayPart[] {
  const key = `${placeKey(place)}/${year}`;
  const known = years.get(key);
  if (known) return known;
  const found = bookOf(place).getHolidays(year).flatMap(partsOf);
  years.set(key, found);
  return found;
}

/** What is wrong with a place, as the library knows none like it; nothing when it does. */
export function placeFault({ country, state, region }: HolidayPlace): string | undefined {
  const book = atlas;
  const among = (known: Record<string, string> | undefined): string =>
    known ? `known are ${Object.keys(known).join(', ')}` : 'none are known';
  if (!book.getCountries()[country]) return `no holidays are known of the country "${country}"`;
  const states = book.getStates(country);
  if (state && !states?.[state]) return `no state "${state}" in ${country}: ${among(states)}`;
  if (!region) return undefined;
  const regions = state ? book.getRegions(country, state) : undefined;
  return regions?.[region] ? undefined : `no region "${region}": ${among(regions)}`;
}

/** A country, state or region whose holidays are known: its code, and its name in a language where the library has it. */
export type KnownPlace = { code: string; name: string };

/** The countries whose holidays are known; of a country its states; of a state its regions. In order of their names. */
export function placesIn(
  { country, state }: { country?: string | undefined; state?: string | undefined },
  language: string,
): KnownPlace[] {
  const known =
    country === undefined
      ? atlas.getCountries(language)
      : state === undefined
        ? atlas.getStates(country, language)
        : atlas.getRegions(country, state, language);
  return Object.entries(known ?? {})
    .map(([code, name]) => ({ code, name }))
    .sort((one, other) => one.name.localeCompare(other.name, language));
}
