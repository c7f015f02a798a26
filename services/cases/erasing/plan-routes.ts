// The routes of what is to be erased next, why the rest stays, and what is held by whom (R71). For those who watch. Erasing itself:
// erase-routes.ts; the record of it: ../record/erasure-routes.ts.
import { z } from 'zod';
import {
  cursorParameter,
  limitParameter,
  nextPage,
  type Route,
  routeFor,
} from '#shared/api/route.ts';
import { caseStatusSchema } from '#shared/events/case.ts';
import { at } from '../api/remedy-answers.ts';

import { cutoffsOf, keptReasons } from '../domain/retention.ts';
import { cursorText, parseCursor } from '../lists/cursor.ts';
import { pageAgedCases, pageAgedItems } from '../record/retention.ts';
import type { Shell } from '../work.ts';
import { countDue, countHeld, pageHolds } from './plan-store.ts';

const route = routeFor<Shell>();
const tag = 'record';
const DAY_MS = 86_400_000;
/** More than these are not counted for a page. */
const COUNTED_MAX = 10_000;
/** How far ahead it is counted what will be due, in days. */
const AHEAD_DAYS = [30, 90, 365] as const;

const count = z.int().nonnegative();
const days = count.describe('days');
const counts = z.strictObject({
  cases: count.describe(`counted up to ${COUNTED_MAX}`),
  items: count.describe('that never became cases; suppressed and quarantined each counted so far'),
});

const planSchema = z
  .strictObject({
    policyVersion: z.string().describe('of the policy in force, which counts for old cases too'),
    periods: z.strictObject({ caseDays: days, noiseDays: days, quarantineDays: days }),
    past: counts.describe('past its period: erased by the next daily round, unless kept'),
    ahead: z.array(
      z.strictObject({ days, ...counts.shape }).describe('past its period within so many days'),
    ),
    held: count.describe(`cases on legal hold, counted up to ${COUNTED_MAX}`),
    countedMax: count,
  })
  .meta({ id: 'RetentionPlan', description: 'What is to be erased next, in numbers.' });

const planRoute = route(
  {
    ...{ method: 'get', path: '/api/v1/retention', operationId: 'getRetentionPlan' },
    summary: 'How long records are kept, and how much is due to be erased (R71)',
    ...{ tag, who: ['admin', 'auditor'] },
    answers: { 200: { description: 'Numbers.', schema: planSchema } },
  },
  async ({ db, clock, policies }) => {
    const { query } = db;
    const policy = await policies.newest(query);
    const now = clock.now().getTime();
    const within = (ahead: number) =>
      countDue(query, cutoffsOf(policy, new Date(now + ahead * DAY_MS)), COUNTED_MAX);
    const [past, held, ...ahead] = await Promise.all([
      within(0),
      countHeld(query, COUNTED_MAX),
      ...AHEAD_DAYS.map(async (ahead) => ({ days: ahead, ...(await within(ahead)) })),
    ]);
    return {
      json: {
        ...{ policyVersion: policy.version, periods: policy.retention },
        ...{ past, ahead, held, countedMax: COUNTED_MAX },
      },
    };
  },
);

const dueSchema = z
  .strictObject({
    what: z.enum(['case', 'item']),
    reference: z.string(),
    endedAt: at.describe('when it was closed, or set aside'),
    dueAt: at.optional().describe('when its period is over; absent for items of unlike periods'),
    because: z
      .array(z.enum(keptReasons))
      .describe('what keeps it now all the same; empty when nothing does'),
  })
  .meta({ id: 'DueErasure', description: 'Something that is, or will be, past its period.' });

const dueRoute = route(
  {
    ...{ method: 'get', path: '/api/v1/retention/due', operationId: 'listDueErasures' },
    summary: 'What is or will be past its period, and what keeps it (R71)',
    ...{ tag, who: ['admin', 'auditor'] },
    query: z.strictObject({
      what: z.enum(['case', 'item']).default('case'),
      withinDays: z.int().min(0).max(36_500).default(0).describe('also what will be by then'),
      cursor: cursorParameter,
      limit: limitParameter,
    }),
    answers: {
      200: {
        description: 'The oldest first.',
        schema: z.strictObject({ due: z.array(dueSchema), next: nextPage }),
      },
    },
  },
  async (shell, { query }) => {
    const { db, signer } = shell;
    const { what, withinDays, limit } = query;
    const policy = await shell.policies.newest(db.query);
    const [time, id] = parseCursor(signer, 'due-erasures', query) ?? [];
    const after = time && id ? { at: new Date(time), id } : undefined;
    const read = what === 'case' ? pageAgedCases : pageAgedItems;
    const found = await read(shell, db, { policy, withinDays, after, limit });
    const { caseDays } = policy.retention;
    const due = found.map(({ reference, at: endedAt, because }) => ({
      ...{ what, reference, endedAt, because },
      ...(what === 'case' ? { dueAt: new Date(endedAt.getTime() + caseDays * DAY_MS) } : {}),
    }));
    const last = found.length === limit ? found.at(-1) : undefined;
    if (!last) return { json: { due } };
    const place = [last.at.toISOString(), last.id];
    return { json: { due, next: cursorText(signer, 'due-erasures', query, place) } };
  },
);

const holdSchema = z
  .strictObject({
    reference: z.string(),
    status: caseStatusSchema,
    openedAt: at,
    closedAt: at.nullable(),
    by: z.string().describe('staff:<id>'),
    heldAt: at,
    reason: z.string(),
    dueAt: at.optional().describe('when its period is over; absent while it is not closed'),
  })
  .meta({ id: 'LegalHold', description: 'A case of which nothing is erased until its release.' });

const holdsRoute = route(
  {
    ...{ method: 'get', path: '/api/v1/holds', operationId: 'listHolds' },
    summary: 'Cases on legal hold, by whom and why (R71)',
    ...{ tag, who: ['admin', 'auditor'] },
    query: z.strictObject({ cursor: cursorParameter, limit: limitParameter }),
    answers: {
      200: {
        description: 'The cases that were opened last first.',
        schema: z.strictObject({ holds: z.array(holdSchema), next: nextPage }),
      },
    },
  },
  async ({ db, signer, policies }, { query }) => {
    const [openedAt, caseId] = parseCursor(signer, 'holds', query) ?? [];
    const after = openedAt && caseId ? { openedAt, caseId } : undefined;
    const found = await pageHolds(db.query, { after, limit: query.limit });
    const { caseDays } = (await policies.newest(db.query)).retention;
    const holds = found.map(({ caseId: _, ...hold }) => ({
      ...hold,
      ...(hold.closedAt ? { dueAt: new Date(hold.closedAt.getTime() + caseDays * DAY_MS) } : {}),
    }));
    const last = found.length === query.limit ? found.at(-1) : undefined;
    if (!last) return { json: { holds } };
    const place = [last.openedAt.toISOString(), last.caseId];
    return { json: { holds, next: cursorText(signer, 'holds', query, place) } };
  },
);

/** Routes of what is to be erased, and of what is held. */
export const planRoutes: Route<Shell>[] = [planRoute, dueRoute, holdsRoute];
