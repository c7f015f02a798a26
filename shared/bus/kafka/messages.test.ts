// The chain of offsets that Kafka messages carry, and what a consumer makes of repeats, holes and strangers.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { newId } from '../../ids.ts';
import { messagesOf } from '../relay.ts';
import type { LogEvent } from '../store.ts';
import {
  type FetchedMessage,
  fromMessage,
  judgeMessages,
  takeWhatFits,
  toMessage,
} from './messages.ts';

const PART = 2;
const logEvent = (off: number, payload = '{}'): LogEvent => ({
  part: PART,
  off,
  key: 'é',
  id: newId(),
  trace: 'a'.repeat(32),
  at: new Date('2026-11-23T08:00:00.123Z'),
  payload,
});

const fetched = (event: LogEvent, previous: number, offset = 0): FetchedMessage => {
  const message = toMessage(event, previous);
  return {
    offset: String(offset),
    key: Buffer.from(message.key),
    value: message.value === null ? null : Buffer.from(message.value),
    headers: Object.fromEntries(
      Object.entries(message.headers).map(([name, value]) => [name, Buffer.from(value)]),
    ),
  };
};

const chain = (offs: number[]): FetchedMessage[] =>
  offs.map((off, index) => fetched(logEvent(off), index === 0 ? 0 : (offs[index - 1] ?? 0), index));

const judged = (messages: FetchedMessage[], off: number, eventsMax = 100) => {
  const { events, taken, hole } = judgeMessages(PART, messages, off, eventsMax);
  return { offs: events.map((event) => event.off), taken, hole };
};

describe('messages', () => {
  test('an event comes out as it went in', () => {
    const event = logEvent(7, '{"text":"größer"}');
    expect(fromMessage(PART, fetched(event, 5))).toEqual({ event, previous: 5 });
  });

  test('a payload that Kafka would refuse stays in the log', () => {
    const event = logEvent(7, JSON.stringify('x'.repeat(300_000)));
    const message = fetched(event, 5);
    expect(message.value).toBeNull();
    expect(fromMessage(PART, message)?.event).toEqual({ ...event, payload: null });
  });

  test.each([
    ['no headers', { offset: '0', key: null, value: Buffer.from('{}') }],
    ['a tombstone', { ...fetched(logEvent(7), 5), value: null }],
    [
      'an offset that is no number',
      { ...fetched(logEvent(7), 5), headers: { off: Buffer.from('-1') } },
    ],
  ])('a message with %s is foreign', (_, message) => {
    expect(fromMessage(PART, message)).toBeUndefined();
    expect(judgeMessages(PART, [message], 0, 10)).toMatchObject({ taken: 1, foreign: [message] });
  });

  test('a record batch stays below what Kafka accepts, and something always fits', () => {
    const events = [1, 2, 3, 4, 5].map((off) => logEvent(off, 'x'.repeat(190_000)));
    expect(takeWhatFits(events).map(({ off }) => off)).toEqual([1, 2, 3]);
    expect(takeWhatFits([logEvent(1, 'x'.repeat(5_000_000))])).toHaveLength(1);
  });

  test('the relay moves each position to the last event that it sends', () => {
    const events = [1, 4, 6, 9].map((off) => logEvent(off, 'x'.repeat(190_000)));
    const claim = { positions: [{ part: PART, off: 0, hasParked: false, owner: null }], events };
    const { messages, moves } = messagesOf(claim);
    expect(messages.map(({ headers }) => [headers.previous, headers.off])).toEqual([
      ['0', '1'],
      ['1', '4'],
      ['4', '6'],
    ]);
    expect(moves).toEqual([{ part: PART, from: 0, to: 6, hasParked: false }]);
  });
});

describe('judgeMessages', () => {
  test('goes on from the position', () => {
    expect(judged(chain([3, 5, 8]), 3)).toEqual({ offs: [5, 8], taken: 3, hole: false });
  });

  test('takes no more than it may', () => {
    expect(judged(chain([3, 5, 8]), 0, 2)).toEqual({ offs: [3, 5], taken: 2, hole: false });
  });

  test('drops what a relay has sent again', () => {
    const once = chain([3, 5, 8]);
    expect(judged([...once, ...chain([3, 5, 8]), ...once], 0)).toEqual({
      offs: [3, 5, 8],
      taken: 9,
      hole: false,
    });
  });

  test('stops before a hole', () => {
    const [first, , third] = chain([3, 5, 8]) as [FetchedMessage, FetchedMessage, FetchedMessage];
    expect(judged([first, third], 0)).toEqual({ offs: [3], taken: 1, hole: true });
    expect(judged([third], 3)).toEqual({ offs: [], taken: 0, hole: true });
  });

  test('whatever is repeated or lost, what is handled is the log without a gap', () => {
    const property = fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 30 }),
      fc.array(fc.nat(29), { maxLength: 80 }),
      (drawn, order) => {
        const offs = drawn.sort((a, b) => a - b);
        const whole = chain(offs);
        const messages = order.flatMap((index) => whole[index] ?? []);
        const { offs: handled } = judged(messages, 0);
        expect(handled).toEqual(offs.slice(0, handled.length));
      },
    );
    fc.assert(property);
  });
});
