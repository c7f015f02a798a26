// Beside a call, on the board, at the responder's desk: the routes over HTTP and on a real database.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

type Rows<T = Record<string, unknown>> = T[];
const found = async (by: string, typed: string, who = 'fred') => {
  const { body } = await rig.api(who).post('/api/v1/complaint-log/customers', { by, typed });
  return body.customers as Rows<{ name: string; email: string; cases: number; open: number }>;
};
const alike = async (asked: object) => {
  const { body } = await rig.api('fred').post('/api/v1/complaint-log/duplicates', asked);
  return body.duplicates as Rows<{ reference: string; reasons: string[] }>;
};
const form = { channel: 'phone', category: 'product', summary: 'Done.' } as const;

test('R07 R72 a customer is found by the beginning of name, address, number or order, on record', async () => {
  const sender = { name: 'Zoé Müller-Brandt', email: 'zoe@brandt.test', phone: '+49 30 5550' };
  await rig.say({ sender, orderNumber: 'ORD-77/12' });
  await rig.pass(0.01);
  const last = await rig.say({ sender, subject: 'Again' });
  // A subject weighs as much as a name: it makes nobody a Brandt.
  await rig.say({ sender: { name: 'Al', email: 'al@else.test' }, subject: 'Brandt never called' });
  for (const [by, typed] of [
    ['name', 'mul'],
    ['name', 'Zoe BRA'],
    ['email', 'zoe@b'],
    ['phone', '+49 (30) 55'],
    ['orderNumber', 'ord-77'],
  ] as const)
    expect([typed, await found(by, typed)]).toMatchObject([
      typed,
      [{ name: sender.name, email: sender.email, cases: 2, open: 2 }],
    ]);
  expect(await found('name', `' | !:*`)).toEqual([]);
  expect(await found('email', `zoe@b'\\ | x`)).toEqual([]);
  const reads = await rig.query('select 1 from cases.reads where case_id = $1 and part = $2', [
    last.caseId,
    'look-up',
  ]);
  expect(reads.length).toBeGreaterThan(0);
  const outside = await rig
    .api('audrey')
    .post('/api/v1/complaint-log/customers', { by: 'name', typed: 'mul' });
  expect(outside.status).toBe(403);
});

test('R03 R07 what was told before is shown with the reason, and a call joins it', async () => {
  const text = 'The dishwasher flooded the kitchen during its first rinsing programme';
  const sender = { name: 'Dee', email: 'dee@twice.test' };
  const before = await rig.say({ sender, text, orderNumber: 'D-1' });
  await rig.say({ sender: { email: 'x@y.test' }, text: 'Something else entirely' });
  const [same] = await alike({ email: 'DEE@twice.test', orderNumber: 'd-1', message: text });
  expect(same).toMatchObject({
    reference: before.reference,
    reasons: ['same_order', 'same_customer', 'similar_words'],
  });
  const words = await alike({ message: 'kitchen flooded by the dishwasher, first programme' });
  expect(words).toMatchObject([{ reference: before.reference, reasons: ['similar_words'] }]);
  expect(await alike({ message: 'The first one' })).toEqual([]);

  const log = { channel: 'phone', message: 'It is still wet.', joins: before.reference };
  const logged = await rig.api('fred').post('/api/v1/cases', { ...log, callSeconds: 95 });
  expect(logged.status).toBe(202);
  const [row] = await rig.query<{ received: Parameters<ApiRig['deliver']>[0] }>(
    'select received from intake.items where reference = $1',
    [logged.body.reference],
  );
  if (!row) throw new Error('nothing was received');
  expect(row.received.log).toMatchObject({ callSeconds: 95, joins: before.reference });
  expect((await rig.deliver(row.received)).caseId).toBe(before.caseId);
  const { body: view } = await rig.api('fred').get(`/api/v1/cases/${before.reference}`);
  expect(view.timeline).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        type: 'customer.replied',
        data: expect.objectContaining({ by: 'staff' }),
      }),
    ]),
  );
  const nowhere = { ...log, joins: 'C-0000-0000' };
  expect((await rig.api('fred').post('/api/v1/cases', nowhere)).status).toBe(422);
  // After 30 days it is another complaint.
  await rig.pass(31 * 24);
  expect(await alike({ message: text })).toEqual([]);
});

test('R35 R37 whoever takes a call sees what they may give at once, and what the caps have left', async () => {
  const asked = { email: 'cap@customer.test', severity: 'minor' };
  const powers = async () =>
    (await rig.api('fred').post('/api/v1/complaint-log/remedies', asked)).body as {
      firstContact: boolean;
      countLeft: number;
      options: { key: string; alone: boolean; amountLeft?: string }[];
    };
  const before = await powers();
  const discount = before.options.find(({ key }) => key === 'discount');
  expect([before.firstContact, discount?.alone]).toEqual([true, true]);
  // The caps of the day count what was given on other calls: after enough of them the agent asks another person.
  const given = { message: 'Chipped.', email: asked.email, remedyOption: 'discount' };
  const fixOne = () =>
    rig
      .api('fred')
      .post('/api/v1/cases/first-contact', { ...form, ...given, remedyAmount: '5.00' });
  for (let fixed = 0; fixed < 6; fixed++) expect((await fixOne()).status).toBe(201);
  const after = await powers();
  expect(after.countLeft).toBeLessThan(before.countLeft);
  const now = after.options.find(({ key }) => key === 'discount');
  expect(Number(now?.amountLeft)).toBeLessThan(Number(discount?.amountLeft));
  // What is shown is what is decided.
  expect((await fixOne()).status).toBe(now?.alone ? 201 : 422);
  const major = await rig
    .api('fred')
    .post('/api/v1/complaint-log/remedies', { ...asked, severity: 'major' });
  const refund = (major.body.options as { key: string; alone: boolean }[]).find(
    ({ key }) => key === 'full_refund',
  );
  expect([major.body.firstContact, refund?.alone]).toEqual([false, false]);
});

test('R02 a call that is being written down survives a closed tab, and is nobody else’s', async () => {
  const path = '/api/v1/complaint-log/draft';
  const draft = {
    startedAt: rig.clock.now().toISOString(),
    key: 'call-1',
    fields: { message: 'They said', customerName: 'Ida' },
    steps: ['greet'],
  };
  expect((await rig.api('fred').get(path)).status).toBe(404);
  expect((await rig.api('fred').put(path, draft)).status).toBe(200);
  expect((await rig.api('fred').get(path)).body.draft).toEqual(draft);
  expect((await rig.api('sara').get(path)).status).toBe(404);
  await rig.pass(8 * 24);
  await rig.api('sara').put(path, draft);
  expect((await rig.api('fred').get(path)).status).toBe(404);
  await rig.api('sara').del(path);
  expect((await rig.api('sara').get(path)).status).toBe(404);
});

test('R20 R30 the board counts what each person has, what is late, soon due and gone up', async () => {
  const sender = { email: 'board@customer.test' };
  const { reference } = await rig.say({ sender, subject: 'For the board' });
  await rig.api('sara').command(reference, 'assign', { to: 'fiona' });
  type Board = {
    unassigned: { open: number };
    people: {
      staffId: string;
      open: number;
      overdue: number;
      soon: number;
      byLevel: number[];
      capacity: number;
      away: boolean;
      cards: { reference: string }[];
    }[];
  };
  const board = async (query = '') =>
    (await rig.api('sara').get(`/api/v1/board${query}`)).body as unknown as Board;
  const of = (seen: Board, id: string) => seen.people.find(({ staffId }) => staffId === id);
  const first = await board();
  expect(of(first, 'fiona')).toMatchObject({
    ...{ open: 1, overdue: 0, capacity: 20, away: false },
    cards: [{ reference }],
  });
  const rows = await rig.query<{ n: number }>(
    `select count(*)::int as n from cases.cases where assignee is null
     and status in ('new', 'assigned', 'investigating', 'waiting')`,
  );
  expect(first.unassigned.open).toBe(rows[0]?.n);
  await rig.api('sara').command(reference, 'assign', { to: 'fred' });
  await rig.api('sara').command(reference, 'escalate', { reason: 'wanted' });
  const from = rig.clock.now().toISOString();
  const until = new Date(rig.clock.now().getTime() + 3_600_000).toISOString();
  await rig.api('sara').put('/api/v1/staff/fiona/away', { from, until });
  const second = await board();
  expect(of(second, 'fiona')).toMatchObject({ open: 0, away: true, cards: [] });
  expect(of(second, 'fred')?.cards.map((card) => card.reference)).toContain(reference);
  expect(of(second, 'fred')?.byLevel.reduce((sum, n) => sum + n, 0)).toBeGreaterThan(0);
  expect((await board('?team=nobodys')).people).toEqual([]);
  for (const who of ['fred', 'fiona'])
    expect((await rig.api(who).get('/api/v1/board')).status).toBe(403);
});

const post = (over: object = {}) =>
  rig.say({
    channel: 'x',
    sender: { handle: 'eva', platformUserId: '7' },
    subject: '',
    text: 'Never again',
    social: { platform: 'x', postId: '1', url: 'https://x.test/1', direct: false },
    ...over,
  });
const threads = async (who: string, query = '') =>
  rig.api(who).get(`/api/v1/social/threads${query}`);

test('R45 R46 only a responder sees threads; claiming keeps the second one out; the answer is a direct message', async () => {
  await rig.database.db.transaction(async (tx) => {
    await tx.query(
      `insert into people.responder_grants values ('sara', 'x'), ('dora', 'facebook')`,
    );
  });
  const { reference, caseId } = await post();
  for (const who of ['fred', 'max', 'adam', 'audrey'])
    expect([who, (await threads(who)).status]).toEqual([who, 403]);
  const path = `/api/v1/social/threads/${reference}`;
  expect((await rig.api('fred').get(path)).status).toBe(403);
  expect((await rig.api('fred').put(`${path}/claim`, undefined)).status).toBe(403);
  // A responder of another platform: for them there is none.
  expect((await rig.api('dora').get(path)).status).toBe(404);
  expect((await threads('dora')).body.threads).toEqual([]);
  const seen = (await threads('fiona')).body.threads as Rows<{ reference: string }>;
  expect(seen.find((each) => each.reference === reference)).toMatchObject({
    ...{ text: 'Never again', message: 'possible', claim: null, charactersMax: 10_000 },
    author: { handle: 'eva' },
  });
  expect((await rig.api('fiona').put(`${path}/claim`, undefined)).body.staffId).toBe('fiona');
  expect((await rig.api('sara').put(`${path}/claim`, undefined)).body.code).toBe(
    'claimed_by_other',
  );
  const text = 'I am sorry. What happened?';
  const second = await rig.api('sara').command(reference, 'answer', { text });
  expect([second.status, second.body.code]).toEqual([409, 'claimed_by_other']);
  expect((await rig.api('fiona').command(reference, 'answer', { text })).status).toBe(200);
  const { body } = await rig.api('fiona').get(path);
  expect(body.claim).toBeNull();
  expect(body.dueAt).toBeNull();
  expect(body.said).toMatchObject([
    { by: 'customer', text: 'Never again' },
    { by: 'us', text, direct: true, state: 'requested', staffId: 'fiona' },
  ]);
  const sent = await rig.query('select via from cases.messages where case_id = $1', [caseId]);
  expect(sent).toEqual([{ via: 'direct_message' }]);
  // A claim ends by itself.
  await rig.api('fiona').put(`${path}/claim`, undefined);
  await rig.pass(0.2);
  expect((await rig.api('sara').put(`${path}/claim`, undefined)).status).toBe(200);
  await rig.api('sara').del(`${path}/claim`);
  expect((await rig.api('fiona').put(`${path}/claim`, undefined)).status).toBe(200);
});

test('R46 where Redress cannot write, the answer is given in the app and stands on record', async () => {
  const { reference } = await post({
    channel: 'facebook',
    social: { platform: 'facebook', postId: '2', direct: false },
  });
  const listed = (await threads('dora')).body.threads as Rows<{ windowEndsAt: string }>;
  expect(listed).toMatchObject([{ reference, message: 'by_hand', claim: null }]);
  expect(Date.parse(String(listed[0]?.windowEndsAt))).toBeGreaterThan(rig.clock.now().getTime());
  const refused = await rig.api('dora').command(reference, 'answer', { text: 'Sorry' });
  expect([refused.status, refused.body.code]).toEqual([409, 'not_possible']);
  const text = 'Written in the app: we are sorry.';
  const barred = await rig.api('fiona').command(reference, 'record-app-answer', { text });
  expect(barred.status).toBe(403);
  await rig.pass(0.1);
  const [past, future] = [-60_000, 60_000].map((by) =>
    new Date(rig.clock.now().getTime() + by).toISOString(),
  );
  const record = (occurredAt: string | undefined) =>
    rig.api('dora').command(reference, 'record-app-answer', { text, occurredAt });
  expect((await record(future)).body.code).toBe('invalid');
  expect((await record(past)).status).toBe(200);
  expect(await rig.caseOf(reference)).toMatchObject({
    acknowledgement: { state: 'done', how: 'by_hand' },
    messages: [],
  });
  expect((await threads('dora')).body.threads).toEqual([]);
  const { body } = await rig.api('dora').get(`/api/v1/social/threads/${reference}`);
  expect(body.said).toMatchObject([{ by: 'customer' }, { by: 'us', text, state: 'by_hand' }]);
  expect((body.said as { at: string }[]).find(({ at }) => at === past)).toBeDefined();
});
