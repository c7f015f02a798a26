// When failed events are tried again, and what is told of those given up on.
import { describe, expect, test } from 'vitest';
import { deadLetteredSchema, deadLetteredTopic } from '../events/operations.ts';
import { newId } from '../ids.ts';
import { deadLetterEvents, reasonOf, retryDelayMs } from './delivery.ts';

const policy = { triesMax: 5, firstDelayMs: 1_000, factor: 4 };
const now = new Date('2026-11-23T08:00:00Z');
const dead = (payload: Uint8Array) => ({
  part: 3,
  off: 17,
  key: 'k',
  id: newId(),
  trace: 'f'.repeat(32),
  at: now,
  payload,
  tries: 5,
  due: now,
  error: 'broken',
  deadAt: now,
});

describe('retryDelayMs', () => {
  test.each([
    [1, 0, 500],
    [1, 1, 1_000],
    [2, 1, 4_000],
    [3, 0, 8_000],
    [4, 1, 64_000],
  ])('after %i failed tries with chance %d it waits %i ms', (tries, chance, expected) => {
    expect(retryDelayMs(tries, policy, chance)).toBe(expected);
  });
});

describe('deadLetterEvents', () => {
  const itemId = '0190b8a0-7d3c-7000-8000-000000000001';
  test.each([
    ['itemId', { itemId }, itemId],
    ['item.itemId', { item: { itemId } }, itemId],
    ['nothing', { other: 1 }, undefined],
    ['an id that is none', { itemId: 'x' }, undefined],
    ['null', null, undefined],
  ])('names the item that the payload is about: by %s', (_, payload, expected) => {
    const letter = dead(Buffer.from(JSON.stringify(payload)));
    const [told] = deadLetterEvents({ group: 'cases', topic: 'a.b.v1' }, letter, now);
    const parsed = deadLetteredSchema.parse(told?.payload);
    expect(parsed.itemId).toBe(expected);
    expect(parsed).toMatchObject({ group: 'cases', topic: 'a.b.v1', offset: 17, tries: 5 });
  });

  test('bytes that are no JSON are told of all the same', () => {
    const letter = dead(Buffer.from([0xff, 0x00]));
    expect(deadLetterEvents({ group: 'g', topic: 't' }, letter, now)).toHaveLength(1);
  });

  test('a dead letter about a dead letter is not told of: it would never end', () => {
    const letter = dead(Buffer.from('{}'));
    expect(deadLetterEvents({ group: 'g', topic: deadLetteredTopic.name }, letter, now)).toEqual(
      [],
    );
  });
});

test('a reason is bounded, whatever was thrown', () => {
  expect(reasonOf(new Error('x'.repeat(5_000)))).toHaveLength(2_000);
  expect(reasonOf('text')).toBe('text');
  expect(reasonOf(new TypeError('wrong'))).toBe('TypeError: wrong');
});
