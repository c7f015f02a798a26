// Links that let somebody in once: of the first administrator, of invitations, of resets. Of a token only its digest is kept.
import { createHash, randomBytes } from 'node:crypto';
import type { Query, Tx } from '#shared/db.ts';
import { newId } from '#shared/ids.ts';

export type LinkKind = 'first_administrator' | 'invitation' | 'password_reset';
export type SignInLink = {
  linkId: string;
  kind: LinkKind;
  staffId: string | null;
  expiresAt: Date;
};

const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Makes a link; those of the same kind for the same person that were not used end. Gives its token, this once. */
export async function createLink(
  tx: Tx,
  link: { kind: LinkKind; staffId: string | null; hours: number; now: Date },
): Promise<{ token: string; expiresAt: Date }> {
  const { kind, staffId, hours, now } = link;
  await tx.query(
    'delete from people.sign_in_links where kind = $1 and staff_id is not distinct from $2 and used_at is null',
    [kind, staffId],
  );
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(now.getTime() + hours * 3_600_000);
  await tx.query(
    `insert into people.sign_in_links (link_id, token_sha256, kind, staff_id, created_at, expires_at)
     values ($1, $2, $3, $4, $5, $6)`,
    [newId(), digestOf(token), kind, staffId, now, expiresAt],
  );
  return { token, expiresAt };
}

const columns = 'link_id as "linkId", kind, staff_id as "staffId", expires_at as "expiresAt"';

/** The link of a token that is good. */
export async function findLink(
  query: Query,
  token: string,
  now: Date,
): Promise<SignInLink | undefined> {
  const [row] = await query<SignInLink>(
    `select ${columns} from people.sign_in_links where token_sha256 = $1 and used_at is null and expires_at > $2`,
    [digestOf(token), now],
  );
  return row;
}

/** Uses a link up: of several at once one gets it (S24). */
export async function useLink(tx: Tx, token: string, now: Date): Promise<SignInLink | undefined> {
  const [row] = await tx.query<SignInLink>(
    `update people.sign_in_links set used_at = $2 where token_sha256 = $1 and used_at is null and expires_at > $2
     returning ${columns}`,
    [digestOf(token), now],
  );
  return row;
}

/** Ends the links of somebody. */
export async function endLinks(tx: Tx, staffId: string): Promise<void> {
  await tx.query('delete from people.sign_in_links where staff_id = $1 and used_at is null', [
    staffId,
  ]);
}

/** Whether some active administrator can sign in by themselves; with a provider any of them can. */
export async function canAdministratorSignIn(query: Query, byProvider: boolean): Promise<boolean> {
  const rows = await query(
    `select 1 from people.staff s where s.role = 'admin' and s.active and ($1
       or exists (select 1 from people.passwords p where p.staff_id = s.staff_id)
       or exists (select 1 from people.passkeys k where k.staff_id = s.staff_id)) limit 1`,
    [byProvider],
  );
  return rows.length > 0;
}

/** Nobody else becomes the first administrator until the transaction ends. */
export async function lockFirstAdministrator(tx: Tx): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtext('redress first administrator'))");
}
