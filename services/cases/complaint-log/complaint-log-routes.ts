// The routes beside the Complaint Log Form: who it may be, whether it was told before, what may be given, the call that is being
// written down. What is looked for is personal, so it is asked by POST and stands in no log of addresses.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import { caseStatusSchema } from '#shared/events/case.ts';
import { channelSchema, severitySchema, TEXT_MAX } from '#shared/events/intake.ts';
import { isStorable } from '#shared/events/text.ts';
import { at } from '../api/remedy-answers.ts';
import { ladder } from '../domain/case.ts';
import type { Shell } from '../work.ts';
import {
  dropCallDraft,
  dropOldCallDrafts,
  putCallDraft,
  readCallDraft,
} from './call-draft-store.ts';
import { knownCustomers, likelyDuplicates } from './look-up.ts';
import { ownPowers } from './own-powers.ts';

const route = routeFor<Shell>();
const tag = 'complaint log';
const count = z.int().nonnegative();
const text = (max: number) =>
  z.string().trim().max(max).refine(isStorable, 'must be well-formed text');

const customerSchema = z
  .strictObject({
    name: z.string().nullable(),
    email: z.string().nullable(),
    phone: z.string().nullable(),
    cases: count.describe('how many cases they have, counted up to 100'),
    open: count.describe('how many of these are open'),
    last: z
      .strictObject({
        reference: z.string(),
        subject: z.string(),
        status: caseStatusSchema,
        openedAt: at,
      })
      .describe('their newest case that matches'),
  })
  .meta({ id: 'KnownCustomer', description: 'Somebody who complained before.' });

const duplicateSchema = z
  .strictObject({
    reference: z.string(),
    status: caseStatusSchema,
    severity: severitySchema,
    category: z.string(),
    channel: channelSchema,
    subject: z.string(),
    assignee: z.string().nullable(),
    openedAt: at,
    said: z.string().describe('the beginning of what was said'),
    customerName: z.string().nullable(),
    reasons: z.array(z.enum(['same_order', 'same_customer', 'similar_words'])),
  })
  .meta({ id: 'LikelyDuplicate', description: 'An open case that may be the same complaint.' });

const lookUpRoutes: Route<Shell>[] = [
  route(
    {
      ...{ method: 'post', path: '/api/v1/complaint-log/customers', operationId: 'findCustomers' },
      summary: 'Customers of earlier cases whose name, address, number or order begins so',
      description: 'Whoever wrote last comes first. Whom you are shown stands on record (R72).',
      ...{ tag, who: ladder },
      body: z.strictObject({
        by: z.enum(['name', 'email', 'phone', 'orderNumber']),
        typed: text(320).min(2).describe('its beginning, two characters at least'),
      }),
      answers: {
        200: {
          description: 'The customers.',
          schema: z.strictObject({ customers: z.array(customerSchema) }),
        },
      },
    },
    async (shell, { body, staff }) => ({
      json: { customers: await knownCustomers(shell, body, staff.staffId) },
    }),
  ),
  route(
    {
      ...{ method: 'post', path: '/api/v1/complaint-log/duplicates' },
      operationId: 'findDuplicates',
      summary: 'Open cases of the last 30 days that may be the same complaint',
      ...{ tag, who: ladder },
      body: z.strictObject({
        email: text(320).optional(),
        phone: text(50).optional(),
        orderNumber: text(100).optional(),
        message: text(TEXT_MAX).optional().describe('what the customer says, as far as written'),
      }),
      answers: {
        200: {
          description: 'The likeliest first.',
          schema: z.strictObject({ duplicates: z.array(duplicateSchema) }),
        },
      },
    },
    async (shell, { body, staff }) => {
      const given = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== ''));
      return { json: { duplicates: await likelyDuplicates(shell, given, staff.staffId) } };
    },
  ),
  route(
    {
      ...{ method: 'post', path: '/api/v1/complaint-log/remedies', operationId: 'getOwnPowers' },
      summary: 'What you may give at once on the first contact, and what the caps have left',
      ...{ tag, who: ladder },
      body: z.strictObject({
        channel: z.enum(['phone', 'in_person']).default('phone'),
        email: text(320).min(1).optional(),
        phone: text(50).min(1).optional(),
        severity: severitySchema.default('minor'),
        locale: z.string().max(35).default('en').describe('of the labels'),
      }),
      answers: {
        200: {
          description: 'The options of the severity, then the appeasements.',
          schema: z.strictObject({
            severity: severitySchema,
            firstContact: z.boolean().describe('the policy lets this severity be fixed at once'),
            currency: z.string(),
            countLeft: count.describe('how many may still be given without another person'),
            options: z.array(
              z.strictObject({
                key: z.string(),
                label: z.string(),
                monetary: z.boolean(),
                amountLeft: z.string().optional().describe('the most without another person'),
                appeasement: z.boolean(),
                alone: z.boolean().describe('within your own powers'),
              }),
            ),
          }),
        },
      },
    },
    async (shell, { body, staff }) => ({ json: await ownPowers(shell, body, staff) }),
  ),
];

const FIELDS_MAX = 40;
/** A call that nobody went on with for so long is forgotten. */
const KEPT_MS = 7 * 86_400_000;

const callDraft = z
  .strictObject({
    startedAt: at.describe('when the call began'),
    key: z
      .string()
      .regex(/^[\x21-\x7e]{1,200}$/)
      .describe('the Idempotency-Key it is logged with'),
    fields: z
      .record(z.string().regex(/^[a-zA-Z]{1,40}$/), z.string().max(TEXT_MAX))
      .refine((fields) => Object.keys(fields).length <= FIELDS_MAX, `at most ${FIELDS_MAX} fields`)
      .refine((fields) => Object.values(fields).every(isStorable), 'must be well-formed text')
      .describe('what is written down so far, by field'),
    steps: z.array(z.string().max(100)).max(50).describe('the steps of the call guide ticked'),
  })
  .meta({ id: 'CallDraft', description: 'A call that is being written down.' });
const keptCall = z.strictObject({ draft: callDraft, savedAt: at });
const path = '/api/v1/complaint-log/draft';

/** Forgets calls that nobody has touched for a week. They are few: one a person. */
export async function pruneCallDrafts({ db, clock }: Shell): Promise<boolean> {
  await dropOldCallDrafts(db.query, new Date(clock.now().getTime() - KEPT_MS));
  return false;
}

const draftRoutes: Route<Shell>[] = [
  route(
    {
      ...{ method: 'get', path, operationId: 'getCallDraft' },
      summary: 'The call that you were writing down',
      ...{ tag, who: ladder },
      answers: { 200: { description: 'The call.', schema: keptCall } },
      problems: [404],
    },
    async (shell, { staff: { staffId } }) => {
      const kept = await readCallDraft(shell.db.query, staffId);
      if (!kept) throw new RequestError(404, 'not_found', 'You are writing down no call.');
      return { json: kept };
    },
  ),
  route(
    {
      ...{ method: 'put', path, operationId: 'keepCallDraft' },
      summary: 'Keep the call that you are writing down',
      description: 'One a person, theirs alone; forgotten after seven days.',
      ...{ tag, who: ladder },
      body: callDraft,
      answers: { 200: { description: 'Kept.', schema: keptCall } },
    },
    async (shell, { body, staff: { staffId } }) => {
      const { query } = shell.db;
      const now = shell.clock.now();
      await putCallDraft(query, { staffId, draft: body, now });
      await pruneCallDrafts(shell);
      return { json: { draft: body, savedAt: now } };
    },
  ),
  route(
    {
      ...{ method: 'delete', path, operationId: 'dropCallDraft' },
      summary: 'Forget the call that you were writing down',
      ...{ tag, who: ladder },
      answers: { 200: { description: 'Done.', schema: z.strictObject({}) } },
    },
    async (shell, { staff: { staffId } }) => {
      await dropCallDraft(shell.db.query, staffId);
      return { json: {} };
    },
  ),
];

/** Routes beside the Complaint Log Form. */
export const complaintLogRoutes: Route<Shell>[] = [...lookUpRoutes, ...draftRoutes];
