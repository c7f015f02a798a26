// The routes of reading cases: lists, one case, the bytes that came in.
import { z } from 'zod';
import {
  cursorParameter,
  limitParameter,
  type Route,
  referenceParameter,
  routeFor,
} from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import type { Staff } from '#shared/people.ts';
import { caseViewFor, findCase, timelinePage } from '../case-view.ts';
import { caseListQuery, casesPage } from '../lists/case-list.ts';
import { customerKeyOf } from '../stores/read-store.ts';
import type { Shell } from '../work.ts';
import { casesPageSchema, caseViewSchema, timelinePageSchema } from './answers.ts';
import { itemFor } from './case-items.ts';
import { bytesAnswer, download } from './download.ts';

const route = routeFor<Shell>();
const tag = 'cases';

const caseParams = z.strictObject({ reference: referenceParameter });
const itemParams = caseParams.extend({ itemId: z.uuid() });

/** Before anybody sees it: who read what (R72). */
const onRecord = (shell: Shell, { staffId }: Staff, caseId: string, part: string): Promise<void> =>
  shell.reads.add({ staffId, caseId, part, at: shell.clock.now() });

/** Routes that read cases. */
export const caseRoutes: Route<Shell>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/cases',
      operationId: 'listCases',
      summary: 'List and search cases',
      tag,
      who: 'staff',
      query: caseListQuery,
      answers: { 200: { description: 'A page of cases.', schema: casesPageSchema } },
    },
    async (shell, { query, staff }) => ({ json: await casesPage(shell, query, staff.staffId) }),
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/cases/{reference}',
      operationId: 'getCase',
      summary: 'A case with its items, tasks, deadlines, messages and timeline',
      tag,
      who: 'staff',
      params: caseParams,
      answers: {
        200: {
          description: 'The case.',
          schema: caseViewSchema,
          headers: { ETag: 'Its version: send it back as If-Match with a command.' },
        },
      },
      problems: [404],
    },
    async (shell, { params, staff }) => {
      const { staffId, role, responderFor } = staff;
      const view = await caseViewFor(shell, params.reference, { staffId, role, responderFor });
      await onRecord(shell, staff, view.caseId, 'case');
      return { json: view, headers: { ETag: `"${view.version}"` } };
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/cases/{reference}/timeline',
      operationId: 'getTimeline',
      summary: 'The timeline of a case, the newest entries first',
      tag,
      who: 'staff',
      params: caseParams,
      query: z.strictObject({ cursor: cursorParameter, limit: limitParameter }),
      answers: { 200: { description: 'A page of entries.', schema: timelinePageSchema } },
      problems: [404],
    },
    async (shell, { params, query, staff }) => {
      const { caseId, ...page } = await timelinePage(shell, params.reference, query);
      await onRecord(shell, staff, caseId, 'timeline');
      return { json: page };
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/cases/{reference}/others',
      operationId: 'listOtherCases',
      summary: 'Other cases of the same customer',
      description: 'By e-mail address, else by the person on the platform, else by phone number.',
      tag,
      who: 'staff',
      params: caseParams,
      query: caseListQuery.pick({ cursor: true, limit: true, open: true }),
      answers: { 200: { description: 'A page of cases.', schema: casesPageSchema } },
      problems: [404],
    },
    async (shell, { params, query, staff }) => {
      const { caseId } = await findCase(shell.db.query, params.reference);
      await onRecord(shell, staff, caseId, 'other cases');
      const customer = await customerKeyOf(shell.db.query, caseId);
      if (customer === undefined) return { json: { cases: [] } };
      const of = { customer, exceptCaseId: caseId };
      return { json: await casesPage(shell, query, staff.staffId, of) };
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/cases/{reference}/items/{itemId}/original',
      operationId: 'getOriginal',
      summary: 'What was received, byte for byte',
      tag,
      who: 'staff',
      params: itemParams,
      answers: bytesAnswer,
      problems: [404],
    },
    async (shell, { params, staff }) => {
      const { caseId, item } = await itemFor(shell, params);
      await onRecord(shell, staff, caseId, 'original');
      const ending = item.channel === 'email' ? 'eml' : 'bin';
      return download(shell, item.originalSha256, `${item.reference}.${ending}`);
    },
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/cases/{reference}/items/{itemId}/attachments/{sha256}',
      operationId: 'getAttachment',
      summary: 'A file that came with an item',
      tag,
      who: 'staff',
      params: itemParams.extend({ sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
      answers: bytesAnswer,
      problems: [404],
    },
    async (shell, { params, staff }) => {
      const { caseId, item } = await itemFor(shell, params);
      await onRecord(shell, staff, caseId, 'attachment');
      const found = item.attachments.find(({ sha256 }) => sha256 === params.sha256);
      if (!found) throw new RequestError(404, 'not_found', 'This item has no such attachment.');
      return download(shell, found.sha256, found.name);
    },
  ),
];
