// Erasure over the whole product (R71): each column of the database is accounted for, and a word that a customer and staff put
// wherever they can is found nowhere once the cases are erased.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pruneLog } from '#shared/bus/pruning.ts';
import type { HandClock } from '#shared/clock.ts';
import { verifyCases } from '../../services/cases/record/verify.ts';
import { lookAgain } from '../../services/notifier/erasing/erasing.ts';
import { namedColumns, personalData } from '../harness/personal-data.ts';
import { eventually } from '../harness/product.ts';
import { type MarkedProduct, startMarked } from './personal-data-rig.ts';
import { MARK, tellEverything } from './personal-data-story.ts';

let product: MarkedProduct;
beforeAll(async () => {
  product = await startMarked();
});
afterAll(() => product.stop());

type Column = { name: string; type: string };

/** Every column that can hold words or bytes. Numbers, times, truths and UUIDs cannot. */
const wordyColumns = (): Promise<Column[]> =>
  product.db.query<Column>(
    `select c.table_schema || '.' || c.table_name || '.' || c.column_name as name, c.udt_name as type
     from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
     where t.table_type = 'BASE TABLE' and c.table_schema not in ('pg_catalog', 'information_schema')
       and c.udt_name not in ('uuid', '_uuid', 'bool', 'date', 'timestamptz', 'timestamp', 'int2', 'int4', 'int8',
         'float4', 'float8', 'numeric') order by 1`,
  );

test('R71 each column that can hold words or bytes is named once: as erased, as fading, or as holding no personal data', async () => {
  const columns = (await wordyColumns()).map(({ name }) => name);
  const named = (['erased', 'fades', 'none'] as const).flatMap(namedColumns);
  const what =
    'say in test/harness/personal-data.ts what becomes of it, and erase what is personal';
  expect(
    columns.filter((name) => !named.includes(name)),
    what,
  ).toEqual([]);
  expect(
    named.filter((name) => !columns.includes(name)),
    'there is no such column',
  ).toEqual([]);
  expect(named.length).toBe(new Set(named).size);
  expect(Object.keys(personalData).length).toBeGreaterThan(50);
});

/** The columns that hold the mark, in any case of letters. */
async function marked(): Promise<string[]> {
  const found: string[] = [];
  for (const { name, type } of await wordyColumns()) {
    const [schema = '', table = '', column = ''] = name.split('.');
    const text = type === 'bytea' ? `encode("${column}", 'escape')` : `"${column}"::text`;
    const rows = await product.db.query(
      `select 1 from ${schema}."${table}" where ${text} ilike '%${MARK}%' limit 1`,
    );
    if (rows.length > 0) found.push(name);
  }
  return found;
}

/** The files under a folder that hold the mark. */
function markedFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter(
      (path) =>
        statSync(path).isFile() && readFileSync(path, 'latin1').toLowerCase().includes(MARK),
    );
}

/** Erased, but for a word to stand in them somebody would have to say it where this story does not reach. */
const unmarked: Record<string, string> = {
  'cases.case_timeline.salt': 'random',
  'cases.remedies.customer_keys': 'digests',
  'notifier.messages.subject_key': 'a digest',
  'notifier.caught_mail.subject': 'of the templates, which may be edited to hold words of the case',
  'cases.command_keys.response':
    'an answer to a command names the case; others may hold more one day',
  'cases.payouts.reason': 'what the provider says of a failure',
  'cases.triage_decisions.was': 'what went wrong with an event that was given back',
};

async function passWeeks(clock: HandClock): Promise<void> {
  for (let days = 0; days < 12; days++) {
    clock.advanceMs(86_400_000);
    while (await lookAgain({ db: product.db, clock }));
  }
  await pruneLog(product.db.query, new Date(Date.now() + 1000));
  await eventually('counts of domains to be forgotten', async () => {
    const rows = await product.db.query('select 1 from notifier.domain_mails');
    return rows.length === 0;
  });
}

test('R71 a word said wherever anybody can say one is found in no column and no file once its cases are erased', async () => {
  const references = await tellEverything(product);
  const before = await marked();
  const erased = namedColumns('erased').filter((name) => !(name in unmarked));
  expect(erased.filter((name) => !before.includes(name))).toEqual([]);
  const held = [...namedColumns('erased'), ...namedColumns('fades')];
  expect(before.filter((name) => !held.includes(name))).toEqual([]);

  for (const reference of references) await product.erase(reference);
  // The notifier hears of it by the bus.
  const fading = namedColumns('fades');
  let left: string[] = [];
  await eventually('what is erased at once to be gone', async () => {
    left = (await marked()).filter((name) => !fading.includes(name));
    return left.length === 0;
  }).catch(() => {});
  expect(left).toEqual([]);
  await passWeeks(product.clock);
  expect(await marked()).toEqual([]);
  expect(markedFiles(product.folder)).toEqual([]);
  expect((await verifyCases(product.db)).faults).toEqual([]);
  const rows = await product.db.query('select reference from cases.erasures');
  expect(rows).toHaveLength(references.length);
});
