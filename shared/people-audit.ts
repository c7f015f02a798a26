// The record of who changed what about whom: added to, never changed. Who may read it is the console's to say.
import type { Query } from './db.ts';

/** What can have happened. */
export const peopleChanges = [
  'invited',
  'joined',
  'changed',
  'deactivated',
  'reactivated',
  'password_set',
  'password_reset_asked',
  'second_factor_added',
  'second_factor_removed',
  'passkey_added',
  'passkey_removed',
  'recovery_codes_made',
  'token_made',
  'token_revoked',
  'sessions_ended',
] as const;
export type PeopleChange = (typeof peopleChanges)[number];

/** Writes an entry, in the transaction that makes the change. `by` null: the command line, or the program itself. */
export async function recordPeopleChange(
  query: Query,
  entry: {
    at: Date;
    by: string | null;
    about: string;
    what: PeopleChange;
    /** Fields with what they were and are; never a secret. */
    details?: Record<string, unknown>;
  },
): Promise<void> {
  await query(
    'insert into people.audit (at, by_staff_id, about_staff_id, what, details) values ($1, $2, $3, $4, $5)',
    [entry.at, entry.by, entry.about, entry.what, JSON.stringify(entry.details ?? {})],
  );
}
