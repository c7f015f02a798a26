// Business hours, by example: the pains of the field (docs of the design: 14 to 16), holidays, half days, clock changes.
import { describe, expect, test } from 'vitest';
import {
  addBusinessDays,
  addBusinessTime,
  businessTimeBetween,
  createCalendar,
  nextOpening,
} from './calendar.ts';
import { placeFault } from './holidays.ts';
import type { CalendarDefinition } from './openings.ts';
import { dueAfter, elapsed } from './promise-clock.ts';

const HOUR = 3_600_000;
const office = ['09:00-17:00'];
const weekdays = {
  monday: office,
  tuesday: office,
  wednesday: office,
  thursday: office,
  friday: office,
};
const plain: CalendarDefinition = {
  timeZone: 'Europe/Berlin',
  hours: weekdays,
  closures: [],
  otherHours: [],
};
const calendarOf = (over: Partial<CalendarDefinition> = {}) =>
  createCalendar({ ...plain, ...over });
const ms = (text: string): number => Date.parse(text);
const iso = (at: number | undefined): string | undefined =>
  at === undefined ? undefined : new Date(at).toISOString().replace('.000Z', 'Z');

// 2026-11-20 is a Friday; Berlin is UTC+1 then.
const friday1630 = ms('2026-11-20T15:30:00Z');

describe('the pains of the field', () => {
  test('pain 16: Friday 16:30 + 1 h in an office of 9 to 17 is Monday 09:30', () => {
    expect(iso(addBusinessTime(calendarOf(), friday1630, HOUR))).toBe('2026-11-23T08:30:00Z');
  });

  test('pain 16: an office that opens on Tuesdays only', () => {
    const tuesdays = calendarOf({ hours: { tuesday: office } });
    expect(iso(addBusinessTime(tuesdays, friday1630, 9 * HOUR))).toBe('2026-12-01T09:00:00Z');
    expect(iso(addBusinessDays(tuesdays, friday1630, 1))).toBe('2026-12-01T08:00:00Z');
  });

  test.each([
    // The night in which an hour is skipped, and the one in which it comes twice, in an office that never closes.
    ['2026-03-28T12:00:00Z', 24, '2026-03-29T12:00:00Z', 23],
    ['2026-10-24T12:00:00Z', 24, '2026-10-25T12:00:00Z', 25],
  ])('pain 16: both clock changes, from %s', (from, hours, due, onTheDay) => {
    const always = calendarOf({
      hours: Object.fromEntries(
        [...Object.keys(weekdays), 'saturday', 'sunday'].map((day) => [day, ['00:00-24:00']]),
      ),
    });
    expect(iso(addBusinessTime(always, ms(from), hours * HOUR))).toBe(due);
    const midnight = ms(`${due.slice(0, 10)}T00:00:00${hours > onTheDay ? '+01:00' : '+02:00'}`);
    expect(businessTimeBetween(always, midnight, midnight + onTheDay * HOUR)).toBe(onTheDay * HOUR);
  });

  test('pain 16: office hours keep their local time over both clock changes', () => {
    const calendar = calendarOf();
    expect(iso(addBusinessTime(calendar, ms('2026-03-27T15:30:00Z'), HOUR))).toBe(
      '2026-03-30T07:30:00Z',
    );
    expect(iso(addBusinessTime(calendar, ms('2026-10-23T14:30:00Z'), HOUR))).toBe(
      '2026-10-26T08:30:00Z',
    );
  });

  test('pain 16: hours that the clocks skip do not exist, and open nothing', () => {
    const nights = calendarOf({ hours: { sunday: ['02:00-04:00'] } });
    const sunday = ms('2026-03-29T00:00:00+01:00');
    expect(businessTimeBetween(nights, sunday, sunday + 24 * HOUR)).toBe(HOUR);
    const quarter = calendarOf({ hours: { sunday: ['02:15-02:45'] } });
    expect(businessTimeBetween(quarter, sunday, sunday + 24 * HOUR)).toBe(0);
  });

  test('pain 14: waiting for the customer holds a service clock, an open wait for good', () => {
    const calendar = calendarOf();
    const wait = { from: ms('2026-11-23T09:00:00Z'), to: ms('2026-11-25T09:00:00Z') };
    const span = { length: 8 * HOUR, calendar };
    expect(iso(dueAfter(span, ms('2026-11-23T08:00:00Z')))).toBe('2026-11-23T16:00:00Z');
    expect(iso(dueAfter(span, ms('2026-11-23T08:00:00Z'), [wait]))).toBe('2026-11-25T16:00:00Z');
    expect(dueAfter(span, ms('2026-11-23T08:00:00Z'), [{ from: wait.from }])).toBeUndefined();
    // What is over before the wait is due when it was.
    expect(iso(dueAfter({ length: HOUR }, ms('2026-11-23T08:00:00Z'), [wait]))).toBe(
      '2026-11-23T09:00:00Z',
    );
  });

  test('pain 15: a pause over a weekend adds no business minute, but stops the clock', () => {
    const calendar = calendarOf();
    const start = ms('2026-11-20T14:00:00Z');
    const weekend = { from: ms('2026-11-20T16:00:00Z'), to: ms('2026-11-23T08:00:00Z') };
    const span = { length: 4 * HOUR, calendar };
    expect(dueAfter(span, start, [weekend])).toBe(dueAfter(span, start));
    expect(elapsed({ calendar }, start, weekend.to, [weekend])).toBe(2 * HOUR);
    expect(iso(dueAfter({ length: 4 * HOUR }, start, [weekend]))).toBe('2026-11-23T10:00:00Z');
  });

  test('pain 15: pauses that overlap count once', () => {
    const pauses = [
      { from: ms('2026-11-23T09:00:00Z'), to: ms('2026-11-23T11:00:00Z') },
      { from: ms('2026-11-23T10:00:00Z'), to: ms('2026-11-23T12:00:00Z') },
    ];
    const start = ms('2026-11-23T08:00:00Z');
    expect(iso(dueAfter({ length: 4 * HOUR }, start, pauses))).toBe('2026-11-23T15:00:00Z');
    expect(elapsed({}, start, start + 7 * HOUR, pauses)).toBe(4 * HOUR);
  });
});

describe('days that are not as others', () => {
  const christmas = calendarOf({
    holidays: { country: 'DE', state: 'BY', types: ['public'] },
    closures: [{ from: '12-28', to: '01-02' }],
    otherHours: [{ date: '2026-12-24', hours: ['09:00-12:00'] }],
  });

  test('public holidays of the state, a half day and own closures over New Year', () => {
    // Thursday 24 December 11:00: an hour of the half day, then nothing until Monday 4 January.
    const due = addBusinessTime(christmas, ms('2026-12-24T10:00:00Z'), 2 * HOUR);
    expect(iso(due)).toBe('2027-01-04T09:00:00Z');
    // Epiphany (6 January) is a holiday in Bavaria.
    expect(iso(nextOpening(christmas, ms('2027-01-05T16:00:00Z')))).toBe('2027-01-07T08:00:00Z');
  });

  test('a bank holiday from 14:00 on closes the afternoon, where those are kept', () => {
    const banks = calendarOf({ holidays: { country: 'DE', types: ['public', 'bank'] } });
    const day = ms('2026-12-24T00:00:00+01:00');
    expect(businessTimeBetween(banks, day, day + 24 * HOUR)).toBe(5 * HOUR);
  });

  test('R20 one business day: the same time on the next, none of them a holiday or a weekend', () => {
    const days = (from: string, count = 1) => iso(addBusinessDays(christmas, ms(from), count));
    expect(days('2026-11-23T10:00:00Z')).toBe('2026-11-24T10:00:00Z');
    expect(days('2026-11-20T15:30:00Z')).toBe('2026-11-23T15:30:00Z');
    // In the evening and on Saturday: as if at the next opening.
    expect(days('2026-11-23T20:00:00Z')).toBe('2026-11-25T08:00:00Z');
    expect(days('2026-11-21T10:00:00Z')).toBe('2026-11-24T08:00:00Z');
    // The half day ends at 12:00.
    expect(days('2026-12-23T15:00:00Z')).toBe('2026-12-24T11:00:00Z');
    expect(days('2026-12-23T15:00:00Z', 2)).toBe('2027-01-04T15:00:00Z');
  });

  test('the local date of a holiday holds, whatever zone the office keeps', () => {
    const west = calendarOf({
      timeZone: 'America/Los_Angeles',
      holidays: { country: 'US', types: ['public'] },
    });
    // Thanksgiving, Thursday 26 November 2026.
    expect(iso(nextOpening(west, ms('2026-11-26T01:00:00Z')))).toBe('2026-11-27T17:00:00Z');
    expect(iso(nextOpening(west, ms('2026-11-25T17:00:00Z')))).toBe('2026-11-25T17:00:00Z');
  });

  test('an unknown country, state or region is named with those that are known', () => {
    expect(placeFault({ country: 'XX', types: [] })).toMatch(/country "XX"/);
    expect(placeFault({ country: 'DE', state: 'QQ', types: [] })).toMatch(/known are BB, BE/);
    expect(placeFault({ country: 'DE', state: 'BY', region: 'Z', types: [] })).toMatch(/EVANG/);
    expect(
      placeFault({ country: 'DE', state: 'BY', region: 'A', types: ['public'] }),
    ).toBeUndefined();
  });

  test('a calendar that never opens again says so', () => {
    const closed = calendarOf({ closures: [{ from: '01-01', to: '12-31' }] });
    expect(() => addBusinessTime(closed, friday1630, HOUR)).toThrow(/never open/);
    expect(() => nextOpening(closed, friday1630)).toThrow(/never open/);
  });
});
