// Whose address a request counts for: behind proxies, and where a subscriber has many. What is limited by it is the services'.
import express, { type Request } from 'express';
import { ipKeyGenerator } from 'express-rate-limit';
import type { Log } from './log.ts';

/** Some proxies write the port too, and each connection of a client would count as another client. */
const withoutPort = (hop: string): string =>
  /^([\d.]{7,15}):\d{1,5}$/.exec(hop)?.[1] ??
  /^\[([\da-f:.]{2,45})\](?::\d{1,5})?$/i.exec(hop)?.[1] ??
  hop;

/**
 * Gives a client's address: the connection's own, or what a trusted proxy says of it. A stranger's X-Forwarded-For is
 * never believed (S27). With a proxy in front that is not named, all clients would share one limit: said once.
 */
export function createClientAddress(
  trustedProxies: string[],
  log: Log,
): (request: Request) => string {
  const settings = express().set('trust proxy', trustedProxies);
  const isTrusted = settings.get('trust proxy fn') as (address: string, hop: number) => boolean;
  let warned = false;
  return (request) => {
    const peer = request.socket.remoteAddress ?? '';
    const forwarded = (request.get('x-forwarded-for') ?? '').slice(-1000);
    if (forwarded === '') return peer;
    if (!isTrusted(peer, 0)) {
      if (!warned)
        log.warn(
          'X-Forwarded-For from an untrusted peer is ignored: name your proxy in trustedProxies',
        );
      warned = true;
      return peer;
    }
    let address = peer;
    for (const hop of forwarded.split(',').reverse()) {
      address = withoutPort(hop.trim());
      if (!isTrusted(address, 0)) break;
    }
    return address || peer;
  };
}

/** The key of an address: an IPv6 subscriber (/56) counts as one. */
export const addressKey = (address: string): string => ipKeyGenerator(address, 56);
