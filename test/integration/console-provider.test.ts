// Signing in by an OpenID provider, against a real one on loopback: who gets in, what is refused, where it leads.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createProvider, providerConfig } from '../../services/console/sign-in/provider.ts';
import {
  type OpenIdProvider,
  openIdClient,
  startOpenIdProvider,
} from '../harness/openid-provider.ts';
import { type ConsoleRig, createConsoleRig } from './console-rig.ts';

let rig: ConsoleRig;
let outside: OpenIdProvider;
beforeAll(async () => {
  rig = await createConsoleRig();
  const callback = `${rig.base}/api/v1/session/provider/callback`;
  outside = await startOpenIdProvider(callback);
  const config = providerConfig.parse({
    name: 'Our directory',
    issuer: outside.issuer,
    clientId: openIdClient.id,
    clientSecret: openIdClient.secret,
  });
  rig.context.provider = createProvider(config, callback);
});
afterAll(async () => {
  await outside.stop();
  await rig.close();
});

/** A browser that follows redirects over both hosts, with cookies by host. */
function browser() {
  const jar = new Map<string, Map<string, string>>();
  const get = async (url: string) => {
    const { host } = new URL(url);
    const own = jar.get(host) ?? new Map<string, string>();
    jar.set(host, own);
    const cookie = [...own].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { redirect: 'manual', headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      own.set(name, value);
    }
    const to = response.headers.get('location');
    return { response, to: to && new URL(to, url).href };
  };
  /** Goes on until a page of the console; gives the addresses on the way. */
  const follow = async (start: string): Promise<string[]> => {
    const way = [start];
    for (let steps = 0; steps < 12; steps++) {
      const url = way.at(-1) ?? '';
      if (new URL(url).pathname.startsWith('/console')) return way;
      const { to } = await get(url);
      if (!to) return way;
      way.push(to);
    }
    throw new Error(`it goes on and on: ${way.join(' ')}`);
  };
  return { get, follow, cookies: (host: string) => jar.get(host) };
}

const start = (to = '') =>
  `${rig.base}/api/v1/session/provider${to && `?to=${encodeURIComponent(to)}`}`;
const endOf = (way: string[]): string => (way.at(-1) ?? '').slice(rig.base.length);

test('S30 somebody whom the provider vouches for gets in by code, PKCE and nonce, and back to where they were', async () => {
  Object.assign(outside.person, { email: 'Sam@staff.test', verified: true });
  const visitor = browser();
  const way = await visitor.follow(start('/console/cases/C-7K3M-9QXD'));
  expect(endOf(way)).toBe('/console/cases/C-7K3M-9QXD');
  const asked = new URL(way[1] ?? '').searchParams;
  expect(Object.fromEntries(asked)).toMatchObject({
    response_type: 'code',
    code_challenge_method: 'S256',
    nonce: expect.any(String),
    state: expect.any(String),
  });
  const session = await visitor.get(`${rig.base}/api/v1/session`);
  expect(await session.response.json()).toMatchObject({
    staffId: 'sam',
    way: 'provider',
    secondFactor: true,
  });
  expect(endOf(await browser().follow(start('//evil.test')))).toBe('/console/');
});

test('only a verified address of somebody active lets in; nobody is made', async () => {
  const before = await rig.context.db.query('select 1 from people.staff');
  const refused = [
    { email: 'sam@staff.test', verified: false },
    { email: 'stranger@staff.test', verified: true },
    // An id is no address.
    { email: 'sam', verified: true },
  ];
  for (const person of refused) {
    Object.assign(outside.person, person);
    const visitor = browser();
    expect(endOf(await visitor.follow(start()))).toBe('/console/sign-in?problem=provider_unknown');
    expect((await visitor.get(`${rig.base}/api/v1/session`)).response.status).toBe(401);
  }
  expect(await rig.context.db.query('select 1 from people.staff')).toHaveLength(before.length);
});

test('S31 S24 an answer that another browser asked for, that was used, or that was tampered with is refused', async () => {
  Object.assign(outside.person, { email: 'sam@staff.test', verified: true });
  const attacker = browser();
  const way = await attacker.follow(start());
  const callback = way.find((url) => url.includes('/callback?')) ?? '';
  const refused = '/console/sign-in?problem=provider_refused';
  // The victim's browser is sent the attacker's answer.
  expect(endOf(await browser().follow(callback))).toBe(refused);
  expect(endOf(await attacker.follow(callback))).toBe(refused);
  const victim = browser();
  await victim.get(start());
  expect(endOf(await victim.follow(callback))).toBe(refused);
  expect((await victim.get(`${rig.base}/api/v1/session`)).response.status).toBe(401);
});

test('a provider that is away says so, and keeps nobody from the password', async () => {
  const own = rig.context.provider;
  const config = providerConfig.parse({
    name: 'Away',
    issuer: 'http://127.0.0.1:9',
    clientId: 'x',
    clientSecret: 'x',
  });
  rig.context.provider = createProvider(config, `${rig.base}/callback`);
  expect(endOf(await browser().follow(start()))).toBe('/console/sign-in?problem=provider_away');
  expect((await rig.visitor().signIn('max@staff.test')).status).toBe(200);
  rig.context.provider = own;
  const { provider } = (await rig.visitor().ask('GET', '/api/v1/sign-in')).body;
  expect(provider).toEqual({ name: 'Our directory' });
});

test('an issuer by http is taken on this machine only, and a secret must be given once', () => {
  const given = { name: 'x', clientId: 'x', clientSecret: 'x' };
  expect(providerConfig.safeParse({ ...given, issuer: 'http://login.example.com' }).success).toBe(
    false,
  );
  expect(providerConfig.safeParse({ ...given, issuer: 'https://login.example.com' }).success).toBe(
    true,
  );
  const two = { ...given, issuer: 'https://login.example.com', clientSecretFile: '/x' };
  expect(providerConfig.safeParse(two).success).toBe(false);
});
