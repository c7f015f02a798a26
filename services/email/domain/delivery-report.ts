// Reads delivery reports (RFC 3464) and the older ones of Exim and qmail: about which mail, to whom, given up or not.
import type { MailFacts } from '#shared/events/intake.ts';
import { firstOf, type Header } from './headers.ts';
import { messageIds } from './threading.ts';

/** What a report may be read from: its machine part, the returned mail's head, and the text for people. */
export type ReportParts = {
  headers: Header[];
  /** The message/delivery-status part, decoded. */
  deliveryStatus?: string | undefined;
  /** The returned mail or its head (message/rfc822 or text/rfc822-headers), decoded. */
  returned?: string | undefined;
  text: string;
  /** The mail came from no one (null sender or a mailer daemon): without that, words alone make no report. */
  fromMachine: boolean;
  /** Whether a Message-ID is one that this instance signed: preferred among those found. */
  isOwnMessageId(id: string): boolean;
};

export type Bounce = NonNullable<MailFacts['bounce']>;

const REPORT_CHARS_MAX = 64 * 1024;
const RECIPIENTS_MAX = 50;

type Fields = Map<string, string>;

// Groups of fields between blank lines (RFC 3464 §2.1): the first is about the report, each other about a recipient.
function fieldGroups(text: string): Fields[] {
  const groups: Fields[] = [];
  let group: Fields = new Map();
  let name = '';
  for (const line of text.slice(0, REPORT_CHARS_MAX).split(/\r?\n/)) {
    if (line.trim() === '') {
      if (group.size > 0) groups.push(group);
      group = new Map();
      name = '';
    } else if (/^[ \t]/.test(line) && name) {
      group.set(name, `${group.get(name) ?? ''} ${line.trim()}`);
    } else {
      const colon = line.indexOf(':');
      if (colon < 1) continue;
      name = line.slice(0, colon).trim().toLowerCase();
      if (!group.has(name)) group.set(name, line.slice(colon + 1).trim());
    }
  }
  if (group.size > 0) groups.push(group);
  return groups.slice(0, RECIPIENTS_MAX + 1);
}

// `rfc822; someone@example.com`, with or without angle brackets (RFC 3464 §2.3.2).
function recipientOf(fields: Fields): string | undefined {
  const value = fields.get('original-recipient') ?? fields.get('final-recipient') ?? '';
  const address = value.slice(value.indexOf(';') + 1).replace(/[<>\s]/g, '');
  return address.includes('@') && address.length <= 320 ? address : undefined;
}

const statusOf = (value: string | undefined): string | undefined =>
  /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec((value ?? '').slice(0, 1000))?.[1];

/** Given up for good: the action says so, or without one the status class (RFC 3464 §2.3.3, RFC 3463 §2). */
function gaveUp(fields: Fields): boolean {
  const action = (fields.get('action') ?? '').split(/[\s(]/, 1)[0]?.toLowerCase();
  if (action) return action === 'failed';
  return statusOf(fields.get('status'))?.startsWith('5') ?? false;
}

// Lines that begin with Message-ID, in a returned head or quoted in a text for people.
function idsIn(text: string): string[] {
  const ids: string[] = [];
  for (const match of text
    .slice(0, REPORT_CHARS_MAX)
    .matchAll(
      /^[> \t]{0,20}(?:X-)?Message-I[dD]:([^\r\n]{0,1000})(?:\r?\n[ \t]([^\r\n]{0,1000}))?/gim,
    ))
    ids.push(...messageIds(`${match[1] ?? ''} ${match[2] ?? ''}`));
  return ids;
}

function reportedMessageId(parts: ReportParts): string | undefined {
  const ids = [
    ...idsIn(parts.returned ?? ''),
    ...idsIn(parts.text),
    ...messageIds(firstOf(parts.headers, 'in-reply-to') ?? ''),
    ...messageIds(firstOf(parts.headers, 'references') ?? ''),
  ];
  return ids.find(parts.isOwnMessageId) ?? ids[0];
}

function bounceOf(parts: ReportParts, found: Omit<Bounce, 'messageId'>): Bounce {
  const messageId = reportedMessageId(parts);
  return { ...(messageId ? { messageId } : {}), ...found };
}

function standardReport(parts: ReportParts): Bounce | undefined {
  const groups = fieldGroups(parts.deliveryStatus ?? '');
  const recipients = groups.filter((group) => group.has('final-recipient') || group.has('action'));
  const fields = recipients.find(gaveUp) ?? recipients[0];
  if (!fields) return undefined;
  const recipient = recipientOf(fields);
  const status = statusOf(fields.get('status')) ?? statusOf(fields.get('diagnostic-code'));
  return bounceOf(parts, {
    ...(recipient ? { recipient } : {}),
    permanent: gaveUp(fields),
    ...(status ? { status } : {}),
  });
}

// Words of a report that delivery is late and still tried, in the few languages that older mail servers speak.
const stillTrying =
  /\b(?:will|going to) (?:be )?(?:keep|continue|retr|re-?tr)|still trying|no action is required|\bdelay(?:ed)?\b|\bwarning:/i;

/**
 * Reports from before RFC 3464, or beside it: Exim names those it gave up on in a field; qmail's text has begun with the
 * same words since 1997; and whatever a machine returns with the head of a mail of ours in it.
 */
function olderReport(parts: ReportParts): Bounce | undefined {
  if (!parts.fromMachine) return undefined;
  const text = parts.text.slice(0, 8000);
  const failed = firstOf(parts.headers, 'x-failed-recipients');
  const isQmail = /^\s*Hi\. This is the\b.{0,300}\bprogram/is.test(text.slice(0, 400));
  const holdsOurs = idsIn(`${parts.returned ?? ''}\n${parts.text}`).some(parts.isOwnMessageId);
  if (!failed && !isQmail && !holdsOurs) return undefined;
  const named = failed ?? /^<([^<>\s]{1,320})>:/m.exec(text)?.[1] ?? '';
  const recipient = named.split(',')[0]?.trim();
  const status = statusOf(text);
  return bounceOf(parts, {
    ...(recipient?.includes('@') && recipient.length <= 320 ? { recipient } : {}),
    permanent: !stillTrying.test(text),
    ...(status ? { status } : {}),
  });
}

/** The report that a mail is, or undefined when it is none. */
export const readDeliveryReport = (parts: ReportParts): Bounce | undefined =>
  standardReport(parts) ?? olderReport(parts);
