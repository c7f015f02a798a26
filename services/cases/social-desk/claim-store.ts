// The SQL of claims: who answers a social thread just now, so that two do not at once. A claim ends by itself.
import type { Query } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import type { CommandType } from '../domain/commands/permissions.ts';

/** Who answers, and until when. */
export type Claim = { staffId: string; name: string; until: Date };

/** The claim of a case that holds at `now`. */
export async function claimOf(query: Query, caseId: string, now: Date): Promise<Claim | undefined> {
  const [row] = await query<Claim>(
    `select a.staff_id as "staffId", d.name, a.until from cases.answer_claims a
     join people.staff_directory d using (staff_id) where a.case_id = $1 and a.until > $2`,
    [caseId, now],
  );
  return row;
}

/** Claims a case, or keeps one's claim. False: somebody else has it. */
export async function putClaim(
  query: Query,
  claim: { caseId: string; staffId: string; now: Date; until: Date },
): Promise<boolean> {
  const { caseId, staffId, now, until } = claim;
  const rows = await query(
    `insert into cases.answer_claims as a (case_id, staff_id, until) values ($1, $2, $3)
     on conflict (case_id) do update set staff_id = excluded.staff_id, until = excluded.until
     where a.staff_id = excluded.staff_id or a.until <= $4 returning 1`,
    [caseId, staffId, until, now],
  );
  return rows.length > 0;
}

/** Gives one's own claim back. */
export async function dropClaim(query: Query, caseId: string, staffId: string): Promise<void> {
  await query('delete from cases.answer_claims where case_id = $1 and staff_id = $2', [
    caseId,
    staffId,
  ]);
}

/** What is said to whoever is second. */
export const claimedByOther = ({ name, until }: Pick<Claim, 'name' | 'until'>): RequestError =>
  new RequestError(
    409,
    'claimed_by_other',
    `${name} is answering this just now, until ${until.toISOString()} at the latest: wait, or ask them.`,
  );

const answering: readonly CommandType[] = ['answer', 'record-app-answer'];

/**
 * For a command that answers, under the lock on its case: refused while somebody else has claimed it, and one's own claim is
 * over with it.
 * @throws RequestError 409 `claimed_by_other`.
 */
export async function settleClaim(
  query: Query,
  caseId: string,
  type: CommandType,
  staffId: string,
  now: Date,
): Promise<void> {
  if (!answering.includes(type)) return;
  const claim = await claimOf(query, caseId, now);
  if (!claim) return;
  if (claim.staffId !== staffId) throw claimedByOther(claim);
  await dropClaim(query, caseId, staffId);
}
