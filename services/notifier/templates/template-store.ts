// The SQL of templates that people wrote: versions that are never changed, and the mails that try one out.
import type { Query, Tx } from '#shared/db.ts';
import type { MessageRequested, Purpose } from '#shared/events/message.ts';
import type { TemplateSources } from '../domain/template-values.ts';

/** A version as lists show it. `default`: from here on the template of the program held again. */
export type TemplateLine = {
  versionId: number;
  number: number;
  kind: 'published' | 'default';
  note: string;
  madeBy: string;
  madeAt: Date;
};

/** The newest version of a purpose in a language. */
export type NewestTemplate = TemplateLine & { purpose: Purpose; locale: string };

const lineColumns = `v.version_id as "versionId", v.number, v.kind, v.note, v.made_by as "madeBy", v.made_at as "madeAt"`;

/** The newest version of each template that anybody ever edited. */
export async function newestTemplates(query: Query): Promise<NewestTemplate[]> {
  return query(
    `select distinct on (v.purpose, v.locale) v.purpose, v.locale, ${lineColumns}
     from notifier.template_versions v where v.number is not null order by v.purpose, v.locale, v.number desc`,
    [],
  );
}

/** The versions of one template, the newest first. */
export async function templateVersions(
  query: Query,
  purpose: Purpose,
  locale: string,
  limit: number,
): Promise<(TemplateLine & { sources: TemplateSources | null })[]> {
  return query(
    `select ${lineColumns}, v.sources from notifier.template_versions v
     where v.purpose = $1 and v.locale = $2 and v.number is not null order by v.number desc limit $3`,
    [purpose, locale, limit],
  );
}

/** What versions say, by id. */
export async function templateSources(
  query: Query,
  versionIds: readonly number[],
): Promise<{ versionId: number; kind: string; sources: TemplateSources }[]> {
  return query(
    `select v.version_id as "versionId", v.kind, v.sources from notifier.template_versions v
     where v.version_id = any($1::bigint[]) and v.sources is not null`,
    [versionIds],
  );
}

/** Versions of templates come one after the other, over all processes. */
export async function lockTemplates(tx: Tx): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtext('notifier.templates'))", []);
}

/** Writes the next version, under the lock. Gives its number. */
export async function putTemplate(
  tx: Tx,
  version: {
    purpose: Purpose;
    locale: string;
    /** Absent: back to the template of the program. */
    sources: TemplateSources | undefined;
    note: string;
    madeBy: string;
    madeAt: Date;
  },
): Promise<number> {
  const { purpose, locale, sources, note, madeBy, madeAt } = version;
  const [row] = await tx.query<{ number: number }>(
    `insert into notifier.template_versions (purpose, locale, kind, number, sources, note, made_by, made_at)
     select $1, $2, $3, coalesce(max(v.number), 0) + 1, $4::json, $5, $6, $7
     from notifier.template_versions v where v.purpose = $1 and v.locale = $2 returning number`,
    [
      ...[purpose, locale, sources ? 'published' : 'default'],
      ...[sources ? JSON.stringify(sources) : null, note, madeBy, madeAt],
    ],
  );
  if (!row) throw new Error('publishing a template: the database gave no row back');
  return row.number;
}

/** How many tests somebody has sent since a time. */
export async function countTests(query: Query, madeBy: string, since: Date): Promise<number> {
  const [row] = await query<{ tests: number }>(
    `select count(*)::int as tests from notifier.template_versions v
     where v.kind = 'test' and v.made_by = $1 and v.made_at > $2`,
    [madeBy, since],
  );
  return row?.tests ?? 0;
}

/**
 * Keeps what is tried out, and the mail that carries it: the sweeper sends it as any other. What was tried out before
 * `forgetBefore` is forgotten.
 */
export async function putTest(
  tx: Tx,
  test: {
    request: MessageRequested;
    sources: TemplateSources;
    locale: string;
    address: string;
    rfcMessageId: string;
    trace: string;
    now: Date;
    forgetBefore: Date;
  },
): Promise<void> {
  const { request, sources, locale, now } = test;
  await tx.query(
    `delete from notifier.template_versions v where v.kind = 'test' and v.made_at < $1`,
    [test.forgetBefore],
  );
  const [version] = await tx.query<{ version_id: number }>(
    `insert into notifier.template_versions (purpose, locale, kind, sources, note, made_by, made_at)
     values ($1, $2, 'test', $3::json, '', $4, $5) returning version_id`,
    [request.purpose, locale, JSON.stringify(sources), request.author, now],
  );
  await tx.query(
    `insert into notifier.messages (message_id, purpose, via, party, address, counted, acknowledges, locale,
       locale_fallback, state, rfc_message_id, request, trace, wake_at, planned_at, created_at, updated_at,
       template_version)
     values ($1, $2, 'email', 'staff', $3, false, false, $4, false, 'queued', $5, $6::json, $7, $8, $8, $8, $8, $9)`,
    [
      ...[request.messageId, request.purpose, test.address.toLowerCase(), locale],
      ...[test.rfcMessageId, JSON.stringify(request), test.trace, now, version?.version_id],
    ],
  );
}
