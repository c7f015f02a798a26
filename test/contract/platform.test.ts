// The contract of a social platform: what its module may do, and that nothing else can leave. Every platform passes it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { TwitterApi } from 'twitter-api-v2';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { HandClock } from '../../shared/clock.ts';
import { errorText, PermanentError, TransientError } from '../../shared/errors.ts';
import type { Platform } from '../../shared/platforms/platform.ts';
import { createXPlatform } from '../../shared/platforms/x.ts';
import { guardedSettings } from '../../shared/platforms/x-guard.ts';
import { testLog } from '../harness/postgres.ts';
import { ANNA, accountOn, BRAND, startBrandOnX, TOKEN } from '../harness/watched-account.ts';
import type { XSimulator } from '../simulators/x.ts';

let clock: HandClock;
let x: XSimulator;
let platform: Platform;
const signal = new AbortController().signal;

const connect = (over: Record<string, unknown> = {}): Platform =>
  createXPlatform(accountOn(x, { requestTimeoutMs: 400, ...over }), { log: testLog, clock });

beforeEach(async () => {
  ({ clock, x } = await startBrandOnX());
  platform = connect();
});
afterEach(() => x.stop());

const mention = (text: string): string => x.world.post({ authorId: ANNA, text, mentions: [BRAND] });
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
    const folder = await mkdtemp(`${tmpdir()}/x-token-`);
    try {
      const accessTokenFile = `${folder}/token`;
      await writeFile(accessTokenFile, 'expired\n');
      const account = connect({ accessToken: undefined, accessTokenFile });
      expect(await failureOf(account.health(signal))).toBeInstanceOf(PermanentError);
      await writeFile(accessTokenFile, `${TOKEN}\n`);
      await account.health(signal);
      await rm(accessTokenFile);
      const unread = await failureOf(account.health(signal));
      expect(unread).toBeInstanceOf(PermanentError);
      expect(errorText(unread)).toContain('accessTokenFile cannot be read');
      // A message waits for the token, as nothing was sent.
      expect(await failureOf(account.canMessage(ANNA, signal))).toBeInstanceOf(TransientError);
      const sending = account.sendDirectMessage(ANNA, 'hello', signal);
      expect(await failureOf(sending)).toBeInstanceOf(TransientError);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
