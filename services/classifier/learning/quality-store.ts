// How well the classifier does label by label, whether its probabilities hold, and what was said since it last learnt; counted
// in PostgreSQL.
import type { Query } from '#shared/db.ts';

/** A label that was given: how often people saw it, left it, and what they said instead. */
export type LabelQuality = {
  decision: 'kind' | 'category' | 'severity';
  label: string;
  reviewed: number;
  right: number;
  /** What was said instead, the most frequent first. */
  instead: { label: string; count: number }[];
};

/** Answers about the category given with a probability of `from` until `until`: how many were left as they were. */
export type CalibrationBin = {
  from: number;
  until: number;
  reviewed: number;
  right: number;
  /** The mean probability that they were given with. */
  confidence: number;
};

// What was given and what a person said last instead; null: left as it was.
const SAID = `with said as (
   select d.item_id, d.kind, d.category, d.severity, d.confidence,
     (array_agg(c.kind order by c.entry_version desc) filter (where c.kind is not null))[1] as said_kind,
     (array_agg(c.category order by c.entry_version desc) filter (where c.category is not null))[1] as said_category,
     (array_agg(c.severity order by c.entry_version desc) filter (where c.severity is not null))[1] as said_severity
   from classifier.decisions d left join classifier.corrections c on c.item_id = d.item_id
   where d.reviewed_at >= $1 group by d.item_id)`;

/** Labels of answers that people looked at since a time. */
export async function labelQuality(query: Query, since: Date): Promise<LabelQuality[]> {
  return query<LabelQuality>(
    `${SAID}, each as (
       select decision, given, said, count(*)::int as count from said s
       cross join lateral (values ('kind', s.kind, s.said_kind), ('category', s.category, s.said_category),
         ('severity', s.severity, s.said_severity)) as e (decision, given, said)
       -- What was left to a person is no answer that could be right or wrong.
       where given <> 'unknown' group by decision, given, said)
     select decision, given as label, sum(count)::int as reviewed,
       coalesce(sum(count) filter (where said is null or said = given), 0)::int as right,
       coalesce(jsonb_agg(jsonb_build_object('label', said, 'count', count) order by count desc, said)
         filter (where said <> given), '[]'::jsonb) as instead
     from each group by decision, given order by decision, reviewed desc, given`,
    [since],
  );
}

/** The calibration of the category's probability, by tenths. */
export async function calibration(query: Query, since: Date): Promise<CalibrationBin[]> {
  return query<CalibrationBin>(
    `${SAID}
     select tenth / 10.0::float8 as "from", (tenth + 1) / 10.0::float8 as until, count(*)::int as reviewed,
       (count(*) filter (where s.said_category is null or s.said_category = s.category))::int as right,
       avg(s.confidence)::float8 as confidence
     from said s cross join lateral (select least(9, floor(s.confidence * 10)::int) as tenth) t
     where s.confidence is not null and s.category <> 'unknown' group by tenth order by tenth`,
    [since],
  );
}

/** Corrections since the last training began: what the next one learns. */
export async function waitingCorrections(query: Query): Promise<number> {
  const [row] = await query<{ count: number }>(
    `select count(*)::int as count from classifier.corrections c
     where c.kept_at > coalesce((select max(t.started_at) from classifier.trainings t where t.state = 'done'), '-infinity')`,
  );
  return row?.count ?? 0;
}

/** Of the newest answers about the category that a model gave with a probability: how many there are, and with a lower one than this. */
export async function doubtBelow(
  query: Query,
  below: number,
  newest: number,
): Promise<{ items: number; below: number }> {
  const [row] = await query<{ items: number; below: number }>(
    `select count(*)::int as items, (count(*) filter (where d.confidence < $1::real))::int as below
     from (select x.confidence from classifier.decisions x where x.confidence is not null
       order by x.decided_at desc limit $2) d`,
    [below, newest],
  );
  return row ?? { items: 0, below: 0 };
}
