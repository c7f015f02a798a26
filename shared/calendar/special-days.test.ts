// The days of a year that are not as their weekday says, as people check a calendar by (R20).
import { expect, test } from 'vitest';
import { type NamedCalendar, specialDays } from './special-days.ts';

const office: NamedCalendar = {
  timeZone: 'Europe/Berlin',
  hours: { monday: ['09:00-17:00'], tuesday: ['09:00-17:00'], thursday: ['09:00-17:00'] },
  holidays: { country: 'DE', state: 'BY', types: ['public'] },
  closures: [{ from: '12-28', to: '12-31', name: 'Between the years' }],
  otherHours: [{ date: '2026-12-24', hours: ['09:00-12:00'] }],
};

test('R20 a year shows its holidays, closures and half days, each once and in order', () => {
  const days = specialDays(office, 2026);
  expect(days.map(({ date }) => date)).toEqual([...days.map(({ date }) => date)].sort());
  const on = (date: string) => days.filter((day) => day.date === date);
  expect(on('2026-01-06')).toMatchObject([{ why: 'holiday', hours: [], closedAnyway: false }]);
  expect(on('2026-12-24')).toMatchObject([{ why: 'other_hours', hours: ['09:00-12:00'] }]);
  expect(on('2026-12-28')).toMatchObject([
    { why: 'closure', name: 'Between the years', hours: [] },
  ]);
  // A Saturday, on which the office is closed anyway.
  expect(on('2026-10-03')).toMatchObject([{ why: 'holiday', closedAnyway: true }]);
  expect(on('2026-06-15')).toEqual([]);
});
