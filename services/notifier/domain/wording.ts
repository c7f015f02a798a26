// What may stand in a mail's headers and texts: single lines, thread ids, robot marks. Pure text work; no templates.
import type { MessageRequested, Purpose } from '#shared/events/message.ts';

/** Longest subject that goes out: mail programs show less, and RFC 5322 §2.1.1 counts 998 as one line's end. */
export const SUBJECT_CHARS_MAX = 200;
const NAME_CHARS_MAX = 100;
/** RFC 5322 §3.6.4 sets no bound for References; the oldest and the newest are what threads are built from. */
const REFERENCES_MAX = 12;
const MESSAGE_ID_CHARS_MAX = 250;

// C0 and C1 controls, line and paragraph separators: what could end a header line, now or in a lax parser.
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
// Marks that turn the reading direction: a name or subject could show as something else.
const directions = /[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text as one line without controls, at most `charsMax` long (S18). */
export function singleLine(text: string, charsMax: number): string {
  const line = text
    .slice(0, charsMax * 8)
    .replace(directions, '')
    .replace(controls, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
  return (line.length > charsMax ? `${line.slice(0, charsMax - 1)}…` : line).toWellFormed();
}

/** Text with plain line ends and without other controls. */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
    .toWellFormed();
}

/** Paragraphs (parted by empty lines) of lines. */
export function paragraphsOf(text: string): string[][] {
  const paragraphs: string[][] = [];
  let open: string[] = [];
  for (const line of cleanText(text).split('\n')) {
    if (line.trim()) open.push(line);
    else if (open.length > 0) {
      paragraphs.push(open);
      open = [];
    }
  }
  if (open.length > 0) paragraphs.push(open);
  return paragraphs;
}

/**
 * The name beside the recipient's address. An acknowledgement carries none: whoever filled in the form chose both, and
 * an automatic mail must not carry a stranger's words to a third person (S37).
 */
export function recipientName(request: Pick<MessageRequested, 'purpose' | 'recipient'>): string {
  if (request.purpose === 'acknowledgement') return '';
  return singleLine(request.recipient.name ?? '', NAME_CHARS_MAX);
}

/** In-Reply-To and References (RFC 5322 §3.6.4): ids without angle brackets, oldest first. */
export type Thread = { inReplyTo: string | undefined; references: string[] };

/** The thread headers of an answer to these messages (newest last). What is no message id is left out. */
export function threadOf(answers: readonly string[]): Thread {
  const ids = answers
    .map((id) => id.trim().replace(/^<|>$/g, ''))
    .filter((id) => id.length <= MESSAGE_ID_CHARS_MAX && /^[\x21-\x3b\x3d\x3f-\x7e]+$/.test(id));
  const known = [...new Set(ids)];
  const references =
    known.length > REFERENCES_MAX
      ? [...known.slice(0, 1), ...known.slice(1 - REFERENCES_MAX)]
      : known;
  return { inReplyTo: ids.at(-1), references };
}

const writtenByPeople: readonly Purpose[] = ['answer', 'update'];

/**
 * Marks of a mail that a machine wrote, so that other machines do not answer it: RFC 3834 §5 Auto-Submitted, and
 * X-Auto-Response-Suppress that Exchange heeds. An answer or update that a person wrote is none.
 */
export function automaticHeaders(
  request: Pick<MessageRequested, 'purpose' | 'author'>,
): Record<string, string> {
  if (writtenByPeople.includes(request.purpose) && request.author.startsWith('staff:')) return {};
  return {
    'Auto-Submitted': request.purpose === 'acknowledgement' ? 'auto-replied' : 'auto-generated',
    'X-Auto-Response-Suppress': 'DR, RN, OOF, AutoReply',
  };
}
