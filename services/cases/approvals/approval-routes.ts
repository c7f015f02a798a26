// The route of what waits for approval. Approving and rejecting are commands of the case.
import { type Route, routeFor } from '#shared/api/route.ts';
import type { Shell } from '../work.ts';
import { approvalsPageSchema } from './approval-answers.ts';
import { approvalListQuery, approvalsPage } from './approval-list.ts';

const route = routeFor<Shell>();

/** Routes of approvals. */
export const approvalRoutes: Route<Shell>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/approvals',
      operationId: 'listApprovals',
      summary: 'Compensation that waits for approval, with all that is needed to decide it',
      description:
        'Each is a card: the remedy, whether you may decide it, the impact, the case in short and how it came to where it is, what the customer got besides, what the caps have left, warnings (splitting, a lowered severity). Decide by the commands approve-remedy and reject-remedy of its case.',
      tag: 'remedies',
      who: 'staff',
      query: approvalListQuery,
      answers: { 200: { description: 'A page of approvals.', schema: approvalsPageSchema } },
    },
    async (shell, { query, staff }) => ({ json: await approvalsPage(shell, query, staff) }),
  ),
];
