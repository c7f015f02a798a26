// Takes a mail apart by mailparser: its text without quotes, its attachments, its reports. Runs in a worker that may be
// killed at any moment, so nothing here has effects. The only importer of mailparser, html-to-text and email-reply-parser.
import { Script } from 'node:vm';
import EmailReplyParser from 'email-reply-parser';
import { compile } from 'html-to-text';
import { type AttachmentStream, MailParser } from 'mailparser';
import { ATTACHMENTS_MAX, TEXT_MAX } from '#shared/events/intake.ts';
import { decodeBytes, lineEnd, messageStart, readHeaders } from './domain/headers.ts';
import { cleanFileName, cleanMediaType, cleanText } from './domain/text.ts';
import { isReply } from './domain/threading.ts';

/** Why a mail could not be read, wholly or in part. It is accepted all the same (R03). */
export type Unreadable =
  | 'too_many_parts'
  | 'headers_too_large'
  | 'parser_failed'
  | 'took_too_long'
  | 'out_of_memory'
  | 'encrypted';

/** What is inside a mail, apart from its header. */
export type MailReading = {
  text: string;
  textCut: boolean;
  attachments: { name: string; mediaType: string; content: Uint8Array }[];
  /** The message/delivery-status part. */
  deliveryStatus?: string;
  /** The returned mail, or its head, of a delivery report: as far as is needed to recognise it. */
  returned?: string;
  unreadable?: Unreadable;
};

const REPORT_BYTES_MAX = 64 * 1024;
const BODY_BYTES_MAX = 200_000;
const HTML_CHARS_MAX = 1_000_000;
const HTML_MS_MAX = 2_000;
// email-reply-parser is quadratic and worse on crafted text (S35): bounded input, and a stop.
const QUOTES_CHARS_MAX = 60_000;
const QUOTES_MS_MAX = 400;
const FORWARD_MARKS =
  /^(?:-{2,12} ?(?:forwarded message|weitergeleitete nachricht|message transféré|mensaje reenviado|messaggio inoltrato|doorgestuurd bericht)|begin forwarded message:|anfang der weitergeleiteten nachricht:)/im;

const toText = compile({
  wordwrap: false,
  limits: { maxDepth: 300, maxChildNodes: 20_000, ellipsis: '…' },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'style', format: 'skip' },
    { selector: 'script', format: 'skip' },
    { selector: 'title', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({
      selector,
      options: { uppercase: false },
    })),
  ],
});

// What is used of mailparser's own tree (3.9.31, pinned; held by the corpus tests). Its public result merges texts and
// loses named text files that are marked inline.
type Part = { contentType?: string; textContent?: string; children: Part[] };
type Node = { disposition: string | false; filename: string | false; contentType: string | false };
type Inner = { tree: Part | false };
const inherited = Reflect.get(MailParser.prototype, 'createNode') as (node: Node) => Part;

class WholeMailParser extends MailParser {
  /** A text part with a file name is a file, wherever it stands: its bytes are kept. */
  createNode(node: Node): Part {
    if (node.filename && node.disposition !== 'attachment') node.disposition = 'attachment';
    return inherited.call(this, node);
  }

  /** Replaces the joining of texts: plain text where there is some, else HTML as text, in the order of the parts. */
  getTextContent(): { type: 'text'; text: string; isBlank: boolean } {
    const { tree } = this as unknown as Inner;
    const text = tree ? textOf(tree).join('\n\n') : '';
    return { type: 'text', text, isBlank: !tree || isBlank(tree) };
  }
}

const isBlank = (part: Part): boolean =>
  (part.textContent ?? '').trim() === '' && part.children.every(isBlank);

function textOf(part: Part): string[] {
  if (part.contentType === 'multipart/alternative') {
    const choices = part.children.map((child) => ({ child, texts: textOf(child) }));
    const said = choices.filter(({ texts }) => texts.length > 0);
    const plain = said.find(({ child }) => child.contentType === 'text/plain');
    return (plain ?? said.at(-1))?.texts ?? [];
  }
  const own = part.textContent ?? '';
  const text = part.contentType === 'text/html' ? htmlText(own) : own;
  return [...(text.trim() === '' ? [] : [text]), ...part.children.flatMap(textOf)];
}

function htmlText(whole: string): string {
  const html = whole.slice(0, HTML_CHARS_MAX);
  const text = withinTime(() => toText(html), HTML_MS_MAX);
  if (text && /[^\s…]/.test(text)) return text;
  // Broken or too deep for a parser's help: the words between the tags are better than nothing.
  return html.replace(/<(style|script)\b[^<>]*>[^<]*/gi, ' ').replace(/<[^<>]*>/g, ' ');
}

/** `isBlank`: no text part held anything, so the words may stand where no parser looks. */
type Collected = {
  text: string;
  isBlank: boolean;
  attachments: MailReading['attachments'];
  failure?: unknown;
};

// The streams of mailparser, read to the end or to the first failure; what came before it is kept.
function collect(raw: Uint8Array): Promise<Collected> {
  const parser = new WholeMailParser({
    checksumAlgo: 'sha1',
    keepDeliveryStatus: true,
    // Passed on to the splitter: a mail within the mail stays one attachment, byte by byte.
    ...{ ignoreEmbedded: true },
  });
  const attachments: MailReading['attachments'] = [];
  return new Promise((resolve) => {
    const finish = (failure?: unknown) => {
      const { text, isBlank } = parser.getTextContent();
      resolve({ text, isBlank, attachments, ...(failure === undefined ? {} : { failure }) });
    };
    parser.on('error', finish);
    parser.on('end', () => finish());
    parser.on('data', (data: AttachmentStream | { type: 'text' }) => {
      if (data.type !== 'attachment') return;
      const { content, filename, contentType } = data as AttachmentStream;
      const chunks: Uint8Array[] = [];
      content.on('error', finish);
      content.on('data', (chunk: Uint8Array) => chunks.push(chunk));
      content.on('end', () => {
        const fallback =
          contentType === 'message/rfc822' ? 'message.eml' : `attachment-${attachments.length + 1}`;
        attachments.push({
          name: cleanFileName(filename || undefined, fallback),
          mediaType: cleanMediaType(contentType),
          content: joined(chunks),
        });
        (data as AttachmentStream).release();
      });
    });
    parser.end(raw);
  });
}

// One block of its own, so that it can be handed to another thread without a copy.
function joined(chunks: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

const timed = new Script('globalThis.workOnMail()');

/**
 * What the work gives, or undefined when it throws or takes longer. The stop also ends a regular expression: V8
 * interrupts backtracking.
 */
function withinTime(work: () => string, ms: number): string | undefined {
  try {
    Reflect.set(globalThis, 'workOnMail', work);
    return timed.runInThisContext({ timeout: ms });
  } catch {
    return undefined;
  }
}

/**
 * The text of a reply without what it quotes and without the signature, which in many programs begins the quoted part.
 * A forwarded mail is what the sender wants to say, so it stays; and so does a text that would vanish, or take too long.
 */
export function withoutQuotes(text: string): string {
  if (text.length > QUOTES_CHARS_MAX || FORWARD_MARKS.test(text)) return text;
  const said = withinTime(() => new EmailReplyParser().parseReply(text).trim(), QUOTES_MS_MAX);
  return said || text;
}

function reasonOf(failure: unknown): Unreadable {
  const { code, message } = (failure ?? {}) as { code?: unknown; message?: unknown };
  if (code !== 'EMAXLEN') return 'parser_failed';
  return String(message).includes('child nodes') ? 'too_many_parts' : 'headers_too_large';
}

const encryptedTypes = [
  'application/pkcs7-mime',
  'application/x-pkcs7-mime',
  'application/pgp-encrypted',
];

// A mail whose lines end in CR alone is one endless line to every parser: it is read with LF instead.
function readable(raw: Uint8Array): Uint8Array {
  const message = raw.subarray(messageStart(raw));
  return lineEnd(raw) === 13 ? message.map((byte) => (byte === 13 ? 10 : byte)) : message;
}

// Controls other than line ends and tabs, more than one in twenty: nobody wrote that.
function isBinary(bytes: Uint8Array): boolean {
  let controls = 0;
  for (const byte of bytes) if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls++;
  return controls * 20 > bytes.length;
}

/** When no part gave a text: a text that came as a file, else, of a mail without any parts, its bare body. */
function otherText(message: Uint8Array, attachments: MailReading['attachments']): string {
  const file = attachments.find(({ mediaType }) => /^text\/(?:plain|html)$/.test(mediaType));
  if (file) {
    const text = decodeBytes(file.content.subarray(0, BODY_BYTES_MAX));
    return file.mediaType === 'text/html' ? htmlText(text) : text;
  }
  if (attachments.length > 0) return '';
  const bytes = message.subarray(0, BODY_BYTES_MAX);
  if (isBinary(bytes)) return '';
  const head = decodeBytes(bytes);
  const blank = /\r?\n\r?\n/.exec(head);
  const body = blank ? head.slice(blank.index) : '';
  return body.trim() === '' && !/^[\w-]{1,100}:/.test(head) ? head : body;
}

/** Reads a whole mail. It gives what could be read, and why it is not all; it does not throw on any bytes. */
export async function readMail(raw: Uint8Array): Promise<MailReading> {
  const message = readable(raw);
  const { text, isBlank, attachments, failure } = await collect(message);
  const found = isBlank ? otherText(message, attachments) : text;
  const bounded = cleanText(found, TEXT_MAX * 4);
  const answers = isReply(readHeaders(message));
  const said = cleanText(answers ? withoutQuotes(bounded.text) : bounded.text, TEXT_MAX);
  const part = (...types: string[]): string | undefined => {
    const first = attachments.find(({ mediaType }) => types.includes(mediaType));
    return first && decodeBytes(first.content.subarray(0, REPORT_BYTES_MAX));
  };
  const deliveryStatus = part('message/delivery-status', 'message/global-delivery-status');
  const returned = part(
    'message/rfc822',
    'message/global',
    'text/rfc822-headers',
    'message/global-headers',
  );
  const isEncrypted =
    bounded.text === '' && attachments.some(({ mediaType }) => encryptedTypes.includes(mediaType));
  const unreadable = failure ? reasonOf(failure) : isEncrypted ? 'encrypted' : undefined;
  return {
    text: said.text,
    textCut: said.cut || bounded.cut,
    // The original holds those beyond.
    attachments: attachments.slice(0, ATTACHMENTS_MAX),
    ...(deliveryStatus ? { deliveryStatus } : {}),
    ...(returned ? { returned } : {}),
    ...(unreadable ? { unreadable } : {}),
  };
}
