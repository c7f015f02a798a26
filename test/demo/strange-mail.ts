// Mail that is not from a customer, or cannot be read: composed as such mail is. Nothing is sent here.
import { composeMail } from '../harness/mail-client.ts';
import type { Noise } from './texts.ts';

const NESTING = 400;

/** What a mail server says of a mail of ours that it could not deliver (RFC 3464). */
export function bounceMail(address: string, messageId: string, to: string): Buffer {
  const host = address.slice(address.indexOf('@') + 1);
  const lines = [
    `From: Mail Delivery System <mailer-daemon@${host}>`,
    `To: ${to}`,
    'Subject: Undelivered Mail Returned to Sender',
    `Message-ID: <bounce-${messageId.replace(/@.*/, '')}@${host}>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="=_report"',
    '',
    '--=_report',
    'Content-Type: text/plain; charset=utf-8',
    '',
    `Your message to ${address} could not be delivered: this mailbox is closed.`,
    '',
    '--=_report',
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; mx.${host}`,
    '',
    `Final-Recipient: rfc822; ${address}`,
    'Action: failed',
    'Status: 5.2.1',
    'Diagnostic-Code: smtp; 550 5.2.1 This mailbox is closed',
    '',
    '--=_report',
    'Content-Type: text/rfc822-headers',
    '',
    `Message-ID: <${messageId}>`,
    `To: ${address}`,
    '',
    '--=_report--',
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

/** A mail whose parts lie in parts in parts, deeper than anybody reads. */
export function brokenMail({ from, subject, text }: Noise, to: string): Buffer {
  const levels = Array.from(
    { length: NESTING },
    (_, level) => `Content-Type: multipart/mixed; boundary="b${level}"\r\n\r\n--b${level}\r\n`,
  );
  const head = `From: ${from}\r\nTo: ${to}\r\nSubject: ${subject}\r\nMIME-Version: 1.0\r\n`;
  return Buffer.from(`${head}${levels.join('')}Content-Type: text/plain\r\n\r\n${text}\r\n`);
}

/** A newsletter, an offer, a mail with two authors or with none to speak of. */
export async function noiseMail({ kind, from, subject, text }: Noise, to: string): Promise<Buffer> {
  const host = from.slice(from.indexOf('@') + 1).replace('>', '');
  const raw = await composeMail({
    from,
    to,
    subject,
    text: kind === 'empty' ? '' : text,
    ...(kind === 'list'
      ? {
          headers: {
            'List-Id': `<news.${host}>`,
            'List-Unsubscribe': `<https://${host}/unsubscribe>`,
            Precedence: 'bulk',
          },
        }
      : kind === 'bulk'
        ? { headers: { Precedence: 'bulk', 'X-Mailer': 'Blaster 3' } }
        : {}),
  });
  return raw;
}
