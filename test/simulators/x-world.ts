// The state of the simulated X: people, posts, conversations, tokens, rate limits. HTTP lives in x.ts; nothing here decides
// what Redress does.
import type { Clock } from '../../shared/clock.ts';

/** X renamed its fields from `tweet` to `post` in its specification; the simulator speaks either. */
export type Naming = 'tweet' | 'post';

export type SimulatedUser = {
  id: string;
  username: string;
  name: string;
  /** What the lookup tells beforehand; absent: not told. */
  receivesDirectMessages?: boolean;
  /** What happens when one is sent all the same: the wording of X's refusal. */
  refusesWith?: string;
};

export type SimulatedPost = {
  id: string;
  authorId: string;
  text: string;
  noteText?: string;
  mentions: string[];
  createdAt: Date;
  conversationId: string;
  language: string;
  history: string[];
};

export type SimulatedMessage = {
  id: string;
  fromUserId: string;
  toUserId: string;
  text: string;
  createdAt: Date;
};

export type TokenGrant = { userId: string; scopes: Set<string>; until?: Date };

/** A refresh token: good once (X rotates them). `clientSecret`: of a confidential client. */
type Refresh = { userId: string; scopes: string[]; clientId: string; clientSecret?: string };

const TOKEN_MS = 7_200_000;

/** What X documents a user may do within a window: requests and minutes. */
const limits = {
  mentions: [{ requests: 300, windowMs: 900_000, header: 'x-rate-limit' }],
  users: [{ requests: 900, windowMs: 900_000, header: 'x-rate-limit' }],
  me: [{ requests: 75, windowMs: 900_000, header: 'x-rate-limit' }],
  conversation: [{ requests: 15, windowMs: 900_000, header: 'x-rate-limit' }],
  message: [
    { requests: 15, windowMs: 900_000, header: 'x-rate-limit' },
    { requests: 1_440, windowMs: 86_400_000, header: 'x-user-limit-24hour' },
  ],
  token: [],
};
export type Endpoint = keyof typeof limits;

// Milliseconds since this instant, above 22 bits of sequence.
const SNOWFLAKE_EPOCH_MS = 1_288_834_974_657n;

const ALL_SCOPES = ['tweet.read', 'users.read', 'dm.read', 'dm.write', 'offline.access'];
const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Makes an empty world whose time is the clock's. */
export function createXWorld(clock: Clock) {
  const users = new Map<string, SimulatedUser>();
  const posts: SimulatedPost[] = [];
  const messages: SimulatedMessage[] = [];
  const tokens = new Map<string, TokenGrant>();
  const refreshes = new Map<string, Refresh>();
  const used = new Map<string, { startedAt: number; requests: number }>();
  let sequence = 0n;

  const newSnowflake = (at: Date): string => {
    sequence = (sequence + 1n) % (1n << 22n);
    return (((BigInt(at.getTime()) - SNOWFLAKE_EPOCH_MS) << 22n) | sequence).toString();
  };

  return {
    clock,
    users,
    posts,
    messages,
    tokens,
    addUser: (user: SimulatedUser): SimulatedUser => {
      users.set(user.id, user);
      return user;
    },
    grant: (token: string, userId: string, scopes: string[] = ALL_SCOPES): void => {
      tokens.set(token, { userId, scopes: new Set(scopes) });
    },
    revoke: (token: string): void => {
      tokens.delete(token);
    },
    /** The grant of a token that is good now. */
    tokenOf: (token: string): TokenGrant | undefined => {
      const grant = tokens.get(token);
      return grant?.until && grant.until <= clock.now() ? undefined : grant;
    },
    /** Lets an app renew by this token, once. */
    grantRefresh: (
      token: string,
      refresh: Omit<Refresh, 'scopes'> & { scopes?: string[] },
    ): void => {
      refreshes.set(token, { scopes: ALL_SCOPES, ...refresh });
    },
    /** Takes a refresh token and gives what follows it; undefined: it is not taken. */
    renew: (given: { token: string; clientId: string; authorization: string }) => {
      const refresh = refreshes.get(given.token);
      if (!refresh || refresh.clientId !== given.clientId) return undefined;
      const { clientId, clientSecret } = refresh;
      // RFC 6749 section 2.3.1: both are encoded before they are joined.
      const basic = Buffer.from(
        [clientId, clientSecret ?? ''].map(encodeURIComponent).join(':'),
      ).toString('base64');
      if (clientSecret && given.authorization !== `Basic ${basic}`) return undefined;
      refreshes.delete(given.token);
      sequence++;
      const pair = {
        access: `access-${sequence}-of-a-renewal`,
        refresh: `refresh-${sequence}-next`,
      };
      const until = new Date(clock.now().getTime() + TOKEN_MS);
      tokens.set(pair.access, { userId: refresh.userId, scopes: new Set(refresh.scopes), until });
      refreshes.set(pair.refresh, refresh);
      return { ...pair, seconds: TOKEN_MS / 1000, scopes: refresh.scopes };
    },
    /** Someone posts in public, naming the accounts in `mentions`. Gives the post's id. */
    post: (
      post: Partial<SimulatedPost> & Pick<SimulatedPost, 'authorId' | 'text' | 'mentions'>,
    ): string => {
      const createdAt = post.createdAt ?? clock.now();
      const id = post.id ?? newSnowflake(createdAt);
      posts.push({ conversationId: id, language: 'en', history: [id], ...post, id, createdAt });
      return id;
    },
    /** The author edits: X gives the new version an id of its own and shows only that one. */
    edit: (id: string, text: string): string => {
      const index = posts.findIndex((post) => post.id === id);
      const before = posts[index];
      if (!before) throw new Error(`there is no post ${id}`);
      const newId = newSnowflake(clock.now());
      posts.splice(index, 1);
      posts.push({ ...before, id: newId, text, history: [...before.history, newId] });
      return newId;
    },
    receive: (fromUserId: string, toUserId: string, text: string): SimulatedMessage => {
      const createdAt = clock.now();
      const message = { id: newSnowflake(createdAt), fromUserId, toUserId, text, createdAt };
      messages.push(message);
      return message;
    },
    /** The newest 800 posts that name a user, newest first. */
    mentionsOf: (userId: string): SimulatedPost[] =>
      posts
        .filter((post) => post.mentions.includes(userId))
        .sort((one, other) => (BigInt(one.id) < BigInt(other.id) ? 1 : -1))
        .slice(0, 800),
    /** Counts a request. Gives the headers, and whether it is one too many. */
    count: (endpoint: Endpoint, userId: string): { headers: [string, string][]; over: boolean } => {
      const now = clock.now().getTime();
      let over = false;
      const headers = limits[endpoint].flatMap(({ requests, windowMs, header }) => {
        const key = `${endpoint} ${userId} ${header}`;
        const known = used.get(key);
        const window =
          known && now < known.startedAt + windowMs ? known : { startedAt: now, requests: 0 };
        used.set(key, window);
        if (window.requests >= requests) over = true;
        else window.requests++;
        const reset = Math.ceil((window.startedAt + windowMs) / 1000);
        return [
          [`${header}-limit`, String(requests)],
          [`${header}-remaining`, String(requests - window.requests)],
          [`${header}-reset`, String(reset)],
        ] as [string, string][];
      });
      return { headers, over };
    },
    escapeText,
    /** A page token: opaque to whoever gets it. */
    pageToken: (untilId: string): string => BigInt(untilId).toString(36),
    untilOf: (token: string): string | undefined =>
      /^[0-9a-z]{5,16}$/.test(token)
        ? [...token].reduce((sum, digit) => sum * 36n + BigInt(parseInt(digit, 36)), 0n).toString()
        : undefined,
  };
}
export type XWorld = ReturnType<typeof createXWorld>;
