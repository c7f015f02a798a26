// The access tokens of a mailbox against a real token end point and a real database: kept, renewed by the clock, rotated, refused.
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type AddressOf, createAddressOf } from '../../services/email/accounts/host-rules.ts';
import { outcomeOf } from '../../services/email/domain/mailbox-outcome.ts';
import { oauthConfig } from '../../services/email/oauth/oauth-settings.ts';
import { createTokenSource } from '../../services/email/oauth/token-source.ts';
import { createHandClock, type HandClock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { errorText } from '../../shared/errors.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { startTokenServer, type TokenServer } from '../simulators/token-server.ts';
import { signer } from './email-rig.ts';

let database: TestDatabase;
let server: TokenServer;
let clock: HandClock;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database?.drop());
beforeEach(async () => {
  server = await startTokenServer();
  clock = createHandClock(new Date('2026-11-02T09:00:00Z'));
});
afterEach(() => server.stop());

const settings = (more: Record<string, unknown> = {}) =>
  oauthConfig.parse({
    ...{ provider: 'other', grant: 'client_credentials', tokenUrl: server.tokenUrl },
    ...{ clientId: server.clientId, clientSecret: server.clientSecret },
    ...more,
  });
const byRefresh = (refreshToken: string) => settings({ grant: 'refresh_token', refreshToken });
const source = (
  oauth = settings(),
  db: Pick<Db, 'transaction'> = database.db,
  addressOf?: AddressOf,
) => createTokenSource(oauth, { db, clock, signer }, addressOf);
const textOf = async (taken: Promise<{ token: { expose(): string } }>) =>
  (await taken).token.expose();
const rows = () =>
  database.db.query<{ sealed: string | null }>(
    'select sealed_refresh_token as sealed from email.oauth_grants',
  );
const shown = () => server.asked.map(({ refresh_token }) => refresh_token);
const failure = async (taking: Promise<unknown>): Promise<Error> => {
  const error = await taking.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Error)) throw new Error('a token was given');
  return error;
};

test('R72 a token is asked for once, used until shortly before its end, and asked for anew then', async () => {
  const tokens = source(settings({ scope: 'mail.read' }));
  const [first, same] = await Promise.all([textOf(tokens.take()), textOf(tokens.take())]);
  expect(same).toBe(first);
  clock.advanceMs(3_299_000);
  expect(await tokens.take()).toMatchObject({ isFresh: false });
  expect(server.asked).toEqual([
    {
      ...{ grant_type: 'client_credentials', scope: 'mail.read' },
      ...{ client_id: server.clientId, client_secret: server.clientSecret },
    },
  ]);
  clock.advanceMs(2_000);
  expect(await textOf(tokens.take())).not.toBe(first);
  tokens.forget();
  expect(await tokens.take()).toMatchObject({ isFresh: true });
  expect(server.asked).toHaveLength(3);
});

test('R72 a newer refresh token is kept sealed and shown next time, in another process too; of two at once each shows its own', async () => {
  server.rotates = 'strictly';
  const given = server.authorise('care');
  const one = source(byRefresh(given));
  await one.take();
  const kept = (await rows()).map(({ sealed }) => sealed).join();
  expect(kept).not.toBe('');
  expect(kept).not.toContain('secret.refresh.');
  // Others that were given the same: each waits for the other, none shows a token twice.
  const others = [source(byRefresh(given)), source(byRefresh(given)), source(byRefresh(given))];
  await Promise.all(others.map((each) => each.take()));
  clock.advanceMs(3_600_000);
  await Promise.all([one, ...others].map((each) => each.take()));
  expect(shown()).toHaveLength(8);
  expect(new Set(shown()).size).toBe(8);
  expect(shown()[0]).toBe(given);
});

test('R01 when the newer one cannot be committed, what came with it is not used, and the next try shows the one before', async () => {
  server.rotates = 'leniently';
  const given = server.authorise('care');
  let breaks = true;
  const db: Pick<Db, 'transaction'> = {
    transaction: (work) =>
      database.db.transaction(async (tx) => {
        const done = await work(tx);
        if (breaks) throw new Error('the database went away');
        return done;
      }),
  };
  const tokens = source(byRefresh(given), db);
  expect((await failure(tokens.take())).message).toBe('the database went away');
  breaks = false;
  await tokens.take();
  expect(shown()).toEqual([given, given]);
});

test.each([
  ['client_refused', 'refused', () => settings({ clientSecret: 'another' })],
  ['grant_refused', 'authorise the mailbox again', () => byRefresh('taken-back')],
  ['scope_refused', 'missing scope: mail.read', () => settings({ scope: 'mail.read' })],
] as const)('R72 a refusal says what it is and tells no secret: %s', async (code, words, oauth) => {
  if (code === 'scope_refused') server.scope = 'mail.send';
  const error = await failure(source(oauth()).take());
  expect(error).toMatchObject({ name: 'TokenRefusedError' });
  expect(outcomeOf('secret', error)).toBe(code);
  expect(errorText(error)).toContain(words);
  for (const secret of [server.clientSecret, 'taken-back', 'another'])
    expect(errorText(error)).not.toContain(secret);
});

test.each([
  ['token_failed', { kind: 'answers', status: 200, body: '<html>', type: 'text/html' }],
  ['token_failed', { kind: 'answers', status: 200, body: '{', type: 'application/json' }],
  ['token_failed', { kind: 'answers', status: 200, body: { token_type: 'Bearer' } }],
  ['token_failed', { kind: 'answers', status: 404, body: 'not here', type: 'text/plain' }],
  ['token_unreachable', { kind: 'answers', status: 503, body: 'later', type: 'text/plain' }],
  [
    'token_unreachable',
    { kind: 'answers', status: 503, body: { error: 'temporarily_unavailable' } },
  ],
  ['token_unreachable', { kind: 'answers', status: 200, body: 'x'.repeat(100_000) }],
] as const)('S20 an answer that is none: %s for %o', async (code, mood) => {
  server.mood = mood;
  const error = await failure(source().take());
  expect(outcomeOf('secret', error)).toBe(code);
  expect(errorText(error)).toContain('asking for an access token: 127.0.0.1');
});

test('R72 a refusal that repeats the form it was asked with tells no secret of it', async () => {
  const secret = 'taken/back+now= later';
  const form = new URLSearchParams({ refresh_token: secret }).toString();
  const said = `${form} ${encodeURIComponent(secret)} ${secret}`;
  const body = { error: 'invalid_grant', error_description: said };
  server.mood = { kind: 'answers', status: 400, body };
  const error = await failure(source(byRefresh(secret)).take());
  expect(errorText(error)).toContain('refresh_token=••• ••• •••');
  expect(errorText(error)).not.toContain('taken');
});

test.each(['099', '101 Switching Protocols', '600', '999'])(
  'S20 a status that is none breaks nothing but this try: %s',
  async (status) => {
    const bare = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', () =>
        socket.end(
          `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}`,
        ),
      );
    });
    await new Promise<void>((resolve) => bare.listen(0, '127.0.0.1', resolve));
    try {
      const { port } = bare.address() as AddressInfo;
      const tokenUrl = `http://127.0.0.1:${port}/token`;
      const error = await failure(source(settings({ tokenUrl })).take());
      expect(outcomeOf('secret', error)).toBe('token_unreachable');
    } finally {
      bare.close();
    }
  },
);

test('S20 it follows no redirect, asks no host that is not allowed, and takes an answer with more than was asked for', async () => {
  server.mood = { kind: 'redirects', to: `${server.tokenUrl}/elsewhere` };
  expect(outcomeOf('secret', await failure(source().take()))).toBe('token_failed');
  expect(server.asked).toHaveLength(1);
  server.mood = { kind: 'well' };
  const port = Number(new URL(server.tokenUrl).port);
  const addressOf = createAddressOf({ privateNetworks: [], ports: [port], tokenHosts: [] });
  const refused = await failure(source(settings(), database.db, addressOf).take());
  expect(outcomeOf('secret', refused)).toBe('token_host_refused');
  expect(server.asked).toHaveLength(1);
  // The connection goes to the address that was checked, whatever the name would give.
  const named = settings({ tokenUrl: server.tokenUrl.replace('127.0.0.1', 'localhost') });
  const asked: [string, number][] = [];
  await source(named, database.db, async (host, to) => {
    asked.push([host, to]);
    return '127.0.0.1';
  }).take();
  expect(asked).toEqual([['localhost', port]]);
  server.mood = {
    ...{ kind: 'answers', status: 200 },
    body: { access_token: 'a', token_type: 'Bearer', id_token: 'no.such.thing', expires_in: 60 },
  };
  expect(await textOf(source().take())).toBe('a');
});

test('S20 one that does not answer is given up, and one that is not there is unreachable', async () => {
  const nobody = settings({ tokenUrl: 'http://127.0.0.1:9/token' });
  const error = await failure(source(nobody).take());
  expect(error).toMatchObject({ name: 'TokenUnreachableError' });
  server.mood = { kind: 'hangs' };
  expect(outcomeOf('secret', await failure(source().take()))).toBe('token_unreachable');
}, 60_000);

test('a file that holds a secret is read at each renewal', async () => {
  const tokens = source(settings({ clientSecret: undefined, clientSecretFile: '/nowhere/secret' }));
  const error = await failure(tokens.take());
  expect(outcomeOf('secret', error)).toBe('secret_file');
  expect(error.message).toContain('clientSecretFile');
});
