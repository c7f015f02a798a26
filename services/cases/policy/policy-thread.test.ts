// Policies are read aside: one that would take long is given up, and whoever comes next is served.
import { afterAll, expect, test } from 'vitest';
import { POLICY_CHARS_MAX } from '#shared/policy/policy-document.ts';
import { createPolicyReader } from './policy-thread.ts';

const reader = createPolicyReader();
const hasty = createPolicyReader({ cpuMs: 1, wallMs: 60_000, heapMb: 256 });
afterAll(async () => {
  await reader.close();
  await hasty.close();
});

test('R32 a policy is read in a thread of its own, with its faults by line', async () => {
  const good = await reader.read('currency: CHF');
  expect(good.ok && good.policy.currency).toBe('CHF');
  expect(good.ok && good.policy.version).toMatch(/^[0-9a-f]{12}$/);
  const bad = await reader.read('# ours\ncurency: CHF');
  expect(bad).toMatchObject({ ok: false, faults: [{ line: 2, field: 'curency' }] });
});

test('S35 a text at the limits holds up nobody else: the event loop goes on while it is read', async () => {
  let turns = 0;
  let ticking = setImmediate(function tick() {
    turns++;
    ticking = setImmediate(tick);
  });
  // The marks that cost the parser most, as many as are taken.
  const reading = await reader.read(`a: ${'{'.repeat(30)}${'"x'.repeat(19_000)}`);
  clearImmediate(ticking);
  expect(reading.ok).toBe(false);
  expect(turns).toBeGreaterThan(0);
});

test('S35 one that takes too long is given up, and the next is read', async () => {
  const heavy = `categories:\n${'  - { key: a, label: { en: A } }\n'.repeat(4_000)}`.slice(
    0,
    POLICY_CHARS_MAX,
  );
  const givenUp = await hasty.read(heavy);
  expect(givenUp).toMatchObject({ ok: false, faults: [{ field: 'policy' }] });
  expect((await reader.read('currency: CHF')).ok).toBe(true);
});

test('S35 too many at once are refused, not queued without end', async () => {
  const asked = Array.from({ length: 8 }, () => reader.read('currency: CHF'));
  expect(() => reader.read('currency: CHF')).toThrow(/try again/);
  expect((await Promise.all(asked)).every(({ ok }) => ok)).toBe(true);
  expect((await reader.read('currency: CHF')).ok).toBe(true);
});
