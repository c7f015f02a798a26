// What the console's page of erasures rests on, on a real PostgreSQL (R71): what is due, what is held, looking before erasing, giving
// a customer their data.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { verifyCases } from '../../services/cases/record/verify.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';
import { CASE_DAYS, closedCase, DAY_MS, done } from './retention-rig.ts';

let rig: ApiRig;
beforeEach(async () => {
  rig = await createApiRig();
});
afterEach(() => rig.close());

const later = (days: number) => rig.clock.advanceMs(days * DAY_MS);
const get = async (path: string, who = 'audrey') => (await rig.api(who).get(path)).body;

type Preview = {
  cases: { reference: string; version: number; kept: unknown[]; takes: Record<string, number> }[];
  items: { itemId: string; because: string[] }[];
};
const look = async (subject: object): Promise<Preview> =>
  (await rig.api('adam').post('/api/v1/erasures/preview', subject)).body as Preview;
const erase = (body: object, who = 'adam') => rig.api(who).post('/api/v1/erasures', body);

test('R71 what is due, in numbers and case by case with what keeps it, and what is held, by whom and why', async () => {
  const free = await closedCase(rig);
  later(10);
  const held = await closedCase(rig, 'hold');
  await rig.consume(await rig.item({ quarantine: 'too_large' }));
  expect(await get('/api/v1/retention')).toMatchObject({
    periods: { caseDays: CASE_DAYS, noiseDays: 90, quarantineDays: 180 },
    past: { cases: 0, items: 0 },
    held: 1,
    ahead: [
      { days: 30, cases: 0, items: 0 },
      { days: 90, cases: 0, items: 0 },
      { days: 365, cases: 0, items: 1 },
    ],
  });
  later(CASE_DAYS - 15);
  expect(await get('/api/v1/retention')).toMatchObject({
    past: { cases: 0, items: 1 },
    ahead: [{ days: 30, cases: 2 }, {}, {}],
  });
  expect(await get('/api/v1/retention/due')).toEqual({ due: [] });
  const first = await get('/api/v1/retention/due?withinDays=30&limit=1');
  const dueAt = new Date(new Date(free.closedAt ?? '').getTime() + CASE_DAYS * DAY_MS);
  expect(first.due).toEqual([
    {
      ...{ what: 'case', reference: free.reference, because: [] },
      ...{ endedAt: free.closedAt, dueAt: dueAt.toISOString() },
    },
  ]);
  const rest = await get(`/api/v1/retention/due?withinDays=30&limit=1&cursor=${first.next}`);
  expect(rest.due).toMatchObject([{ reference: held.reference, because: ['legal_hold'] }]);
  const items = await get('/api/v1/retention/due?what=item');
  expect(items.due).toMatchObject([{ what: 'item', because: ['open_task'] }]);

  const other = await rig.say({ sender: { email: 'other@customer.test' } });
  await done(rig, 'adam', other.reference, 'hold', { reason: 'the same court' });
  const holds = await get('/api/v1/holds?limit=1');
  expect(holds.holds).toEqual([
    expect.objectContaining({ reference: other.reference, by: 'staff:adam', closedAt: null }),
  ]);
  const older = await get(`/api/v1/holds?limit=1&cursor=${holds.next}`);
  expect(older.holds).toMatchObject([
    { reference: held.reference, reason: 'a lawsuit', status: 'closed', by: 'staff:adam' },
  ]);
  await done(rig, 'adam', held.reference, 'release', { reason: 'settled' });
  expect((await get('/api/v1/holds')).holds).toHaveLength(1);
  for (const path of ['retention', 'retention/due', 'holds', 'exports'])
    expect([path, (await rig.api('max').get(`/api/v1/${path}`)).status]).toEqual([path, 403]);
});

test('R71 a customer’s cases and set-aside items are looked at, then erased together; what is held or changed stays, and says why', async () => {
  const ann = { name: 'Ann', email: 'Ann@Customer.test' };
  const first = await closedCase(rig, 'nothing', { sender: ann });
  const held = await rig.say({ sender: ann, subject: 'Another', text: 'Quite another matter' });
  await done(rig, 'adam', held.reference, 'hold', { reason: 'a lawsuit' });
  const moved = await rig.say({ sender: ann, subject: 'A third', text: 'Something else again' });
  const noise = await rig.item({ sender: ann, mail: { robotSigns: ['auto_replied'] } });
  const aside = await rig.item({ sender: ann, quarantine: 'too_large' });
  await rig.consume(noise, aside);
  await rig.say({ sender: { email: 'ben@customer.test' }, subject: 'Mine', text: 'Not hers' });

  const seen = await look({ customer: 'ann@customer.test' });
  expect(seen.cases.map(({ reference }) => reference).sort()).toEqual(
    [first, held, moved].map(({ reference }) => reference).sort(),
  );
  expect(seen.cases.find(({ reference }) => reference === held.reference)?.kept).toEqual([
    { reference: held.reference, because: 'legal_hold' },
  ]);
  // Both came in the same millisecond.
  expect(new Map(seen.items.map(({ itemId, because }) => [itemId, because]))).toEqual(
    new Map([
      [noise.payload.item.itemId, []],
      [aside.payload.item.itemId, ['open_task']],
    ]),
  );
  await done(rig, 'fred', moved.reference, 'note', { text: 'she called' });

  const cases = seen.cases.map(({ reference, version }) => ({ reference, version }));
  const items = seen.items.map(({ itemId }) => itemId);
  const order = { cases, items, reason: 'she asked for it' };
  for (const who of ['max', 'audrey']) expect((await erase(order, who)).status).toBe(403);
  const { body } = await erase(order);
  const takes = seen.cases.find(({ reference }) => reference === first.reference)?.takes;
  expect(body).toMatchObject({
    erased: [{ reference: first.reference, entries: takes?.entries, items: takes?.items }],
    items: 1,
  });
  expect(body.kept).toEqual(
    expect.arrayContaining([
      { reference: held.reference, because: 'legal_hold' },
      { reference: moved.reference, because: 'changed_meanwhile' },
      { reference: aside.payload.item.reference, because: 'open_task' },
    ]),
  );
  const again = await erase({ cases: [{ reference: moved.reference, version: 0 }], reason: 'x' });
  expect(again.body).toMatchObject({ erased: [], kept: [{ because: 'changed_meanwhile' }] });
  const now = await look({ reference: first.reference });
  const [gone] = now.cases;
  expect(gone).toMatchObject({ erasedAt: expect.any(String), takes: { entries: 0, items: 0 } });
  const twice = { reference: first.reference, version: gone?.version };
  expect((await erase({ cases: [twice], reason: 'x' })).body).toMatchObject({
    kept: [{ reference: first.reference, because: 'erased_before' }],
  });
  expect((await look({ customer: 'ann@customer.test' })).cases).toHaveLength(2);
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
  expect((await get('/api/v1/erasures')).erasures).toMatchObject([
    { what: 'items', why: 'request', by: 'staff:adam', items: 1, reason: 'she asked for it' },
    { what: 'case', why: 'request', reference: first.reference },
  ]);
  const reads = await get('/api/v1/reads?part=erasure');
  expect((reads.reads as unknown[]).length).toBeGreaterThan(2);
});

test('R71 R72 a customer’s data is given out as one file without anything about others, and that it left is on record', async () => {
  const ann = { name: 'Ann', email: 'ann@customer.test' };
  const { reference } = await closedCase(rig, 'nothing', { sender: ann, text: 'My parcel xyzzy' });
  const into = await rig.say({ sender: ann, subject: 'Another', text: 'Quite another matter' });
  await done(rig, 'sara', into.reference, 'record-complained-about', {
    who: 'fred',
    reason: 'she says that he was rude',
  });
  const ask = { subject: { customer: 'ANN@customer.test' }, reason: 'she asked for it' };
  for (const who of ['max', 'audrey'])
    expect((await rig.api(who).post('/api/v1/exports', ask)).status).toBe(403);
  const answer = await fetch(`${rig.base}/api/v1/exports`, {
    method: 'POST',
    headers: {
      authorization: rig.api('adam').authorization,
      'content-type': 'application/json',
    },
    body: JSON.stringify(ask),
  });
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-disposition')).toMatch(/attachment; filename="redress-export/);
  const text = await answer.text();
  expect(text).toContain('My parcel xyzzy');
  expect(text).toContain('Left outside.');
  for (const name of ['fred', 'adam', 'he was rude', '"chain"', '"salt"'])
    expect([name, text.toLowerCase().includes(name)]).toEqual([name, false]);
  const file = JSON.parse(text) as { cases: { reference: string; history: object[] }[] };
  expect(file.cases.map((each) => each.reference).sort()).toEqual(
    [reference, into.reference].sort(),
  );
  const record = await get('/api/v1/exports');
  expect(record.exports).toMatchObject([
    { by: 'staff:adam', reason: 'she asked for it', bytes: Buffer.byteLength(text) },
  ]);
  const reads = await get(`/api/v1/reads?part=export&reference=${reference}`);
  expect(reads.reads).toMatchObject([{ staffId: 'adam', part: 'export' }]);
  const nobody = { subject: { customer: 'nobody@customer.test' }, reason: 'x' };
  expect((await rig.api('adam').post('/api/v1/exports', nobody)).body).toMatchObject({
    status: 404,
    code: 'nothing_kept',
  });
  await expect(rig.query('delete from cases.exports')).rejects.toThrow('never changed');
});
