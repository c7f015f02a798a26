// Draining the mentions of an account: pages, cursor, the two sets of field names. Requests are made by the caller's `get`.
import type { Clock } from '../clock.ts';
import { PermanentError, TransientError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Metrics } from '../metrics.ts';
import type { Mention, MentionPage } from './platform.ts';
import type { Get } from './x-client.ts';
import { readingError, XFailure } from './x-failures.ts';
import {
  mentionsAnswer,
  newerOf,
  olderOf,
  parseCursor,
  problemText,
  type ReadPost,
  readPosts,
  snowflakeAt,
  type XCursor,
} from './x-posts.ts';

/** Pages taken at once. X shows about the 800 newest mentions, which are 8; more go on from the cursor. */
const PAGES_MAX = 12;
/** The most that X gives in one page. */
const PAGE_POSTS = '100';
/** From this many on, X may have hidden older ones. */
const WINDOW_POSTS = 750;

const fieldNames = {
  tweet: {
    'tweet.fields': 'author_id,conversation_id,created_at,edit_history_tweet_ids,lang,note_tweet',
    'user.fields': 'name,username',
    expansions: 'author_id',
  },
  post: {
    'post.fields': 'conversation_id,created_at,lang,note_post',
    'user.fields': 'name,username',
    expansions: 'author_id,edit_history_post_ids',
  },
} as const;

type Drain = { posts: ReadPost[]; done: boolean };

type WatchDeps = { get: Get; log: Log; clock: Clock; metrics?: Metrics | undefined };
type Account = { name: string; userId: string; ignoreBefore?: string | undefined };

const doingFor = (account: Account): string => `x:${account.name}: reading mentions`;

/** Reads single pages. Throws XFailure and what the platform port throws. */
function createPageReader(account: Account, { get, log }: WatchDeps) {
  const doing = doingFor(account);
  let naming: keyof typeof fieldNames = 'tweet';

  /** One page. A server that knows the fields by their other names, or no longer knows the cursor's post, is asked anew. */
  const fetchPage = async (cursor: XCursor, token: string | undefined, signal: AbortSignal) => {
    const ask = (since: string | undefined) =>
      get(
        `users/${account.userId}/mentions`,
        {
          max_results: PAGE_POSTS,
          ...fieldNames[naming],
          ...(since ? { since_id: since } : {}),
          ...(cursor.until && !token ? { until_id: cursor.until } : {}),
          ...(token ? { pagination_token: token } : {}),
        },
        signal,
      );
    try {
      return await ask(cursor.since);
    } catch (error) {
      if (!(error instanceof XFailure) || error.status !== 400) throw error;
      if (error.parameters.includes(`${naming}.fields`)) {
        naming = naming === 'tweet' ? 'post' : 'tweet';
        log.info({ account: account.name, naming }, 'X goes by other field names');
        return await ask(cursor.since);
      }
      if (!error.parameters.includes('since_id')) throw error;
      log.warn({ account: account.name }, 'X refuses the cursor: taking all that it still shows');
      return await ask(undefined);
    }
  };

  return async (cursor: XCursor, token: string | undefined, signal: AbortSignal) => {
    const raw = await fetchPage(cursor, token, signal);
    const parsed = mentionsAnswer.safeParse(raw);
    if (!parsed.success) throw new TransientError(`${doing}: X answered with something else`);
    const answer = parsed.data;
    const problem = problemText(answer);
    // A 200 may carry errors: beside posts they are about details of some; alone they are the whole answer.
    if (problem && !answer.data && answer.meta?.result_count === undefined)
      throw new PermanentError(`${doing}: X says: ${problem}`);
    if (problem)
      log.warn({ account: account.name, errors: answer.errors?.length }, 'X left out details');
    return { posts: readPosts(answer), next: answer.meta?.next_token };
  };
}

/** Makes the watch of an account's mentions. */
export function createMentionsWatch(account: Account, deps: WatchDeps) {
  const { log } = deps;
  const doing = doingFor(account);
  const readPage = createPageReader(account, deps);

  /** All pages there are. A failure after the first keeps what was got: the cursor remembers where to go on. */
  const drain = async (cursor: XCursor, signal: AbortSignal): Promise<Drain> => {
    const posts: ReadPost[] = [];
    let token: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      try {
        const { posts: read, next } = await readPage(cursor, token, signal);
        posts.push(...read);
        if (next === undefined) return { posts, done: true };
        token = next;
      } catch (error) {
        if (posts.length === 0) throw readingError(error, doing);
        return { posts, done: false };
      }
    }
    return { posts, done: false };
  };

  const leaveOutOwn = (posts: ReadPost[]): Mention[] => {
    const others = posts.filter(({ mention }) => mention.author.platformUserId !== account.userId);
    const own = posts.length - others.length;
    if (own > 0) {
      log.info({ account: account.name, own }, 'left out posts of our own account');
      deps.metrics?.connectorRefused.inc(
        { connector: `x:${account.name}`, reason: 'own_post' },
        own,
      );
    }
    // Oldest first, so that of two posts by one person the earlier is accepted first.
    return others.map(({ mention }) => mention).reverse();
  };

  const start = (after: string | null): XCursor => {
    const cursor = parseCursor(after);
    if (cursor.since !== undefined || !account.ignoreBefore) return cursor;
    return { ...cursor, since: snowflakeAt(new Date(account.ignoreBefore)) };
  };

  return async (after: string | null, signal: AbortSignal): Promise<MentionPage> => {
    const cursor = start(after);
    const { posts, done } = await drain(cursor, signal);
    const ids = posts.map(({ id }) => id);
    const newest = ids.reduce(newerOf, cursor.newest);
    const seen = cursor.seen + posts.length;
    const mentions = leaveOutOwn(posts);
    if (done) {
      if (cursor.since && seen >= WINDOW_POSTS)
        log.error(
          { account: account.name, seen },
          'X shows only about 800 mentions and this backlog is as long: look in the app for older ones',
        );
      const since = newerOf(newest, cursor.since);
      // After a drain in several parts, what came meanwhile is fetched at once.
      const more = cursor.until !== undefined;
      return { mentions, next: since ? JSON.stringify({ since }) : null, more };
    }
    const until = ids.reduce(olderOf, cursor.until);
    if (until === undefined || until === cursor.until)
      throw new TransientError(`${doing}: X gives pages without end`);
    const { since } = cursor;
    return { mentions, next: JSON.stringify({ since, until, newest, seen }), more: true };
  };
}
