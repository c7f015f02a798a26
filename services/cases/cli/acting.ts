// Who acts in a command of the command line, and the shell of cases that it acts by.
import type { CliInstance } from '#shared/cli.ts';
import { RequestError } from '#shared/errors.ts';
import { findStaff } from '#shared/people.ts';
import { createShell } from '../cases.ts';
import { staffNow } from '../execute-command.ts';
import type { Shell } from '../work.ts';

/** The shell of an instance. */
export const shellOf = (instance: CliInstance): Shell =>
  createShell(instance.settings.cases, instance);

/**
 * The id of the member of staff that `--as` names.
 * @throws RequestError 404 when there is none.
 */
export async function actingStaff(instance: CliInstance, as: string): Promise<string> {
  const staff = await findStaff(instance.db.query, as);
  if (!staff)
    throw new RequestError(
      404,
      'not_found',
      `there is no member of staff ${as}: see "redress user list"`,
    );
  return staff.staffId;
}

/**
 * The id of the administrator that `--as` names.
 * @throws RequestError 403 when they are none, 404 when there is nobody.
 */
export async function actingAdmin(instance: CliInstance, as: string): Promise<string> {
  const staffId = await actingStaff(instance, as);
  const { role } = await instance.db.transaction((tx) => staffNow(tx, staffId));
  if (role !== 'admin') throw new RequestError(403, 'role_too_low', 'This needs the role admin.');
  return staffId;
}
