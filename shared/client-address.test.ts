// Whose address a request counts for.
import type { Request } from 'express';
import { describe, expect, test } from 'vitest';
import { addressKey, createClientAddress } from './client-address.ts';
import { createLog } from './log.ts';

const log = createLog('silent');
const request = (peer: string, forwarded?: string) =>
  ({ socket: { remoteAddress: peer }, get: () => forwarded }) as unknown as Request;

describe('the address of a client (S27)', () => {
  test('is the connection’s own, whatever a stranger says', () => {
    const addressOf = createClientAddress([], log);
    expect(addressOf(request('203.0.113.9'))).toBe('203.0.113.9');
    expect(addressOf(request('203.0.113.9', '198.51.100.1'))).toBe('203.0.113.9');
    expect(addressOf(request('127.0.0.1', '198.51.100.1'))).toBe('127.0.0.1');
  });

  test('is the last one that no trusted proxy answers for', () => {
    const addressOf = createClientAddress(['loopback', '10.0.0.0/8'], log);
    expect(addressOf(request('127.0.0.1', '198.51.100.1'))).toBe('198.51.100.1');
    expect(addressOf(request('::ffff:127.0.0.1', '9.9.9.9, 198.51.100.1, 10.1.1.1'))).toBe(
      '198.51.100.1',
    );
    expect(addressOf(request('203.0.113.9', '198.51.100.1'))).toBe('203.0.113.9');
    expect(addressOf(request('127.0.0.1', '198.51.100.1, garbage'))).toBe('garbage');
    expect(addressOf(request('127.0.0.1', ','))).toBe('127.0.0.1');
  });

  test('counts an IPv6 subscriber as one', () => {
    expect(addressKey('2001:db8:1:2::1')).toBe(addressKey('2001:db8:1:2::ffff'));
    expect(addressKey('2001:db8:1::1')).not.toBe(addressKey('2001:db9:1::1'));
    expect(addressKey('::ffff:192.0.2.1')).toBe('192.0.2.1');
  });
});
