// From what was checked to an item of the intake: the draft of a complaint, keys that make a repeat the same, the event.
// HTTP is not known here.
import { sha256 } from '#shared/blobs.ts';
import type { IntakeReceived } from '#shared/events/intake.ts';
import { newId, newTrace } from '#shared/ids.ts';
import type { Signer } from '#shared/secret.ts';
import type { Submission } from './accept-batch.ts';
import {
  type Complaint,
  checkComplaint,
  complaintFields,
  type FieldFaults,
  type TypedComplaint,
} from './domain/complaint.ts';
import type { FormBody, SentFile } from './request-body.ts';

/** The connectors of the portal, as the ledger and the metrics name them. */
export type PortalConnector = 'form' | 'api' | 'survey-page' | 'survey-api' | 'status-page';

/** What was said, ready to be accepted. */
export type Draft = Pick<IntakeReceived, 'channel' | 'sender' | 'text' | 'textCut'> &
  Partial<
    Pick<
      IntakeReceived,
      'subject' | 'language' | 'orderNumber' | 'occurredAt' | 'survey' | 'statusReplyTo' | 'sentAt'
    >
  > & { connector: PortalConnector; original: Uint8Array; files: SentFile[] };

/**
 * What makes a repeat the same: `client`, a key that the client chose, within its scope (other content under the same
 * key is a conflict); `natural`, a fact of which there is one (the first answer stands); `none`, each is new.
 */
export type RepeatKey =
  | { kind: 'client'; scope: string; key: string }
  | { kind: 'natural'; name: string }
  | { kind: 'none' };

// The content as it was understood: a boundary or the order of JSON keys makes no difference.
const contentOf = (draft: Draft): string => {
  const { original: _original, files, ...said } = draft;
  const digests = files.map((file) => [file.name, file.mediaType, sha256(file.content)]);
  return JSON.stringify([Object.entries(said).sort(([a], [b]) => (a < b ? -1 : 1)), digests]);
};

/** The key of an item of which there is one. */
export const naturalDedupKey = (name: string, signer: Signer): string =>
  `portal:${signer.sign('portal-natural', name, 32)}`;

/** Keys are kept as HMACs: what a client chose, or a customer wrote, cannot be guessed back from them. */
function keysOf(draft: Draft, repeat: RepeatKey, signer: Signer): { key?: string; dedup: string } {
  const sign = (purpose: string, text: string): string => signer.sign(purpose, text, 32);
  switch (repeat.kind) {
    case 'client': {
      const key = sign('portal-key', JSON.stringify([repeat.scope, repeat.key]));
      return { key, dedup: `portal:${sign('portal-item', `${key} ${contentOf(draft)}`)}` };
    }
    case 'natural':
      return { dedup: naturalDedupKey(repeat.name, signer) };
    case 'none':
      return { dedup: `portal:${newId()}` };
    default:
      return repeat satisfies never;
  }
}

/**
 * Makes the submission of a draft. `now` is when it was received: the promises run from it. `acknowledgeBy` is what its
 * sender is told; it stands in the item, so that the case promises the same (R10).
 */
export function createSubmission(
  draft: Draft,
  repeat: RepeatKey,
  signer: Signer,
  now: Date,
  acknowledgeBy: Date,
): Submission {
  const { original, files, ...said } = draft;
  const keys = keysOf(draft, repeat, signer);
  return {
    key: keys.key,
    claimedAt: now,
    item: {
      dedupKey: keys.dedup,
      trace: newTrace(),
      original,
      attachments: files.map(({ name, mediaType, content }) => ({ name, mediaType, content })),
      received: {
        subject: '',
        ...said,
        receivedAt: now.toISOString(),
        acknowledgeBy: acknowledgeBy.toISOString(),
      },
    },
  };
}

// ---- complaints ----

/** What is accepted of a complaint. */
export function draftOf(
  complaint: Complaint,
  body: { original: Buffer; files: FormBody['files'] },
  source: { connector: 'form' | 'api'; language?: string },
): Draft {
  const { message, textCut, name, email, phone, subject, orderNumber, occurredAt } = complaint;
  return {
    channel: source.connector,
    connector: source.connector,
    ...body,
    sender: { ...(name && { name }), ...(email && { email }), ...(phone && { phone }) },
    text: message,
    textCut,
    subject: subject ?? '',
    ...(orderNumber && { orderNumber }),
    ...(occurredAt && { occurredAt }),
    ...(source.language && { language: source.language }),
  };
}

/** What was typed into the fields of a complaint. */
export const typedIn = (body: FormBody): TypedComplaint =>
  Object.fromEntries(complaintFields.map((name) => [name, body.fields.get(name) ?? '']));

/** Checks a form body. What came twice is a fault of its field. */
export function checkForm(body: FormBody): { complaint: Complaint } | { faults: FieldFaults } {
  const twice = complaintFields.filter((name) => body.repeated.has(name));
  if (twice.length > 0) return { faults: Object.fromEntries(twice.map((name) => [name, 'twice'])) };
  return checkComplaint(typedIn(body));
}
