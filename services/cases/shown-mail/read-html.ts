// What is shown of a mail: its HTML part made harmless, or its text. Runs in a worker that may be killed at any moment.
import { type Attachment, simpleParser } from 'mailparser';
import { gate } from './gate.ts';
import { htmlOfText } from './plain-text.ts';
import { HTML_CHARS_MAX, sanitise } from './sanitise.ts';

/** A mail as it is shown. */
export type ShownMail = {
  /** The inside of a body: every tag of it was written by gate.ts. */
  html: string;
  /** Whether its writer sent HTML; else it is made of the text. */
  from: 'html' | 'text';
  /** Pictures from outside that were left out. */
  remoteImages: number;
  /** The original holds more. */
  cut: boolean;
};

const IMAGES_BYTES_MAX = 8 * 1024 * 1024;
const IMAGES_MAX = 60;
const TEXT_CHARS_MAX = 200_000;

// What the bytes are, whatever their sender calls them (S4): an SVG is a program.
const signatures: [type: string, start: RegExp][] = [
  ['image/png', /^\x89PNG\r\n\x1a\n/],
  ['image/jpeg', /^\xff\xd8\xff/],
  ['image/gif', /^GIF8[79]a/],
  ['image/webp', /^RIFF[\s\S]{4}WEBP/],
];

function ownImages(attachments: Attachment[]): Map<string, string> {
  const found = new Map<string, string>();
  let bytes = 0;
  for (const { cid, content } of attachments) {
    if (!cid || found.size >= IMAGES_MAX) continue;
    const start = content.subarray(0, 16).toString('latin1');
    const [type] = signatures.find(([, signature]) => signature.test(start)) ?? [];
    bytes += type ? content.length : 0;
    if (!type || bytes > IMAGES_BYTES_MAX) continue;
    found.set(cid.toLowerCase(), `data:${type};base64,${content.toString('base64')}`);
  }
  return found;
}

/** Some text as it is shown where there is no HTML. */
export function shownText(text: string): ShownMail {
  const cut = text.length > TEXT_CHARS_MAX;
  const html = gate(htmlOfText(text.slice(0, TEXT_CHARS_MAX)));
  return { html, from: 'text', remoteImages: 0, cut };
}

/** HTML of a stranger as it is shown. */
export function shownHtml(given: string, attachments: Attachment[] = []): ShownMail {
  const { html, left } = sanitise(given, ownImages(attachments));
  return { html: gate(html), from: 'html', ...left, cut: given.length > HTML_CHARS_MAX };
}

/** Reads a mail for showing. @throws Error when it cannot be read. */
export async function readHtml(raw: Uint8Array): Promise<ShownMail> {
  const mail = await simpleParser(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), {
    keepCidLinks: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    // Passed on to the splitter: a mail within the mail stays an attachment.
    ...{ ignoreEmbedded: true },
  });
  if (mail.html) return shownHtml(mail.html, mail.attachments);
  return shownText((mail.text ?? '').replace(/\r\n?/g, '\n'));
}
