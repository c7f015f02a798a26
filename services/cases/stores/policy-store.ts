// The SQL of policy versions: reading them, publishing one, and which open cases follow which.
import type { Query } from '#shared/db.ts';

/** A version as lists show it. Times are RFC 3339. */
export type VersionLine = {
  number: number;
  digest: string;
  origin: 'config' | 'person';
  publishedBy: string;
  publishedAt: string;
  note: string;
  openCases: number;
};

/** A version with what it says: its own text, and all values with the defaults of its time. */
export type StoredVersion = Omit<VersionLine, 'openCases'> & { yaml: string; effective: unknown };

/** The newest version's number and digest; none before the first start. */
export async function newestVersion(
  query: Query,
): Promise<{ number: number; digest: string } | undefined> {
  const [row] = await query<{ number: number; digest: string }>(
    'select v.number, v.digest from cases.policy_versions v order by v.number desc limit 1',
  );
  return row;
}

const columns = `v.number, v.digest, v.yaml, v.effective, v.origin, v.published_by as "publishedBy", v.note,
  to_char(v.published_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "publishedAt"`;

/** A version by its number. */
export async function versionByNumber(
  query: Query,
  number: number,
): Promise<StoredVersion | undefined> {
  const [row] = await query<StoredVersion>(
    `select ${columns} from cases.policy_versions v where v.number = $1`,
    [number],
  );
  return row;
}

/** The newest version that a start applied, or that a person published. */
export async function newestOfOrigin(
  query: Query,
  origin: 'config' | 'person',
): Promise<StoredVersion | undefined> {
  const [row] = await query<StoredVersion>(
    `select ${columns} from cases.policy_versions v where v.origin = $1 order by v.number desc limit 1`,
    [origin],
  );
  return row;
}

/** What versions say, by digest. */
export async function versionsByDigest(
  query: Query,
  digests: string[],
): Promise<{ digest: string; effective: unknown }[]> {
  return query(
    `select distinct on (v.digest) v.digest, v.effective from cases.policy_versions v
     where v.digest = any($1) order by v.digest, v.number desc`,
    [digests],
  );
}

/** Digests of the newest version and of those that open cases follow. */
export async function versionsInUse(query: Query): Promise<string[]> {
  const rows = await query<{ digest: string }>(
    `select v.digest from cases.policy_versions v
     where v.number = (select max(n.number) from cases.policy_versions n)
        or exists (select from cases.cases c
                   where c.policy_version = v.digest and c.status not in ('closed', 'merged'))`,
  );
  return rows.map(({ digest }) => digest);
}

/** All versions, the newest first, with how many open cases follow each. */
export async function listVersions(query: Query): Promise<VersionLine[]> {
  return query(
    `select v.number, v.digest, v.origin, v.published_by as "publishedBy", v.note,
       to_char(v.published_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "publishedAt",
       (select count(*)::int from cases.cases c
        where c.policy_version = v.digest and c.status not in ('closed', 'merged')) as "openCases"
     from cases.policy_versions v order by v.number desc`,
  );
}

/** One publisher at a time until the transaction ends; readers go on. */
export async function lockVersions(query: Query): Promise<void> {
  await query('lock table cases.policy_versions in share row exclusive mode');
}

/** Adds a version; its number is the next. */
export async function putVersion(
  query: Query,
  version: Omit<StoredVersion, 'number'>,
): Promise<number> {
  const { digest, yaml, effective, origin, publishedBy, publishedAt, note } = version;
  const [row] = await query<{ number: number }>(
    `insert into cases.policy_versions (number, digest, yaml, effective, origin, published_by, published_at, note)
     select coalesce(max(v.number), 0) + 1, $1, $2, $3::jsonb, $4, $5, $6, $7 from cases.policy_versions v
     returning number`,
    [digest, yaml, JSON.stringify(effective), origin, publishedBy, publishedAt, note],
  );
  return row?.number ?? 0;
}

/** References of open cases that follow another version, after a case, in order. */
export async function openCasesOfOther(
  query: Query,
  asked: { than: string; only: string | undefined; after: string; limit: number },
): Promise<{ caseId: string; reference: string; policyVersion: string | null }[]> {
  const { than, only, after, limit } = asked;
  return query(
    `select c.case_id as "caseId", c.reference, c.policy_version as "policyVersion" from cases.cases c
     where c.status not in ('closed', 'merged') and c.policy_version is distinct from $1
       and ($2::text is null or c.policy_version = $2) and c.case_id > $3::uuid
     order by c.case_id limit $4`,
    [than, only ?? null, after, limit],
  );
}
