// The Complaint Log Form (R07): what staff took by phone or in person comes in by the same one way as everything else.
import { z } from 'zod';
import { sha256 } from '#shared/blobs.ts';
import type { Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { SUBJECT_MAX, TEXT_MAX } from '#shared/events/intake.ts';
import { isStorable } from '#shared/events/text.ts';
import { derivedId, newId, newTrace } from '#shared/ids.ts';
import { type AcceptedItem, acceptItem } from '#shared/intake.ts';
import { isAtLeast } from './domain/case.ts';
import { staffNow } from './execute-command.ts';
import { originalOf } from './stores/intake-store.ts';
import type { Shell } from './work.ts';

const text = (max: number) =>
  z.string().trim().min(1).max(max).refine(isStorable, 'must be well-formed text');

/** What is written down. An unknown key is refused. */
export const complaintLog = z.strictObject({
  channel: z.enum(['phone', 'in_person']).describe('how they told it'),
  message: text(TEXT_MAX).describe('what the customer said'),
  subject: text(SUBJECT_MAX).optional().describe('what it is about, in a line'),
  customerName: text(200).optional().describe('the customer’s name'),
  email: z.email().max(320).optional().describe('where they can be written to'),
  phone: text(50).optional().describe('where they can be called'),
  orderNumber: text(100).optional().describe('the order it is about'),
  occurredAt: text(100).optional().describe('when it happened, in the customer’s words'),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/)
    .optional()
    .describe('BCP 47; told from the text when absent'),
});
export type ComplaintLog = z.infer<typeof complaintLog>;

// Any fixed id: the parent of keys (RFC 9562 §5.5 wants a namespace).
const LOG = '0f3f3a0e-7a6e-4a7c-8a55-7b1a3c4d5e6f';

/**
 * Logs a complaint for a customer. The member of staff stands on record.
 * @throws RequestError 403 for whoever is not of the ladder; 409 for a key that came with another complaint.
 */
export async function logComplaint(
  shell: Shell,
  log: ComplaintLog,
  by: { staffId: string; idempotencyKey?: string | undefined },
): Promise<AcceptedItem> {
  return shell.db.transaction(async (tx: Tx) => {
    const staff = await staffNow(tx, by.staffId);
    if (!isAtLeast(staff.role, 'frontline'))
      throw new RequestError(
        403,
        'role_too_low',
        'Logging a complaint needs the role frontline or above.',
      );
    const original = Buffer.from(JSON.stringify(log));
    const key = by.idempotencyKey ?? newId();
    const accepted = await acceptItem(tx, {
      dedupKey: derivedId(LOG, `${staff.staffId}/${key}`),
      trace: newTrace(),
      original,
      attachments: [],
      received: {
        channel: log.channel,
        connector: 'staff-log',
        receivedAt: shell.clock.now().toISOString(),
        sender: {
          ...(log.customerName ? { name: log.customerName } : {}),
          ...(log.email ? { email: log.email } : {}),
          ...(log.phone ? { phone: log.phone } : {}),
        },
        subject: log.subject ?? '',
        text: log.message,
        textCut: false,
        loggedBy: staff.staffId,
        ...(log.language ? { language: log.language } : {}),
        ...(log.orderNumber ? { orderNumber: log.orderNumber } : {}),
        ...(log.occurredAt ? { occurredAt: log.occurredAt } : {}),
      },
    });
    if (accepted.repeated && (await originalOf(tx.query, accepted.itemId)) !== sha256(original))
      throw new RequestError(
        409,
        'idempotency_key_reused',
        'This Idempotency-Key came with another complaint before: use a new one.',
      );
    return accepted;
  });
}
