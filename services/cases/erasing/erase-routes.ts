// The routes by which an administrator gives a customer their data, or erases it: looked at first, then done with a reason (R71).
// Names and addresses come in bodies, never in addresses of pages: those are logged.
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
import { isStorable } from '#shared/events/text.ts';
import { at } from '../api/remedy-answers.ts';
import { keptReasons } from '../domain/retention.ts';
import { cursorText, parseCursor } from '../lists/cursor.ts';
import type { Shell } from '../work.ts';
import { eraseTogether, refusals } from './erase-together.ts';
import { exportSubject } from './export.ts';
import { pageExports } from './export-store.ts';
import { CASES_MAX, type CasePreview, ITEMS_MAX, lookAtSubject } from './subject.ts';

const route = routeFor<Shell>();
const tag = 'record';
const count = z.int().nonnegative();
const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(isStorable, 'must be well-formed text without NUL characters');

const subject = z
  .union([
    z.strictObject({ reference: referenceParameter }),
    z.strictObject({
      customer: text(320).describe('an e-mail address, a phone number, or platform:id'),
    }),
  ])
  .describe('whose data: that of one case, or of a customer');
const reason = text(500).describe('why; it stands on record and is never erased: name nobody');

const casePreview = z.strictObject({
  reference: z.string(),
  version: count.describe('as it was looked at: give it back when you erase'),
  status: caseStatusSchema,
  customer: z.string().optional().describe('who it is for'),
  isTheirs: z
    .boolean()
    .describe('false: it is of another customer; whoever you asked about is named or wrote in it'),
  openedAt: at,
  closedAt: at.optional(),
  erasedAt: at.optional(),
  tookIn: z.array(z.string()).describe('cases merged into it: kept and erased with it'),
  takes: z
    .strictObject({
      entries: count.describe('entries of timelines that are emptied'),
      items: count.describe('received items that are emptied'),
      files: count.describe(
        'originals, attachments, files of evidence; those needed elsewhere stay',
      ),
      messages: count.describe('messages to the customer and to staff that are emptied'),
    })
    .describe('what erasing takes, with what was merged into it'),
  kept: z
    .array(z.strictObject({ reference: z.string(), because: z.enum(keptReasons) }))
    .describe('what stands against it; empty when it can be erased'),
});
const previewSchema = z
  .strictObject({
    cases: z.array(casePreview),
    items: z
      .array(
        z.strictObject({
          itemId: z.uuid(),
          reference: z.string(),
          at,
          because: z.array(z.enum(keptReasons)),
        }),
      )
      .describe('what never became a case'),
    more: z.boolean().describe('there is more than is shown: erase this, then look again'),
    logUntilDays: count.describe('so long copies may stand in the log of events after it'),
  })
  .meta({ id: 'ErasurePreview', description: 'What is kept of somebody, and what erasing takes.' });

/** As the log of events keeps what every group has handled (shared/bus/pruning.ts). */
const LOG_DAYS = 3;

const shown = ({ current, isTheirs, takes, kept }: CasePreview) => {
  const { reference, version, status, customer, openedAt, closedAt, erasedAt, tookIn } = current;
  const name = customer.name ?? customer.email ?? customer.handle ?? customer.phone;
  return {
    ...{ reference, version, status, openedAt, closedAt, erasedAt, tookIn: tookIn ?? [] },
    ...{ isTheirs, takes, kept, ...(name ? { customer: name } : {}) },
  };
};

const previewRoute = route(
  {
    ...{ method: 'post', path: '/api/v1/erasures/preview', operationId: 'previewErasure' },
    summary: 'What is kept of somebody, what erasing it takes, and what stands against it (R71)',
    description: `At most ${CASES_MAX} cases and ${ITEMS_MAX} items. Looking is on record (R72).`,
    ...{ tag, who: ['admin'] },
    body: subject,
    answers: { 200: { description: 'Nothing is changed.', schema: previewSchema } },
    problems: [404],
  },
  async (shell, { body, staff: { staffId } }) => {
    const found = await lookAtSubject(shell, body, { staffId, part: 'erasure' });
    const { items, more } = found;
    return {
      json: {
        cases: found.cases.map(shown),
        items: items.map(({ itemId, reference, at, because }) => ({
          ...{ itemId, reference, at, because },
        })),
        ...{ more, logUntilDays: LOG_DAYS },
      },
    };
  },
);

const eraseRoute = route(
  {
    ...{ method: 'post', path: '/api/v1/erasures', operationId: 'erase' },
    summary: 'Erase the personal data of cases and items because somebody asked for it (R71)',
    description:
      'Each case by itself: what keeps one keeps no other. Sent again, what is gone is told as `erased_before`.',
    ...{ tag, who: ['admin'] },
    body: z.strictObject({
      cases: z
        .array(z.strictObject({ reference: referenceParameter, version: count }))
        .max(CASES_MAX)
        .default([]),
      items: z.array(z.uuid()).max(ITEMS_MAX).default([]),
      reason,
    }),
    answers: {
      200: {
        description: 'What was erased, and what was not.',
        schema: z.strictObject({
          erased: z.array(
            z.strictObject({
              reference: z.string(),
              entries: count,
              items: count,
              blobs: count,
              logUntil: at.describe('copies may stand in the log of events until then'),
            }),
          ),
          items: count.describe('items that never became cases'),
          kept: z.array(z.strictObject({ reference: z.string(), because: z.enum(refusals) })),
        }),
      },
    },
  },
  async (shell, { body: { cases, items, reason }, staff: { staffId } }) => ({
    json: await eraseTogether(shell, { cases, itemIds: items, reason, staffId }),
  }),
);

const exportRoute = route(
  {
    ...{ method: 'post', path: '/api/v1/exports', operationId: 'exportSubject' },
    summary: 'All that is kept of a customer as one file for them (R71)',
    description:
      'What they said with its files, what was written to them, what was decided; nothing about others. That it left is on record.',
    ...{ tag, who: ['admin'] },
    body: z.strictObject({ subject, reason }),
    answers: { 200: { description: 'The file.', mediaType: 'application/json' } },
    problems: [404, 409],
  },
  async (shell, { body, staff: { staffId } }) => {
    const file = await exportSubject(shell, { ...body, staffId });
    const [first = 'customer'] = file.references;
    return {
      bytes: Buffer.from(file.text),
      headers: {
        'Content-Disposition': `attachment; filename="redress-export-${first}.json"`,
        'X-Content-Type-Options': 'nosniff',
      },
    };
  },
);

const exportsRoute = route(
  {
    ...{ method: 'get', path: '/api/v1/exports', operationId: 'listExports' },
    summary: 'Which data of customers was given out, by whom and why (R71)',
    ...{ tag, who: ['admin', 'auditor'] },
    query: z.strictObject({ cursor: cursorParameter, limit: limitParameter }),
    answers: {
      200: {
        description: 'The newest first.',
        schema: z.strictObject({
          exports: z.array(
            z
              .strictObject({
                exportId: z.uuid(),
                by: z.string().describe('staff:<id>'),
                reason: z.string(),
                references: z.array(z.string()),
                items: count.describe('that never became cases'),
                bytes: count,
                sha256: z.string().describe('of the file'),
                at,
              })
              .meta({ id: 'SubjectExport', description: 'A file with data of a customer.' }),
          ),
          next: nextPage,
        }),
      },
    },
  },
  async ({ db, signer }, { query }) => {
    const [time, exportId] = parseCursor(signer, 'exports', query) ?? [];
    const after = time && exportId ? { at: time, exportId } : undefined;
    const exports = await pageExports(db.query, { after, limit: query.limit });
    const last = exports.length === query.limit ? exports.at(-1) : undefined;
    if (!last) return { json: { exports } };
    const place = [last.at.toISOString(), last.exportId];
    return { json: { exports, next: cursorText(signer, 'exports', query, place) } };
  },
);

/** Routes of giving out and erasing. */
export const eraseRoutes: Route<Shell>[] = [previewRoute, eraseRoute, exportRoute, exportsRoute];
