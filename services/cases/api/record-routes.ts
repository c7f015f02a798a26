// The routes of the record itself: legal hold, who read what, the heads of days. For those who watch, not for those who work.
import { z } from 'zod';
import {
  limitParameter,
  nextPage,
  type Route,
  referenceParameter,
  routeFor,
} from '#shared/api/route.ts';
import { isStorable } from '#shared/events/text.ts';
import { findCase } from '../case-view.ts';
import { noSuchCase } from '../execute-command.ts';
import { readListQuery, readsPage } from '../lists/read-list.ts';
import { holdCase, releaseCase } from '../record/erase.ts';
import { dayHeads, lastDayHead, listReads } from '../record/record-store.ts';
import { verifyCase } from '../record/verify.ts';
import type { Shell } from '../work.ts';
import { at } from './remedy-answers.ts';

const route = routeFor<Shell>();
const tag = 'record';
const params = z.strictObject({ reference: referenceParameter });
const watchers = ['admin', 'auditor'] as const;

const reasonBody = z.strictObject({
  reason: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .refine(isStorable, 'must be well-formed text without NUL characters')
    .describe('why; it stands on record'),
});
const verification = z
  .strictObject({
    verified: z.boolean(),
    at: at.describe('when it was verified'),
    entries: z.int().describe('how many entries its chain has'),
    chain: z.string().describe('the newest link of the chain'),
    replayed: z
      .boolean()
      .describe('replaying the entries gave the case as it is; what is erased cannot be replayed'),
    lastDayHead: z.iso.date().optional().describe('the last day whose head holds all chains'),
    fault: z
      .strictObject({ version: z.int().describe('of the first bad entry'), what: z.string() })
      .optional(),
  })
  .meta({ id: 'Verification', description: 'What was proven of the record of a case.' });
const held = z.strictObject({ reference: z.string(), version: z.int(), legalHold: z.boolean() });

const readLine = z.strictObject({
  staffId: z.string(),
  name: z.string().nullable(),
  reference: z.string().nullable(),
  part: z
    .string()
    .describe(
      'case, timeline, original, attachment, other cases, list (its line, once an hour), or a letter or mail with its id',
    ),
  times: z.int(),
  firstAt: at,
  lastAt: at,
});

const holdRoute = (
  command: 'hold' | 'release',
  summary: string,
  act: typeof holdCase,
): Route<Shell> =>
  route(
    {
      method: 'post',
      path: `/api/v1/cases/{reference}/${command}`,
      operationId: `${command}Case`,
      summary,
      tag,
      who: ['admin'],
      params,
      body: reasonBody,
      answers: { 200: { description: 'Done.', schema: held } },
      problems: [404, 409],
    },
    async (shell, { params: { reference }, body, staff }) => {
      const after = await act(shell, { reference, reason: body.reason, staffId: staff.staffId });
      const { version, legalHold = false } = after;
      return { json: { reference: after.reference, version, legalHold } };
    },
  );

/** Routes of the record. */
export const recordRoutes: Route<Shell>[] = [
  holdRoute('hold', 'Hold a case: nothing of it is erased (R71)', holdCase),
  holdRoute('release', 'Release a held case', releaseCase),
  route(
    {
      method: 'get',
      path: '/api/v1/cases/{reference}/reads',
      operationId: 'listReadsOfCase',
      summary: 'Who read personal data of a case (R72)',
      description: 'Within an hour the same person and part is one line. Kept for 400 days.',
      tag,
      who: watchers,
      params,
      query: z.strictObject({ limit: limitParameter }),
      answers: {
        200: {
          description: 'The newest first.',
          schema: z.strictObject({ reads: z.array(readLine) }),
        },
      },
      problems: [404],
    },
    async ({ db }, { params: { reference }, query: { limit } }) => {
      const { caseId } = await findCase(db.query, reference);
      return { json: { reads: await listReads(db.query, { caseId, limit }) } };
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/cases/{reference}/verification',
      operationId: 'verifyCase',
      summary: 'Verify the record of a case now (R70)',
      description:
        'Every entry is hashed again and must be the one its chain holds, without gaps; replaying them must give the case as it is.',
      tag,
      who: 'staff',
      params,
      answers: { 200: { description: 'What was proven.', schema: verification } },
      problems: [404],
    },
    async ({ db, clock }, { params: { reference } }) => {
      const { caseId } = await findCase(db.query, reference);
      const [found, day] = await Promise.all([verifyCase(db, caseId), lastDayHead(db.query)]);
      if (!found) throw noSuchCase();
      const { fault, ...proven } = found;
      const at = clock.now();
      const broken = fault ? { fault: { version: fault.version, what: fault.fault } } : {};
      return { json: { ...proven, ...broken, at, ...(day ? { lastDayHead: day.day } : {}) } };
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/reads',
      operationId: 'listReads',
      summary: 'Who read personal data, over all cases (R72)',
      description: 'By person, case, part and time. Kept for 400 days.',
      tag,
      who: watchers,
      query: readListQuery,
      answers: {
        200: {
          description: 'The newest hour first.',
          schema: z.strictObject({ reads: z.array(readLine), next: nextPage }),
        },
      },
      problems: [404],
    },
    async (shell, { query }) => ({ json: await readsPage(shell, query) }),
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/day-heads',
      operationId: 'listDayHeads',
      summary: 'The heads of days: keep one outside to prove all that was written until then (R70)',
      tag,
      who: watchers,
      query: z.strictObject({
        after: z.iso.date().optional().describe('after this day'),
        limit: limitParameter,
      }),
      answers: {
        200: {
          description: 'Oldest first.',
          schema: z.strictObject({
            heads: z.array(
              z.strictObject({
                day: z.string(),
                cases: z.int(),
                entries: z.int(),
                digest: z.string(),
                chain: z.string().describe('holds this day and all before it'),
              }),
            ),
          }),
        },
      },
    },
    async ({ db }, { query: { after, limit } }) => ({
      json: { heads: await dayHeads(db.query, after, limit) },
    }),
  ),
];
