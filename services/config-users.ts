// The staff of REDRESS_CONFIG: what the file may say of them, and how it is applied at each start. What they may do: shared/people.ts.
import { z } from 'zod';
import type { Tx } from '#shared/db.ts';
import { ConfigError, errorText } from '#shared/errors.ts';
import { socialChannels } from '#shared/events/intake.ts';
import { putStaff, roleSchema } from '#shared/people.ts';
import { setWork, workSchema } from '#shared/people-work.ts';

/** Staff, matched by e-mail address. */
export const usersConfig = z
  .array(
    z.strictObject({
      email: z.email(),
      name: z.string().min(1).max(200),
      role: roleSchema,
      team: z.string().max(100).optional(),
      locale: z.string().max(35).optional(),
      responderFor: z
        .array(z.enum(socialChannels))
        .optional()
        .describe('Platforms on which they answer (R45).'),
      ...workSchema.shape,
    }),
  )
  .default([])
  .describe('Staff, matched by e-mail address. Who was deactivated stays so.');

/**
 * Brings staff in line with the file; how they work only where it says so.
 * @throws ConfigError naming the person when whom they report to is nowhere.
 */
export async function applyUsers(tx: Tx, users: z.infer<typeof usersConfig>): Promise<void> {
  const ids: string[] = [];
  for (const user of users) ids.push(await putStaff(tx, user));
  // All of them first: the one whom somebody reports to may stand further down.
  for (const [index, user] of users.entries()) {
    const { languages, skills, reportsTo, shift, calendar } = user;
    try {
      await setWork(tx, ids[index] ?? '', { languages, skills, reportsTo, shift, calendar });
    } catch (error) {
      throw new ConfigError(`REDRESS_CONFIG: users: ${user.email}: ${errorText(error)}`);
    }
  }
}
