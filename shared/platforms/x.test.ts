// The pure parts of X: posts, cursors, waiting times, configuration.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { xAccountConfig } from './x.ts';
import { retryAfterMs } from './x-failures.ts';
import {
  type MentionsAnswer,
  mentionsAnswer,
  newerOf,
  olderOf,
  parseCursor,
  readPosts,
  snowflakeAt,
} from './x-posts.ts';

const read = (answer: unknown) => readPosts(mentionsAnswer.parse(answer) as MentionsAnswer);
const only = (post: unknown, includes: unknown = {}) => read({ data: [post], includes })[0];

describe('posts', () => {
  const users = [{ id: '22', username: 'anna', name: 'Anna' }];

  test('a post of either naming reads the same', () => {
    const shared = { id: '12', text: 'short…', author_id: '22', lang: 'de', conversation_id: '9' };
    const tweet = { ...shared, edit_history_tweet_ids: ['11', '12'], note_tweet: { text: 'long' } };
    const post = { ...shared, edit_history_post_ids: ['11', '12'], note_post: { text: 'long' } };
    const [one, other] = [only(tweet, { users }), only(post, { users })];
    expect({ ...one?.mention, original: 0 }).toEqual({ ...other?.mention, original: 0 });
    expect(one?.mention).toMatchObject({
      postId: '11',
      author: { platformUserId: '22', handle: 'anna', name: 'Anna' },
      text: 'long',
      url: 'https://x.com/i/status/12',
      language: 'de',
      conversationId: '9',
      direct: false,
    });
  });

  test('an edit is the post it was first, while paging goes by its own id', () => {
    const edit = only({ id: '12', text: 'b', edit_history_tweet_ids: ['11', '12'] });
    expect(edit?.mention.postId).toBe('11');
    expect(edit?.id).toBe('12');
  });

  test('the three escaped characters are read once, and no others', () => {
    expect(only({ id: '1', text: '&lt;b&gt; &amp;amp; &quot; &' })?.mention.text).toBe(
      '<b> &amp; &quot; &',
    );
  });

  test('a post by someone gone keeps its author’s id', () => {
    expect(only({ id: '1', text: 'x', author_id: '22' })?.mention.author).toEqual({
      platformUserId: '22',
    });
  });

  test('what is no post is kept whole under an id of its bytes and costs the others nothing', () => {
    const posts = read({ data: [{ id: 7, text: 'x' }, null, { id: '8', text: 5 }, { id: '9' }] });
    expect(posts.map(({ id }) => id)).toEqual([undefined, undefined, '8', '9']);
    expect(posts[0]?.mention).toMatchObject({ text: '', original: { id: 7, text: 'x' } });
    expect(posts[0]?.mention.postId).toMatch(/^unreadable-[0-9a-f]{32}$/);
    expect(posts[0]?.mention.postId).not.toBe(posts[1]?.mention.postId);
    expect(posts[2]?.mention.original).toEqual({ post: { id: '8', text: 5 } });
  });

  test('a post nested beyond what can be written is read all the same', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    const posts = read({ data: [{ id: '1', text: 'x', entities: deep }, deep] });
    expect(posts.map(({ mention }) => mention.text)).toEqual(['x', '']);
  });

  test('any JSON in place of posts is read without failing', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 5 }), (data) => {
        expect(read({ data })).toHaveLength(data.length);
      }),
    );
  });
});

describe('cursors and ids', () => {
  test('an unreadable cursor begins anew', () => {
    for (const text of [null, '', 'x', '{"since":"a"}', '[]', '{"since":5}'])
      expect(parseCursor(text)).toEqual({ seen: 0 });
    expect(parseCursor('{"since":"5"}')).toEqual({ since: '5', seen: 0 });
  });

  test('snowflakes compare as numbers too large for numbers', () => {
    const [small, large] = ['999999999999999999', '1000000000000000001'];
    expect([newerOf(small, large), newerOf(large, small)]).toEqual([large, large]);
    expect([olderOf(small, large), olderOf(large, small)]).toEqual([small, small]);
    expect([newerOf(undefined, small), olderOf(small, undefined)]).toEqual([small, small]);
  });

  test('a snowflake holds its instant: the first of 2026 lies between posts around it', () => {
    const at = snowflakeAt(new Date('2026-01-01T00:00:00Z'));
    expect(newerOf(at, snowflakeAt(new Date('2025-12-31T23:59:59.999Z')))).toBe(at);
    // The documented sample 1346889436626259968 was posted within 2021-01-06T18:40:40Z.
    const sample = '1346889436626259968';
    expect(newerOf(sample, snowflakeAt(new Date('2021-01-06T18:40:40Z')))).toBe(sample);
    expect(olderOf(sample, snowflakeAt(new Date('2021-01-06T18:40:41Z')))).toBe(sample);
  });
});

describe('waiting', () => {
  const now = new Date('2026-11-23T08:00:00Z');
  const at = (seconds: number) => String(now.getTime() / 1000 + seconds);
  test.each([
    ['Retry-After in seconds', { 'retry-after': '7', 'x-rate-limit-reset': at(60) }, 7_000],
    [
      'the reset of the limit used up',
      { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': at(60) },
      60_000,
    ],
    [
      'the day’s limit, when that is used up',
      {
        'x-rate-limit-remaining': '3',
        'x-rate-limit-reset': at(60),
        'x-user-limit-24hour-remaining': '0',
        'x-user-limit-24hour-reset': at(7_200),
      },
      7_200_000,
    ],
    ['a reset gone by', { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': at(-60) }, 1_000],
    ['nonsense', { 'retry-after': 'soon', 'x-rate-limit-reset': 'x' }, 900_000],
    ['nothing', {}, 900_000],
  ])('%s', (_, headers, expected) => {
    expect(retryAfterMs(headers, now)).toBe(expected);
  });
});

describe('the configuration of an account', () => {
  const account = { name: 'brand', userId: '1000000001', accessToken: 'secret' };
  const issue = (over: Record<string, unknown>) =>
    xAccountConfig.safeParse({ ...account, ...over }).error?.issues[0]?.message;

  test('a whole one has defaults and shows no secret', () => {
    const parsed = xAccountConfig.parse(account);
    expect(parsed).toMatchObject({ pollSeconds: 60, requestTimeoutMs: 15_000 });
    expect(JSON.stringify(parsed)).not.toContain('secret"');
  });

  test.each([
    'https://api.x.com',
    'http://api.x.com',
    'http://127.0.0.1.example.com',
    'https://127.0.0.1:1',
    'http://10.0.0.1:1',
    'http://localhost@example.com/',
    'nonsense',
  ])('only a simulator on loopback may stand in for X: not %s', (apiUrl) => {
    expect(issue({ apiUrl })).toContain('only a simulator');
  });
  test.each([
    'http://127.0.0.1:8099',
    'http://127.9.9.9:1',
    'http://localhost:1',
    'http://[::1]:1',
  ])('a simulator may be at %s', (apiUrl) => {
    expect(issue({ apiUrl, pollSeconds: 0.1 })).toBeUndefined();
  });

  test('the token is given once, and X is not asked more often than it allows', () => {
    expect(issue({ accessToken: undefined })).toContain('either accessToken or accessTokenFile');
    expect(issue({ accessTokenFile: '/x' })).toContain('either accessToken or accessTokenFile');
    expect(issue({ pollSeconds: 1 })).toBe('expected at least 5');
    expect(issue({ userId: 'brand' })).toContain('numeric');
  });
});
