// What holds of business-hours arithmetic for any calendar, any instant and any pauses.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addBusinessDays,
  addBusinessTime,
  businessTimeBetween,
  type Calendar,
  createCalendar,
  nextOpening,
} from './calendar.ts';
import { type CalendarDefinition, weekdays } from './openings.ts';
import { dueAfter, elapsed, type Pause } from './promise-clock.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const office = ['09:00-17:00'];
const broken = ['08:00-12:00', '13:30-18:00'];

// A sample, as a calendar works its years out once: every kind of week, zone, holiday and odd day in some combination.
const week = (hours: readonly string[], days: readonly number[]): CalendarDefinition['hours'] =>
  Object.fromEntries(days.map((day) => [weekdays[day] ?? 'monday', hours]));
const plain = { closures: [], otherHours: [] };
const definitions: CalendarDefinition[] = [
  { ...plain, timeZone: 'Europe/Berlin', hours: week(office, [0, 1, 2, 3, 4]) },
  { ...plain, timeZone: 'Europe/Berlin', hours: week(office, [1]) },
  { ...plain, timeZone: 'America/New_York', hours: week(['00:00-24:00'], [0, 1, 2, 3, 4, 5, 6]) },
  { ...plain, timeZone: 'Australia/Lord_Howe', hours: week(['00:30-03:00'], [0, 5, 6]) },
  {
    timeZone: 'Europe/London',
    hours: week(broken, [0, 1, 2, 3, 4, 5]),
    holidays: { country: 'GB', state: 'ENG', types: ['public', 'bank'] as const },
    closures: [
      { from: '12-27', to: '01-02' },
      { from: '2026-08-03', to: '2026-08-14' },
    ],
    otherHours: [
      { date: '12-24', hours: ['09:00-12:00'] },
      { date: '2026-11-29', hours: ['10:00-14:00'] },
    ],
  },
];
const calendars = definitions.map(createCalendar);

// By number, so that a failure prints in a line.
const calendar = fc.nat({ max: calendars.length - 1 });
const officeOf = (number: number): Calendar =>
  calendars[number] ?? createCalendar({ ...plain, timeZone: 'UTC', hours: {} });
const begin = Date.UTC(2026, 0, 1);
// Anywhere in three years, and often near the hours of a clock change.
const instant = fc.oneof(
  fc.integer({ min: 0, max: 3 * 365 * DAY }).map((after) => begin + after),
  fc
    .tuple(
      fc.constantFrom(
        Date.UTC(2026, 2, 29),
        Date.UTC(2026, 9, 25),
        Date.UTC(2026, 2, 8),
        Date.UTC(2026, 10, 1),
        Date.UTC(2026, 3, 4),
        Date.UTC(2026, 9, 3),
      ),
      fc.integer({ min: 0, max: 2 * DAY }),
    )
    .map(([night, after]) => night + after),
);
const length = fc.oneof(
  fc.integer({ min: 1, max: 60 * HOUR }),
  fc.integer({ min: 1, max: 400 }).map((halves) => (halves * HOUR) / 2),
);
const pauses = fc.array(
  fc
    .tuple(instant, fc.integer({ min: 0, max: 20 * DAY }))
    .map(([from, lasts]): Pause => ({ from, to: from + lasts })),
  { maxLength: 5 },
);
const many = { numRuns: 1_000 };

test('R32 inverse: so much business time lies between an instant and what comes so much later', () => {
  fc.assert(
    fc.property(calendar, instant, length, (number, at, hours) => {
      const office = officeOf(number);
      const later = addBusinessTime(office, at, hours);
      expect(businessTimeBetween(office, at, later)).toBe(hours);
      expect(businessTimeBetween(office, later, at)).toBe(-hours);
      // The earliest such instant: a moment before, something is still left.
      expect(businessTimeBetween(office, at, later - 1)).toBe(hours - 1);
      const earlier = addBusinessTime(office, at, -hours);
      expect(businessTimeBetween(office, earlier, at)).toBe(hours);
    }),
    many,
  );
});

test('R32 additivity: in two steps as in one, and between three instants as between two and two', () => {
  fc.assert(
    fc.property(calendar, instant, length, length, (number, at, one, other) => {
      const office = officeOf(number);
      expect(addBusinessTime(office, addBusinessTime(office, at, one), other)).toBe(
        addBusinessTime(office, at, one + other),
      );
    }),
    many,
  );
  fc.assert(
    fc.property(calendar, instant, instant, instant, (number, one, two, three) => {
      const office = officeOf(number);
      expect(businessTimeBetween(office, one, two) + businessTimeBetween(office, two, three)).toBe(
        businessTimeBetween(office, one, three),
      );
    }),
    many,
  );
});

test('R32 monotonicity: what begins later or takes longer is not over earlier', () => {
  fc.assert(
    fc.property(calendar, instant, instant, length, length, (number, one, two, short, more) => {
      const office = officeOf(number);
      const [early, late] = [Math.min(one, two), Math.max(one, two)];
      expect(addBusinessTime(office, early, short)).toBeLessThanOrEqual(
        addBusinessTime(office, late, short),
      );
      expect(addBusinessTime(office, early, short)).toBeLessThan(
        addBusinessTime(office, early, short + more),
      );
      expect(businessTimeBetween(office, early, late)).toBeGreaterThanOrEqual(0);
      expect(businessTimeBetween(office, early, late)).toBeLessThanOrEqual(late - early);
    }),
    many,
  );
});

test('R32 the next opening is open, and nothing was open before it', () => {
  fc.assert(
    fc.property(calendar, instant, (number, at) => {
      const office = officeOf(number);
      const opening = nextOpening(office, at);
      expect(businessTimeBetween(office, at, opening)).toBe(0);
      expect(businessTimeBetween(office, opening, opening + 1)).toBe(1);
      expect(nextOpening(office, opening)).toBe(opening);
    }),
    many,
  );
});

test('R20 business days: monotone, additive in their dates, always in hours', () => {
  const count = fc.integer({ min: 1, max: 12 });
  fc.assert(
    fc.property(calendar, instant, instant, count, (number, one, two, days) => {
      const office = officeOf(number);
      const [early, late] = [Math.min(one, two), Math.max(one, two)];
      const due = addBusinessDays(office, early, days);
      expect(due).toBeLessThanOrEqual(addBusinessDays(office, late, days));
      expect(due).toBeLessThan(addBusinessDays(office, early, days + 1));
      expect(due).toBeGreaterThan(early);
      // Open then, or just about to close.
      expect(businessTimeBetween(office, due - 1, due + 1)).toBeGreaterThan(0);
    }),
    many,
  );
});

test('R32 pauses: what has run at the due time is the span, and a pause never brings it forward', () => {
  fc.assert(
    fc.property(
      calendar,
      fc.boolean(),
      instant,
      length,
      pauses,
      (number, business, at, hours, stops) => {
        const office = officeOf(number);
        const span = { length: hours, ...(business ? { calendar: office } : {}) };
        const due = dueAfter(span, at, stops) ?? Number.NaN;
        expect(elapsed(span, at, due, stops)).toBe(hours);
        expect(due).toBeGreaterThanOrEqual(dueAfter(span, at) ?? 0);
        expect(dueAfter(span, at, [...stops].reverse())).toBe(due);
        expect(dueAfter(span, at, [...stops, ...stops])).toBe(due);
      },
    ),
    many,
  );
});

test('R32 a pause within closed hours adds nothing to business time', () => {
  fc.assert(
    fc.property(calendar, instant, length, instant, (number, at, hours, closes) => {
      const office = officeOf(number);
      const from = addBusinessTime(office, closes, HOUR);
      const to = nextOpening(office, from);
      const span = { length: hours, calendar: office };
      expect(dueAfter(span, at, [{ from, to }])).toBe(dueAfter(span, at));
    }),
    many,
  );
});

test('R32 a change of the policy keeps the pauses: under the new hours all of them still count', () => {
  const given = [calendar, calendar, instant, length, length, pauses] as const;
  fc.assert(
    fc.property(...given, (first, second, at, before, after, stops) => {
      const [was, is] = [officeOf(first), officeOf(second)];
      const old = dueAfter({ length: before, calendar: was }, at, stops) ?? Number.NaN;
      const moved = dueAfter({ length: after, calendar: is }, at, stops) ?? Number.NaN;
      expect(elapsed({ calendar: was }, at, old, stops)).toBe(before);
      expect(elapsed({ calendar: is }, at, moved, stops)).toBe(after);
    }),
    many,
  );
});
