// The contract of a social platform: what its module may do, and that nothing else can leave. Every platform passes it.
import { inspect } from 'node:util';
import { TwitterApi } from 'twitter-api-v2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createHandClock, type HandClock } from '../../shared/clock.ts';
import { errorText, InDoubtError, PermanentError, TransientError } from '../../shared/errors.ts';
import type { Platform } from '../../shared/platforms/platform.ts';
import { createXPlatform, xAccountConfig } from '../../shared/platforms/x.ts';
import { guardedSettings } from '../../shared/platforms/x-guard.ts';
import { testLog } from '../harness/postgres.ts';
import { type Fault, startXSimulator, type XSimulator } from '../simulators/x.ts';
import { cannotDm } from '../simulators/x-answers.ts';

const BRAND = '1000000001';
const ANNA = '2000000001';
const TOKEN = 'token-of-the-brand-0123456789';

let clock: HandClock;
let x: XSimulator;
let platform: Platform;
const signal = new AbortController().signal;

const connect = (over: Record<string, unknown> = {}): Platform =>
  createXPlatform(
    xAccountConfig.parse({
      name: 'brand',
      userId: BRAND,
      accessToken: TOKEN,
      apiUrl: x.url,
      requestTimeoutMs: 400,
      ...over,
    }),
    { log: testLog, clock },
  );

beforeEach(async () => {
  clock = createHandClock(new Date('2026-11-23T08:00:00Z'));
  x = await startXSimulator({ clock });
  x.world.addUser({ id: BRAND, username: 'brand', name: 'The Brand' });
  x.world.addUser({ id: ANNA, username: 'anna', name: 'Anna', receivesDirectMessages: true });
  x.world.grant(TOKEN, BRAND);
  platform = connect();
});
afterEach(() => x.stop());

const mention = (text: string): string => x.world.post({ authorId: ANNA, text, mentions: [BRAND] });
const messages = () => x.world.messages.map(({ toUserId, text }) => ({ toUserId, text }));
const failureOf = async (work: Promise<unknown>): Promise<Error> =>
  await work.then(
    () => expect.fail('it did not fail'),
    (error) => error as Error,
  );

describe('R46 nothing can be posted in public', () => {
  test('R46 a platform has watch, canMessage, sendDirectMessage, health and its name: nothing else', () => {
    expect(Object.keys(platform).sort()).toEqual(
      ['account', 'canMessage', 'channel', 'health', 'sendDirectMessage', 'watch'].sort(),
    );
    expect(Object.getPrototypeOf(platform)).toBe(Object.prototype);
  });

  test('R46 no member of a platform is named for posting, replying, liking or hiding', () => {
    for (const name of Object.keys(platform))
      expect(name).not.toMatch(/post|reply|tweet|comment|like|hide|publish|repost|quote|follow/i);
  });

  test('R46 a full run asks for nothing but reads and direct messages to one person', async () => {
    mention('@brand my order never came');
    await platform.health(signal);
    await platform.watch(null, signal);
    await platform.canMessage(ANNA, signal);
    await platform.sendDirectMessage(
      ANNA,
      'We are sorry. Please tell us your order number.',
      signal,
    );
    x.plan('message', { kind: 'cut_after_taking' });
    await platform.sendDirectMessage(ANNA, 'We found it.', signal);
    expect(x.violations).toEqual([]);
    expect([...new Set(x.traffic.map(({ method, path }) => `${method} ${path}`))].sort()).toEqual([
      `GET /2/dm_conversations/with/${ANNA}/dm_events`,
      `GET /2/users/${BRAND}/mentions`,
      `GET /2/users/${ANNA}`,
      'GET /2/users/me',
      `POST /2/dm_conversations/with/${ANNA}/messages`,
    ]);
  });

  const client = () =>
    new TwitterApi(
      TOKEN,
      guardedSettings({ signal, answerBytesMax: 1_000_000, sent: false }, x.url),
    );
  const refused: Record<string, () => Promise<unknown>> = {
    'a post': () => client().v2.tweet('hello'),
    'a reply': () => client().v2.reply('hello', '1'),
    'a quote': () => client().v2.quote('hello', '1'),
    'a thread': () => client().v2.tweetThread(['one', 'two']),
    'a v1 post': () => client().v1.tweet('hello'),
    'a v1 reply': () => client().v1.reply('hello', '1'),
    'a like': () => client().v2.like(BRAND, '1'),
    'a repost': () => client().v2.retweet(BRAND, '1'),
    'hiding a reply': () => client().v2.hideReply('1', true),
    following: () => client().v2.follow(BRAND, ANNA),
    blocking: () => client().v2.block(BRAND, ANNA),
    'deleting a post': () => client().v2.deleteTweet('1'),
    'a bookmark': () => client().v2.bookmark('1'),
    'a list': () => client().v2.createList({ name: 'x' }),
    'a message to a group': () =>
      client().v2.createDmConversation({
        conversation_type: 'Group',
        participant_ids: [ANNA, BRAND],
        message: { text: 'hello' },
      }),
    'a message into a conversation': () =>
      client().v2.sendDmInConversation('1-2', { text: 'hello' }),
    'a v1 message': () => client().v1.sendDm({ recipient_id: ANNA, text: 'hello' }),
    'a media upload': () => client().v2.uploadMedia(Buffer.from('x'), { media_type: 'image/png' }),
    'another host': () => client().v2.post('https://upload.x.com/2/tweets', {}, { prefix: '' }),
    'a path hidden in an id': () =>
      client().v2.post(
        'dm_conversations/with/:participant_id/messages',
        { text: 'hello' },
        { params: { participant_id: '../../../2/tweets?x=' } },
      ),
    'a post hidden behind a query': () =>
      client().v2.post('tweets?/2/dm_conversations/with/1/messages', { text: 'hello' }),
    'a stream': async () => client().v2.getStream('tweets/search/stream', {}),
    'reading what is not needed': () => client().v2.get('tweets/search/recent', { query: 'x' }),
  };
  test.each(Object.entries(refused))(
    'R46 the guard refuses %s before it leaves',
    async (_, attempt) => {
      expect(await failureOf(attempt())).toHaveProperty('name', 'ForbiddenRequestError');
      // Some first ask who we are, which may be asked.
      expect(x.traffic.filter(({ path }) => path !== '/2/users/me')).toEqual([]);
    },
  );

  test('R46 the guard stands in the agent too, for whatever goes around the hooks', async () => {
    const settings = guardedSettings({ signal, answerBytesMax: 1_000_000, sent: false }, x.url);
    const bare = new TwitterApi(TOKEN, { httpAgent: settings.httpAgent });
    expect(await failureOf(bare.v2.tweet('hello'))).toHaveProperty('name', 'ForbiddenRequestError');
    expect(x.traffic).toEqual([]);
  });
});

describe('what a failure means', () => {
  const status = (code: number, body?: unknown): Fault => ({ kind: 'status', status: code, body });
  const v1 = (code: number): unknown => ({ errors: [{ code, message: 'You cannot do this' }] });
  const detail = (text: string): unknown => ({ title: 'Forbidden', detail: text, status: 403 });

  const watching: [string, Fault, typeof TransientError | typeof PermanentError][] = [
    ['400', status(400), PermanentError],
    ['401', status(401), PermanentError],
    ['402', status(402), PermanentError],
    ['403', status(403), PermanentError],
    ['404', status(404), PermanentError],
    ['408', status(408), TransientError],
    ['429', status(429), TransientError],
    ['500', status(500), TransientError],
    ['502', status(502), TransientError],
    ['503', status(503), TransientError],
    ['504', status(504), TransientError],
    ['no answer', { kind: 'silence' }, TransientError],
    ['a cut connection', { kind: 'cut' }, TransientError],
    ['an answer that is no JSON', { kind: 'garbage' }, TransientError],
    ['an answer of another shape', status(200, ['hello']), TransientError],
    ['an answer without end', { kind: 'flood' }, TransientError],
    ['errors in place of posts', status(200, { errors: [{ detail: 'gone' }] }), PermanentError],
  ];
  test.each(watching)('watching: %s', async (_, fault, expected) => {
    x.plan('mentions', fault);
    expect(await failureOf(platform.watch(null, signal))).toBeInstanceOf(expected);
  });

  const sending: [string, Fault, new (text: string) => Error, string | undefined][] = [
    ['400', status(400), PermanentError, 'refused'],
    ['401', status(401), TransientError, undefined],
    ['402', status(402), PermanentError, 'not_permitted'],
    ['403 without a word', status(403, {}), PermanentError, 'not_permitted'],
    [
      '403 "Forbidden" (a scope is missing)',
      status(403, detail('Forbidden')),
      PermanentError,
      'not_permitted',
    ],
    ['403 no permission to DM', status(403, detail(cannotDm)), PermanentError, 'cannot_message'],
    [
      '403 operation not permitted',
      status(403, detail('This operation is not permitted.')),
      PermanentError,
      'cannot_message',
    ],
    ['403 with v1 code 349', status(403, v1(349)), PermanentError, 'cannot_message'],
    ['403 with v1 code 150', status(403, v1(150)), PermanentError, 'cannot_message'],
    ['403 with v1 code 326', status(403, v1(326)), PermanentError, 'not_permitted'],
    ['404', status(404), PermanentError, 'cannot_message'],
    ['408', status(408), TransientError, undefined],
    ['429', status(429), TransientError, undefined],
    ['500', status(500), InDoubtError, undefined],
    ['502', status(502), InDoubtError, undefined],
    ['503', status(503), InDoubtError, undefined],
    ['504', status(504), InDoubtError, undefined],
    ['no answer', { kind: 'silence' }, InDoubtError, undefined],
    ['a cut connection', { kind: 'cut' }, InDoubtError, undefined],
    ['an answer that is no JSON', { kind: 'garbage' }, InDoubtError, undefined],
    ['a success without an id', status(201, { data: {} }), InDoubtError, undefined],
  ];
  test.each(sending)('sending: %s', async (_, fault, expected, word) => {
    x.plan('message', fault);
    const failure = await failureOf(platform.sendDirectMessage(ANNA, 'hello', signal));
    expect(failure).toBeInstanceOf(expected);
    if (word) expect(failure.message).toBe(word);
    expect(x.world.messages).toEqual([]);
  });

  test('sending: a connection that never stood is worth another try', async () => {
    await x.stop();
    const failure = await failureOf(platform.sendDirectMessage(ANNA, 'hello', signal));
    expect(failure).toBeInstanceOf(TransientError);
  });

  test('sending: a message whose answer was lost is found in the conversation and not in doubt', async () => {
    x.plan('message', { kind: 'cut_after_taking' });
    const sent = await platform.sendDirectMessage(ANNA, 'Tom & Jerry <3', signal);
    expect(sent.platformMessageId).toBe(x.world.messages[0]?.id);
    expect(messages()).toEqual([{ toUserId: ANNA, text: 'Tom & Jerry <3' }]);
  });

  test('sending: an older message of the same words does not settle the doubt', async () => {
    await platform.sendDirectMessage(ANNA, 'hello', signal);
    clock.advanceMs(60_000);
    x.plan('message', { kind: 'cut' });
    const failure = await failureOf(platform.sendDirectMessage(ANNA, 'hello', signal));
    expect(failure).toBeInstanceOf(InDoubtError);
  });

  test('sending: a doubt that cannot be looked up stays one', async () => {
    x.plan('message', { kind: 'status_after_taking', status: 503 });
    x.plan('conversation', { kind: 'status', status: 503 });
    const failure = await failureOf(platform.sendDirectMessage(ANNA, 'hello', signal));
    expect(failure).toBeInstanceOf(InDoubtError);
    expect(messages()).toHaveLength(1);
  });

  test('429 says when to come back, by the limit that is used up', async () => {
    for (let sent = 0; sent < 15; sent++) await platform.sendDirectMessage(ANNA, `${sent}`, signal);
    clock.advanceMs(300_000);
    const failure = await failureOf(platform.sendDirectMessage(ANNA, 'one more', signal));
    expect(failure).toBeInstanceOf(TransientError);
    expect(failure).toHaveProperty('retryAfterMs', 600_000);
    clock.advanceMs(600_000);
    await platform.sendDirectMessage(ANNA, 'one more', signal);
    expect(messages()).toHaveLength(16);
  });

  test('a wait that no one could mean is bounded to a day', async () => {
    x.plan('mentions', { kind: 'status', status: 429, headers: { 'retry-after': '99999999999' } });
    const failure = await failureOf(platform.watch(null, signal));
    expect(failure).toHaveProperty('retryAfterMs', 86_400_000);
  });

  test('an answer without end is cut off by its size, not by waiting', async () => {
    x.plan('mentions', { kind: 'flood' });
    const failure = await failureOf(connect({ requestTimeoutMs: 60_000 }).watch(null, signal));
    expect(errorText(failure)).toContain('larger than');
  });

  test('no failure shows the access token, however it is printed', async () => {
    const faults: Fault[] = [status(401), status(500), { kind: 'cut' }, { kind: 'garbage' }];
    for (const fault of faults) {
      x.plan('mentions', fault);
      const failure = await failureOf(platform.watch(null, signal));
      expect(inspect(failure, { depth: 20, showHidden: true, getters: true })).not.toContain(TOKEN);
      expect(JSON.stringify(failure, Object.getOwnPropertyNames(failure))).not.toContain(TOKEN);
    }
  });
});

describe('whether a person can be written to', () => {
  const answers: [string, Partial<{ receivesDirectMessages: boolean }>, string][] = [
    ['open for all', { receivesDirectMessages: true }, 'yes'],
    ['closed to us', { receivesDirectMessages: false }, 'no'],
    ['not told', {}, 'unknown'],
  ];
  test.each(answers)('canMessage: %s', async (_, told, expected) => {
    x.world.addUser({ id: '2000000002', username: 'ben', name: 'Ben', ...told });
    expect(await platform.canMessage('2000000002', signal)).toBe(expected);
  });

  test('canMessage: no one who is gone, nor an id that is none', async () => {
    expect(await platform.canMessage('2999999999', signal)).toBe('no');
    expect(await platform.canMessage('../tweets', signal)).toBe('no');
    await expect(platform.sendDirectMessage('../tweets', 'x', signal)).rejects.toThrow(
      'cannot_message',
    );
    expect(x.traffic).toHaveLength(1);
  });

  test('canMessage: where X will not say it is unknown, where it cannot be asked it is asked later', async () => {
    x.plan('users', { kind: 'status', status: 403 });
    expect(await platform.canMessage(ANNA, signal)).toBe('unknown');
    for (const code of [401, 429, 500]) {
      x.plan('users', { kind: 'status', status: code });
      expect(await failureOf(platform.canMessage(ANNA, signal))).toBeInstanceOf(TransientError);
    }
  });
});

describe('health', () => {
  test('a refused token says what to do', async () => {
    x.world.revoke(TOKEN);
    const failure = await failureOf(platform.health(signal));
    expect(failure).toBeInstanceOf(PermanentError);
    expect(failure.message).toContain('connect the account again');
  });

  test('a token of another account is told before anything is read or sent with it', async () => {
    x.world.grant(TOKEN, ANNA);
    await expect(platform.health(signal)).rejects.toThrow(`not of userId ${BRAND}`);
  });

  test('a token file is read anew each time, so a renewed token is used at once', async () => {
    const { mkdtemp, writeFile, rm } = await import('node:fs/promises');
    const folder = await mkdtemp(`${(await import('node:os')).tmpdir()}/x-token-`);
    try {
      const accessTokenFile = `${folder}/token`;
      await writeFile(accessTokenFile, 'expired\n');
      const account = connect({ accessToken: undefined, accessTokenFile });
      expect(await failureOf(account.health(signal))).toBeInstanceOf(PermanentError);
      await writeFile(accessTokenFile, `${TOKEN}\n`);
      await account.health(signal);
      await rm(accessTokenFile);
      await expect(account.health(signal)).rejects.toThrow('accessTokenFile cannot be read');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
