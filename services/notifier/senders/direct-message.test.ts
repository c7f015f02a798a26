// What is sent as a direct message, and what is refused before.
import { describe, expect, test } from 'vitest';
import { PermanentError, TransientError } from '#shared/errors.ts';
import type { Platform } from '#shared/platforms/platform.ts';
import { createDirectMessageSender } from './direct-message.ts';

const signal = new AbortController().signal;
const message = {
  messageId: '0190f5fe-7c00-7a00-8000-000000000000',
  platform: 'x' as const,
  platformUserId: '2000000001',
  text: 'We are sorry.',
};

/** A platform in memory; the real one is tested over HTTP in test/contract. */
function platformWhere(can: 'yes' | 'no' | 'unknown' | Error) {
  const sent: { to: string; text: string }[] = [];
  const platform: Platform = {
    channel: 'x',
    account: 'brand',
    watch: async () => ({ mentions: [], next: null, more: false }),
    canMessage: async () => {
      if (can instanceof Error) throw can;
      return can;
    },
    sendDirectMessage: async (to, text) => {
      sent.push({ to, text });
      return { platformMessageId: '77' };
    },
    health: async () => {},
  };
  return { sent, sender: createDirectMessageSender(new Map([['x', platform]])) };
}

describe('a direct message', () => {
  test.each(['yes', 'unknown'] as const)('is sent when the preflight says %s', async (can) => {
    const { sender, sent } = platformWhere(can);
    expect(await sender.send(message, signal)).toEqual({ platformMessageId: '77' });
    expect(sent).toEqual([{ to: '2000000001', text: 'We are sorry.' }]);
  });

  test.each([
    ['the person takes none', {}, 'no', 'cannot_message'],
    [
      'the platform is not connected',
      { platform: 'bluesky' as const },
      'yes',
      'platform_not_configured',
    ],
    ['it is empty', { text: ' \n' }, 'yes', 'empty_message'],
    ['it is longer than X takes', { text: 'a'.repeat(10_001) }, 'yes', 'message_too_long'],
  ] as const)('is refused for good and not sent when %s', async (_, over, can, word) => {
    const { sender, sent } = platformWhere(can);
    const failure = await sender.send({ ...message, ...over }, signal).catch((error) => error);
    expect(failure).toBeInstanceOf(PermanentError);
    expect(failure.message).toBe(word);
    expect(sent).toEqual([]);
  });

  test('of the longest length goes out whole', async () => {
    const { sender, sent } = platformWhere('yes');
    await sender.send({ ...message, text: 'a'.repeat(10_000) }, signal);
    expect(sent[0]?.text).toHaveLength(10_000);
  });

  test('waits when the preflight cannot be asked', async () => {
    const wait = new TransientError('X asks to wait', { retryAfterMs: 5_000 });
    const { sender, sent } = platformWhere(wait);
    await expect(sender.send(message, signal)).rejects.toBe(wait);
    expect(sent).toEqual([]);
  });
});
