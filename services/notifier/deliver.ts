// One try of one message: rendered, composed, handed to its sender; errors become outcomes. Queues and marks are elsewhere.
import type { Query } from '#shared/db.ts';
import { errorText, InDoubtError, PermanentError, TransientError } from '#shared/errors.ts';
import { type Channel, isSocial } from '#shared/events/intake.ts';
import type { Log } from '#shared/log.ts';
import { findStaff } from '#shared/people.ts';
import type { PolicyData } from '#shared/policy/policy.ts';
import { parseAddress } from './domain/admission.ts';
import { type Outcome, waitsForPersonInDoubt } from './domain/delivery.ts';
import { automaticHeaders, recipientName, threadOf } from './domain/wording.ts';
import { markAttempting } from './lease-store.ts';
import { type LetterWriter, letterOf } from './letter/letter.ts';
import type { CaughtMail } from './mail-store.ts';
import type { Claimed } from './message-store.ts';
import type { Renderer } from './render.ts';
import type { DirectMessageSender } from './senders/direct-message.ts';
import { composeMail, type EmailSender } from './senders/email.ts';
import type { Templates } from './templates/templates.ts';

/** What became of a try; `lost`: the lease had gone to another process, nothing was sent. */
export type Delivered = { outcome: Outcome; caught?: CaughtMail } | 'lost';

export type Deliver = (message: Claimed, signal: AbortSignal) => Promise<Delivered>;

export type DeliverOptions = {
  query: Query;
  log: Log;
  policy: Pick<PolicyData, 'organisation'>;
  renderer: Renderer;
  templates: Pick<Templates, 'compiled'>;
  letters: LetterWriter;
  /** Absent: mail is caught. */
  email: EmailSender | undefined;
  directMessages: DirectMessageSender;
  mailFrom: { name: string; address: string };
  envelopeSender: string;
  leaseId: string;
};

async function composeFor(message: Claimed, options: DeliverOptions) {
  const { request, rfcMessageId = '' } = message;
  const address = parseAddress(request.recipient.email);
  if (!address) throw new Error('composing: the recipient has no address');
  const { locale } = message;
  const edited = await options.templates.compiled(message.templateVersion);
  const { subject, text, html } = options.renderer.renderMail(request, locale, edited);
  const letter = letterOf(request);
  const raw = composeMail({
    messageId: rfcMessageId,
    from: {
      name: options.mailFrom.name || options.policy.organisation,
      address: options.mailFrom.address,
    },
    to: { name: recipientName(request), address },
    subject,
    text,
    html,
    language: locale,
    thread: threadOf(request.answers),
    // The own id once more: relays may rewrite Message-ID, and a mail of ours that comes back must be known (loops).
    headers: { ...automaticHeaders(request), 'X-Redress-Loop': `<${rfcMessageId}>` },
    // A copy that goes out again is the same mail, byte for byte but for its boundary.
    date: message.createdAt,
    ...(letter
      ? {
          attachments: [
            {
              name: `${letter.reference}.pdf`,
              type: 'application/pdf',
              content: await options.letters(letter, locale, edited),
            },
          ],
        }
      : {}),
  });
  return { address, subject, text, raw };
}

async function deliverMail(
  message: Claimed,
  signal: AbortSignal,
  options: DeliverOptions,
): Promise<Delivered> {
  let mail: Awaited<ReturnType<typeof composeFor>>;
  try {
    mail = await composeFor(message, options);
  } catch (error) {
    // A person must act: the message cannot be written, and no retry will help.
    options.log.error(
      { message: message.messageId, trace: message.trace, reason: errorText(error) },
      'a message could not be rendered',
    );
    return { outcome: { kind: 'permanent', reason: 'render_failed' } };
  }
  const { address, subject, text, raw } = mail;
  const sender = options.envelopeSender;
  if (!options.email) {
    const caught = {
      messageId: message.messageId,
      sender,
      recipient: address,
      subject,
      textPart: text,
      raw,
    };
    return { outcome: { kind: 'sent', reason: 'caught' }, caught };
  }
  if (waitsForPersonInDoubt(message.request)) {
    if (!(await markAttempting(options.query, message.messageId, options.leaseId))) return 'lost';
  }
  return {
    outcome: await options.email.send({ envelope: { from: sender, to: address }, raw }, signal),
  };
}

/** Whether a person wrote or approved it who is a designated responder of the platform now (R45). */
async function isByResponder(query: Query, author: string, platform: Channel): Promise<boolean> {
  const staffId = /^staff:(.{1,90})$/.exec(author)?.[1];
  if (!staffId) return false;
  const staff = await findStaff(query, staffId);
  return staff?.staffId === staffId && staff.active && staff.responderFor.includes(platform);
}

const closedWord = (text: string): string => (/^[a-z0-9_]{1,60}$/.test(text) ? text : 'refused');

function directMessageFailure(error: unknown): Outcome {
  if (error instanceof TransientError) {
    const { retryAfterMs } = error;
    const wish = retryAfterMs === undefined ? {} : { retryAfterMs };
    return { kind: 'transient', reason: 'platform_busy', ...wish };
  }
  if (error instanceof PermanentError)
    return { kind: 'permanent', reason: closedWord(error.message) };
  // Anything else may have happened after the message went: as good as in doubt.
  return {
    kind: 'in_doubt',
    reason: error instanceof InDoubtError ? 'platform_unknown' : 'sender_failed',
  };
}

async function deliverDirectMessage(
  message: Claimed,
  signal: AbortSignal,
  options: DeliverOptions,
): Promise<Delivered> {
  const { request } = message;
  const { platform, platformUserId } = request.recipient;
  if (!platform || !isSocial(platform) || !platformUserId)
    return { outcome: { kind: 'permanent', reason: 'no_address' } };
  if (!(await isByResponder(options.query, request.author, platform)))
    return { outcome: { kind: 'permanent', reason: 'not_a_responder' } };
  let text: string;
  try {
    const edited = await options.templates.compiled(message.templateVersion);
    text = options.renderer.renderDirectMessage(request, message.locale, edited);
  } catch (error) {
    options.log.error(
      { message: message.messageId, trace: message.trace, reason: errorText(error) },
      'a message could not be rendered',
    );
    return { outcome: { kind: 'permanent', reason: 'render_failed' } };
  }
  if (!(await markAttempting(options.query, message.messageId, options.leaseId))) return 'lost';
  try {
    const { messageId } = message;
    await options.directMessages.send({ messageId, platform, platformUserId, text }, signal);
    return { outcome: { kind: 'sent' } };
  } catch (error) {
    return { outcome: directMessageFailure(error) };
  }
}

/** Makes the try. What it throws (the database away) says that nothing was sent. */
export function createDeliver(options: DeliverOptions): Deliver {
  return (message, signal) =>
    message.request.via === 'email'
      ? deliverMail(message, signal, options)
      : deliverDirectMessage(message, signal, options);
}
