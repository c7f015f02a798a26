// The HTTP API of cases for staff: the list of its routes, and how they are served. Every right is checked on the server, in
// the transaction that acts.
import type { Router } from 'express';
import type { Route } from '#shared/api/route.ts';
import { type ServeOptions, serveRoutes } from '#shared/api/serve.ts';
import { authenticate } from '#shared/authenticate.ts';
import { RequestError } from '#shared/errors.ts';
import { caseRoutes } from './api/case-routes.ts';
import { commandRoutes } from './api/command-routes.ts';
import { evidenceRoutes } from './api/evidence-routes.ts';
import { policyRoutes } from './api/policy-routes.ts';
import { recordRoutes } from './api/record-routes.ts';
import { remedyRoutes } from './api/remedy-routes.ts';
import { staffRoutes } from './api/staff-routes.ts';
import { taskRoutes } from './api/task-routes.ts';
import { workRoutes } from './api/work-routes.ts';
import { approvalRoutes } from './approvals/approval-routes.ts';
import { boardRoutes } from './board/board-routes.ts';
import { changeRoutes } from './changes/change-routes.ts';
import { complaintLogRoutes } from './complaint-log/complaint-log-routes.ts';
import { composingRoutes } from './composing/composing-routes.ts';
import { commandTypes } from './domain/commands/permissions.ts';

import { effectsRoutes } from './effects/effects-routes.ts';
import { eraseRoutes } from './erasing/erase-routes.ts';
import { planRoutes } from './erasing/plan-routes.ts';
import { notificationRoutes } from './notifications/notification-routes.ts';
import { overviewRoutes } from './overview/overview-routes.ts';
import { policyFormRoutes } from './policy/form-routes.ts';
import { labelRoutes } from './policy/label-routes.ts';
import { erasureRoutes } from './record/erasure-routes.ts';
import { shownMailRoutes } from './shown-mail/shown-mail-routes.ts';
import { socialRoutes } from './social-desk/social-routes.ts';
import { triageRoutes } from './triage/triage-routes.ts';

import type { Shell } from './work.ts';

/** All routes of this service. */
export const casesApi: readonly Route<Shell>[] = [
  ...caseRoutes,
  ...changeRoutes,
  ...commandRoutes,
  ...complaintLogRoutes,
  ...boardRoutes,
  ...socialRoutes,
  ...composingRoutes,
  ...effectsRoutes,
  ...evidenceRoutes,
  ...taskRoutes,
  ...policyRoutes,
  ...labelRoutes,
  ...policyFormRoutes,
  ...recordRoutes,
  ...erasureRoutes,
  ...planRoutes,
  ...eraseRoutes,
  ...remedyRoutes,
  ...shownMailRoutes,
  ...approvalRoutes,
  ...staffRoutes,
  ...triageRoutes,
  ...workRoutes,
  ...overviewRoutes,
  ...notificationRoutes,
];

/** The routes of this service, served. */
export function createCasesRouter(shell: Shell, options: ServeOptions = {}): Router {
  const router = serveRoutes(shell, casesApi, options);
  router.post('/api/v1/cases/:reference/:command', async (request) => {
    await authenticate(shell.db.query, request, shell.clock.now());
    const asked = String(request.params.command).slice(0, 50);
    throw new RequestError(
      404,
      'unknown_command',
      `There is no command ${asked}: choose among ${commandTypes.join(', ')}.`,
    );
  });
  return router;
}
