// The route of the record of erasures: what was erased when, by whom and why (R71). For those who watch.
import { z } from 'zod';
import {
  cursorParameter,
  limitParameter,
  nextPage,
  type Route,
  routeFor,
} from '#shared/api/route.ts';
import { at } from '../api/remedy-answers.ts';
import { cursorText, parseCursor } from '../lists/cursor.ts';
import type { Shell } from '../work.ts';
import { pageErasures } from './retention-store.ts';

const route = routeFor<Shell>();
const count = z.int().nonnegative();

const erasure = z
  .strictObject({
    erasureId: z.int(),
    what: z.enum(['case', 'items']).describe('a case, or a batch of items that never became cases'),
    why: z.enum(['retention', 'request']),
    reference: z.string().nullable().describe('of the case'),
    by: z.string().describe('staff:<id>, or clock'),
    reason: z.string(),
    keptDays: count.nullable().describe('the period that was over'),
    policyVersion: z.string(),
    entries: count.describe('entries of the timeline that were emptied'),
    items: count.describe('received items that were emptied'),
    files: count.describe('originals, attachments and files whose bytes were dropped'),
    at,
    logUntil: at.describe('copies may stand in the log of events until then'),
  })
  .meta({ id: 'Erasure', description: 'Personal data that was erased.' });

/** Routes of erasures. */
export const erasureRoutes: Route<Shell>[] = [
  route(
    {
      ...{ method: 'get', path: '/api/v1/erasures', operationId: 'listErasures' },
      summary: 'What was erased, by whom and why (R71)',
      tag: 'record',
      who: ['admin', 'auditor'],
      query: z.strictObject({ cursor: cursorParameter, limit: limitParameter }),
      answers: {
        200: {
          description: 'The newest first.',
          schema: z.strictObject({ erasures: z.array(erasure), next: nextPage }),
        },
      },
    },
    async ({ db, signer }, { query }) => {
      const [before] = parseCursor(signer, 'erasures', query) ?? [];
      const page = { before: before ? Number(before) : undefined, limit: query.limit };
      const erasures = await pageErasures(db.query, page);
      const last = erasures.length === query.limit ? erasures.at(-1) : undefined;
      if (!last) return { json: { erasures } };
      const next = cursorText(signer, 'erasures', query, [String(last.erasureId)]);
      return { json: { erasures, next } };
    },
  ),
];
