// The routes of the ledger of compensation: its lines and its sums (R39). Proposing and deciding are commands of a case.
import { z } from 'zod';
import { cursorParameter, limitParameter, type Route, routeFor } from '#shared/api/route.ts';
import { severitySchema } from '#shared/events/intake.ts';
import { remedyLedger, remedySummary } from '../remedies/remedy-ledger.ts';
import { ledgerGroups } from '../stores/remedy-store.ts';
import type { Shell } from '../work.ts';
import { ledgerPageSchema, ledgerSummarySchema } from './remedy-answers.ts';

const route = routeFor<Shell>();
const tag = 'remedies';
const word = z.string().regex(/^[a-z][a-z0-9_]{0,99}$/);
const actor = z
  .string()
  .regex(/^staff:.{1,100}$/)
  .describe('staff:<id>, as it stands on record');
const time = (what: string) => z.iso.datetime({ offset: true }).optional().describe(what);

const filters = {
  state: z
    .enum(['proposed', 'approved', 'delivered', 'confirmed', 'rejected', 'withdrawn'])
    .optional(),
  option: word.optional().describe('a remedy or appeasement key of the policy'),
  severity: severitySchema.optional().describe('the severity that governed it'),
  category: word.optional().describe('the category of its case'),
  payout: z.enum(['requested', 'in_doubt', 'paid', 'failed']).optional(),
  proposedBy: actor.optional(),
  approvedBy: actor.optional(),
};

const listQuery = z.strictObject({
  ...filters,
  from: time('proposed at or after'),
  to: time('proposed before'),
  cursor: cursorParameter,
  limit: limitParameter,
});

const summaryQuery = z.strictObject({
  ...filters,
  by: z.enum(ledgerGroups).default('category').describe('what the sums are over'),
  from: time('approved at or after'),
  to: time('approved before'),
});

/** Routes of the ledger. */
export const remedyRoutes: Route<Shell>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/remedies',
      operationId: 'listRemedies',
      summary: 'The ledger of compensation, newest proposals first',
      tag,
      who: 'staff',
      query: listQuery,
      answers: { 200: { description: 'A page of the ledger.', schema: ledgerPageSchema } },
    },
    async ({ db }, { query }) => ({ json: await remedyLedger(db.query, query) }),
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/remedies/summary',
      operationId: 'sumRemedies',
      summary: 'What approved compensation costs, by category, severity, option or month',
      tag,
      who: 'staff',
      query: summaryQuery,
      answers: { 200: { description: 'The sums.', schema: ledgerSummarySchema } },
    },
    async (shell, { query }) => ({ json: await remedySummary(shell, query) }),
  ),
];
