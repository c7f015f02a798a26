// The directory of staff: names for the ids that stand on cases and tasks. All staff may read it; administration is elsewhere.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { listStaff, roleSchema } from '#shared/people.ts';
import type { ConsoleContext } from '../console-context.ts';
import { time } from './session-answers.ts';

const route = routeFor<ConsoleContext>();

const staffEntry = z
  .strictObject({
    staffId: z.string(),
    name: z.string(),
    role: roleSchema,
    team: z.string().nullable(),
    languages: z.array(z.string()),
    responderFor: z.array(z.string()),
    away: z.strictObject({ from: time, until: time, deputy: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'StaffEntry', description: 'A member of staff, as their colleagues see them.' });

/** Routes of the directory. */
export const directoryRoutes: Route<ConsoleContext>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/staff',
      operationId: 'listStaff',
      summary: 'Who works here',
      tag: 'staff',
      who: 'staff',
      answers: {
        200: {
          description: 'All active staff, by name.',
          schema: z.strictObject({ staff: z.array(staffEntry) }),
        },
      },
    },
    async ({ db }) => {
      const all = await listStaff(db.query);
      const staff = all
        .sort((one, other) => one.name.localeCompare(other.name))
        .map(({ staffId, name, role, team, languages, responderFor, away }) => ({
          staffId,
          name,
          role,
          team: team ?? null,
          languages,
          responderFor,
          away: away
            ? {
                from: away.from.toISOString(),
                until: away.until.toISOString(),
                deputy: away.deputy ?? null,
              }
            : null,
        }));
      return { json: { staff } };
    },
  ),
];
