// The routes of writing about a case: one's draft, who else is there, what a message would be. Nothing here is on the record.
import { z } from 'zod';
import { type Route, referenceParameter, routeFor } from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import { messagePreviewSchema } from '#shared/events/message.ts';
import { at } from '../api/remedy-answers.ts';
import { findCase } from '../case-view.ts';
import type { Shell } from '../work.ts';
import { draftSchema } from './draft.ts';
import {
  dropDraft,
  dropOldDrafts,
  dropPresence,
  othersPresent,
  putDraft,
  putPresence,
  readDraft,
} from './draft-store.ts';
import { dryRun, previewBody } from './dry-run.ts';

const route = routeFor<Shell>();
const tag = 'composing';
const params = z.strictObject({ reference: referenceParameter });

/** Drafts that one person may have; the oldest make room. */
const DRAFTS_MAX = 200;
/** A draft is kept this long, in days. */
const DRAFT_DAYS = 90;
const DAY_MS = 86_400_000;
/** Whoever was heard of within this time is there: a page says so every fifteen seconds. */
const PRESENT_MS = 40_000;

const caseIdOf = async ({ db }: Shell, reference: string): Promise<string> =>
  (await findCase(db.query, reference)).caseId;

const keptDraft = z.strictObject({ draft: draftSchema, savedAt: at });
const maybeDraft = z.strictObject({
  draft: draftSchema.nullable().describe('null when there is none'),
  savedAt: at.nullable(),
});
const nothing = { 200: { description: 'Done.', schema: z.strictObject({}) } };

/** Forgets drafts that nobody touched for three months. Gives whether there may be more. */
export async function pruneDrafts({ db, clock }: Shell, max = 1000): Promise<boolean> {
  const now = clock.now().getTime();
  const before = {
    drafts: new Date(now - DRAFT_DAYS * DAY_MS),
    presence: new Date(now - DAY_MS),
    max,
  };
  return (await dropOldDrafts(db.query, before)) >= max;
}

const draftRoutes: Route<Shell>[] = [
  route(
    {
      ...{ method: 'get', path: '/api/v1/cases/{reference}/draft', operationId: 'getDraft' },
      summary: 'What you typed about a case and did not send',
      ...{ tag, who: 'staff', params },
      answers: { 200: { description: 'The draft.', schema: maybeDraft } },
      problems: [404],
    },
    async (shell, { params: { reference }, staff: { staffId } }) => {
      const caseId = await caseIdOf(shell, reference);
      const kept = await readDraft(shell.db.query, caseId, staffId);
      return { json: kept ?? { draft: null, savedAt: null } };
    },
  ),
  route(
    {
      ...{ method: 'put', path: '/api/v1/cases/{reference}/draft', operationId: 'keepDraft' },
      summary: 'Keep what you typed about a case',
      description: 'Yours alone. Kept for 90 days; erased with the case.',
      ...{ tag, who: 'staff', params },
      body: draftSchema,
      answers: { 200: { description: 'Kept.', schema: keptDraft } },
      problems: [404, 409],
    },
    async (shell, { params: { reference }, body, staff: { staffId } }) => {
      const { caseId, erasedAt } = await findCase(shell.db.query, reference);
      if (erasedAt) throw new RequestError(409, 'not_possible', 'This case was erased.');
      const now = shell.clock.now();
      await shell.db.transaction((tx) =>
        putDraft(tx.query, { caseId, staffId, draft: body, now, max: DRAFTS_MAX }),
      );
      return { json: { draft: body, savedAt: now } };
    },
  ),
  route(
    {
      ...{ method: 'delete', path: '/api/v1/cases/{reference}/draft', operationId: 'dropDraft' },
      summary: 'Forget what you typed about a case',
      ...{ tag, who: 'staff', params },
      answers: nothing,
      problems: [404],
    },
    async (shell, { params: { reference }, staff: { staffId } }) => {
      await dropDraft(shell.db.query, await caseIdOf(shell, reference), staffId);
      return { json: {} };
    },
  ),
];

const presentSchema = z.strictObject({
  others: z.array(
    z.strictObject({
      staffId: z.string(),
      name: z.string(),
      doing: z.enum(['viewing', 'answering']),
      seenAt: at,
    }),
  ),
});

const presenceRoutes: Route<Shell>[] = [
  route(
    {
      ...{ method: 'put', path: '/api/v1/cases/{reference}/presence', operationId: 'bePresent' },
      summary: 'Say that you are at a case, and hear who else is',
      description: 'Repeat it every 15 seconds: after 40 without it you are gone.',
      ...{ tag, who: 'staff', params },
      body: z.strictObject({ doing: z.enum(['viewing', 'answering']) }),
      answers: { 200: { description: 'Who else is there.', schema: presentSchema } },
      problems: [404],
    },
    async (shell, { params: { reference }, body: { doing }, staff: { staffId } }) => {
      const { query } = shell.db;
      const caseId = await caseIdOf(shell, reference);
      const now = shell.clock.now();
      await putPresence(query, { caseId, staffId, doing, now });
      const since = new Date(now.getTime() - PRESENT_MS);
      return { json: { others: await othersPresent(query, { caseId, staffId, since }) } };
    },
  ),
  route(
    {
      ...{ method: 'delete', path: '/api/v1/cases/{reference}/presence', operationId: 'leaveCase' },
      summary: 'Say that you have left a case',
      ...{ tag, who: 'staff', params },
      answers: nothing,
      problems: [404],
    },
    async (shell, { params: { reference }, staff: { staffId } }) => {
      await dropPresence(shell.db.query, await caseIdOf(shell, reference), staffId);
      return { json: {} };
    },
  ),
];

const previewRoute = route(
  {
    ...{ method: 'post', path: '/api/v1/cases/{reference}/preview', operationId: 'previewCommand' },
    summary: 'What a command would write to the customer, without doing it',
    description:
      'The command is decided as it would be, and nothing is written. Give each message to POST /api/v1/previews to see it as it would be sent.',
    ...{ tag, who: 'staff', params },
    body: previewBody,
    answers: {
      200: {
        description: 'What would happen.',
        schema: z.strictObject({
          refused: z
            .strictObject({ code: z.string(), why: z.string() })
            .optional()
            .describe('the command would be refused'),
          blocked: z
            .enum(['contact_suspended', 'no_address', 'not_a_responder'])
            .optional()
            .describe('it would be done, and nothing would go out'),
          messages: z.array(messagePreviewSchema).describe('to the customer, in order'),
          respondBy: at.optional().describe('when the customer is told to expect the resolution'),
          nextUpdateBy: at.optional().describe('when they must hear of it again (R22)'),
        }),
      },
    },
    problems: [403, 404],
  },
  async (shell, { params: { reference }, body, staff }) => {
    const { caseId, ...answer } = await dryRun(shell, reference, body, staff.staffId);
    await shell.reads.add({
      staffId: staff.staffId,
      caseId,
      part: 'preview',
      at: shell.clock.now(),
    });
    return { json: answer };
  },
);

/** Routes of writing about a case. */
export const composingRoutes: Route<Shell>[] = [...draftRoutes, ...presenceRoutes, previewRoute];
