// Mail by SMTP: composing, a pool of connections, and what an error says of a message. The only importer of nodemailer.
// Nothing is retried or stored here.
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { domainToASCII } from 'node:url';
import MimeNode from 'nodemailer/lib/mime-node';
import { encode as encodeQuotedPrintable, wrap as wrapQuotedPrintable } from 'nodemailer/lib/qp';
import { parseConnectionUrl } from 'nodemailer/lib/shared';
import SMTPConnection, { type SMTPConnectionOptions } from 'nodemailer/lib/smtp-connection';
import type { Clock } from '#shared/clock.ts';
import type { Log } from '#shared/log.ts';
import type { Secret } from '#shared/secret.ts';
import type { Outcome } from '../domain/delivery.ts';
import type { Thread } from '../domain/wording.ts';

/** A mail before it is bytes. Ids are without angle brackets. */
export type Mail = {
  messageId: string;
  from: { name: string; address: string };
  to: { name: string; address: string };
  subject: string;
  text: string;
  html: string;
  language: string;
  thread: Thread;
  headers: Record<string, string>;
  date: Date;
  /** Files that go with it; their names are plain ASCII. */
  attachments?: { name: string; type: string; content: Buffer }[];
};

const part = (boundary: string, type: string, content: string): string =>
  `--${boundary}\r\nContent-Type: ${type}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n${wrapQuotedPrintable(
    encodeQuotedPrintable(content.replace(/\r?\n/g, '\r\n')),
  )}\r\n`;

/** A file as a part (RFC 2183), in base64 lines of 76 characters (RFC 2045 §6.8). */
const filePart = (boundary: string, file: NonNullable<Mail['attachments']>[number]): string =>
  `--${boundary}\r\nContent-Type: ${file.type}; name="${file.name}"\r\nContent-Disposition: attachment; filename="${file.name}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${file.content
    .toString('base64')
    .replace(/.{76}/g, '$&\r\n')}\r\n`;

/**
 * The mail as bytes (RFC 5322): plain text and HTML as alternatives. Headers are encoded and folded by nodemailer; the
 * bodies are encoded here, at a fourth of the cost of its streams.
 */
export function composeMail(mail: Mail): Buffer {
  // RFC 2045 §6.7: "=_" cannot occur in quoted-printable, so the boundary never occurs in a body.
  const boundary = `=_${randomBytes(12).toString('hex')}`;
  const attachments = mail.attachments ?? [];
  const outer = attachments.length > 0 ? 'multipart/mixed' : 'multipart/alternative';
  const node = new MimeNode(outer, { baseBoundary: boundary });
  node.setHeader({
    From: [mail.from],
    To: [mail.to.name ? mail.to : { address: mail.to.address }],
    Subject: mail.subject,
    'Message-ID': `<${mail.messageId}>`,
    Date: mail.date.toUTCString().replace(/GMT$/, '+0000'),
    'Content-Language': mail.language,
    ...(mail.thread.inReplyTo ? { 'In-Reply-To': `<${mail.thread.inReplyTo}>` } : {}),
    ...(mail.thread.references.length > 0
      ? { References: mail.thread.references.map((id) => `<${id}>`).join(' ') }
      : {}),
    ...mail.headers,
    'Content-Type': `${outer}; boundary="${boundary}"`,
  });
  const inner = attachments.length > 0 ? `${boundary}i` : boundary;
  const texts = `${part(inner, 'text/plain', mail.text)}${part(inner, 'text/html', mail.html)}--${inner}--\r\n`;
  const body =
    attachments.length === 0
      ? texts
      : `--${boundary}\r\nContent-Type: multipart/alternative; boundary="${inner}"\r\n\r\n${texts}${attachments
          .map((file) => filePart(boundary, file))
          .join('')}--${boundary}--\r\n`;
  return Buffer.from(`${node.buildHeaders()}\r\n\r\n${body}`);
}

type SmtpError = Error & { code?: string; responseCode?: number; command?: string };

// "Sign in first", "sign-in refused", "encrypt first" (RFC 4954 §6, RFC 3207 §4): our settings are at fault, not the message.
const signInReplies: readonly number[] = [530, 534, 535, 538];
// RFC 5321 §4.2.2: "bad sequence of commands" is about the session; the same message may go through in another.
const BAD_SEQUENCE = 503;

/**
 * What a failed try says of its message. `handed` tells whether the data went out: then, without an answer, nobody
 * knows (RFC 5321 §6.1); a reply is certain either way, and so is a link that broke before.
 */
export function classifyFailure(error: SmtpError, handed: boolean): Outcome {
  const reply = error.responseCode ?? 0;
  if (error.code === 'EAUTH' || error.code === 'ENOAUTH' || signInReplies.includes(reply))
    return { kind: 'transient', reason: 'smtp_sign_in', ours: true };
  if (reply >= 500 && reply < 600 && reply !== BAD_SEQUENCE)
    return { kind: 'permanent', reason: `smtp_${reply}` };
  if (reply >= 400 && reply < 600) return { kind: 'transient', reason: `smtp_${reply}` };
  if (handed) return { kind: 'in_doubt', reason: 'smtp_lost_after_data' };
  if (error.command === 'API' && error.code === 'EENVELOPE')
    return { kind: 'permanent', reason: 'invalid_address' };
  if (error.code === 'EMESSAGE') return { kind: 'permanent', reason: 'smtp_too_large' };
  return { kind: 'transient', reason: 'smtp_lost' };
}

export type EmailSenderConfig = {
  smtpUrl: Secret;
  /** Messages after which a connection is closed: servers limit them, often to 100. */
  messagesPerConnectionMax: number;
  /** How long the server may take for an answer. */
  replyTimeoutMs: number;
};

/** Sends mails; each call takes a connection of its own until it settles. Never throws. */
export type EmailSender = {
  send(
    mail: { envelope: { from: string; to: string }; raw: Buffer },
    signal: AbortSignal,
  ): Promise<Outcome>;
  /** `down` for a while after a failed connection, then `probing` until one succeeds. */
  state(): 'up' | 'probing' | 'down';
  /** Whether the last connection could be opened, and since when that is so; undefined before the first. */
  health(): SmtpHealth | undefined;
  close(): void;
};

export type SmtpHealth = { healthy: boolean; since: Date; reason?: string };

/** How long no connection is tried after one failed. */
const DOWN_MS = 15_000;
const CONNECT_TIMEOUT_MS = 15_000;

type Slot = { connection: SMTPConnection; used: number; dead: boolean };

const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[?::1\]?)$/;

function connectionOptions(config: EmailSenderConfig) {
  const { auth, ...parsed } = parseConnectionUrl(config.smtpUrl.expose());
  const options = {
    ...parsed,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: config.replyTimeoutMs,
    socketTimeout: config.replyTimeoutMs,
    logger: false,
    // A password never travels in the clear to another machine.
    ...(auth && !parsed.secure && !loopback.test(String(parsed.host)) ? { requireTLS: true } : {}),
  } as SMTPConnectionOptions;
  return { options, auth };
}

/** Opens a connection up to and including the sign-in. */
function openSlot({ options, auth }: ReturnType<typeof connectionOptions>): Promise<Slot> {
  const connection = new SMTPConnection(options);
  const slot: Slot = { connection, used: 0, dead: false };
  return new Promise((resolve, reject) => {
    const fail = (error?: Error | null): void => {
      slot.dead = true;
      reject(error ?? new Error('the connection was closed'));
    };
    // Both stay for the life of the connection: a later error only marks it, its send is told by its own callback.
    connection.on('error', fail);
    connection.on('end', fail);
    connection.connect((error) => {
      if (error) return fail(error);
      if (!auth?.user) return resolve(slot);
      connection.login({ credentials: { user: auth.user, pass: auth.pass ?? '' } }, (refused) => {
        if (!refused) return resolve(slot);
        connection.close();
        fail(refused);
      });
    });
  });
}

type Try = { outcome: Outcome; handed: boolean };

/** One message over one connection. */
function sendOver(
  slot: Slot,
  mail: { envelope: { from: string; to: string }; raw: Buffer },
  signal: AbortSignal,
): Promise<Try> {
  slot.used += 1;
  let handed = false;
  const content = new Readable({
    read() {
      // Read from only once the server has asked for the data (354).
      handed = true;
      this.push(mail.raw);
      this.push(null);
    },
  });
  return new Promise((resolve) => {
    const settle = (error: Error | null): void => {
      signal.removeEventListener('abort', abort);
      if (error) {
        // RSET would do after a refusal; a fresh connection costs less than being wrong about the session's state.
        slot.dead = true;
        slot.connection.close();
      }
      const outcome = error
        ? classifyFailure(error as SmtpError, handed)
        : ({ kind: 'sent' } as const);
      resolve({ outcome, handed });
    };
    const abort = (): void => settle(new Error('stopped while sending'));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort);
    slot.connection.send({ ...mail.envelope, size: mail.raw.length }, content, settle);
  });
}

/** The address as it stands in the envelope: an international domain in its ASCII form (RFC 5891). */
const envelopeAddress = (address: string): string => {
  const at = address.lastIndexOf('@');
  const domain = address.slice(at + 1);
  return `${address.slice(0, at)}@${domainToASCII(domain) || domain}`;
};

/** Makes a sender on SMTP_URL. Nothing connects before the first mail. */
export function createEmailSender(
  config: EmailSenderConfig,
  deps: { clock: Clock; log: Log },
): EmailSender {
  const options = connectionOptions(config);
  const idle: Slot[] = [];
  let downUntilMs = 0;
  let health: SmtpHealth | undefined;
  const take = async (fresh: boolean): Promise<Slot> => {
    for (let slot = fresh ? undefined : idle.pop(); slot; slot = idle.pop()) {
      if (!slot.dead) return slot;
    }
    const slot = await openSlot(options);
    if (health?.healthy === false) deps.log.info('the mail server can be reached again');
    if (!health?.healthy) health = { healthy: true, since: deps.clock.now() };
    return slot;
  };
  const unreachable = (error: SmtpError): Outcome => {
    const outcome = classifyFailure(error, false);
    const signIn = outcome.kind === 'transient' && outcome.ours === true;
    const reason = signIn ? outcome.reason : 'smtp_unreachable';
    const now = deps.clock.now();
    if (health?.healthy !== false) {
      deps.log.error(
        { code: error.code, reply: error.responseCode },
        'the mail server cannot be reached or refuses us: outgoing mail waits',
      );
      health = { healthy: false, since: now, reason };
    }
    downUntilMs = now.getTime() + DOWN_MS;
    return { kind: 'transient', reason, ours: true };
  };
  const giveBack = (slot: Slot): void => {
    if (slot.dead) return;
    if (slot.used >= config.messagesPerConnectionMax) slot.connection.quit();
    else idle.push(slot);
  };
  const attempt = async (
    mail: Parameters<EmailSender['send']>[0],
    signal: AbortSignal,
    fresh: boolean,
  ): Promise<Outcome> => {
    let slot: Slot;
    try {
      slot = await take(fresh);
    } catch (error) {
      return unreachable(error as SmtpError);
    }
    const reused = slot.used > 0;
    const { outcome, handed } = await sendOver(slot, mail, signal);
    giveBack(slot);
    // The server may have closed an idle connection just now: that says nothing of the message.
    const stale = outcome.kind === 'transient' && /^smtp_(lost|421)$/.test(outcome.reason);
    return reused && !handed && stale && !signal.aborted ? attempt(mail, signal, true) : outcome;
  };
  return {
    send: async ({ envelope, raw }, signal) => {
      if (deps.clock.now().getTime() < downUntilMs)
        return { kind: 'transient', reason: 'smtp_unreachable', ours: true };
      const from = envelopeAddress(envelope.from);
      return attempt({ envelope: { from, to: envelopeAddress(envelope.to) }, raw }, signal, false);
    },
    state: () => {
      if (health?.healthy !== false) return 'up';
      return deps.clock.now().getTime() < downUntilMs ? 'down' : 'probing';
    },
    health: () => health,
    close: () => {
      for (const { connection } of idle.splice(0)) connection.quit();
    },
  };
}
