// What accuracy and drift are counted from, in PostgreSQL.
import type { Query } from '#shared/db.ts';

/** Right answers among those that people looked at. */
export type AccuracyRow = {
  decision: 'kind' | 'category' | 'severity';
  model: string;
  reviewed: number;
  right: number;
};

/** How often a label was decided, lately or before. */
export type DriftRow = { decision: string; label: string; lately: boolean; count: number };

/** Answers that people looked at since a time, and how many of them they left as they were. */
export async function reviewedAnswers(query: Query, since: Date): Promise<AccuracyRow[]> {
  return query<AccuracyRow>(
    `with said as (
       select d.item_id, coalesce(d.model_version, 'rules') as model, d.kind, d.category, d.severity,
         (array_agg(c.kind order by c.entry_version desc) filter (where c.kind is not null))[1] as said_kind,
         (array_agg(c.category order by c.entry_version desc) filter (where c.category is not null))[1] as said_category,
         (array_agg(c.severity order by c.entry_version desc) filter (where c.severity is not null))[1] as said_severity
       from classifier.decisions d left join classifier.corrections c on c.item_id = d.item_id
       where d.reviewed_at >= $1
       group by d.item_id
     )
     select decision, s.model, count(*)::int as reviewed,
       (count(*) filter (where said is null or said = given))::int as right
     from said s cross join lateral (values ('kind', s.kind, s.said_kind), ('category', s.category, s.said_category),
       ('severity', s.severity, s.said_severity)) as each (decision, given, said)
     -- What was left to a person is no answer that could be right or wrong.
     where given <> 'unknown'
     group by decision, s.model order by decision, s.model`,
    [since],
  );
}

/** How often each label was decided between two times, and after the later one. */
export async function decisionCounts(
  query: Query,
  since: { before: Date; lately: Date },
): Promise<DriftRow[]> {
  return query<DriftRow>(
    `select decision, label, d.decided_at >= $2 as lately, count(*)::int as count
     from classifier.decisions d cross join lateral (values ('kind', d.kind), ('category', d.category),
       ('severity', d.severity), ('language', d.language), ('decided', d.decided::text)) as each (decision, label)
     where d.decided_at >= $1 group by decision, label, lately`,
    [since.before, since.lately],
  );
}

/** How many corrections are kept. */
export async function countCorrections(query: Query): Promise<number> {
  const [row] = await query<{ count: number }>(
    'select count(*)::int as count from classifier.corrections',
  );
  return row?.count ?? 0;
}
