// Passkeys as rows: what is kept of a credential (WebAuthn level 3, §4 credential record). Ceremonies: passkeys.ts.
import type { Query } from '#shared/db.ts';

export type KeptPasskey = {
  credentialId: string;
  staffId: string;
  publicKey: Buffer;
  counter: number;
  transports: string[];
};

const columns = `credential_id as "credentialId", staff_id as "staffId", public_key as "publicKey", counter, transports`;

/** The passkey of a credential, of somebody active. */
export async function findPasskey(
  query: Query,
  credentialId: string,
): Promise<KeptPasskey | undefined> {
  const [row] = await query<KeptPasskey>(
    `select ${columns} from people.passkeys join people.staff s using (staff_id) where credential_id = $1 and s.active`,
    [credentialId],
  );
  return row;
}

/** All of somebody. */
export const passkeysOf = (query: Query, staffId: string): Promise<KeptPasskey[]> =>
  query<KeptPasskey>(`select ${columns} from people.passkeys where staff_id = $1`, [staffId]);

/** Keeps a passkey; false when the credential is known. */
export async function putPasskey(
  query: Query,
  passkey: KeptPasskey & { label: string; now: Date },
): Promise<boolean> {
  const { credentialId, staffId, label, publicKey, counter, transports, now } = passkey;
  const rows = await query(
    `insert into people.passkeys (credential_id, staff_id, label, public_key, counter, transports, created_at)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (credential_id) do nothing returning 1`,
    [credentialId, staffId, label, publicKey, counter, transports, now],
  );
  return rows.length > 0;
}

/** Counts a use: false when the counter did not rise, as when a key was copied. Those that do not count stay at 0. */
export async function countUse(
  query: Query,
  credentialId: string,
  counter: number,
  now: Date,
): Promise<boolean> {
  const rows = await query(
    `update people.passkeys set counter = $2, last_used_at = $3
     where credential_id = $1 and (counter < $2 or (counter = 0 and $2 = 0)) returning 1`,
    [credentialId, counter, now],
  );
  return rows.length > 0;
}

/** Removes one of somebody; false when they have no such. */
export async function removePasskey(
  query: Query,
  staffId: string,
  credentialId: string,
): Promise<boolean> {
  const rows = await query(
    'delete from people.passkeys where staff_id = $1 and credential_id = $2 returning 1',
    [staffId, credentialId],
  );
  return rows.length > 0;
}
