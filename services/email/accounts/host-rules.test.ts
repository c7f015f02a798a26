// S20: which servers a mailbox of the console may name.
import { describe, expect, test } from 'vitest';
import { consoleMailboxConfig, createAddressOf, isPublicAddress } from './host-rules.ts';

test.each([
  ...['127.0.0.1', '127.9.9.9', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
  ...['169.254.169.254', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', '198.18.0.1'],
  ...['::1', '::', 'fe80::1', 'fc00::1', 'fd12::1', 'ff02::1', '2001:db8::1', '64:ff9b::7f00:1'],
  // IPv4 in the dress of IPv6, written in each way.
  ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::ffff:8.8.8.8', '::127.0.0.1', '2002:7f00:1::1'],
  ...['not an address', ''],
])('S20 %s is not public', (address) => {
  expect(isPublicAddress(address)).toBe(false);
});

test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2a00:1450:4001::1', '2606:4700::1111'])(
  '%s is public',
  (address) => {
    expect(isPublicAddress(address)).toBe(true);
  },
);

describe('the address to connect to', () => {
  const names: Record<string, string[]> = {
    'imap.example.com': ['2a00:1450:4001::1', '142.250.1.1'],
    'inside.example.com': ['10.1.2.3'],
    'mixed.example.com': ['127.0.0.1', '142.250.1.1'],
  };
  const lookUp = async (host: string) => names[host] ?? [];
  const closed = createAddressOf(consoleMailboxConfig.parse({}), lookUp);
  const open = createAddressOf(
    consoleMailboxConfig.parse({ privateNetworks: ['10.1.0.0/16'], ports: [993, 1143] }),
    lookUp,
  );

  test('is one of the public ones of the name', async () => {
    expect(await closed('imap.example.com', 993)).toBe('2a00:1450:4001::1');
    expect(await closed('mixed.example.com', 993)).toBe('142.250.1.1');
    expect(await closed('142.250.1.1', 143)).toBe('142.250.1.1');
  });

  test.each(['inside.example.com', '127.0.0.1', '::ffff:10.1.2.3', 'nowhere.example.com'])(
    'S20 %s is refused',
    async (host) => {
      await expect(closed(host, 993)).rejects.toThrow('in a network');
    },
  );

  test('S20 other ports are refused, so that nothing else can be tried out', async () => {
    for (const port of [22, 25, 80, 5432])
      await expect(closed('imap.example.com', port)).rejects.toThrow(`port ${port}`);
  });

  test('what the configuration names is allowed, and nothing beside it', async () => {
    expect(await open('inside.example.com', 1143)).toBe('10.1.2.3');
    await expect(open('10.2.0.1', 993)).rejects.toThrow('in a network');
  });
});

test.each(['10.0.0.0/33', '10.0.0/8', 'fc00::/129', '10.0.0.0/8/8', 'intranet', '10.0.0.0/x'])(
  'the configuration refuses %s',
  (network) => {
    expect(consoleMailboxConfig.safeParse({ privateNetworks: [network] }).success).toBe(false);
  },
);
