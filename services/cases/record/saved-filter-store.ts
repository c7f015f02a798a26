// The SQL of what staff saved for themselves and that names a customer: it goes with what is erased of them (R71).
import type { Query } from '#shared/db.ts';
import { filtersWithout, hasWords, type SavedFilter } from '../domain/saved-filters.ts';

type Row = {
  staffId: string;
  filters: SavedFilter[];
  /** By name, RFC 3339. */
  savedAt: Record<string, string>;
  updatedAt: Date;
};

const BATCH = 200;

// Somebody who saves at the same time has saved by then, or waits.
const lockSome = (query: Query, after: string): Promise<Row[]> =>
  query<Row>(
    `select p.staff_id as "staffId", p.preferences -> 'savedFilters' as filters, p.filters_saved_at as "savedAt",
       p.updated_at as "updatedAt"
     from people.preferences p
     where p.staff_id > $1 and jsonb_array_length(coalesce(p.preferences -> 'savedFilters', '[]')) > 0
     order by p.staff_id limit ${BATCH} for update`,
    [after],
  );

/** Leaves of everybody's filters what `keep` gives, and notes for their owners how many went. Gives how many. */
async function thin(query: Query, keep: (row: Row) => SavedFilter[]): Promise<number> {
  let gone = 0;
  for (let after = ''; ; ) {
    const rows = await lockSome(query, after);
    const thinned = rows.flatMap((row) => {
      const left = keep(row);
      const lost = row.filters.length - left.length;
      return lost > 0 ? [{ staffId: row.staffId, left, lost }] : [];
    });
    if (thinned.length > 0)
      await query(
        `update people.preferences p set preferences = p.preferences || jsonb_build_object('savedFilters', g."left",
           'lapsedFilters', least(1000, coalesce((p.preferences ->> 'lapsedFilters')::int, 0) + g.lost))
         from jsonb_to_recordset($1::jsonb) as g("staffId" text, "left" jsonb, lost int) where p.staff_id = g."staffId"`,
        [JSON.stringify(thinned)],
      );
    gone += thinned.reduce((sum, { lost }) => sum + lost, 0);
    const last = rows.at(-1);
    if (!last || rows.length < BATCH) return gone;
    after = last.staffId;
  }
}

/** Removes the saved filters that name somebody by any of these words, in the transaction that erases them. Gives how many. */
export const forgetInFilters = (query: Query, words: readonly string[]): Promise<number> =>
  thin(query, ({ filters }) => filtersWithout(filters, words));

/** Removes the saved filters with words of somebody's own that were saved before a time. Gives how many. */
export const lapseFilters = (query: Query, before: Date): Promise<number> =>
  thin(query, ({ filters, savedAt, updatedAt }) =>
    filters.filter(
      (filter) => !hasWords(filter) || new Date(savedAt[filter.name] ?? updatedAt) >= before,
    ),
  );
