// The routes of absence: when somebody is away, and who stands in. Whoever may set it: themselves, or a supervisor and above.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import { findStaff, type Staff } from '#shared/people.ts';
import { type Away, awaySchema, setAway } from '#shared/people-work.ts';
import { isAtLeast } from '../domain/case.ts';
import type { Shell } from '../work.ts';
import { at } from './remedy-answers.ts';

const route = routeFor<Shell>();
const tag = 'staff';
const params = z.strictObject({
  staffId: z.string().min(1).max(320).describe('id or e-mail address of a member of staff'),
});

const absence = z
  .strictObject({
    staffId: z.string(),
    away: z
      .strictObject({
        from: at,
        until: at,
        deputy: z.string().nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'Absence', description: 'When a member of staff is away.' });

async function set(shell: Shell, who: string, by: Staff, away: Away | null) {
  return shell.db.transaction(async (tx) => {
    // Read again in the transaction that acts: a demotion works at once.
    const acting = await findStaff(tx.query, by.staffId);
    const person = await findStaff(tx.query, who);
    const may =
      acting?.active &&
      (acting.staffId === person?.staffId ||
        acting.role === 'admin' ||
        isAtLeast(acting.role, 'supervisor'));
    if (!may)
      throw new RequestError(
        403,
        'role_too_low',
        'Only you yourself, a supervisor or above, or an admin sets when you are away.',
      );
    if (!person?.active)
      throw new RequestError(404, 'not_found', 'There is no such active member of staff.');
    await setAway(tx, person.staffId, away, shell.clock.now());
    const now = await findStaff(tx.query, person.staffId);
    const { staffId } = person;
    return {
      json: { staffId, away: now?.away ? { ...now.away, deputy: now.away.deputy ?? null } : null },
    };
  });
}

/** Routes of absence. */
export const staffRoutes: Route<Shell>[] = [
  route(
    {
      method: 'put',
      path: '/api/v1/staff/{staffId}/away',
      operationId: 'setAway',
      summary: 'Say when somebody is away; what they have goes to their deputy, or by routing',
      tag,
      who: 'staff',
      params,
      body: awaySchema,
      answers: { 200: { description: 'When they are away.', schema: absence } },
      problems: [403, 404, 422],
    },
    (shell, input) => set(shell, input.params.staffId, input.staff, input.body),
  ),
  route(
    {
      method: 'delete',
      path: '/api/v1/staff/{staffId}/away',
      operationId: 'clearAway',
      summary: 'Say that somebody is back before their time',
      tag,
      who: 'staff',
      params,
      answers: { 200: { description: 'They are back.', schema: absence } },
      problems: [403, 404],
    },
    (shell, input) => set(shell, input.params.staffId, input.staff, null),
  ),
];
