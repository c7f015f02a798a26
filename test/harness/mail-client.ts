// A customer's mail program, for tests: writes mails and hands them to the SMTP inlet. Parsing of answers is by mailparser.
import { type ParsedMail, simpleParser } from 'mailparser';
import { createTransport } from 'nodemailer';

/** A mail a customer writes. */
export type CustomerMail = {
  from: string;
  to?: string;
  subject: string;
  text: string;
  messageId?: string;
  inReplyTo?: string;
  references?: string[];
  headers?: Record<string, string>;
  attachments?: { filename: string; content: Buffer; contentType?: string }[];
};

/** Hands a mail to an SMTP server on loopback; resolves with its Message-ID once the server has said 250. */
export async function sendMail(port: number, mail: CustomerMail): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true });
  try {
    const sent = await transport.sendMail({ to: 'care@redress.localhost', ...mail });
    return sent.messageId;
  } finally {
    transport.close();
  }
}

/** Hands composed bytes to an SMTP server, as a mail server does that tries again: the same mail, to the letter. */
export async function sendRawMail(port: number, from: string, raw: Buffer): Promise<void> {
  const transport = createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true });
  try {
    await transport.sendMail({ envelope: { from, to: 'care@redress.localhost' }, raw });
  } finally {
    transport.close();
  }
}

/** A raw mail as bytes, e.g. for a mailbox. */
export async function composeMail(mail: CustomerMail): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: 'windows' });
  const sent = await transport.sendMail({ to: 'care@redress.localhost', ...mail });
  return sent.message as Buffer;
}

/** Parses a mail that Redress sent. */
export const readMail = (raw: Buffer | string): Promise<ParsedMail> => simpleParser(raw);
