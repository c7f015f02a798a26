// Finding the member of staff that a command names. Nothing else.
import type { Query } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { findStaff, type Staff } from '#shared/people.ts';

/**
 * A member of staff by id or e-mail address, active or not.
 * @throws RequestError 404 when there is none.
 */
export async function needUser(query: Query, idOrEmail: string): Promise<Staff> {
  const staff = await findStaff(query, idOrEmail);
  if (!staff)
    throw new RequestError(
      404,
      'no_such_user',
      `there is no user ${idOrEmail}: see "redress user list"`,
    );
  return staff;
}
