// What follows a try, as a table.
import { expect, test } from 'vitest';
import {
  DOUBTS_MAX,
  decideAfterLease,
  decideAfterTry,
  LEASE_LOSSES_MAX,
  retryDelayMs,
  type Tried,
} from './delivery.ts';

const now = new Date('2026-11-23T10:00:00Z');
const tried = (over: Partial<Tried> = {}): Tried => ({
  purpose: 'acknowledgement',
  via: 'email',
  attempts: 1,
  doubts: 0,
  delayReported: false,
  createdAt: now,
  ...over,
});
const later = (ms: number) => new Date(now.getTime() + ms);
const MINUTE_MS = 60_000;

test('a message that was taken is sent and reported', () => {
  expect(decideAfterTry(tried(), { kind: 'sent' }, now)).toEqual({
    state: 'sent',
    doubted: false,
    report: 'sent',
  });
});

test('a refusal for good is a failure with its reason (R11)', () => {
  expect(decideAfterTry(tried(), { kind: 'permanent', reason: 'smtp_550' }, now)).toEqual({
    state: 'failed',
    reason: 'smtp_550',
    doubted: false,
    report: 'failed',
  });
});

test('a refusal for now is tried again, later each time, and told once', () => {
  const refusal = { kind: 'transient', reason: 'smtp_451' } as const;
  const first = decideAfterTry(tried(), refusal, now);
  expect(first).toMatchObject({
    state: 'delayed',
    report: 'delayed',
    wakeAt: later(MINUTE_MS / 2),
  });
  const third = decideAfterTry(tried({ attempts: 3, delayReported: true }), refusal, now);
  expect(third).toEqual({
    state: 'delayed',
    reason: 'smtp_451',
    doubted: false,
    wakeAt: later(2 * MINUTE_MS),
  });
  expect(retryDelayMs(50, false)).toBe(30 * MINUTE_MS);
  expect(retryDelayMs(50, true)).toBe(5 * MINUTE_MS);
});

test('what the server asks for is waited for', () => {
  const busy = { kind: 'transient', reason: 'platform_busy', retryAfterMs: 900_000 } as const;
  expect(decideAfterTry(tried(), busy, now).wakeAt).toEqual(later(900_000));
});

test('a recipient is given up on after a day, our own broken way out is not', () => {
  const createdAt = later(-24 * 60 * MINUTE_MS);
  const refusal = { kind: 'transient', reason: 'smtp_451' } as const;
  expect(decideAfterTry(tried({ createdAt }), refusal, now)).toMatchObject({
    state: 'failed',
    report: 'failed',
  });
  const away = { kind: 'transient', reason: 'smtp_unreachable', ours: true } as const;
  expect(decideAfterTry(tried({ createdAt }), away, now).state).toBe('delayed');
});

test.each([
  'acknowledgement',
  'update',
  'escalation-notice',
  'closing',
  'satisfaction',
  'staff-notice',
  'answer',
] as const)('S5 a mail of purpose %s in doubt goes out again, a few times at most', (purpose) => {
  const doubt = { kind: 'in_doubt', reason: 'smtp_lost_after_data' } as const;
  expect(decideAfterTry(tried({ purpose }), doubt, now)).toMatchObject({
    state: 'delayed',
    doubted: true,
  });
  const often = tried({ purpose, doubts: DOUBTS_MAX - 1 });
  expect(decideAfterTry(often, doubt, now)).toMatchObject({
    state: 'in_doubt',
    report: 'in_doubt',
  });
});

test.each([
  { purpose: 'compensation', via: 'email' },
  { purpose: 'answer', via: 'direct_message' },
  { purpose: 'compensation', via: 'direct_message' },
] as const)('$purpose by $via in doubt waits for a person at once', (which) => {
  const doubt = { kind: 'in_doubt', reason: 'unknown' } as const;
  expect(decideAfterTry(tried(which), doubt, now)).toMatchObject({
    state: 'in_doubt',
    report: 'in_doubt',
  });
  const lost = { ...which, doubts: 1 };
  expect(decideAfterLease({ ...lost, attempting: true })).toBe('wait_for_person');
  expect(decideAfterLease({ ...lost, attempting: false })).toBe('send');
});

test('a mail whose sender died goes out again, unless senders keep dying over it', () => {
  const mail = { purpose: 'acknowledgement', via: 'email', attempting: false } as const;
  expect(decideAfterLease({ ...mail, doubts: 1 })).toBe('send');
  expect(decideAfterLease({ ...mail, doubts: LEASE_LOSSES_MAX - 1 })).toBe('wait_for_person');
});
