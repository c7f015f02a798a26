// What words of a search become, on a real PostgreSQL: the short way for ASCII gives what the long way would.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

test.each([
  ['Plain ASCII, 12 EUR!', 'plain ascii, 12 eur!'],
  ['', ''],
  ['Bo Müller', 'bo muller'],
  ['Straße ŒUVRE Łódź', 'strasse oeuvre lodz'],
  ['e\u0301t\u00e9', 'ete'],
  ['ＦＵＬＬ ﬁne', 'full fine'],
  ['It’s', 'it’s'],
])('%j is searched as %j', async (given, folded) => {
  const [row] = await database.db.query<{ folded: string }>('select cases.folded($1) as folded', [
    given,
  ]);
  expect(row?.folded).toBe(folded);
});

test('every ASCII letter folds as its Unicode normal form does', async () => {
  const [row] = await database.db.query<{ same: boolean }>(
    `select bool_and(cases.folded(chr(n)) = normalize(lower(chr(n)), NFKD)) as same from generate_series(1, 127) n`,
    [],
  );
  expect(row?.same).toBe(true);
});
