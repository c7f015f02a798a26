// The routes of the responder's desk: threads of the platforms that somebody answers on, and their claims. Answering itself is
// the commands `answer` and `record-app-answer`: there is no way to say anything in public (R46).
import { z } from 'zod';
import {
  cursorParameter,
  limitParameter,
  nextPage,
  type Route,
  referenceParameter,
  routeFor,
} from '#shared/api/route.ts';
import { caseStatusSchema } from '#shared/events/case.ts';
import { channelSchema, severitySchema, socialChannels } from '#shared/events/intake.ts';
import { at } from '../api/remedy-answers.ts';
import type { Shell } from '../work.ts';
import { claimThread, leaveThread, threadOf, threadsPage } from './threads.ts';

const route = routeFor<Shell>();
const tag = 'social';
const who = 'staff';
const params = z.strictObject({ reference: referenceParameter });

const claim = z
  .strictObject({ staffId: z.string(), name: z.string(), until: at })
  .describe('who answers it just now; it ends by itself');

const line = {
  reference: z.string(),
  version: z.int(),
  platform: channelSchema,
  status: caseStatusSchema,
  severity: severitySchema,
  author: z.strictObject({ name: z.string().optional(), handle: z.string().optional() }),
  text: z.string().describe('what they said last'),
  saidAt: at,
  url: z.string().optional().describe('the post'),
  direct: z.boolean().describe('said in a direct message, not in public'),
  agitated: z.boolean(),
  contactSuspended: z.boolean(),
  dueAt: at.nullable().describe('when it must be answered; null: nothing waits'),
  windowEndsAt: at.optional().describe('when the platform lets no message through any more'),
  answeredAt: at.optional(),
  charactersMax: z.int().describe('the longest direct message of the platform'),
  message: z
    .enum(['possible', 'by_hand', 'no_user', 'refused_by_platform'])
    .describe('whether a direct message can go out from here; else it is answered in the app'),
  claim: claim.nullable(),
};
const threadLine = z
  .strictObject(line)
  .meta({ id: 'SocialThread', description: 'A social case as a responder sees it.' });

const threadWhole = z
  .strictObject({
    ...line,
    said: z.array(
      z.strictObject({
        by: z.enum(['customer', 'us']),
        at,
        text: z.string(),
        direct: z.boolean(),
        url: z.string().optional(),
        staffId: z.string().optional(),
        state: z.string().optional().describe('of the message; by_hand: in the app'),
      }),
    ),
  })
  .meta({ id: 'SocialThreadWhole', description: 'A social case with all that was said in it.' });

/** Routes of the responder's desk. */
export const socialRoutes: Route<Shell>[] = [
  route(
    {
      ...{ method: 'get', path: '/api/v1/social/threads', operationId: 'listThreads' },
      summary: 'Social threads of the platforms that you answer on (R45)',
      description:
        'For designated responders only. Those that wait come due first, all newest first.',
      ...{ tag, who },
      query: z.strictObject({
        state: z.enum(['waiting', 'all']).default('waiting').describe('waiting for an answer'),
        platform: z.enum(socialChannels).optional(),
        cursor: cursorParameter,
        limit: limitParameter,
      }),
      answers: {
        200: {
          description: 'A page of threads.',
          schema: z.strictObject({
            platforms: z.array(z.string()).describe('those that you answer on'),
            threads: z.array(threadLine),
            next: nextPage,
          }),
        },
      },
      problems: [403],
    },
    async (shell, { query, staff }) => ({ json: await threadsPage(shell, query, staff) }),
  ),
  route(
    {
      ...{ method: 'get', path: '/api/v1/social/threads/{reference}', operationId: 'getThread' },
      summary: 'A social thread with all that was said in it',
      ...{ tag, who, params },
      answers: { 200: { description: 'The thread.', schema: threadWhole } },
      problems: [403, 404],
    },
    async (shell, input) => ({ json: await threadOf(shell, input.params.reference, input.staff) }),
  ),
  route(
    {
      ...{ method: 'put', path: '/api/v1/social/threads/{reference}/claim' },
      operationId: 'claimThread',
      summary: 'Say that you answer a thread; repeat it while you do',
      description: 'It holds for five minutes. While it does, nobody else can answer.',
      ...{ tag, who, params },
      answers: { 200: { description: 'It is yours.', schema: claim } },
      problems: [403, 404, 409],
    },
    async (shell, input) => ({
      json: await claimThread(shell, input.params.reference, input.staff),
    }),
  ),
  route(
    {
      ...{ method: 'delete', path: '/api/v1/social/threads/{reference}/claim' },
      operationId: 'leaveThread',
      summary: 'Leave a thread to others',
      ...{ tag, who, params },
      answers: { 200: { description: 'Done.', schema: z.strictObject({}) } },
      problems: [403, 404],
    },
    async (shell, input) => {
      await leaveThread(shell, input.params.reference, input.staff);
      return { json: {} };
    },
  ),
];
