// What the classifier decided and what people said instead, in PostgreSQL. Texts stay with their items: only a training reads
// them, by the item's id.
import type { Query, Tx } from '#shared/db.ts';
import type { Classification, Kind, Severity } from '#shared/events/intake.ts';
import type { Correction } from '../domain/learning/material.ts';

/** What was decided of an item. */
export type DecisionRow = { itemId: string; decidedAt: Date; classification: Classification };

/** Records decisions, once for each item: a repeat after a crash decided the same or belongs to a newer model. */
export async function putDecisions(tx: Tx, rows: DecisionRow[]): Promise<void> {
  const of = (value: (row: Classification) => unknown) =>
    rows.map(({ classification }) => value(classification) ?? null);
  await tx.query(
    `insert into classifier.decisions
       (item_id, decided_at, model_version, policy_version, kind, category, severity, language, decided, confidence)
     select * from unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
       $8::text[], $9::boolean[], $10::real[])
     on conflict (item_id) do nothing`,
    [
      rows.map(({ itemId }) => itemId),
      rows.map(({ decidedAt }) => decidedAt),
      of(({ modelVersion }) => modelVersion),
      of(({ policyVersion }) => policyVersion),
      of(({ kind }) => kind),
      of(({ category }) => category),
      of(({ severity }) => severity),
      of(({ language }) => language),
      of(({ decided }) => decided),
      of(({ confidence }) => confidence?.category),
    ],
  );
}

/** Keeps corrections of cases, as the timeline published them. A repeat changes nothing. */
export async function keepCorrections(
  tx: Tx,
  entries: { caseId: string; version: number }[],
): Promise<void> {
  await tx.query(
    `insert into classifier.corrections (case_id, entry_version, item_id, at, person, kind, category, severity, threat)
     select c.case_id, c.entry_version, c.item_id, c.at, c.actor, c.kind, c.category, c.severity, c.threat
     from unnest($1::uuid[], $2::int[]) as given (case_id, version)
     join cases.published_corrections c on c.case_id = given.case_id and c.entry_version = given.version
     on conflict do nothing`,
    [entries.map(({ caseId }) => caseId), entries.map(({ version }) => version)],
  );
}

/** Marks what people have looked at: cases they resolved or corrected. */
export async function markReviewed(tx: Tx, caseIds: string[], at: Date): Promise<void> {
  await tx.query(
    `update classifier.decisions d set reviewed_at = $2 from cases.published_outcomes o
     where o.case_id = any($1::uuid[]) and o.outcome = 'case' and o.item_id = d.item_id and d.reviewed_at is null`,
    [caseIds, at],
  );
}

type Taught = {
  key: string;
  person: string;
  subject: string | null;
  text: string | null;
  language: string | null;
  kind: Kind | null;
  category: string | null;
  severity: Severity | null;
  threat: boolean | null;
};

/**
 * The last word of people on each item of a case, the newest last, with its text. What was erased is not among them.
 */
export async function listTaught(
  query: Query,
  limit: number,
): Promise<(Omit<Correction, 'text'> & { subject: string; text: string })[]> {
  const rows = await query<Taught>(
    `select * from (
       select c.case_id::text as key, i.item_id as item, max(c.at) as at,
         (array_agg(c.person order by c.entry_version desc))[1] as person,
         (array_agg(c.kind order by c.entry_version desc) filter (where c.kind is not null))[1] as kind,
         (array_agg(c.category order by c.entry_version desc) filter (where c.category is not null))[1] as category,
         (array_agg(c.severity order by c.entry_version desc) filter (where c.severity is not null))[1] as severity,
         (array_agg(c.threat order by c.entry_version desc) filter (where c.threat is not null))[1] as threat,
         i.received ->> 'subject' as subject, i.received ->> 'text' as text,
         coalesce(d.language, i.received ->> 'language') as language
       from classifier.corrections c
       join intake.items i on i.item_id = c.item_id
       left join classifier.decisions d on d.item_id = c.item_id
       group by c.case_id, i.item_id, d.language
       order by max(c.at) desc, c.case_id, i.item_id limit $1
     ) taught order by at, key, item`,
    [limit],
  );
  return rows
    .filter(({ text, subject }) => `${subject ?? ''}${text ?? ''}`.trim() !== '')
    .map(({ key, person, subject, text, language, kind, category, severity, threat }) => ({
      key,
      person,
      subject: subject ?? '',
      text: text ?? '',
      language: language ?? '',
      kind: kind ?? undefined,
      category: category === null || category === 'unknown' ? undefined : category,
      severity: severity ?? undefined,
      threat: threat ?? undefined,
    }));
}

/** A correction as it is listed: what was decided, and what was said instead. */
export type CorrectionRow = {
  caseId: string;
  entryVersion: number;
  itemId: string;
  at: Date;
  person: string;
  kind: string | null;
  category: string | null;
  severity: string | null;
  threat: boolean | null;
  decided: { kind: string; category: string; severity: string; modelVersion: string | null } | null;
};

/** A page of corrections, the newest first, from before a place in that order. */
export async function listCorrections(
  query: Query,
  page: {
    limit: number;
    before?: { at: string; caseId: string; entryVersion: number } | undefined;
  },
): Promise<CorrectionRow[]> {
  const { before } = page;
  return query<CorrectionRow>(
    `select c.case_id as "caseId", c.entry_version as "entryVersion", c.item_id as "itemId", c.at, c.person, c.kind,
       c.category, c.severity, c.threat,
       case when d.item_id is not null then json_build_object('kind', d.kind, 'category', d.category,
         'severity', d.severity, 'modelVersion', d.model_version) end as decided
     from classifier.corrections c left join classifier.decisions d on d.item_id = c.item_id
     where $2::timestamptz is null or (c.at, c.case_id, c.entry_version) < ($2, $3::uuid, $4::int)
     order by c.at desc, c.case_id desc, c.entry_version desc limit $1`,
    [page.limit, before?.at ?? null, before?.caseId ?? null, before?.entryVersion ?? null],
  );
}

/** How many corrections came since the last training began; all when there was none. */
export async function correctionsSinceTraining(query: Query): Promise<number> {
  const [row] = await query<{ count: number }>(
    `select count(*)::int as count from classifier.corrections c
     where c.kept_at > coalesce((select max(t.started_at) from classifier.trainings t), '-infinity'::timestamptz)`,
  );
  return row?.count ?? 0;
}
