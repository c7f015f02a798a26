// Copies rows of a table thousands of times by one statement: what 10,000 things are made of for pictures.
import type { ConsoleRig } from '../harness/console.ts';

/**
 * Copies the rows of `table` for which `where` holds (they are `t`), `count` times each. `changes` is SQL of a JSON object with the
 * columns in which the copy number `n` differs. What is there already stays.
 */
export async function copyRows(
  rig: ConsoleRig,
  {
    table,
    where,
    changes,
    count,
  }: { table: string; where: string; changes: string; count: number },
): Promise<void> {
  const [schema, name] = table.split('.');
  const columns = await rig.db.query<{ column: string }>(
    `select quote_ident(column_name) as column from information_schema.columns
     where table_schema = $1 and table_name = $2 and is_generated = 'NEVER' and is_identity = 'NO' order by ordinal_position`,
    [schema, name],
  );
  const named = columns.map(({ column }) => column);
  await rig.db.query(
    `insert into ${table} (${named.join(', ')})
     select ${named.map((column) => `(x.r).${column}`).join(', ')} from (
       select jsonb_populate_record(t, ${changes}) as r from ${table} t, generate_series(1, ${count}) n where ${where}) x
     on conflict do nothing`,
    [],
  );
  await rig.db.query(`analyze ${table}`);
}

/** SQL of the id of copy `n` of the row whose id is `id`. */
export const copiedId = (id: string): string => `md5(${id}::text || '/' || n)::uuid`;
