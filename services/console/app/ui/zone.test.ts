// Times on the reader's clock and back.
import { expect, test } from 'vitest';
import { briefTime, exactTime } from './durations.ts';
import { chooseZone, instantOf, localTime } from './zone.ts';

test('what a person types on their clock is that instant, whatever the browser’s zone, on days of change too', () => {
  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'UTC',
  ];
  for (const zone of zones) {
    chooseZone(zone);
    for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 13 * 3_600_000) {
      const typed = localTime(at);
      expect({ zone, typed, again: localTime(instantOf(typed)) }).toEqual({
        zone,
        typed,
        again: typed,
      });
    }
  }
  chooseZone('Europe/Berlin');
  expect(instantOf('2026-07-01T09:30')).toBe('2026-07-01T07:30:00.000Z');
  // 02:30 is skipped on 29 March, and comes twice on 25 October.
  expect(instantOf('2026-03-29T02:30')).toBe('2026-03-29T01:30:00.000Z');
  expect(instantOf('2026-10-25T02:30')).toBe('2026-10-25T00:30:00.000Z');
  chooseZone(undefined);
});

test('times are shown in the zone that was chosen, and a day is a day there', () => {
  chooseZone('Asia/Tokyo');
  const at = '2026-11-24T20:30:00Z';
  expect(exactTime(at, 'en')).toContain('05:30');
  expect(exactTime(at, 'en')).toContain('25');
  expect(briefTime(at, Date.parse('2026-11-24T23:00:00Z'), 'en')).toContain('05:30');
  expect(briefTime(at, Date.parse('2026-11-24T12:00:00Z'), 'en')).toContain('25');
  chooseZone(undefined);
});
