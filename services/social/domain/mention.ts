// What a mention becomes in the intake: bounded, cleaned of what cannot be stored or would deceive. Pure: no I/O, no clock.
import { type IntakeReceived, type SocialChannel, TEXT_MAX } from '#shared/events/intake.ts';
import { cutText, storableText } from '#shared/events/text.ts';

/** A mention as a platform gives it, as far as it is looked at. */
export type MentionFacts = {
  postId: string;
  author: { platformUserId: string; handle?: string; name?: string };
  text: string;
  url?: string;
  language?: string;
  conversationId?: string;
  createdAt?: string;
  direct: boolean;
};

type Received = Omit<IntakeReceived, 'itemId' | 'reference' | 'originalSha256' | 'attachments'>;

/** Where and when a mention was found. */
export type MentionSource = { platform: SocialChannel; connector: string; receivedAt: Date };

// Names stand in lists and headings: there, control characters and direction overrides (UAX 9) would deceive the reader.
const deceiving = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
const cleanName = (text: string): string =>
  storableText(cutText(text, 1_000)).replace(deceiving, ' ').replace(/\s+/g, ' ').trim();
/** A handle has no spaces, no leading @, and nothing invisible. */
const cleanHandle = (text: string): string =>
  cutText(
    cleanName(text)
      .replace(/[\s\p{Cf}]/gu, '')
      .replace(/^@+/, ''),
    200,
  );

const identifier = (text: string | undefined): string | undefined => {
  const clean = cutText(storableText(text ?? ''), 200);
  return clean === '' ? undefined : clean;
};

// X marks posts without a recognisable language with `und`, `zxx` or private tags like `qme`; `iw` and `in` are old tags.
const renamed: Record<string, string> = { iw: 'he', in: 'id', ji: 'yi' };
function languageOf(tag: string | undefined): string | undefined {
  if (!tag || !/^[a-z]{2,3}(-[a-z0-9]{1,8}){0,3}$/i.test(tag)) return undefined;
  const primary = tag.toLowerCase().split('-')[0] ?? '';
  if (primary === 'und' || primary === 'zxx' || primary === 'art' || /^q[a-z]{2}$/.test(primary))
    return undefined;
  return renamed[primary] ?? tag;
}

function instantOf(text: string | undefined): string | undefined {
  const at = new Date(text ?? Number.NaN);
  const year = at.getUTCFullYear();
  // Years beyond four digits are valid dates of JavaScript but not of RFC 3339.
  return year >= 1970 && year <= 9999 ? at.toISOString() : undefined;
}

const webUrl = (text: string | undefined): string | undefined =>
  text !== undefined && text.length <= 500 && /^https:\/\/[!-~]+$/.test(text) ? text : undefined;

const present = <T extends object>(values: T): { [K in keyof T]: NonNullable<T[K]> } =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;

/** The same post is the same item, however often and by whichever of our accounts it is seen. */
export const dedupKeyOf = (platform: SocialChannel, mention: MentionFacts): string =>
  `${platform}:${cutText(storableText(mention.postId), 200)}`;

/**
 * The intake event of a mention. Nothing is dropped: what does not fit is cut (the original has all of it), and a mention
 * without readable text says so.
 */
export function toReceived(mention: MentionFacts, source: MentionSource): Received {
  const text = storableText(cutText(mention.text, TEXT_MAX));
  const handle = cleanHandle(mention.author.handle ?? '');
  const name = cutText(cleanName(mention.author.name ?? ''), 200);
  const sender = {
    name: name || undefined,
    handle: handle || undefined,
    platformUserId: identifier(mention.author.platformUserId),
  };
  const social = {
    platform: source.platform,
    postId: cutText(storableText(mention.postId), 200),
    url: webUrl(mention.url),
    conversationId: identifier(mention.conversationId),
    direct: mention.direct,
  };
  const optional = {
    sentAt: instantOf(mention.createdAt),
    language: languageOf(mention.language),
    unreadable: text.trim() === '' ? 'The post has no text that can be read.' : undefined,
  };
  return {
    channel: source.platform,
    connector: source.connector,
    receivedAt: source.receivedAt.toISOString(),
    sender: present(sender),
    subject: '',
    text,
    textCut: text.length < mention.text.length,
    social: present(social),
    ...present(optional),
  };
}
