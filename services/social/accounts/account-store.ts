// All SQL of the accounts of the console and of the record of their changes.
import type { Query, Tx } from '#shared/db.ts';
import type { AccountSettings, SocialAccount } from './account.ts';

const columns = `a.account_id as "accountId", a.name, a.user_id as "userId", a.handle, a.client_id as "clientId",
  a.poll_seconds as "pollSeconds", a.since::text as since, a.state, a.version, a.created_at as "createdAt",
  a.created_by as "createdBy", a.changed_at as "changedAt", a.changed_by as "changedBy"`;

/** All that are not removed, by name. */
export const listAccounts = (query: Query): Promise<SocialAccount[]> =>
  query<SocialAccount>(
    `select ${columns} from social.accounts a where a.state <> 'removed' order by a.name`,
  );

/** One that is not removed, locked. */
export async function lockAccount(tx: Tx, accountId: string): Promise<SocialAccount | undefined> {
  const [found] = await tx.query<SocialAccount>(
    `select ${columns} from social.accounts a where a.account_id = $1 and a.state <> 'removed' for update`,
    [accountId],
  );
  return found;
}

/** Keeps others from adding or changing an account until this transaction ends: two must not become one. */
export async function lockAccounts(tx: Tx): Promise<void> {
  await tx.query('lock table social.accounts in share row exclusive mode');
}

type Kept = AccountSettings & Pick<SocialAccount, 'accountId' | 'handle' | 'state'>;

const valuesOf = (account: Kept, { at, by }: { at: Date; by: string }): unknown[] => [
  account.accountId,
  account.name,
  account.userId,
  account.handle,
  account.clientId,
  account.pollSeconds,
  account.since,
  account.state,
  at,
  by,
];

/** Writes a new one. */
export async function insertAccount(
  tx: Tx,
  account: Kept,
  changed: { at: Date; by: string },
): Promise<void> {
  await tx.query(
    `insert into social.accounts (account_id, platform, name, user_id, handle, client_id, poll_seconds, since, state,
       created_at, created_by, changed_at, changed_by)
     values ($1, 'x', $2, $3, $4, $5, $6, $7, $8, $9, $10, $9, $10)`,
    valuesOf(account, changed),
  );
}

/** Writes what one is from now on; its version rises. */
export async function updateAccount(
  tx: Tx,
  account: Kept,
  changed: { at: Date; by: string },
): Promise<void> {
  await tx.query(
    `update social.accounts set name = $2, user_id = $3, handle = $4, client_id = $5, poll_seconds = $6, since = $7,
       state = $8, version = version + 1, changed_at = $9, changed_by = $10
     where account_id = $1`,
    valuesOf(account, changed),
  );
}

/** What can have happened to an account. */
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
    'insert into social.account_changes (at, by_staff_id, account_id, what, details) values ($1, $2, $3, $4, $5)',
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
    `select count(*)::int as count, min(at) as first from social.account_changes
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
     from social.account_changes c
       left join social.accounts a on a.account_id = c.account_id
       left join people.staff s on s.staff_id = c.by_staff_id
     where $1::bigint is null or c.entry_id < $1
     order by c.entry_id desc limit $2`,
    [before ?? null, limit],
    { prepare: false },
  );

/**
 * Ends the outages of accounts that nobody watches any more. Gives those of which an alert is out.
 * `watched`: connectors that are watched, or are of the configuration file.
 */
export const endForgottenOutages = (
  tx: Tx,
  watched: string[],
): Promise<{ connector: string; since: Date; alertId: string }[]> =>
  tx.query<{ connector: string; since: Date; alertId: string }>(
    `with ended as (
       select c.connector, c.failing_since, c.alert_id from social.cursors c
       where c.failing_since is not null and c.connector <> all($1)
         and exists (select 1 from social.accounts a where a.platform || ':' || a.name = c.connector)
         and not exists (select 1 from social.accounts a
           where a.platform || ':' || a.name = c.connector and a.state = 'active')
       for update
     ), cleared as (
       update social.cursors c set failing_since = null, failure = null, alert_id = null
       from ended e where e.connector = c.connector
     )
     select e.connector, e.failing_since as since, e.alert_id as "alertId" from ended e where e.alert_id is not null`,
    [watched],
  );
