// The Complaint Log Form (R07): what staff took by phone or in person comes in by the same one way as everything else.
import { z } from 'zod';
import { sha256 } from '#shared/blobs.ts';
import type { Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { SUBJECT_MAX, TEXT_MAX } from '#shared/events/intake.ts';
import { isStorable } from '#shared/events/text.ts';
import { derivedId, newId, newTrace, parseReference } from '#shared/ids.ts';
import { type AcceptedItem, acceptItem, type NewItem } from '#shared/intake.ts';
import { isAtLeast } from '../domain/case.ts';
import { staffNow } from '../execute-command.ts';
import { originalOf } from '../stores/intake-store.ts';
import { caseByReference } from '../stores/read-store.ts';
import type { Shell } from '../work.ts';

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
  takenAt: z.iso
    .datetime({ offset: true })
    .optional()
    .describe('RFC 3339: when it was told, if not now; all times count from here'),
  product: text(200).optional().describe('the product or service it is about'),
  location: text(200).optional().describe('where it happened'),
  staffNamed: z
    .array(text(320))
    .max(20)
    .optional()
    .describe('staff whom the customer names; none of them investigates it'),
  desiredOutcome: text(2000).optional().describe('what would put it right for the customer'),
  stepsTaken: text(5000).optional().describe('what was done about it already'),
  confirmed: z
    .boolean()
    .optional()
    .describe('true: it was read back to the customer, and they agreed'),
  told: z
    .boolean()
    .optional()
    .describe(
      'true: they were told that we have it, which is the acknowledgement; no mail goes out',
    ),
  selfIdentified: z
    .boolean()
    .optional()
    .describe('true: no customer said it, staff noticed the failure themselves'),
  callSeconds: z
    .int()
    .min(0)
    .max(86_400)
    .optional()
    .describe('how long the customer was spoken with, in seconds'),
  joins: z
    .string()
    .min(1)
    .max(40)
    .optional()
    .describe('the reference of an open case that this belongs to: it joins that one'),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/)
    .optional()
    .describe('BCP 47; told from the text when absent'),
});
export type ComplaintLog = z.infer<typeof complaintLog>;

// Any fixed id: the parent of keys (RFC 9562 §5.5 wants a namespace).
const LOG = '0f3f3a0e-7a6e-4a7c-8a55-7b1a3c4d5e6f';

const TAKEN_DAYS_MAX = 31;
const DAY_MS = 24 * 3_600_000;

/**
 * When it was told: all times count from there, not from when somebody came to write it down.
 * @throws RequestError 422 for a time that is not past, or long past.
 */
function takenAt(log: ComplaintLog, now: Date): string {
  if (!log.takenAt) return now.toISOString();
  const at = new Date(log.takenAt);
  if (at > now || now.getTime() - at.getTime() > TAKEN_DAYS_MAX * DAY_MS)
    throw new RequestError(
      422,
      'invalid',
      `takenAt: must be in the past, at most ${TAKEN_DAYS_MAX} days ago.`,
    );
  return at.toISOString();
}

/** What a form says as an item: only what was filled in. */
function receivedFrom(log: ComplaintLog, staffId: string, now: Date): NewItem['received'] {
  const { channel, customerName, email, phone, language, orderNumber, occurredAt } = log;
  const { product, location, staffNamed, desiredOutcome, stepsTaken } = log;
  const { confirmed, selfIdentified, callSeconds } = log;
  const joins = log.joins && parseReference(log.joins);
  const filled = <T extends object>(fields: T): T =>
    Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
  return {
    channel,
    connector: 'staff-log',
    receivedAt: takenAt(log, now),
    sender: filled({ name: customerName, email, phone }),
    subject: log.subject ?? '',
    text: log.message,
    textCut: false,
    loggedBy: staffId,
    ...filled({ language, orderNumber, occurredAt }),
    log: filled({
      ...{ product, location, staffNamed, desiredOutcome, stepsTaken, confirmed, selfIdentified },
      ...{ callSeconds, joins },
      told: log.told ? channel : undefined,
    }),
  };
}

/** Who logs, under which key a repeat is the same, and what the form says: all of it is the original. */
export type Logging = {
  staffId: string;
  idempotencyKey?: string | undefined;
  /** The whole form, where it says more than the log does. */
  form?: object;
};

/**
 * Takes a form in, in the caller's transaction. The member of staff stands on record.
 * @throws RequestError 403 for whoever is not of the ladder; 409 for a key that came with another form.
 */
export async function acceptLog(
  shell: Shell,
  tx: Tx,
  log: ComplaintLog,
  by: Logging,
): Promise<AcceptedItem & { trace: string }> {
  const staff = await staffNow(tx, by.staffId);
  if (!isAtLeast(staff.role, 'frontline'))
    throw new RequestError(
      403,
      'role_too_low',
      'Logging a complaint needs the role frontline or above.',
    );
  if (log.joins) await checkJoins(tx, log.joins);
  const original = Buffer.from(JSON.stringify(by.form ?? log));
  const key = by.idempotencyKey ?? newId();
  const trace = newTrace();
  const accepted = await acceptItem(tx, {
    dedupKey: derivedId(LOG, `${staff.staffId}/${key}`),
    trace,
    original,
    attachments: [],
    received: receivedFrom(log, staff.staffId, shell.clock.now()),
  });
  if (accepted.repeated && (await originalOf(tx.query, accepted.itemId)) !== sha256(original))
    throw new RequestError(
      409,
      'idempotency_key_reused',
      'This Idempotency-Key came with another complaint before: use a new one.',
    );
  return { ...accepted, trace };
}

/**
 * Refuses what is to join a case that it cannot join: whoever took the call hears so while the customer is still there.
 * @throws RequestError 422.
 */
async function checkJoins(tx: Tx, joins: string): Promise<void> {
  const reference = parseReference(joins);
  const into = reference && (await caseByReference(tx.query, reference));
  if (!into) throw new RequestError(422, 'invalid', 'joins: there is no case with this reference.');
  if (['resolved', 'closed', 'merged'].includes(into.status))
    throw new RequestError(
      422,
      'invalid',
      `joins: the case ${into.reference} is ${into.status}: log it as a complaint of its own.`,
    );
}

/** Logs a complaint for a customer; it is a case as soon as it is classified. */
export const logComplaint = (shell: Shell, log: ComplaintLog, by: Logging): Promise<AcceptedItem> =>
  shell.db.transaction((tx) => acceptLog(shell, tx, log, by));
