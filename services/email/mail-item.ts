// Makes an intake item of a mail: its header's facts, what was read of its body, and how it arrived. Nothing is decided here.
import { createHash } from 'node:crypto';
import { type IntakeReceived, type MailFacts, SUBJECT_MAX } from '#shared/events/intake.ts';
import { storableText } from '#shared/events/text.ts';
import { newTrace } from '#shared/ids.ts';
import type { NewItem } from '#shared/intake.ts';
import { parseOwnMessageId } from '#shared/message-id.ts';
import type { Signer } from '#shared/secret.ts';
import { authentication } from './domain/authentication.ts';
import { readDeliveryReport } from './domain/delivery-report.ts';
import { decodeWords } from './domain/encoded-words.ts';
import { allOf, firstOf, type Header, readHeaders } from './domain/headers.ts';
import { robotSigns } from './domain/robots.ts';
import { type Author, parseAuthor, recipientAddresses } from './domain/sender.ts';
import { cleanLine } from './domain/text.ts';
import { ownId, repliesTo } from './domain/threading.ts';
import type { MailReading } from './mime-parse.ts';

/** How a mail came to us. */
export type Arrival = {
  connector: string;
  /** When the server that keeps it, or the inlet, got it: clocks run from then on, also after an outage of ours. */
  receivedAt: Date;
  /** The SMTP envelope, where there was one. */
  envelope?: { sender: string; recipients: string[] };
  /** Only its beginning was fetched. */
  tooLarge?: boolean;
  /** The server would not give it: there is nothing but its number. */
  refused?: string;
  trustedAuthservId?: string | undefined;
};

const RECIPIENTS_MAX = 100;
const CR = 13;
const LF = 10;

// What the writer wrote. All else is put on or changed on the way (Received, Return-Path, Delivered-To, DKIM, ARC, X-…).
const traceFree = [
  'from',
  'sender',
  'reply-to',
  'to',
  'cc',
  'subject',
  'date',
  'in-reply-to',
  'references',
  'content-type',
];

// The body with LF line ends and no empty lines at its end: stores and relays differ in both.
function plainBody(raw: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(raw.length);
  let length = 0;
  let start = -1;
  for (let at = 0; at < raw.length; at++) {
    const byte = raw[at] as number;
    if (byte === CR && raw[at + 1] === LF) continue;
    if (start === -1 && byte === LF && (length === 0 || bytes[length - 1] === LF))
      start = length + 1;
    bytes[length++] = byte;
  }
  while (length > 0 && bytes[length - 1] === LF) length--;
  return bytes.subarray(start === -1 ? 0 : Math.min(start, length), length);
}

// Without a Message-ID nothing tells two mails of the same words apart but who sent them.
const identityOf = (headers: Header[], envelope: Arrival['envelope']): string =>
  ownId(headers) ?? (envelope ? `<> ${envelope.sender} ${envelope.recipients.join(' ')}` : '');

/**
 * What makes a second copy of a mail the same mail: an HMAC over its Message-ID and what its writer wrote. Never its UID;
 * and the Message-ID of another mail with other words in it is a new one, so ids cannot be squatted on.
 */
export function mailDedupKey(
  signer: Signer,
  raw: Uint8Array,
  headers: Header[],
  envelope?: Arrival['envelope'],
): string {
  const written = traceFree.flatMap((name) =>
    allOf(headers, name).map((value) => `${name}:${value.replace(/\s+/g, ' ')}`),
  );
  const digest = createHash('sha256')
    .update(written.join('\n'))
    .update('\n\n')
    .update(plainBody(raw))
    .digest('hex');
  return `mail:${signer.sign('mail-dedup', `${identityOf(headers, envelope)}\n${digest}`, 32)}`;
}

// When the writer says it was written. Years that no mail can have are left out.
function sentAt(headers: Header[]): string | undefined {
  const time = Date.parse((firstOf(headers, 'date') ?? '').slice(0, 100));
  if (Number.isNaN(time)) return undefined;
  const text = new Date(time).toISOString();
  return /^(?:19[7-9]|20\d|21\d)\d-/.test(text) ? text : undefined;
}

function languageOf(headers: Header[]): string | undefined {
  const tag = (firstOf(headers, 'content-language') ?? '').split(/[,;\s]/, 1)[0] ?? '';
  return /^[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}$/i.test(tag) ? tag : undefined;
}

function senderOf(author: Author, headers: Header[]): IntakeReceived['sender'] {
  // For the person who must look: what stood there, as a name and not as an address.
  const shown = author.kind === 'one' ? (author.name ?? '') : (firstOf(headers, 'from') ?? '');
  const name = cleanLine(decodeWords(shown), 200);
  return {
    ...(name ? { name } : {}),
    ...(author.kind === 'one' ? { email: author.address } : {}),
  };
}

function factsOf(
  headers: Header[],
  author: Author,
  reading: MailReading,
  arrival: Arrival,
  isOwnMessageId: (id: string) => boolean,
): MailFacts {
  const subject = decodeWords(firstOf(headers, 'subject') ?? '');
  const evidence = {
    headers,
    author,
    subject,
    nullEnvelope: arrival.envelope?.sender === '',
    report: false,
    isOwnMessageId,
  };
  const fromMachine = robotSigns(evidence).some(
    (sign) => sign === 'null_return_path' || sign === 'mailer_daemon',
  );
  const bounce = readDeliveryReport({ ...reading, headers, fromMachine, isOwnMessageId });
  const messageId = ownId(headers);
  const recipients = [
    ...(arrival.envelope?.recipients ?? []).filter((address) => address.length <= 320),
    ...recipientAddresses([...allOf(headers, 'to'), ...allOf(headers, 'cc')], RECIPIENTS_MAX),
  ];
  return {
    ...(messageId ? { messageId: storableText(messageId) } : {}),
    repliesTo: repliesTo(headers).map(storableText),
    recipients: [...new Set(recipients)].slice(0, RECIPIENTS_MAX),
    robotSigns: robotSigns({ ...evidence, report: bounce !== undefined }),
    ...(bounce ? { bounce } : {}),
    authentication: authentication(
      headers,
      arrival.trustedAuthservId,
      author.kind === 'one' ? author.address : undefined,
    ),
  };
}

/** The item that a mail is. Takes any bytes. */
export function mailItem(
  raw: Uint8Array,
  reading: MailReading,
  arrival: Arrival,
  signer: Signer,
): NewItem {
  const headers = readHeaders(raw);
  const author = parseAuthor(allOf(headers, 'from'));
  const isOwnMessageId = (id: string) => parseOwnMessageId(signer, id) !== undefined;
  const language = languageOf(headers);
  const sent = sentAt(headers);
  const unreadable = arrival.refused ? 'fetch_refused' : reading.unreadable;
  const quarantine = arrival.tooLarge
    ? ('too_large' as const)
    : author.kind === 'ambiguous'
      ? ('ambiguous_sender' as const)
      : undefined;
  return {
    dedupKey: arrival.refused
      ? `mail:${signer.sign('mail-dedup', arrival.refused, 32)}`
      : mailDedupKey(signer, raw, headers, arrival.envelope),
    trace: newTrace(),
    original: raw,
    // The attachments of a mail that was cut off are pieces: the whole one lies at the source.
    attachments: arrival.tooLarge ? [] : reading.attachments,
    received: {
      channel: 'email',
      connector: arrival.connector,
      receivedAt: arrival.receivedAt.toISOString(),
      ...(sent ? { sentAt: sent } : {}),
      sender: senderOf(author, headers),
      subject: cleanLine(decodeWords(firstOf(headers, 'subject') ?? ''), SUBJECT_MAX),
      text: reading.text,
      textCut: reading.textCut || arrival.tooLarge === true,
      ...(language ? { language } : {}),
      mail: factsOf(headers, author, reading, arrival, isOwnMessageId),
      ...(unreadable ? { unreadable } : {}),
      ...(quarantine ? { quarantine } : {}),
    },
  };
}

/** The least that can be kept of a mail of which no item could be made: its bytes, as unreadable. */
export function bareMail(raw: Uint8Array, arrival: Arrival, signer: Signer): NewItem {
  const identity = arrival.refused ?? createHash('sha256').update(raw).digest('hex');
  return bareItem({
    dedupKey: `mail:${signer.sign('mail-dedup', identity, 32)}`,
    trace: newTrace(),
    original: raw,
    received: { connector: arrival.connector, receivedAt: arrival.receivedAt.toISOString() },
  });
}

/** The same of an item that the database refuses. */
export function bareItem(
  item: Pick<NewItem, 'dedupKey' | 'trace' | 'original'> & {
    received: Pick<NewItem['received'], 'connector' | 'receivedAt'>;
  },
): NewItem {
  const { dedupKey, trace, original, received } = item;
  return {
    dedupKey,
    trace,
    original,
    attachments: [],
    received: {
      channel: 'email',
      connector: received.connector,
      receivedAt: received.receivedAt,
      sender: {},
      subject: '',
      text: '',
      textCut: false,
      mail: { repliesTo: [], recipients: [], robotSigns: [], authentication: 'none' },
      unreadable: 'could_not_be_stored',
    },
  };
}
