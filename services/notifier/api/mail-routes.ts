// The routes of messages: what went out, what was caught, what became of it. Whoever is shown a text stands on record first.
import { z } from 'zod';
import {
  cursorParameter,
  limitParameter,
  nextPage,
  type Route,
  routeFor,
} from '#shared/api/route.ts';
import type { Clock } from '#shared/clock.ts';
import type { Query } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { purposeSchema } from '#shared/events/message.ts';
import { parseReference } from '#shared/ids.ts';
import { bodiesOf } from '../domain/mail-bodies.ts';
import { type MailPlace, pageMails, putMailRead, showMail } from '../mail-store.ts';

/** What the routes need of the notifier. */
export type MailContext = { db: { query: Query }; clock: Clock };

const route = routeFor<MailContext>();
const tag = 'messages';
const states = [
  ...['queued', 'sending', 'sent', 'delayed', 'failed', 'suppressed', 'in_doubt', 'bounced'],
] as const;

const lineShape = {
  messageId: z.uuid(),
  reference: z.string().nullable(),
  purpose: purposeSchema,
  via: z.enum(['email', 'direct_message']),
  to: z.string().nullable(),
  subject: z.string().nullable().describe('of a caught mail'),
  state: z.string(),
  reason: z.string().nullable(),
  rfcMessageId: z.string().nullable(),
  attempts: z.int(),
  localeFallback: z.boolean().describe('there is no template in the language of its reader'),
  templateVersion: z.int().nullable().describe('null: the template of the program'),
  caught: z.boolean(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
};

// A place in the list is a time and an id; it says nothing that its reader may not know.
const placeText = ({ createdAt, messageId }: MailPlace): string => `${createdAt} ${messageId}`;
function placeOf(cursor: string | undefined): MailPlace | undefined {
  if (cursor === undefined) return undefined;
  const [createdAt = '', messageId = ''] = cursor.split(' ');
  if (!z.iso.datetime().safeParse(createdAt).success || !z.uuid().safeParse(messageId).success)
    throw new RequestError(400, 'invalid_cursor', 'cursor: give back what "next" said.');
  return { createdAt, messageId };
}

/** Routes of messages. */
export const mailRoutes: readonly Route<MailContext>[] = [
  route(
    {
      ...{ method: 'get', path: '/api/v1/mails', operationId: 'listMails', tag },
      summary: 'List outgoing messages, the newest first',
      who: ['admin'],
      query: z.strictObject({
        caught: z
          .boolean()
          .optional()
          .describe('only those that were caught, as there is no SMTP_URL'),
        state: z.enum(states).optional(),
        reference: z.string().min(1).max(40).optional(),
        cursor: cursorParameter,
        limit: limitParameter,
      }),
      answers: {
        200: {
          description: 'A page.',
          schema: z.strictObject({ mails: z.array(z.strictObject(lineShape)), next: nextPage }),
        },
      },
    },
    async ({ db }, { query: { caught, state, reference, cursor, limit } }) => {
      const known = reference === undefined ? undefined : parseReference(reference);
      if (reference !== undefined && !known) return { json: { mails: [] } };
      const filter = { caught, state, reference: known, after: placeOf(cursor), limit };
      const found = await pageMails(db.query, filter);
      const last = found.length === limit ? found.at(-1) : undefined;
      const next = last && placeText({ ...last, createdAt: last.createdAt.toISOString() });
      return { json: { mails: found, ...(next ? { next } : {}) } };
    },
  ),
  route(
    {
      ...{ method: 'get', path: '/api/v1/mails/{messageId}', operationId: 'getMail', tag },
      summary: 'Show a message; a caught one as it would have gone out',
      description: 'Whoever asks is on record first (R72).',
      who: ['admin'],
      params: z.strictObject({ messageId: z.uuid() }),
      answers: {
        200: {
          description: 'The message.',
          schema: z.strictObject({
            ...lineShape,
            text: z.string().nullable().describe('null: it was not caught, its text is not kept'),
            html: z.string().nullable().describe('show it in a sandboxed frame'),
            headers: z.string().nullable(),
            raw: z.string().nullable(),
          }),
        },
      },
      problems: [404],
    },
    async ({ db, clock }, { params: { messageId }, staff }) => {
      const found = await showMail(db.query, messageId);
      if (!found) throw new RequestError(404, 'not_found', 'There is no such message.');
      const { raw, ...mail } = found;
      const at = clock.now();
      await putMailRead(db.query, { staffId: staff.staffId, messageId, at });
      return { json: { ...mail, raw, ...bodiesOf(raw) } };
    },
  ),
];
