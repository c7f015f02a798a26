// Evidence over the API, on a real database and against a real HTTP server that can be slow, huge, wrong or away.
import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { createLookup } from '../../services/cases/lookup/lookup.ts';
import { lookupConfig } from '../../services/cases/lookup/lookup-config.ts';
import { eraseCase } from '../../services/cases/record/erase.ts';
import { verifyCases } from '../../services/cases/record/verify.ts';
import { testLog } from '../harness/postgres.ts';
import { type OrderSystem, startOrderSystem } from '../simulators/order-system.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
let shop: OrderSystem;
let folder: string;

/** A fresh look-up of the shop, with its circuit closed. */
function lookup(): void {
  const fields = {
    number: 'order.number',
    total: 'order.total.value',
    shipped: 'order.shipped',
    first: 'order.lines.0.sku',
    tags: 'order.tags',
    missing: 'order.nothing',
  };
  const common = {
    timeoutMs: 300,
    bytesMax: 10_000,
    fields,
    openAfterFailures: 3,
    retryAfterMs: 5000,
  };
  const config = lookupConfig.parse({
    orders: {
      url: `${shop.base}/orders/{number}?full=1`,
      headersFile: join(folder, 'headers'),
      ...common,
    },
    customers: { url: `${shop.base}/customers?email={email}`, ...common },
  });
  const { clock } = rig;
  Object.assign(rig.shell, { lookup: createLookup(config, { clock, log: testLog }) });
}

beforeAll(async () => {
  rig = await createApiRig();
  shop = await startOrderSystem();
  folder = await mkdtemp(join(tmpdir(), 'redress-lookup-'));
  writeFileSync(join(folder, 'headers'), 'Authorization: Bearer of-the-shop\nX-Tenant: 7\n');
  lookup();
});
afterEach(() => {
  shop.mood = 'well';
  lookup();
});
afterAll(async () => {
  await shop.close();
  await rig.close();
  await rm(folder, { recursive: true });
});

const order = (number: string, who = 'fred') =>
  rig.api(who).get(`/api/v1/lookup/orders/${encodeURIComponent(number)}`);

test('R21 an order is looked up: encoded, with the secret headers, and only what the settings keep', async () => {
  const { status, body } = await order('4711 /ä?x=1#y');
  expect([status, body]).toEqual([
    200,
    {
      found: {
        number: '4711 /ä',
        total: '42.5',
        shipped: 'false',
        first: 'A-1',
        tags: 'gift, express',
      },
    },
  ]);
  const asked = shop.asked.at(-1);
  expect(asked?.url).toBe('/orders/4711%20%2F%C3%A4%3Fx%3D1%23y?full=1');
  expect(asked?.headers).toMatchObject({ authorization: 'Bearer of-the-shop', 'x-tenant': '7' });
  const customer = await rig.api('fred').get('/api/v1/lookup/customers?email=a%2Bb@shop.test');
  expect(customer.status).toBe(200);
  expect(shop.asked.at(-1)?.url).toBe('/customers?email=a%2Bb%40shop.test');
  expect((await order('unknown')).status).toBe(404);
});

test.each([
  ['hang', /no answer within 300 ms/],
  ['huge', /longer than 10000 bytes/],
  ['endless', /longer than 10000 bytes/],
  ['no_json', /no JSON/],
  ['list', /none of the fields/],
  ['fault', /answered 500/],
  ['refuses', /answered 422/],
  ['busy', /answered 429/],
  ['elsewhere', /answered 302/],
] as const)(
  'R21 a shop that is in the mood "%s" costs a bounded time and is told',
  async (mood, told) => {
    shop.mood = mood;
    const before = shop.asked.length;
    const { status, body } = await order('1');
    expect([status, body.code]).toEqual([503, 'lookup_unavailable']);
    expect(body.title).toMatch(told);
    // A redirect is followed nowhere.
    expect(shop.asked.slice(before).map(({ url }) => url)).toEqual(['/orders/1?full=1']);
  },
);

test('R21 after failures in a row nobody asks for a while, then one tries', async () => {
  shop.mood = 'fault';
  for (let time = 0; time < 3; time++) expect((await order('1')).status).toBe(503);
  const asked = shop.asked.length;
  const refused = await order('1');
  expect([refused.status, shop.asked.length]).toEqual([503, asked]);
  expect(refused.body.title).toMatch(/several times in a row/);
  rig.clock.advanceMs(5001);
  expect((await order('1')).status).toBe(503);
  expect(shop.asked.length).toBe(asked + 1);
  rig.clock.advanceMs(5001);
  shop.mood = 'well';
  expect((await order('1')).status).toBe(200);
  expect((await order('1')).status).toBe(200);
});

test('R72 an auditor and an admin look nobody up', async () => {
  const before = shop.asked.length;
  for (const who of ['audrey', 'adam']) expect((await order('1', who)).status).toBe(403);
  const { reference } = await rig.say();
  const body = { kind: 'order', orderNumber: '1' };
  expect((await rig.api('audrey').command(reference, 'add-evidence', body)).status).toBe(403);
  expect(shop.asked.length).toBe(before);
});

test('R21 an order that was looked up is kept in the case as it was then', async () => {
  const { reference, caseId } = await rig.say();
  const fred = rig.api('fred');
  const body = { kind: 'order', orderNumber: '4711' };
  const added = await fred.command(reference, 'add-evidence', body);
  expect(added.body.entries).toMatchObject([
    { type: 'evidence.added', data: { kind: 'order', snapshot: { found: { total: '42.5' } } } },
  ]);
  shop.mood = 'fault';
  expect((await fred.command(reference, 'add-evidence', body)).status).toBe(503);
  const { body: view } = await fred.get(`/api/v1/cases/${reference}`);
  expect(view.evidence).toMatchObject([
    { evidenceId: 'E1', title: 'order 4711', addedBy: 'staff:fred' },
  ]);
  const [row] = await rig.query<{ entries: number }>(
    `select count(*)::int as entries from cases.case_timeline where case_id = $1 and type = 'evidence.added'`,
    [caseId],
  );
  expect(row?.entries).toBe(1);
});

test('R21 S4 a file of staff is stored once, bounded, and comes back as a download of its case only', async () => {
  const { reference } = await rig.say();
  const { reference: other } = await rig.say();
  const fred = rig.api('fred');
  const bytes = Buffer.from('<script>alert(1)</script>');
  const upload = {
    name: '../../photo.svg',
    mediaType: 'image/svg+xml',
    content: bytes.toString('base64'),
  };
  const added = await fred.command(reference, 'files', upload);
  expect(added.status).toBe(200);
  const { sha256 } = (added.body.entries as { data: { file: { sha256: string } } }[])[0]?.data
    .file ?? { sha256: '' };
  const path = (of: string) => `${rig.base}/api/v1/cases/${of}/files/${sha256}`;
  const headers = { authorization: fred.authorization };
  const came = await fetch(path(reference), { headers });
  expect(Buffer.from(await came.arrayBuffer())).toEqual(bytes);
  expect(came.headers.get('content-disposition')).toMatch(
    /^attachment; filename="[^"/\\\\]+"; filename\*=UTF-8''[\w.%-]+$/,
  );
  expect(came.headers.get('content-type')).toBe('application/octet-stream');
  expect(came.headers.get('x-content-type-options')).toBe('nosniff');
  expect((await fetch(path(other), { headers })).status).toBe(404);
  expect((await fetch(path(reference))).status).toBe(401);
  for (const content of ['', 'no base64!', 'YQ', 'YQ=='.repeat(2)])
    expect([
      content,
      (await fred.command(reference, 'files', { ...upload, content })).status,
    ]).toEqual([content, 400]);
  const big = Buffer.alloc(8 * 1024 * 1024 + 1).toString('base64');
  expect((await fred.command(reference, 'files', { ...upload, content: big })).status).toBe(413);
  expect((await rig.api('audrey').command(reference, 'files', upload)).status).toBe(403);
});

test('R24 R61 a corrective action for several cases stands in each of their records, and in one list', async () => {
  const [first, second, third] = [await rig.say(), await rig.say(), await rig.say()];
  const fred = rig.api('fred');
  await fred.command(first.reference, 'take-over');
  const form = {
    problem: 'Labels fall off in the cold',
    proposal: 'Other glue from November to March',
    owner: 'sara@staff.test',
    dueAt: '2026-12-23T10:00:00Z',
  };
  const nowhere = await fred.command(first.reference, 'request-action', {
    ...form,
    cases: ['C-0000-0000'],
  });
  expect(nowhere.status).toBe(422);
  const cases = [second.reference, third.reference, second.reference];
  const asked = await fred.command(first.reference, 'request-action', { ...form, cases });
  expect(asked.status).toBe(200);
  for (const { reference } of [second, third])
    expect((await rig.caseOf(reference)).linkedActions).toEqual([`${first.reference}/A1`]);
  const approved = await rig
    .api('dora')
    .command(first.reference, 'approve-action', { actionId: 'A1' });
  expect(approved.status).toBe(200);
  const list = await fred.get('/api/v1/corrective-actions?state=approved&owner=sara');
  expect(list.body.actions).toMatchObject([
    { caseReference: first.reference, actionId: 'A1', owner: 'sara', approvedBy: 'staff:dora' },
  ]);
  const one = await fred.get('/api/v1/corrective-actions?limit=1');
  const next = await fred.get(`/api/v1/corrective-actions?limit=1&cursor=${one.body.next}`);
  expect([one.body.actions, next.body.actions]).toMatchObject([[{ actionId: 'A1' }], []]);
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
});

test('R07 the call guide is served in four languages, in English for any other', async () => {
  const titles = new Set<string>();
  for (const locale of ['en', 'de-AT', 'es', 'fr']) {
    const { body } = await rig.api('fred').get(`/api/v1/call-guide?locale=${locale}`);
    const steps = body.steps as { key: string; title: string; say: string[] }[];
    expect(steps.map(({ key }) => key)).toEqual([
      'greet',
      'apologise',
      'listen',
      'confirm',
      'promise',
    ]);
    for (const { title, say } of steps) {
      titles.add(title);
      expect(say.length).toBeGreaterThan(0);
    }
  }
  expect(titles.size).toBe(20);
  // S22: names that every object has are no languages.
  for (const locale of ['ja', '__proto__', 'constructor']) {
    const other = await rig.api('fred').get(`/api/v1/call-guide?locale=${locale}`);
    expect((other.body.steps as { title: string }[])[0]?.title).toBe('Greet');
  }
});

test('R71 R72 erasing a case empties what its investigation holds; who read a file is on record', async () => {
  const { reference, caseId } = await rig.say({}, { severity: 'minor' });
  const canary = 'xyzzy-canary';
  const fred = rig.api('fred');
  await fred.command(reference, 'take-over');
  const content = Buffer.from(canary).toString('base64');
  await fred.command(reference, 'files', { name: `${canary}.txt`, content, text: canary });
  const body = { kind: 'statement', statementBy: canary, text: canary };
  await fred.command(reference, 'add-evidence', body);
  await fred.command(reference, 'root-cause', { cause: 'defect', text: canary });
  const form = { problem: canary, proposal: canary, owner: 'sara@staff.test' };
  await fred.command(reference, 'request-action', { ...form, dueAt: '2026-12-23T10:00:00Z' });
  await rig.api('dora').command(reference, 'approve-action', { actionId: 'A1' });
  await fred.command(reference, 'request-call-back', { to: 'fiona@staff.test', reason: canary });
  const sha256 = (await rig.caseOf(reference)).evidence[0]?.file?.sha256;
  expect(
    (
      await fetch(`${rig.base}/api/v1/cases/${reference}/files/${sha256}`, {
        headers: { authorization: fred.authorization },
      })
    ).status,
  ).toBe(200);
  const reads = await rig.query<{ part: string }>(
    'select part from cases.reads where case_id = $1',
    [caseId],
  );
  expect(reads.map(({ part }) => part)).toContain('file');
  const tables = ['cases', 'case_timeline', 'tasks', 'corrective_actions', 'case_search'];
  const hits = async (): Promise<string[]> => {
    const found: string[] = [];
    for (const table of tables) {
      const rows = await rig.query(
        `select 1 from cases.${table} x where x.case_id = $1 and x::text like '%${canary}%' limit 1`,
        [caseId],
      );
      if (rows.length > 0) found.push(table);
    }
    return found;
  };
  expect((await hits()).length).toBeGreaterThan(3);
  await eraseCase(rig.shell, { reference, reason: 'asked for', staffId: 'adam' });
  expect(await hits()).toEqual([]);
  const bytes = await rig.query('select 1 from blobs.chunks where sha256 = $1', [sha256]);
  expect(bytes).toEqual([]);
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
});
