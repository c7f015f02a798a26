// Which time holds for a case, and when it is due (R10, R23, R32).
import { describe, expect, test } from 'vitest';
import { loadPolicy } from './policy.ts';
import {
  acknowledgementOf,
  afterQuietHours,
  countedAfter,
  countedBefore,
  timeFor,
} from './promises.ts';

const policy = loadPolicy({
  resolution: {
    withinHours: 72,
    exceptions: [
      { severities: ['critical'], channels: ['x', 'facebook'], withinHours: 8 },
      { severities: ['critical'], withinHours: 16, hours: 'business', calendar: 'late' },
      { kinds: ['feedback'], withinHours: 240 },
    ],
  },
  calendars: { late: { hours: { monday: ['12:00-20:00'] } } },
});

describe('R32 times by kind, severity and channel', () => {
  test.each([
    [{ severity: 'critical', channel: 'x' }, 8, 'clock'],
    [{ severity: 'critical', channel: 'email' }, 16, 'business'],
    [{ kind: 'feedback', severity: 'minor', channel: 'x' }, 240, 'clock'],
    [{ kind: 'complaint', severity: 'major', channel: 'x' }, 72, 'clock'],
    // What is not known yet gets no exception.
    [{}, 72, 'clock'],
  ] as const)('the first exception that fits: %j is %s %s hours', (facts, withinHours, hours) => {
    expect(timeFor(policy.resolution, facts)).toMatchObject({ withinHours, hours });
  });

  test('a calendar of its own counts for what names it, and so does the warning before it', () => {
    const time = timeFor(policy.resolution, { severity: 'critical' });
    const due = countedAfter(policy, time, '2026-11-23T09:00:00Z', 9);
    expect(due).toBe('2026-11-30T12:00:00.000Z');
    // Two hours of the Monday shop before: an hour of the Monday, and the last one of the week before.
    expect(countedBefore(policy, time, due ?? '', 2)).toBe('2026-11-23T18:00:00.000Z');
  });
});

test('R10 R11 a person hears of an acknowledgement before it is late, and never before it came', () => {
  const from = '2026-11-23T09:00:00.000Z';
  expect(acknowledgementOf(policy, {}, from)).toEqual({
    dueAt: '2026-11-24T09:00:00.000Z',
    raiseAt: '2026-11-24T05:00:00.000Z',
  });
  const quick = loadPolicy({ acknowledgement: { withinHours: 2 } });
  expect(acknowledgementOf(quick, {}, from)).toEqual({
    dueAt: '2026-11-23T11:00:00.000Z',
    raiseAt: from,
  });
});

describe('R30 R31 quiet hours delay mails to staff, but those of critical cases', () => {
  test.each([
    // Berlin is UTC+1 in winter, UTC+2 in summer.
    ['2026-11-23T20:59:00.000Z', '2026-11-23T20:59:00.000Z'],
    ['2026-11-23T21:00:00.000Z', '2026-11-24T05:00:00.000Z'],
    ['2026-11-24T04:59:00.000Z', '2026-11-24T05:00:00.000Z'],
    ['2026-11-24T05:00:00.000Z', '2026-11-24T05:00:00.000Z'],
    ['2026-03-28T22:00:00.000Z', '2026-03-29T04:00:00.000Z'], // the night of the change to summer time
    ['2026-10-24T21:00:00.000Z', '2026-10-25T05:00:00.000Z'], // and back
  ])('%s goes out at %s', (at, out) => {
    expect(afterQuietHours(policy, at, 'major')).toBe(out);
    expect(afterQuietHours(policy, at, 'critical')).toBe(at);
  });

  test('none are kept when there are none, and those within a day end on it', () => {
    const at = '2026-11-23T23:00:00.000Z';
    expect(afterQuietHours({ ...policy, quietHours: null }, at)).toBe(at);
    const noon = { from: '12:00', to: '13:30', exceptSeverities: [] };
    expect(afterQuietHours({ ...policy, quietHours: noon }, '2026-11-23T11:10:00.000Z')).toBe(
      '2026-11-23T12:30:00.000Z',
    );
    expect(afterQuietHours({ ...policy, quietHours: noon }, at)).toBe(at);
  });
});
