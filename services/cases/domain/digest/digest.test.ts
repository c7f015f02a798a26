// When the daily mail is due, and what stands in it.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayOf } from '#shared/calendar/days.ts';
import { loadPolicy, type Policy } from '#shared/policy/policy.ts';
import { digestSections, LINES_MAX, sectionValue } from './digest-content.ts';
import { type DigestWish, digestAt, dueDigest } from './digest-time.ts';

const quiet = loadPolicy();
const { quietHours: _, ...loud } = quiet;
const policy = loud as Policy;

/** Zones with changes at midnight, of half an hour, over the date line, without any; and those most people have. */
const zones = [
  'Europe/Berlin',
  'America/New_York',
  'America/Santiago',
  'Africa/Cairo',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Kiritimati',
  'Asia/Kathmandu',
  'UTC',
];

/** The days whose mails a clock that looks every `stepMs` sends, with when. */
function sentBy(
  wish: DigestWish,
  from: number,
  until: number,
  stepMs: number,
  by: Policy = policy,
) {
  const sent: { day: string; at: number }[] = [];
  for (let at = from; at < until; at += stepMs) {
    const day = dueDigest(wish, by, new Date(at), sent.at(-1)?.day);
    if (day !== undefined) sent.push({ day, at });
  }
  return sent;
}

const MINUTE = 60_000;
const DAY = 86_400_000;

test('R22 the daily mail goes out once each day of its reader, at their hour and never before, on days of change too', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 364 }),
      fc.integer({ min: 1, max: 60 }),
      (timeZone, hour, dayOfYear, stepMinutes) => {
        const wish = { hour, timeZone };
        const from = Date.UTC(2026, 0, 1) + dayOfYear * DAY;
        const until = from + 5 * DAY;
        const sent = sentBy(wish, from, until, stepMinutes * MINUTE);
        for (const { day, at } of sent) {
          const due = digestAt(day, wish, policy).getTime();
          expect(at).toBeGreaterThanOrEqual(due);
          // The first look after its time; what was due before we began may be later.
          if (due >= from) expect(at - due).toBeLessThan(stepMinutes * MINUTE);
          const shown = new Intl.DateTimeFormat('en', {
            timeZone,
            hour: 'numeric',
            hourCycle: 'h23',
          });
          expect([hour, hour + 1]).toContain(Number(shown.format(due)));
          expect(dayOf(new Date(due), timeZone)).toBe(day);
        }
        const days = sent.map(({ day }) => day);
        expect(new Set(days).size).toBe(days.length);
        const whole = new Set<string>();
        for (let at = from + DAY; at < until - DAY; at += 30 * MINUTE)
          whole.add(dayOf(new Date(at), timeZone));
        for (const day of whole) expect(days).toContain(day);
      },
    ),
    { numRuns: 200 },
  );
});

test('R22 an hour that the clock skips is the next one, one that comes twice is the first', () => {
  const berlin = (hour: number) => ({ hour, timeZone: 'Europe/Berlin' });
  expect(digestAt('2026-03-29', berlin(2), policy).toISOString()).toBe('2026-03-29T01:00:00.000Z');
  expect(digestAt('2026-10-25', berlin(2), policy).toISOString()).toBe('2026-10-25T00:00:00.000Z');
  const sent = sentBy(berlin(2), Date.UTC(2026, 9, 24, 22), Date.UTC(2026, 9, 25, 22), MINUTE);
  expect(sent).toHaveLength(1);
});

test('R31 a daily mail in quiet hours waits for their end, and is still one a day', () => {
  const by = {
    ...quiet,
    quietHours: { from: '20:00', to: '06:00', exceptSeverities: [] },
    timeZone: 'Europe/Berlin',
  } as Policy;
  const wish = { hour: 23, timeZone: 'Europe/Berlin' };
  const from = Date.UTC(2026, 2, 26);
  const sent = sentBy(wish, from, from + 6 * DAY, MINUTE, by);
  expect(sent.length).toBeGreaterThanOrEqual(5);
  for (const { at } of sent)
    expect(
      new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' }).format(
        at,
      ),
    ).toBe('06:00');
  expect(new Set(sent.map(({ day }) => day)).size).toBe(sent.length);
});

test('R22 after an outage of more than four hours a day’s mail is not sent any more', () => {
  const wish = { hour: 7, timeZone: 'UTC' };
  const at = (hour: number) =>
    dueDigest(wish, policy, new Date(Date.UTC(2026, 5, 1, hour)), undefined);
  expect([6, 7, 10, 11, 23].map(at)).toEqual([
    undefined,
    '2026-06-01',
    '2026-06-01',
    undefined,
    undefined,
  ]);
});

test('R22 R37 the mail has what is overdue, due today, or to be decided, the rest not', () => {
  const now = new Date('2026-06-01T07:00:00Z');
  const task = (kind: string, dueAt: string) => ({
    reference: 'C-1',
    kind,
    title: kind,
    dueAt: new Date(dueAt),
  });
  const tasks = [
    task('review', '2026-05-31T07:00:00Z'),
    task('investigate', '2026-06-01T21:00:00Z'),
    task('approve_remedy', '2026-06-03T07:00:00Z'),
    task('approve_remedy', '2026-05-30T07:00:00Z'),
    task('follow_up', '2026-06-02T07:00:00Z'),
  ];
  const sections = digestSections(tasks, now, new Date('2026-06-01T22:00:00Z'));
  expect(Object.values(sections).map((section) => section.length)).toEqual([2, 1, 1]);
  const many = Array.from({ length: 300 }, () => ({
    ...task('review', '2026-05-31T07:00:00Z'),
    title: 'x'.repeat(400),
  }));
  const value = sectionValue(many, 'https://care.example.com') ?? '';
  expect(JSON.parse(value)).toHaveLength(LINES_MAX);
  expect(value.length).toBeLessThan(20_000);
  expect(sectionValue([], 'https://care.example.com')).toBeUndefined();
});
