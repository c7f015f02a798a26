// Copies of closed cases, by SQL: rows of their own in each table that a case's page reads, under ids, references and customers
// of their own, spread over the years before. Only the digests of their records are those of the samples.
import type { Db, Query } from '#shared/db.ts';

// Enough rows for a statement of some seconds.
const COPIES_A_STEP = 25;

/** What a copied column holds instead, as SQL over the row `r` and the number of the copy `n`. */
type Changes = Record<string, string>;

const idOf = (column: string): string => `md5(${column}::text || n)::uuid`;
const ago = (column: string): string => `${column} - n * interval '27 hours' - interval '30 days'`;
const moved = (...columns: string[]): Changes =>
  Object.fromEntries(columns.map((column) => [column, ago(`r.${column}`)]));
const REFERENCE = `(select m.reference from scale_references m where m.case_id = r.case_id and m.n = copies.n)`;

const tables: { name: string; of: string; changes: Changes }[] = [
  {
    name: 'cases.cases',
    of: 'r.case_id',
    changes: {
      ...moved('opened_at', 'acknowledged_at', 'resolve_by', 'resolved_at', 'closed_at'),
      ...moved('updated_at', 'acknowledge_by', 'responded_at'),
      case_id: idOf('r.case_id'),
      reference: REFERENCE,
      contact_email: `n % 400 || r.contact_email`,
      subject: `r.subject || ' ' || n`,
      state: `replace(replace(r.state::text, r.case_id::text, ${idOf('r.case_id')}::text), r.reference, ${REFERENCE})::jsonb`,
    },
  },
  {
    name: 'cases.case_timeline',
    of: 'r.case_id',
    changes: { ...moved('at', 'recorded_at'), case_id: idOf('r.case_id') },
  },
  {
    name: 'cases.messages',
    of: 'r.case_id',
    changes: {
      ...moved('requested_at'),
      case_id: idOf('r.case_id'),
      message_id: idOf('r.message_id'),
    },
  },
  {
    name: 'cases.tasks',
    of: 'r.case_id',
    changes: {
      ...moved('due_at', 'created_at', 'closed_at'),
      case_id: idOf('r.case_id'),
      task_id: idOf('r.task_id'),
    },
  },
  {
    name: 'cases.deadlines',
    of: 'r.case_id',
    changes: { ...moved('due_at', 'claim_at', 'fired_at'), case_id: idOf('r.case_id') },
  },
  {
    name: 'cases.intake_outcomes',
    of: 'r.case_id',
    changes: {
      ...moved('decided_at'),
      item_id: idOf('r.item_id'),
      case_id: idOf('r.case_id'),
      case_reference: REFERENCE,
    },
  },
  {
    name: 'cases.case_references',
    of: 'r.case_id',
    changes: { reference: REFERENCE, case_id: idOf('r.case_id') },
  },
  {
    name: 'cases.case_search',
    of: 'r.case_id',
    changes: {
      ...moved('opened_at'),
      case_id: idOf('r.case_id'),
      // A word that some fifty cases share, and the two addresses one is looked for by.
      document: `r.document || to_tsvector('simple', 'word' || abs(hashtext(r.case_id::text || n)) % 20000)
        || array_to_tsvector(array[cases.search_key(${REFERENCE}),
          cases.search_key(n % 400 || (select c.contact_email from cases.cases c where c.case_id = r.case_id))])`,
    },
  },
  {
    name: 'intake.items',
    of: '(select o.case_id from cases.intake_outcomes o where o.item_id = r.item_id)',
    changes: {
      ...moved('received_at', 'accepted_at'),
      item_id: idOf('r.item_id'),
      dedup_key: `r.dedup_key || '/' || n`,
      reference: `r.reference || n`,
    },
  },
];

async function columnsOf(query: Query, table: string): Promise<string[]> {
  const rows = await query<{ name: string }>(
    `select a.attname as name from pg_attribute a
     where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}

async function copyStep(db: Db, from: number, to: number): Promise<void> {
  for (const { name, of, changes } of tables) {
    const columns = await columnsOf(db.query, name);
    const values = columns.map((column) => changes[column] ?? `r.${column}`);
    await db.transaction(
      async ({ query }) => {
        // What is copied refers to what is copied: nothing to check, and no trigger to fire.
        await query('set local session_replication_role = replica');
        await query(
          `insert into ${name} (${columns.join(', ')})
           select ${values.join(', ')} from ${name} r, generate_series($1::int, $2::int) as copies(n)
           where ${of} in (select s.case_id from scale_samples s)`,
          [from, to],
        );
      },
      { asyncCommit: true },
    );
  }
}

/** References for copies: valid ones, a row each. */
async function putReferences(
  query: Query,
  samples: string[],
  copies: number,
  newReference: () => string,
): Promise<void> {
  const taken = await query<{ reference: string }>(
    'select r.reference from cases.case_references r',
  );
  const used = new Set(taken.map(({ reference }) => reference));
  const fresh = (): string => {
    for (;;) {
      const reference = newReference();
      if (!used.has(reference)) return used.add(reference) && reference;
    }
  };
  for (let n = 1; n <= copies; n++)
    await query(
      `insert into scale_references (n, case_id, reference) select $1::int, u.id, u.reference
       from unnest($2::uuid[], $3::text[]) as u(id, reference)`,
      [n, samples, samples.map(fresh)],
    );
}

/**
 * Copies all closed cases `copies` times.
 * @returns how many cases were made; `progress` hears of them on the way.
 */
export async function copyClosedCases(
  db: Db,
  copies: number,
  newReference: () => string,
  progress: (made: number) => void,
): Promise<number> {
  await db.query(
    `create unlogged table scale_samples as select c.case_id from cases.cases c where c.status = 'closed'`,
  );
  await db.query(
    `create unlogged table scale_references (n int, case_id uuid, reference text, primary key (case_id, n))`,
  );
  const samples = await db.query<{ case_id: string }>('select s.case_id from scale_samples s');
  const ids = samples.map(({ case_id: id }) => id);
  await putReferences(db.query, ids, copies, newReference);
  await db.query('analyze scale_samples, scale_references');
  for (let from = 1; from <= copies; from += COPIES_A_STEP) {
    const to = Math.min(copies, from + COPIES_A_STEP - 1);
    await copyStep(db, from, to);
    progress(to * ids.length);
  }
  for (const { name } of tables) await db.query(`vacuum analyze ${name}`);
  return copies * ids.length;
}
