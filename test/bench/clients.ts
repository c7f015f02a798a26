// The customers' programs: HTTP and SMTP over plain sockets that stay open, at a tenth of the cost of fetch and nodemailer,
// as they share the machine with what is measured.
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Complaint } from './texts.ts';

/** One customer's program: hands over one complaint at a time. */
export type Client = {
  /** Done when the system says that it has it. @throws Error with its answer when it says anything else. */
  submit(complaint: Complaint): Promise<void>;
  close(): void;
};

const ANSWER_MS = 60_000;

/** Reads answers from a socket: `take` cuts one off the beginning of what came, or gives undefined to wait for more. */
function createReader<T>(
  socket: Socket,
  take: (text: string) => { answer: T; length: number } | undefined,
) {
  let text = '';
  let waiting: PromiseWithResolvers<T> | undefined;
  const look = (): void => {
    const found = waiting && take(text);
    if (!waiting || !found) return;
    text = text.slice(found.length);
    const { resolve } = waiting;
    waiting = undefined;
    resolve(found.answer);
  };
  const fail = (error: Error): void => {
    waiting?.reject(error);
    waiting = undefined;
  };
  socket.setNoDelay(true);
  socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error(`no answer within ${ANSWER_MS} ms`)));
  // One byte a character: what is looked at is ASCII, and lengths are those of bytes.
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    text = text.length > 0 ? text + chunk : chunk;
    look();
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the connection was closed')));
  return (): Promise<T> => {
    waiting = Promise.withResolvers<T>();
    look();
    return waiting.promise;
  };
}

type HttpAnswer = { status: number; body: string };

function takeHttp(text: string): { answer: HttpAnswer; length: number } | undefined {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const bytes = Number(/\r\ncontent-length: (\d+)/i.exec(text.slice(0, head))?.[1] ?? 0);
  const length = head + 4 + bytes;
  if (text.length < length) return undefined;
  return {
    answer: { status: Number(text.slice(9, 12)), body: text.slice(head + 4, length) },
    length,
  };
}

/** How a system takes a complaint by HTTP. */
export type HttpForm = {
  port: number;
  path: string;
  status: number;
  contentType: string;
  body(complaint: Complaint): string;
};

/** The public API of Redress; the floor has the same. */
export const redressForm = (port: number): HttpForm => ({
  port,
  path: '/api/v1/complaints',
  status: 202,
  contentType: 'application/json',
  body: (complaint) => JSON.stringify(complaint),
});

/** Opens a client of an HTTP form. */
export async function openHttpClient(form: HttpForm): Promise<Client> {
  let socket: Socket | undefined;
  let next: () => Promise<HttpAnswer>;
  const open = async (): Promise<Socket> => {
    if (socket && !socket.destroyed && socket.writable) return socket;
    const opened = connect(form.port, '127.0.0.1');
    await once(opened, 'connect');
    next = createReader(opened, takeHttp);
    socket = opened;
    return opened;
  };
  await open();
  return {
    submit: async (complaint) => {
      const body = form.body(complaint);
      const head = `POST ${form.path} HTTP/1.1\r\nHost: 127.0.0.1:${form.port}\r\nContent-Type: ${form.contentType}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
      (await open()).write(head + body);
      const answer = await next();
      if (answer.status !== form.status)
        throw new Error(`POST ${form.path}: ${answer.status} ${answer.body.slice(0, 300)}`);
    },
    close: () => socket?.destroy(),
  };
}

/** The bytes of a complaint as a mail program sends it (RFC 5322). */
export function mailOf({ name, email, subject, message }: Complaint): string {
  const encoded = (text: string) => `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
  const body = Buffer.from(message).toString('base64').replace(/.{76}/g, '$&\r\n');
  return [
    `From: ${encoded(name)} <${email}>`,
    'To: care@redress.localhost',
    `Subject: ${encoded(subject.slice(0, 40))}`,
    `Message-ID: <${email}>`,
    `Date: ${new Date().toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: base64',
    '',
    body,
    '',
  ].join('\r\n');
}

function takeSmtp(text: string): { answer: string; length: number } | undefined {
  const last = /^(?:\d{3}-.*\r\n)*\d{3} .*\r\n/.exec(text);
  return last ? { answer: last[0], length: last[0].length } : undefined;
}

/** Opens a client of an SMTP server, which keeps its connection for many mails. */
export async function openSmtpClient(port: number): Promise<Client> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const next = createReader(socket, takeSmtp);
  const expect = async (code: string, doing: string): Promise<void> => {
    const answer = await next();
    if (!answer.startsWith(code)) throw new Error(`${doing}: ${answer.trim()}`);
  };
  const say = (line: string, code: string): Promise<void> => {
    socket.write(`${line}\r\n`);
    return expect(code, line.slice(0, 40));
  };
  await expect('220', 'greeting');
  await say('EHLO customer.test', '250');
  return {
    submit: async (complaint) => {
      await say(`MAIL FROM:<${complaint.email}>`, '250');
      await say('RCPT TO:<care@redress.localhost>', '250');
      await say('DATA', '354');
      // Base64 and encoded headers: no line begins with a dot.
      await say(`${mailOf(complaint)}.`, '250');
    },
    close: () => socket.destroy(),
  };
}
