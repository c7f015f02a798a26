// The route that says what a command would do. Giving it: ../api/command-routes.ts.
import { z } from 'zod';
import { type Route, referenceParameter, routeFor } from '#shared/api/route.ts';
import { ladder } from '../domain/case.ts';
import { commandTypes } from '../domain/commands/permissions.ts';
import type { Shell } from '../work.ts';
import { commandEffects } from './command-effects.ts';
import { effectsSchema } from './effects-answers.ts';

const route = routeFor<Shell>();

/** The routes of looking before doing. */
export const effectsRoutes: Route<Shell>[] = [
  route(
    {
      method: 'post',
      path: '/api/v1/cases/{reference}/effects',
      operationId: 'tellEffects',
      summary: 'Say what a command would do; nothing is done',
      description:
        'Decided by the same rules as the command: who would be told, which tasks come, which times move; for compensation the level that must approve it, what the caps have left and what its approver would see.',
      tag: 'commands',
      who: ladder,
      params: z.strictObject({ reference: referenceParameter }),
      body: z.strictObject({
        command: z.enum(commandTypes).describe('the command, as in its path'),
        body: z.record(z.string(), z.unknown()).default({}).describe('the body of the command'),
      }),
      answers: { 200: { description: 'What it would do, or why not.', schema: effectsSchema } },
      problems: [403, 404],
    },
    async (shell, { params, body, staff }) => {
      const { staffId } = staff;
      const { caseId, ...shown } = await commandEffects(shell, {
        reference: params.reference,
        type: body.command,
        body: body.body,
        staffId,
      });
      // It tells of the case, and of other cases of its customer: on record before it is seen (R72).
      await shell.reads.add({ staffId, caseId, part: 'effects', at: shell.clock.now() });
      return { json: shown };
    },
  ),
];
