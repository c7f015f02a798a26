// All SQL of the mailboxes of the console and of the record of their changes.
import type { Query, Tx } from '#shared/db.ts';
import type { AccountSettings, MailAccount } from './account.ts';

const columns = `a.account_id as "accountId", a.name, a.address, a.host, a.port, a.tls, a.user_name as "user",
  a.sealed_secret as sealed, a.folder, a.after, a.flag, a.move_to as "moveTo", a.since::text as since,
  a.trusted_authserv_id as "trustedAuthservId", a.oauth, a.grant_id as "grantId", a.poll_seconds as "pollSeconds", a.state, a.version, a.created_at as "createdAt", a.created_by as "createdBy",
  a.changed_at as "changedAt", a.changed_by as "changedBy"`;

/** All that are not removed, by name. */
export const listAccounts = (query: Query): Promise<MailAccount[]> =>
  query<MailAccount>(
    `select ${columns} from email.accounts a where a.state <> 'removed' order by a.name`,
  );

/** One that is not removed, locked. */
export async function lockAccount(tx: Tx, accountId: string): Promise<MailAccount | undefined> {
  const [found] = await tx.query<MailAccount>(
    `select ${columns} from email.accounts a where a.account_id = $1 and a.state <> 'removed' for update`,
    [accountId],
  );
  return found;
}

/** Keeps others from adding or changing a mailbox until this transaction ends: two must not become one. */
export async function lockAccounts(tx: Tx): Promise<void> {
  await tx.query('lock table email.accounts in share row exclusive mode');
}

const valuesOf = (settings: AccountSettings): unknown[] => [
  settings.name,
  settings.address,
  settings.host,
  settings.port,
  settings.tls,
  settings.user,
  settings.folder,
  settings.after,
  settings.flag,
  settings.moveTo,
  settings.since,
  settings.pollSeconds,
  settings.trustedAuthservId,
  settings.oauth && JSON.stringify(settings.oauth),
];

/** Writes a new one. */
export async function insertAccount(
  tx: Tx,
  account: AccountSettings & { accountId: string; sealed: string; grantId: string | null },
  { at, by }: { at: Date; by: string },
): Promise<void> {
  await tx.query(
    `insert into email.accounts (name, address, host, port, tls, user_name, folder, after, flag, move_to, since,
       poll_seconds, trusted_authserv_id, oauth, account_id, sealed_secret, grant_id, state, created_at, created_by, changed_at, changed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, 'active', $18, $19, $18, $19)`,
    [...valuesOf(account), account.accountId, account.sealed, account.grantId, at, by],
  );
}

/** Writes what one is from now on; its version rises. */
export async function updateAccount(
  tx: Tx,
  account: AccountSettings & Pick<MailAccount, 'accountId' | 'sealed' | 'grantId' | 'state'>,
  { at, by }: { at: Date; by: string },
): Promise<void> {
  await tx.query(
    `update email.accounts set name = $1, address = $2, host = $3, port = $4, tls = $5, user_name = $6, folder = $7,
       after = $8, flag = $9, move_to = $10, since = $11, poll_seconds = $12, trusted_authserv_id = $13,
       oauth = $14, sealed_secret = $16, grant_id = $17, state = $18, version = version + 1, changed_at = $19,
       changed_by = $20
     where account_id = $15`,
    [
      ...valuesOf(account),
      ...[account.accountId, account.sealed, account.grantId, account.state, at, by],
    ],
  );
}

/** What can have happened to a mailbox. */
export const accountChanges = [
  'added',
  'changed',
  'paused',
  'resumed',
  'removed',
  'tested',
] as const;
export type AccountChange = (typeof accountChanges)[number];

/** Writes an entry of the record. `details` hold no secret. */
export async function recordChange(
  query: Query,
  entry: {
    at: Date;
    by: string;
    accountId: string | null;
    what: AccountChange;
    details: Record<string, unknown>;
  },
): Promise<void> {
  await query(
    'insert into email.account_changes (at, by_staff_id, account_id, what, details) values ($1, $2, $3, $4, $5)',
    [entry.at, entry.by, entry.accountId, entry.what, JSON.stringify(entry.details)],
  );
}

/** How many tests somebody has made since, and when the first of them was. */
export async function countTests(
  query: Query,
  by: string,
  since: Date,
): Promise<{ count: number; first: Date | null }> {
  const [row] = await query<{ count: number; first: Date | null }>(
    `select count(*)::int as count, min(at) as first from email.account_changes
     where what = 'tested' and by_staff_id = $1 and at > $2`,
    [by, since],
  );
  return row ?? { count: 0, first: null };
}

/** An entry of the record. */
export type ChangeEntry = {
  entryId: number;
  at: Date;
  by: string;
  byName: string | null;
  accountId: string | null;
  name: string | null;
  what: AccountChange;
  details: Record<string, unknown>;
};

/** The record, newest first; `before` an entry. */
export const listChanges = (
  query: Query,
  { before, limit }: { before: number | undefined; limit: number },
): Promise<ChangeEntry[]> =>
  query<ChangeEntry>(
    `select c.entry_id as "entryId", c.at, c.by_staff_id as by, s.name as "byName", c.account_id as "accountId",
       a.name, c.what, c.details
     from email.account_changes c
       left join email.accounts a on a.account_id = c.account_id
       left join people.staff s on s.staff_id = c.by_staff_id
     where $1::bigint is null or c.entry_id < $1
     order by c.entry_id desc limit $2`,
    [before ?? null, limit],
    { prepare: false },
  );

/** Ends the outages of mailboxes that nobody watches any more. Gives those that were ended. */
export const endForgottenOutages = (
  tx: Tx,
  watched: string[],
): Promise<{ connector: string; since: Date }[]> =>
  tx.query<{ connector: string; since: Date }>(
    `update email.connector_health h set healthy = true
     where not h.healthy and h.connector <> all($1)
       and exists (select 1 from email.accounts a where 'imap:' || a.name = h.connector)
       and not exists (select 1 from email.accounts a where 'imap:' || a.name = h.connector and a.state = 'active')
     returning h.connector, h.since`,
    [watched],
  );
