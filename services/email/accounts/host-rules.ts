// Which servers a mailbox of the console may name: public ones, and networks that the configuration allows. An address is
// checked when it is used, and the connection goes to the very address that was checked (S20).
import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv6 } from 'node:net';
import { z } from 'zod';
import { PermanentError } from '#shared/errors.ts';

const loopback = /^(?:localhost|127(?:\.\d{1,3}){3}|::1|\[::1\])$/;
/** Whether a host is this machine, so that nothing of it is seen on a network. */
export const isLoopback = (host: string): boolean => loopback.test(host);

const network = z
  .string()
  .refine((text) => parseNetwork(text) !== undefined, 'expected a network such as 10.1.0.0/16');

/** What administrators may reach by mailboxes that they add. */
export const consoleMailboxConfig = z.strictObject({
  privateNetworks: z
    .array(network)
    .max(100)
    .default([])
    .describe(
      'Networks that are not public, such as 10.1.0.0/16 or 127.0.0.0/8, in which mailboxes of the console may be.',
    ),
  ports: z
    .array(z.int().min(1).max(65_535))
    .max(100)
    .default([143, 993])
    .describe('Ports that mailboxes of the console may name.'),
  tokenHosts: z
    .array(z.string().regex(/^[A-Za-z0-9.-]{1,253}(?::\d{1,5})?$/, 'a host, or host:port'))
    .max(100)
    .default([])
    .describe(
      'Hosts beside those of Microsoft and Google where mailboxes of the console may ask for access tokens: `login.example.com`, `login.example.com:8443`.',
    ),
});
export type ConsoleMailboxConfig = z.infer<typeof consoleMailboxConfig>;

type Network = { address: string; bits: number; family: 'ipv4' | 'ipv6' };

function parseNetwork(text: string): Network | undefined {
  const [address = '', bits, more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more !== undefined) return undefined;
  const max = version === 4 ? 32 : 128;
  const given = bits === undefined ? max : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  return given >= 0 && given <= max
    ? { address, bits: given, family: version === 4 ? 'ipv4' : 'ipv6' }
    : undefined;
}

function listOf(networks: string[]): BlockList {
  const list = new BlockList();
  for (const text of networks) {
    const found = parseNetwork(text);
    if (found) list.addSubnet(found.address, found.bits, found.family);
  }
  return list;
}

// IANA, IPv4 and IPv6 special-purpose address registries: what is not globally reachable, or leads into IPv4.
const special = listOf([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15'],
  ...['198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4'],
  ...['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20'],
]);
// All of IPv6 that is handed out as public addresses (RFC 4291 §2.4).
const publicIpv6 = listOf(['2000::/3']);

/** Whether an address is one of the public internet. IPv4 dressed as IPv6 never is. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  if (family === 'ipv6' && !publicIpv6.check(address, family)) return false;
  return !special.check(address, family);
}

/** A server that a mailbox of the console may not name. */
export class HostRefusedError extends PermanentError {
  override name = 'HostRefusedError';
}

/** Looks up the addresses of a name. */
export type LookUp = (host: string) => Promise<string[]>;

const lookUpAll: LookUp = async (host) =>
  (await lookup(host, { all: true })).map(({ address }) => address);

/** Gives the address to connect to. */
export type AddressOf = (host: string, port: number) => Promise<string>;

/** Makes the check. It throws HostRefusedError for a port or an address that is not allowed, and what the name server says. */
export function createAddressOf(
  config: ConsoleMailboxConfig,
  lookUp: LookUp = lookUpAll,
): AddressOf {
  const allowed = listOf(config.privateNetworks);
  const isAllowed = (address: string): boolean =>
    isPublicAddress(address) || allowed.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  return async (host, port) => {
    if (!config.ports.includes(port))
      throw new HostRefusedError(
        `port ${port} is not among those that mailboxes may use (${config.ports.join(', ')})`,
      );
    const addresses = isIP(host) ? [host] : await lookUp(host);
    const address = addresses.find(isAllowed);
    if (!address)
      throw new HostRefusedError(
        'the host is in a network that mailboxes may not be in (channels.consoleMailboxes.privateNetworks)',
      );
    return address;
  };
}

const HTTPS_PORT = 443;

/** Makes the check of token end points: those of Microsoft and Google, and the hosts that the configuration names. */
export function createTokenAddressOf(
  config: ConsoleMailboxConfig,
  known: readonly string[],
  lookUp: LookUp = lookUpAll,
): AddressOf {
  const allowed = new Set(
    config.tokenHosts
      .map((host) => host.toLowerCase())
      .map((host) => (host.includes(':') ? host : `${host}:${HTTPS_PORT}`)),
  );
  for (const host of known) allowed.add(`${host}:${HTTPS_PORT}`);
  return async (host, port) => {
    if (!allowed.has(`${host}:${port}`))
      throw new HostRefusedError(
        `${host}:${port} is no token end point that mailboxes may use (channels.consoleMailboxes.tokenHosts)`,
      );
    return createAddressOf({ ...config, ports: [port] }, lookUp)(host, port);
  };
}
