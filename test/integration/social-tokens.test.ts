// Tokens that are renewed: in time, once, durable before use; and what a renewal that goes wrong ends in. X is simulated.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFileToken } from '../../services/social/tokens/file-tokens.ts';
import {
  createTokenKeeper,
  createTokenKeepers,
  sealRenewal,
} from '../../services/social/tokens/keep-tokens.ts';
import { readTokens, replaceTokens } from '../../services/social/tokens/token-store.ts';
import { createWatch } from '../../services/social/watch.ts';
import { PermanentError, TransientError } from '../../shared/errors.ts';
import { createKeptToken, sealToken } from '../../shared/platforms/kept-tokens.ts';
import { createXPlatform } from '../../shared/platforms/x.ts';
import { createSigner, Secret } from '../../shared/secret.ts';
import {
  accountOn,
  BRAND,
  startWatchedAccount,
  TOKEN,
  type WatchedAccount,
} from '../harness/watched-account.ts';

const HOUR_MS = 3_600_000;
const owner = { key: 'the-account', userId: BRAND };
const CLIENT = 'client-id-of-the-app';
const { signal } = new AbortController();

let w: WatchedAccount;
beforeEach(async () => {
  w = await startWatchedAccount();
});
afterEach(() => w.stop());

const line = () => ({ apiUrl: w.x.url, requestTimeoutMs: 2_000 });
/** A keeper as a process that has just started has it. */
const keeper = () => createTokenKeeper(owner, line(), w.deps);
const reader = () => createKeptToken(w.deps, owner);
const asked = (): number => w.x.traffic.filter(({ path }) => path === '/2/oauth2/token').length;
const row = async () => await readTokens(w.db.query, owner.key);

/** What somebody entered. */
async function enter(over: { scopes?: string[]; clientSecret?: string } = {}): Promise<void> {
  const { clientSecret, ...more } = over;
  w.x.world.grantRefresh('refresh-of-the-brand', {
    ...{ userId: BRAND, clientId: CLIENT, ...more },
    ...(clientSecret ? { clientSecret } : {}),
  });
  const sealedRenewal = sealRenewal(w.deps.signer, owner, {
    ...{ clientId: CLIENT, refreshToken: new Secret('refresh-of-the-brand') },
    ...(clientSecret ? { clientSecret: new Secret(clientSecret) } : {}),
  });
  const sealedAccess = sealToken(w.deps.signer, owner, 'access', TOKEN);
  await replaceTokens(w.db.query, owner.key, { sealedAccess, sealedRenewal, seed: null });
}
const failureOf = (work: Promise<unknown>): Promise<Error> =>
  work.then(
    () => expect.fail('it did not fail'),
    (error) => error as Error,
  );

describe('in time', () => {
  test('R46 a token is renewed at once, then each time before it runs out; whoever answers reads the same one', async () => {
    await enter({ clientSecret: 'secret of a confidential client' });
    const first = await keeper().accessToken(signal);
    expect(first).not.toBe(TOKEN);
    expect(await reader()(signal)).toBe(first);
    w.clock.advanceMs(HOUR_MS);
    expect(await keeper().accessToken(signal)).toBe(first);
    expect(asked()).toBe(1);
    w.clock.advanceMs(0.6 * HOUR_MS);
    const second = await keeper().accessToken(signal);
    expect(second).not.toBe(first);
    expect(await reader()(signal)).toBe(second);
    expect(asked()).toBe(2);
    expect(w.x.violations).toEqual([]);
  });

  test('ten at once renew once: X takes a refresh token once', async () => {
    await enter();
    const tokens = await Promise.all(
      Array.from({ length: 10 }, () => keeper().accessToken(signal)),
    );
    expect(new Set(tokens).size).toBe(1);
    expect(asked()).toBe(1);
  });

  test('R72 nothing of it can be read in the table, and moved to another account it opens nothing', async () => {
    await enter({ clientSecret: 'never-to-be-seen-secret' });
    const token = await keeper().accessToken(signal);
    const table = JSON.stringify(await w.db.query('select * from social.tokens'));
    for (const secret of [token, TOKEN, 'refresh-', 'never-to-be-seen', CLIENT])
      expect(table).not.toContain(secret);
    const other = createTokenKeeper({ ...owner, userId: '77' }, line(), w.deps);
    expect((await failureOf(other.accessToken(signal))).cause).toHaveProperty(
      'message',
      expect.stringContaining('SECRET_KEY'),
    );
    const signer = createSigner(new Secret('another key than before, as long as it must be'));
    const elsewhere = createTokenKeeper(owner, line(), { ...w.deps, signer });
    expect(await failureOf(elsewhere.accessToken(signal))).toBeInstanceOf(PermanentError);
    expect(asked()).toBe(1);
  });
});

describe('when it goes wrong', () => {
  test('R46 a token that could post in public is not used, by nobody', async () => {
    await enter({ scopes: ['tweet.read', 'tweet.write', 'users.read', 'dm.read', 'dm.write'] });
    const failure = await failureOf(keeper().accessToken(signal));
    expect(failure).toBeInstanceOf(PermanentError);
    expect(failure.message).toContain('without tweet.write');
    expect(await failureOf(reader()(signal))).toBeInstanceOf(TransientError);
    expect(asked()).toBe(1);
  });

  test('X is away: the token that is good yet is used, and a minute later it is renewed', async () => {
    await enter();
    const first = await keeper().accessToken(signal);
    w.clock.advanceMs(1.7 * HOUR_MS);
    w.x.plan('token', { kind: 'status', status: 503 });
    expect(await keeper().accessToken(signal)).toBe(first);
    expect(await keeper().accessToken(signal)).toBe(first);
    expect(asked()).toBe(2);
    w.clock.advanceMs(61_000);
    expect(await keeper().accessToken(signal)).not.toBe(first);
  });

  test('X asks to wait: nothing is asked before, and what ran out meanwhile waits with it', async () => {
    await enter();
    await keeper().accessToken(signal);
    w.clock.advanceMs(2.5 * HOUR_MS);
    w.x.plan('token', { kind: 'status', status: 429, headers: { 'retry-after': '600' } });
    for (let n = 0; n < 2; n++) {
      const failure = await failureOf(keeper().accessToken(signal));
      expect(failure).toMatchObject({ name: 'TransientError', retryAfterMs: 600_000 });
    }
    expect(asked()).toBe(2);
    w.clock.advanceMs(601_000);
    expect(await keeper().accessToken(signal)).toBeDefined();
  });

  test('a refresh token that X refuses ends in "authorise again", asked once; new ones mend it', async () => {
    await enter();
    w.x.plan('token', { kind: 'status', status: 400, body: { error: 'invalid_request' } });
    for (let n = 0; n < 3; n++) {
      const failure = await failureOf(keeper().accessToken(signal));
      expect(failure).toBeInstanceOf(PermanentError);
      expect(failure.message).toContain('authorise the account again');
    }
    expect(asked()).toBe(1);
    await enter();
    expect(await keeper().accessToken(signal)).toBeDefined();
  });

  test('an answer that is lost on its way costs the refresh token: the watch says so at once', async () => {
    await enter();
    w.x.plan('token', { kind: 'cut_after_taking' });
    const { accessToken } = keeper();
    const platform = createXPlatform(accountOn(w.x), { ...w.deps, accessToken });
    const watch = createWatch(platform, w.deps);
    // The token that was entered may be good yet: it is unknown when it runs out.
    await watch.turn(signal);
    w.clock.advanceMs(61_000);
    await watch.turn(signal);
    expect((await row())?.failure).toBe('interrupted');
    const [alert] = await w.alerts();
    expect(alert).toMatchObject({ connector: 'x:brand', healthy: false });
    expect(alert?.reason).toContain('a renewal of the access token was interrupted');
  });

  test('a pair that the database did not take is in hand, and stored before anybody uses it', async () => {
    await enter();
    const one = keeper();
    await w.db.query(`create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'the disk is full' using errcode = '53100'; end $$`);
    await w.db.query(
      'create trigger refuse before update of sealed_access on social.tokens for each row execute function refuse()',
    );
    await failureOf(one.accessToken(signal));
    expect(asked()).toBe(1);
    await w.db.query('drop trigger refuse on social.tokens');
    const token = await one.accessToken(signal);
    expect(asked()).toBe(1);
    expect(await reader()(signal)).toBe(token);
    expect((await row())?.renewingSince).toBeNull();
  });
});

describe('of the configuration file', () => {
  test('its refresh token is taken once and kept renewed over restarts; another one there begins anew', async () => {
    const grant = { userId: BRAND, clientId: CLIENT };
    w.x.world.grantRefresh('from-the-file', grant);
    const over = { accessToken: undefined, clientId: CLIENT };
    const source = (refreshToken: string) => {
      const account = accountOn(w.x, { ...over, refreshToken });
      const deps = { ...w.deps, keepers: createTokenKeepers(w.deps) };
      return createFileToken({ ...account, clientId: CLIENT }, deps);
    };
    const first = await source('from-the-file')(signal);
    w.clock.advanceMs(2 * HOUR_MS);
    const second = await source('from-the-file')(signal);
    expect(second).not.toBe(first);
    w.x.world.grantRefresh('authorised-again', grant);
    await source('authorised-again')(signal);
    expect(w.x.traffic.map(({ body }) => new URLSearchParams(body).get('refresh_token'))).toEqual([
      'from-the-file',
      expect.stringMatching(/^refresh-/),
      'authorised-again',
    ]);
  });

  test('R46 a process that still runs with the file of before puts no used refresh token in the place of a newer one', async () => {
    const grant = { userId: BRAND, clientId: CLIENT };
    for (const token of ['from-the-file', 'authorised-again']) w.x.world.grantRefresh(token, grant);
    const process = (refreshToken: string) => {
      const account = accountOn(w.x, { accessToken: undefined, clientId: CLIENT, refreshToken });
      const deps = { ...w.deps, keepers: createTokenKeepers(w.deps) };
      return createFileToken({ ...account, clientId: CLIENT }, deps);
    };
    const [old, other, young] = [
      process('from-the-file'),
      process('from-the-file'),
      process('authorised-again'),
    ];
    await Promise.all([old(signal), other(signal)]);
    const token = await young(signal);
    for (const each of [old, young, other, young]) expect(await each(signal)).toBe(token);
    w.clock.advanceMs(2 * HOUR_MS);
    const next = await old(signal);
    expect(await young(signal)).toBe(next);
    const shown = w.x.traffic.map(({ body }) => new URLSearchParams(body).get('refresh_token'));
    expect(shown.slice(0, 2)).toEqual(['from-the-file', 'authorised-again']);
    expect(shown).toHaveLength(3);
  });
});
