// Which earlier mails a mail says it answers. Whether that is believed is decided by services/cases.
import { allOf, firstOf, type Header } from './headers.ts';

const IDS_MAX = 50;
// RFC 5322 §2.1.1: a line has at most 998 characters, and an id stands on one.
const ID_CHARS_MAX = 998;

/** The message ids in a field, left to right, without angle brackets; a bare token with @ counts too. */
export function messageIds(value: string): string[] {
  const ids: string[] = [];
  for (let from = 0; from < value.length; ) {
    const open = value.indexOf('<', from);
    if (open === -1) break;
    const close = value.indexOf('>', open);
    if (close === -1) break;
    const id = value.slice(open + 1, close).replace(/\s/g, '');
    if (id !== '' && id.length <= ID_CHARS_MAX && !id.includes('<')) ids.push(id);
    from = close + 1;
  }
  if (ids.length > 0) return ids;
  return value
    .split(/\s+/)
    .map((token) => token.replace(/[<>]/g, ''))
    .filter((token) => token.includes('@') && token.length <= ID_CHARS_MAX);
}

/** The mail's own Message-ID, without angle brackets. Some mails have a bare word instead of an id: it counts. */
export function ownId(headers: Header[]): string | undefined {
  const value = firstOf(headers, 'message-id') ?? '';
  const bare = value.replace(/[<>\s]/g, '');
  const id = messageIds(value)[0] ?? bare;
  return id === '' || id.length > ID_CHARS_MAX ? undefined : id;
}

/** Message ids of In-Reply-To, then of References from right to left (the nearest first), at most 50, without repeats. */
export function repliesTo(headers: Header[]): string[] {
  const near = allOf(headers, 'in-reply-to').flatMap(messageIds);
  const far = allOf(headers, 'references').flatMap(messageIds).reverse();
  return [...new Set([...near, ...far])].slice(0, IDS_MAX);
}

// "Re:" as mail programs write it, in the languages that have their own.
const replyMark = /^\s*(?:re|aw|antw|sv|vs|rif|odp|ynt|回复|回覆|答复)\s*(?:\[\d{1,3}\])?\s*[:：]/i;

/** Whether a mail answers another, so that what it quotes is not what it says. */
export const isReply = (headers: Header[]): boolean =>
  repliesTo(headers).length > 0 || replyMark.test(firstOf(headers, 'subject') ?? '');
