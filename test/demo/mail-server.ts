// The mail server that Redress sends through, and a page on which its mails can be read. It can refuse everybody for a while.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import type { Clock } from '../../shared/clock.ts';
import { readMail } from '../harness/mail-client.ts';

/** A mail that was taken. */
export type TakenMail = {
  number: number;
  at: Date;
  to: string;
  raw: Buffer;
  subject: string;
  text: string;
  /** Without angle brackets. */
  messageId: string;
};

export type MailServer = {
  smtpUrl: string;
  inboxUrl: string;
  mails: TakenMail[];
  /** Calls back for each mail that is taken. */
  onMail(listener: (mail: TakenMail) => void): void;
  /** From now on everybody is turned away, or not any more. */
  refuse(refusing: boolean): void;
  refused(): number;
  stop(): Promise<void>;
};

const busy = (): Error =>
  Object.assign(new Error('4.3.2 Closed for maintenance, try again later'), { responseCode: 421 });

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const style = `body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1d2530}
table{border-collapse:collapse;width:100%}td{padding:.35rem .6rem;border-top:1px solid #dde3ea;vertical-align:top}
td:first-child{white-space:nowrap;color:#5b6775}a{color:#0b5cad;text-decoration:none}pre{white-space:pre-wrap;font:inherit;
background:#f6f8fa;padding:1.2rem;border-radius:.5rem}`;
const pageOf = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><style>${style}</style><h1>${title}</h1>${body}</html>`;

const time = (at: Date): string => at.toISOString().slice(0, 16).replace('T', ' ');

function inboxPage(mails: readonly TakenMail[]): string {
  const rows = mails
    .slice(-500)
    .reverse()
    .map(
      ({ number, at, to, subject }) =>
        `<tr><td>${time(at)}<td>${escapeHtml(to)}<td><a href="/${number}">${escapeHtml(subject)}</a>`,
    );
  return pageOf(`${mails.length} mails that Redress sent`, `<table>${rows.join('')}</table>`);
}

const mailPage = ({ subject, to, at, text }: TakenMail): string =>
  pageOf(
    escapeHtml(subject),
    `<p>${time(at)}, to ${escapeHtml(to)} · <a href="/">all mails</a></p><pre>${escapeHtml(
      text,
    ).replace(/https?:\/\/[^\s<&]+/g, '<a href="$&">$&</a>')}</pre>`,
  );

async function startInbox(mails: readonly TakenMail[]): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const mail = mails[Number(request.url?.slice(1) || Number.NaN) - 1];
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.statusCode = mail || request.url === '/' ? 200 : 404;
    response.end(mail ? mailPage(mail) : inboxPage(mails));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const piece of stream) chunks.push(piece);
  return Buffer.concat(chunks);
}

/** Starts both on free loopback ports. */
export async function startMailServer(clock: Clock): Promise<MailServer> {
  const mails: TakenMail[] = [];
  const listeners: ((mail: TakenMail) => void)[] = [];
  let refusing = false;
  let refused = 0;
  const server = new SMTPServer({
    disabledCommands: ['AUTH', 'STARTTLS'],
    authOptional: true,
    disableReverseLookup: true,
    closeTimeout: 1_000,
    logger: false,
    onConnect: (_session, callback) => {
      if (refusing) refused++;
      callback(refusing ? busy() : null);
    },
    onMailFrom: (_address, _session, callback) => callback(refusing ? busy() : null),
    onData: (stream, session, callback) => {
      const take = async (): Promise<void> => {
        const raw = await bytesOf(stream);
        const at = clock.now();
        const { subject = '', text = '', messageId = '' } = await readMail(raw);
        const to = session.envelope.rcptTo[0]?.address ?? '';
        const id = messageId.replace(/^<|>$/g, '');
        const mail = { number: mails.length + 1, at, to, raw, subject, text, messageId: id };
        mails.push(mail);
        for (const listener of listeners) listener(mail);
      };
      take().then(() => callback(), callback);
    },
  });
  server.on('error', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const inbox = await startInbox(mails);
  return {
    smtpUrl: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    inboxUrl: inbox.url,
    mails,
    onMail: (listener) => void listeners.push(listener),
    refuse: (now) => {
      refusing = now;
    },
    refused: () => refused,
    stop: async () => {
      inbox.server.closeAllConnections();
      await new Promise<void>((resolve) => inbox.server.close(() => resolve()));
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
