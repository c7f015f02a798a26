// What X's answers look like and what they mean to us: posts, authors, cursors, ids. Pure: no requests are made here.
//
// X renamed `tweet` to `post` in its specification (2.167) while documents and servers still used the old names: both are read.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Mention } from './platform.ts';

/** The id of a post or user: a snowflake, too large for a number. */
const snowflake = z.string().regex(/^\d{1,19}$/);
const loose = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined);
const note = loose(z.object({ text: z.string() }));

const postSchema = z.object({
  id: snowflake,
  text: z.string().catch(''),
  author_id: loose(snowflake),
  username: loose(z.string()),
  created_at: loose(z.string()),
  conversation_id: loose(snowflake),
  lang: loose(z.string()),
  edit_history_tweet_ids: loose(z.array(snowflake).min(1)),
  edit_history_post_ids: loose(z.array(snowflake).min(1)),
  note_tweet: note,
  note_post: note,
});
const userSchema = z.object({
  id: snowflake,
  username: loose(z.string()),
  name: loose(z.string()),
});
const problems = loose(z.array(z.object({ detail: loose(z.string()), title: loose(z.string()) })));

// X sends these three characters of a text escaped, and no others.
const escapes: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
/** A text as it was typed. */
export const unescapeText = (text: string): string =>
  text.replace(/&(?:lt|gt|amp);/g, (escaped) => escapes[escaped] ?? escaped);

/** A page of mentions. Posts are checked one by one: a broken one must not cost the others. */
export const mentionsAnswer = z.object({
  data: z.array(z.unknown()).max(1000).optional(),
  includes: loose(z.object({ users: loose(z.array(z.unknown())) })),
  errors: problems,
  meta: loose(z.object({ next_token: loose(z.string().min(1)), result_count: loose(z.number()) })),
});
export type MentionsAnswer = z.infer<typeof mentionsAnswer>;

/** A person as the lookup gives them; `data` is missing when they are gone or suspended. */
export const userAnswer = z.object({
  data: z
    .object({ id: snowflake, username: loose(z.string()), receives_your_dm: loose(z.boolean()) })
    .optional(),
  errors: problems,
});

/** X took a direct message. */
export const messageAnswer = z.object({ data: z.object({ dm_event_id: snowflake }) });

/** The newest events of a conversation. */
export const conversationAnswer = z.object({
  data: z.array(
    z.object({
      id: snowflake,
      sender_id: loose(z.string()),
      text: z.string().catch(''),
      created_at: z.string().catch(''),
    }),
  ),
});

/** What the errors inside an answer say, shortened. */
export const problemText = (answer: { errors?: z.infer<typeof problems> }): string | undefined =>
  answer.errors
    ?.map((problem) => problem.detail ?? problem.title ?? 'unnamed')
    .slice(0, 3)
    .join('; ')
    .slice(0, 300);

function bytesOf(raw: unknown): string {
  try {
    return JSON.stringify(raw) ?? 'undefined';
  } catch {
    return 'nested too deeply';
  }
}

/** What could not be read as a post: kept whole under an id made of its bytes, so that a repeat is the same. */
function unreadable(raw: unknown): Mention {
  const digest = createHash('sha256').update(bytesOf(raw)).digest('hex').slice(0, 32);
  return {
    postId: `unreadable-${digest}`,
    author: { platformUserId: '' },
    text: '',
    direct: false,
    original: raw,
  };
}

/** A post with the id that paging goes by; absent when it could not be read. */
export type ReadPost = { id: string | undefined; mention: Mention };

/**
 * The posts of a page, newest first as X gives them. An edit is a new post with a history: it stays the post it was first
 * (`postId`), while paging goes by its own `id`.
 */
export function readPosts(answer: MentionsAnswer): ReadPost[] {
  const authors = new Map<string, z.infer<typeof userSchema>>();
  for (const raw of answer.includes?.users ?? []) {
    const user = userSchema.safeParse(raw);
    if (user.success) authors.set(user.data.id, user.data);
  }
  return (answer.data ?? []).map((raw) => {
    const parsed = postSchema.safeParse(raw);
    if (!parsed.success) return { id: undefined, mention: unreadable(raw) };
    const post = parsed.data;
    const author = authors.get(post.author_id ?? '');
    const handle = author?.username ?? post.username;
    const history = post.edit_history_tweet_ids ?? post.edit_history_post_ids;
    const mention: Mention = {
      postId: history?.[0] ?? post.id,
      author: {
        platformUserId: post.author_id ?? '',
        ...(handle ? { handle } : {}),
        ...(author?.name ? { name: author.name } : {}),
      },
      text: unescapeText(post.note_tweet?.text ?? post.note_post?.text ?? post.text),
      url: `https://x.com/i/status/${post.id}`,
      ...(post.lang ? { language: post.lang } : {}),
      ...(post.conversation_id ? { conversationId: post.conversation_id } : {}),
      ...(post.created_at ? { createdAt: post.created_at } : {}),
      direct: false,
      original: author ? { post: raw, author } : { post: raw },
    };
    return { id: post.id, mention };
  });
}

const cursorSchema = z.object({
  /** Everything up to this id is stored. */
  since: snowflake.optional(),
  /** A drain is under way: what is older than this is still to be fetched. */
  until: snowflake.optional(),
  /** The newest id that the drain has seen: `since`, once it is done. */
  newest: snowflake.optional(),
  /** How many posts the drain has seen. */
  seen: z.number().int().nonnegative().default(0),
});
/** How far a watch has come. */
export type XCursor = z.infer<typeof cursorSchema>;

/** The cursor in a stored text; an unreadable one begins anew, where what is stored already does no harm. */
export function parseCursor(text: string | null): XCursor {
  if (text === null) return { seen: 0 };
  try {
    return cursorSchema.parse(JSON.parse(text));
  } catch {
    return { seen: 0 };
  }
}

/** The larger of two snowflakes: the newer post. */
export function newerOf(one: string | undefined, other: string | undefined): string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return BigInt(one) >= BigInt(other) ? one : other;
}

/** The smaller of two snowflakes: the older post. */
export function olderOf(one: string | undefined, other: string | undefined): string | undefined {
  return one !== undefined && newerOf(one, other) === one ? (other ?? one) : (one ?? other);
}

// Snowflakes count milliseconds since this instant, above 22 bits of machine and sequence (X's published scheme).
const SNOWFLAKE_EPOCH_MS = 1_288_834_974_657;

/** The id that a post of this instant has at least. */
export function snowflakeAt(at: Date): string {
  return (BigInt(Math.max(0, at.getTime() - SNOWFLAKE_EPOCH_MS)) << 22n).toString();
}
