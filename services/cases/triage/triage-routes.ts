// The routes of triage: what the rules set aside or could not decide, seen and decided by people; and the intake ledger.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import { isStorable } from '#shared/events/text.ts';
import { readLedger } from '#shared/ledger.ts';
import { bytesAnswer, download } from '../api/download.ts';
import { daysAsked, periodQuery } from '../overview/days.ts';
import type { Shell } from '../work.ts';
import { rejectItem, releaseItem, replayLetter, triagers } from './decide-item.ts';
import {
  ledgerSchema,
  letterSchema,
  triageItemSchema,
  triagePageSchema,
} from './triage-answers.ts';
import { findTriageItem } from './triage-store.ts';
import { letterView, triageItemView, triagePage, triageQuery } from './triage-view.ts';

const route = routeFor<Shell>();
const tag = 'triage';
const readers = [...triagers, 'auditor'] as const;

const itemParams = z.strictObject({ itemId: z.uuid() });
const letterParams = z.strictObject({
  id: z
    .string()
    .max(200)
    .regex(/^[A-Za-z0-9._-]{1,60}~[A-Za-z0-9._-]{1,80}~\d{1,9}~-?\d{1,16}$/)
    .describe('GROUP~TOPIC~PARTITION~OFFSET'),
});
const reason = z
  .string()
  .trim()
  .min(3)
  .max(500)
  .refine(isStorable, 'must be well-formed text without NUL characters')
  .describe('why; it stands on record');
const verdict = z.strictObject({ reason });

const readingRoutes: Route<Shell>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/triage',
      operationId: 'listTriage',
      summary: 'List what waits for a person: undecided, quarantined, dead letters, suppressed',
      tag,
      who: readers,
      query: triageQuery,
      answers: { 200: { description: 'A page, the newest first.', schema: triagePageSchema } },
    },
    async (shell, { query }) => ({ json: await triagePage(shell, query) }),
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/triage/items/{itemId}',
      operationId: 'getTriageItem',
      summary: 'What a stranger sent, as plain text, with what was decided about it',
      description: 'Whoever looks stands on record.',
      tag,
      who: readers,
      params: itemParams,
      answers: { 200: { description: 'The item.', schema: triageItemSchema } },
      problems: [404],
    },
    async (shell, { params, staff }) => {
      const view = await triageItemView(shell, params.itemId);
      // An item of no case has its own id in the record of who read what (R72).
      const reading = { staffId: staff.staffId, caseId: params.itemId, part: 'triage' };
      await shell.reads.add({ ...reading, at: shell.clock.now() });
      return { json: view };
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/triage/items/{itemId}/original',
      operationId: 'getTriageOriginal',
      summary: 'The bytes of an item as they came, as a download',
      tag,
      who: readers,
      params: itemParams,
      answers: bytesAnswer,
      problems: [404],
    },
    async (shell, { params, staff }) => {
      const item = await findTriageItem(shell.db.query, params.itemId);
      if (!item) throw new RequestError(404, 'not_found', 'There is no such item.');
      const reading = { staffId: staff.staffId, caseId: params.itemId, part: 'original' };
      await shell.reads.add({ ...reading, at: shell.clock.now() });
      return download(shell, item.originalSha256, `${params.itemId}.bin`);
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/triage/dead-letters/{id}',
      operationId: 'getDeadLetter',
      summary: 'An event that a consumer gave up on, with the beginning of its payload',
      tag,
      who: readers,
      params: letterParams,
      answers: { 200: { description: 'The dead letter.', schema: letterSchema } },
      problems: [404],
    },
    async (shell, { params, staff }) => {
      const view = await letterView(shell, params.id);
      const reading = { staffId: staff.staffId, caseId: view.itemId ?? '', part: 'dead letter' };
      if (view.itemId) await shell.reads.add({ ...reading, at: shell.clock.now() });
      return { json: view };
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/ledger',
      operationId: 'getLedger',
      summary: 'The intake ledger: what each connector received, and what became of it',
      description:
        'By the day of receipt, in the zone of the organisation; the last 30 days when none are named.',
      tag,
      who: readers,
      query: periodQuery,
      answers: { 200: { description: 'The ledger.', schema: ledgerSchema } },
    },
    async (shell, { query }) => {
      const { range, ...days } = daysAsked(shell.rules.policy, query, shell.clock.now());
      return { json: { ...days, ...(await readLedger(shell.db.query, range)) } };
    },
  ),
];

const decidingRoutes: Route<Shell>[] = [
  route(
    {
      method: 'post',
      path: '/api/v1/triage/items/{itemId}/release',
      operationId: 'releaseItem',
      summary: 'Let a quarantined or suppressed item on: it becomes a case or joins one',
      tag,
      who: triagers,
      params: itemParams,
      body: verdict.extend({
        senderEmail: z
          .email()
          .max(320)
          .optional()
          .describe('who sent it, where the mail does not say so clearly'),
      }),
      answers: { 202: { description: 'It is on its way.', schema: triageItemSchema } },
      problems: [404, 409],
    },
    async (shell, { params, body, staff }) => {
      await releaseItem(shell, params.itemId, { staffId: staff.staffId, ...body });
      return { status: 202, json: await triageItemView(shell, params.itemId) };
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/triage/items/{itemId}/reject',
      operationId: 'rejectItem',
      summary: 'Turn a quarantined item down: it counts as suppressed by a person',
      tag,
      who: triagers,
      params: itemParams,
      body: verdict,
      answers: { 200: { description: 'The item.', schema: triageItemSchema } },
      problems: [404, 409],
    },
    async (shell, { params, body, staff }) => {
      await rejectItem(shell, params.itemId, { staffId: staff.staffId, ...body });
      return { json: await triageItemView(shell, params.itemId) };
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/triage/dead-letters/{id}/replay',
      operationId: 'replayDeadLetter',
      summary: 'Give a dead letter back to its consumer, which tries it again',
      tag,
      who: triagers,
      params: letterParams,
      body: verdict,
      answers: {
        202: {
          description: 'It was given back.',
          schema: z.strictObject({ replayed: z.string() }),
        },
      },
      problems: [404, 409],
    },
    async (shell, { params, body, staff }) => {
      await replayLetter(shell, params.id, { staffId: staff.staffId, ...body });
      return { status: 202, json: { replayed: params.id } };
    },
  ),
];

/** Routes of triage. */
export const triageRoutes: Route<Shell>[] = [...readingRoutes, ...decidingRoutes];
