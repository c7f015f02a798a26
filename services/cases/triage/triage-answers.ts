// What the routes of triage and of the intake ledger answer, as schemas.
import { z } from 'zod';
import { nextPage } from '#shared/api/route.ts';
import { triageKinds } from './triage-store.ts';

const at = z.iso.datetime();
const count = z.int().nonnegative();
const said = z.string().nullable();
const sender = z.strictObject({ name: said, email: said });

const line = z
  .strictObject({
    kind: z.enum(triageKinds),
    id: z.string().describe('of the item, of the dead letter, or the reference of the case'),
    at: at.describe('since when it waits'),
    itemId: z.uuid().nullable(),
    reference: said,
    caseReference: said,
    channel: said,
    connector: said,
    sender,
    subject: said,
    reason: said,
    tries: count.nullable(),
    dueAt: at.nullable().describe('by when somebody has looked'),
    suggestions: z.array(
      z.strictObject({ category: z.string(), probability: z.number().min(0).max(1) }),
    ),
  })
  .meta({ id: 'TriageLine', description: 'Something that waits for a person’s eye.' });

/** A page of the list. */
export const triagePageSchema = z.strictObject({
  items: z.array(line),
  counts: z
    .strictObject({
      undecided: count,
      quarantined: count,
      dead_letter: count,
      suppressed: count,
    })
    .optional(),
  next: nextPage,
});

const decision = z.strictObject({
  decision: z.enum(['released', 'rejected', 'replayed']),
  was: said,
  reason: z.string(),
  by: z.string().describe('staff:<id>'),
  at,
});

/** An item, safe to look at. */
export const triageItemSchema = z
  .strictObject({
    itemId: z.uuid(),
    reference: z.string(),
    channel: z.string(),
    connector: z.string(),
    receivedAt: at,
    sender,
    subject: z.string(),
    text: z.string().describe('plain text; what is invisible or turns text round is U+FFFD'),
    textCut: z.boolean(),
    headers: z.array(z.strictObject({ name: z.string(), value: z.string() })),
    headersCut: z.boolean(),
    originalBytes: count.nullable().describe('null: erased'),
    robotSigns: z.array(z.string()),
    authentication: said,
    attachments: z.array(z.strictObject({ name: z.string(), mediaType: z.string(), bytes: count })),
    outcome: z.enum(['pending', 'case', 'joined', 'suppressed', 'quarantined']),
    reason: said,
    caseReference: said,
    decidedAt: at.nullable(),
    releasedAt: at.nullable().describe('a person let it on; it has its case in a moment'),
    mayRelease: z.boolean(),
    mayReject: z.boolean(),
    decisions: z.array(decision),
  })
  .meta({ id: 'TriageItem', description: 'What a stranger sent, as plain text.' });

/** A dead letter. */
export const letterSchema = z
  .strictObject({
    id: z.string(),
    group: z.string(),
    topic: z.string(),
    partition: count,
    offset: z.int(),
    eventId: z.string(),
    key: z.string(),
    trace: z.string(),
    publishedAt: at,
    deadAt: at,
    tries: count,
    reason: z.string(),
    payloadBytes: count,
    payload: z.string(),
    payloadCut: z.boolean(),
    encoding: z.enum(['utf8', 'base64']),
    itemId: z.uuid().nullable(),
    decisions: z.array(decision),
  })
  .meta({ id: 'DeadLetter', description: 'An event that a consumer gave up on.' });

const reasons = z.record(z.string(), count);
const ledgerCounts = z.strictObject({
  received: count.describe('the sum of all others'),
  cases: count,
  joined: count,
  suppressed: reasons,
  quarantined: reasons,
  pending: count,
});

/** The intake ledger. */
export const ledgerSchema = z
  .strictObject({
    from: z.iso.date(),
    until: z.iso.date(),
    timeZone: z.string(),
    total: ledgerCounts,
    connectors: z.record(z.string(), ledgerCounts),
  })
  .meta({ id: 'IntakeLedger', description: 'What came in, and what became of it.' });
