// Lists, search and bulk commands of the staff API, on a real PostgreSQL: what is found, in which order, page by page.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
const named: Record<string, string> = {};
beforeAll(async () => {
  rig = await createApiRig();
  const say = async (
    name: string,
    said: Parameters<ApiRig['say']>[0],
    as: Parameters<ApiRig['say']>[1],
  ) => {
    named[name] = (await rig.say(said, as)).reference;
    rig.clock.advanceMs(60_000);
  };
  const bo = { name: 'Bo Müller', email: 'Bo@customer.test' };
  await say('parcel', { subject: 'Parcel', text: 'The parcels were broken.' }, {});
  await say(
    'bill',
    { sender: bo, subject: 'Rechnung', text: 'Ihr habt mir doppelte Gebühren abgebucht!' },
    { severity: 'major', category: 'billing', language: 'de' },
  );
  await say(
    'order',
    { sender: bo, subject: 'Where', text: 'is it', orderNumber: 'ORD-2026/77' },
    { severity: 'critical' },
  );
  await say(
    'angry',
    { subject: 'Café', text: 'Ihr Kellner war unverschämt.' },
    { agitated: true, language: 'de' },
  );
  await say('post', { channel: 'x', sender: { handle: 'eva', platformUserId: '5' } }, {});
});
afterAll(() => rig.close());

type Line = { reference: string };
const found = async (query: string, who = 'fred'): Promise<string[]> => {
  const { status, body } = await rig.api(who).get(`/api/v1/cases?${query}`);
  if (status !== 200) throw new Error(`${query}: ${status} ${JSON.stringify(body)}`);
  const names = new Map(Object.entries(named).map(([name, reference]) => [reference, name]));
  return (body.cases as Line[]).map(({ reference }) => names.get(reference) ?? reference);
};

test.each([
  ['severity=critical&severity=major', ['order', 'bill']],
  ['sort=severity&limit=2', ['order', 'bill']],
  ['agitated=true', ['angry']],
  ['channel=x', ['post']],
  ['language=de', ['angry', 'bill']],
  ['customer=BO@customer.test', ['order', 'bill']],
  ['customer=x:5', ['post']],
  ['category=billing', ['bill']],
  ['team=billing&category=delivery', []],
  ['status=closed', []],
  ['open=false', []],
  ['overdue=true', []],
  ['epoch=2', []],
  ['openedBefore=2026-11-23T10:01:30Z', ['bill', 'parcel']],
  ['openedFrom=2026-11-23T10:03:00Z', ['post', 'angry']],
  ['sort=due&limit=1&severity=critical', ['order']],
])('cases are listed by %s', async (query, names) => {
  expect(await found(query)).toEqual(names);
});

test('cases are listed by who has them: me, somebody, nobody', async () => {
  await rig.api('fiona').command(named.parcel ?? '', 'take-over');
  expect(await found('assignee=me', 'fiona')).toEqual(['parcel']);
  expect(await found('assignee=me', 'fred')).toEqual([]);
  expect(await found('assignee=fiona&assignee=none&limit=200')).toHaveLength(5);
  expect(await found('assignee=none')).not.toContain('parcel');
});

test.each([
  ['broken parcel', ['parcel'], 'by the stem of a word, in any order'],
  ['gebuehren', ['bill'], 'as German is written without umlauts'],
  ['GEBÜHREN', ['bill'], 'whatever the case of letters'],
  ['gebuhren', ['bill'], 'without the accents'],
  ['cafe', ['angry'], 'without the accents'],
  ['müller', ['order', 'bill'], 'by the name'],
  ['bo@customer.test', ['order', 'bill'], 'by the address'],
  ['ord-2026/77', ['order'], 'by the number of an order'],
  ['"double charge"', [], 'by a phrase, when it stands there'],
  ['broken parc', ['parcel'], 'by the beginning of the last word, while one types'],
  ['parc broken', [], 'not by the beginning of an earlier word'],
  ['"parc"', [], 'not by the beginning of what is quoted'],
  ['br', [], 'not by two letters'],
  ['mül', ['order', 'bill'], 'by the beginning of a name'],
  ['bo@cust', ['order', 'bill'], 'by the beginning of an address'],
  ['ORD-2026/', ['order'], 'by the beginning of a number'],
  ['gebuehr -mull', [], 'without what is excluded, beside a beginning'],
  ['parcel -broken', ['post'], 'without what is excluded'],
  ['parcel -late -"never there"', ['parcel'], 'without several things'],
])('a search for %s finds %j: %s', async (words, names) => {
  expect(await found(`q=${encodeURIComponent(words)}`)).toEqual(names);
});

test('a search finds a case by its reference, and by that of an item that joined it', async () => {
  const reply = await rig.item({
    subject: `Re: ${named.bill}`,
    sender: { email: 'bo@customer.test' },
  });
  await rig.consume(reply);
  expect(await found(`q=${named.bill}`)).toEqual(['bill']);
  expect(await found(`q=${reply.payload.item.reference.toLowerCase()}`)).toEqual(['bill']);
});

test('a search for a reference finds its case, and those whose words name it', async () => {
  const text = `As I said about ${named.bill}.`;
  await rig.api('fred').command(named.post ?? '', 'note', { text });
  expect((await found(`q=${named.bill}`)).sort()).toEqual(['bill', 'post']);
  expect((await found(`q=%20${named.bill?.toLowerCase()}`)).sort()).toEqual(['bill', 'post']);
});

test('what staff write is searched too, and filters hold in a search', async () => {
  await rig.api('fred').command(named.post ?? '', 'note', { text: 'She quoted Wittgenstein.' });
  expect(await found('q=wittgenstein')).toEqual(['post']);
  expect(await found('q=wittgenstein&channel=email')).toEqual([]);
  expect(await found('q=wittgenstein&sort=updated')).toEqual(['post']);
  expect(await found('q=müller&sort=due&limit=1')).toHaveLength(1);
});

test('a search without a word to look for, or cut off in an odd place, is refused or finds nothing; nothing breaks', async () => {
  for (const words of [
    '-parcel',
    '!!!',
    ' ',
    "'",
    '\\',
    '":*',
    '<->',
    'the',
    '()&|',
    'a'.repeat(200),
  ]) {
    const { status } = await rig.api('fred').get(`/api/v1/cases?q=${encodeURIComponent(words)}`);
    expect([words, [200, 400].includes(status)]).toEqual([words, true]);
  }
});

test('S22 a cursor goes on in the list that it came from, whatever its order, and in no other', async () => {
  for (const list of [
    'sort=due',
    'sort=updated',
    'sort=severity',
    'sort=opened&open=true',
    'q=e&sort=opened',
  ]) {
    const whole = await found(`${list}&limit=200`);
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await rig.api('fred').get(`/api/v1/cases?${list}&limit=2${cursor}`);
      seen.push(...(body.cases as Line[]).map(({ reference }) => reference));
      cursor = body.next ? `&cursor=${body.next}` : '';
    } while (cursor);
    expect([list, seen.length]).toEqual([list, whole.length]);
    expect(new Set(seen).size).toBe(seen.length);
  }
  const { body } = await rig.api('fred').get('/api/v1/cases?sort=due&limit=2');
  const next = String(body.next);
  const with_ = (cursor: string, list = 'sort=due') =>
    rig.api('fred').get(`/api/v1/cases?${list}&cursor=${encodeURIComponent(cursor)}`);
  expect((await with_(next)).status).toBe(200);
  expect((await with_(next, 'sort=due&kind=complaint')).status).toBe(400);
  const [text = '', signature] = next.split('.');
  const forged = Buffer.from(Buffer.from(text, 'base64url').toString().replace('2026', '2027'));
  expect((await with_(`${forged.toString('base64url')}.${signature}`)).status).toBe(400);
});

test('a list says how many there are when asked', async () => {
  const { body } = await rig.api('fred').get('/api/v1/cases?limit=1&count=true&agitated=true');
  expect(body.total).toEqual({ count: 1, more: false });
});

test('other cases of a customer are found from one of them', async () => {
  const { body } = await rig.api('fred').get(`/api/v1/cases/${named.bill}/others`);
  expect((body.cases as Line[]).map(({ reference }) => reference)).toEqual([named.order]);
});

test('a timeline is read page by page, newest first, to its beginning', async () => {
  const versions: number[] = [];
  let cursor = '';
  do {
    const { body } = await rig
      .api('fred')
      .get(`/api/v1/cases/${named.post}/timeline?limit=2${cursor}`);
    versions.push(...(body.entries as { version: number }[]).map(({ version }) => version));
    cursor = body.next ? `&cursor=${body.next}` : '';
  } while (cursor);
  expect(versions).toEqual(versions.map((_, index) => versions.length - index));
  const { body } = await rig.api('fred').get(`/api/v1/cases/${named.post}/timeline?limit=2`);
  const other = `/api/v1/cases/${named.bill}/timeline?limit=2&cursor=${body.next}`;
  expect((await rig.api('fred').get(other)).status).toBe(400);
});

test('tasks are listed by kind, team and being overdue', async () => {
  const list = async (query: string) =>
    (await rig.api('sara').get(`/api/v1/tasks?limit=200&${query}`)).body.tasks as {
      kind: string;
    }[];
  const kinds = new Set((await list('kind=agitated_customer')).map(({ kind }) => kind));
  expect([...kinds]).toEqual(['agitated_customer']);
  expect(await list('overdue=true')).toEqual([]);
  expect((await list('dueBefore=2030-01-01T00:00:00Z')).length).toBeGreaterThan(0);
  expect(await list('team=nobody')).toEqual([]);
});

test('S40 a bulk command acts once on a case, however its reference is written, and never on payouts', async () => {
  const reference = String(named.angry);
  const typed = [
    reference,
    reference.toLowerCase(),
    ` ${reference} `,
    reference.replaceAll('-', ''),
  ];
  const bulk = { command: 'note', references: typed, body: { text: 'written four ways' } };
  const key = { 'idempotency-key': 'bulk-four-ways' };
  const answer = await rig.api('fred').post('/api/v1/cases/bulk', bulk, key);
  expect(answer.body).toMatchObject({ done: 1, refused: 0, results: [{ reference, done: true }] });
  const again = { ...bulk, references: typed.toReversed() };
  const repeated = await rig.api('fred').post('/api/v1/cases/bulk', again, key);
  const [first] = answer.body.results as { version: number }[];
  expect(repeated.body.results).toMatchObject([{ version: first?.version }]);
  for (const command of ['settle-payout', 'keep-suspension', 'report-violence'])
    expect((await rig.api('sara').post('/api/v1/cases/bulk', { ...bulk, command })).status).toBe(
      400,
    );
});

test('a bulk command acts on each case by its own rights, tells of each, and with a key happens once', async () => {
  const post = (body: unknown, headers = {}) =>
    rig.api('fred').post('/api/v1/cases/bulk', body, headers);
  const references = [named.order, named.angry, 'C-0000-0000', named.order];
  const bulk = { command: 'note', references, body: { text: 'storm week' } };
  const key = { 'idempotency-key': 'bulk-1' };
  const first = await post(bulk, key);
  expect(first.body).toMatchObject({
    done: 2,
    refused: 1,
    results: [{ done: true }, { done: true }, { done: false, code: 'not_found' }],
  });
  expect((await post(bulk, key)).body).toEqual(first.body);
  expect(await found('q="storm week"')).toHaveLength(2);
  const resume = { command: 'resume', references: [named.order], body: { reason: 'x' } };
  expect((await post(resume)).body).toMatchObject({ results: [{ code: 'not_in_this_status' }] });
  expect((await post({ ...bulk, command: 'approve-remedy' })).status).toBe(400);
  expect((await post({ ...bulk, references: Array(201).fill('C-0000-0000') })).status).toBe(400);
  const response = await fetch(`${rig.base}/api/v1/cases/bulk`, {
    method: 'POST',
    headers: {
      authorization: rig.api('fred').authorization,
      accept: 'application/x-ndjson',
      'content-type': 'application/json',
    },
    body: JSON.stringify(bulk),
  });
  const lines = (await response.text())
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines.map(({ done }) => done)).toEqual([true, true, false]);
});
