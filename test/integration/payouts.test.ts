// Payouts against a real HTTP provider and a real PostgreSQL: each approved remedy is paid once, whatever the provider or the
// network does; what cannot be found out is put before a person.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  createPayoutPort,
  type PayoutConfig,
  payoutConfig,
} from '../../services/cases/remedies/payout-port.ts';
import { workDuePayouts } from '../../services/cases/remedies/payout-worker.ts';
import { payoutIdOf } from '../../services/cases/remedies/write-remedies.ts';
import { freePort } from '../harness/product.ts';
import {
  type PayoutFault,
  type PayoutSimulator,
  startPayoutSimulator,
} from '../simulators/payouts.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
let provider: PayoutSimulator;
let config: PayoutConfig;
beforeAll(async () => {
  rig = await createApiRig();
  rig.shell.settings.hasPayoutPort = true;
});
afterAll(() => rig.close());
beforeEach(async () => {
  provider = await startPayoutSimulator();
  const headersFile = join(mkdtempSync(join(tmpdir(), 'payouts-')), 'headers');
  writeFileSync(headersFile, 'Authorization: Bearer sesame\n');
  config = payoutConfig.parse({
    url: `${provider.url}/payouts`,
    lookUpUrl: `${provider.url}/payouts/{key}`,
    headersFile,
    timeoutMs: 400,
    triesMax: 4,
    pauseMs: 1_000,
  });
});
afterEach(() => provider.close());

const AMOUNT = '37.15';

/** A case with an approved refund, its payout wanted. */
async function approved(sender = 'ann@customer.test') {
  const { reference, caseId } = await rig.say({ sender: { email: sender } });
  const proposal = { option: 'partial_refund', amount: AMOUNT, reason: 'it broke' };
  await rig.api('fred').command(reference, 'propose-remedy', proposal);
  const answer = await rig.api('sara').command(reference, 'approve-remedy', { remedyId: 'R1' });
  expect(answer.status).toBe(200);
  return { reference, caseId, key: payoutIdOf(caseId, 'R1') };
}

/** Lets the worker do what is due, and time pass between, until nothing is left to do by itself. */
async function work(passes = 12): Promise<void> {
  const port = createPayoutPort(config);
  for (let pass = 0; pass < passes; pass++) {
    await workDuePayouts(rig.shell, port, config);
    rig.clock.advanceMs(60_000);
  }
}

const remedyOf = async (reference: string) => (await rig.caseOf(reference)).remedies[0];
const openTasks = (caseId: string) =>
  rig.query<{ kind: string; title: string }>(
    `select kind, title from cases.tasks where case_id = $1 and state = 'open'
       and kind in ('payout_trouble', 'deliver_remedy') order by kind`,
    [caseId],
  );

test('R37 R38 what was approved is what is paid, with the key of the remedy; then the customer is told', async () => {
  const { reference, key } = await approved();
  expect((await rig.caseOf(reference)).messages.map((message) => message.key)).not.toContain(
    'compensation/R1',
  );
  await work(2);
  expect(provider.asked).toMatchObject([
    {
      method: 'POST',
      key,
      authorization: 'Bearer sesame',
      body: {
        key,
        reference,
        remedyId: 'R1',
        option: 'partial_refund',
        payee: 'email:ann@customer.test',
        amount: { amount: AMOUNT, currency: 'EUR' },
      },
    },
  ]);
  expect(await remedyOf(reference)).toMatchObject({
    state: 'delivered',
    payout: 'paid',
    cost: { estimated: AMOUNT, actual: AMOUNT },
  });
  const current = await rig.caseOf(reference);
  expect(current.messages.filter((message) => message.key === 'compensation/R1')).toHaveLength(1);
  // A mail that comes back takes nothing from them: they have the money.
  await rig.report(current, 'compensation/R1', 'bounced');
  expect(await remedyOf(reference)).toMatchObject({ state: 'delivered', payout: 'paid' });
});

test.each<[string, PayoutFault[], PayoutFault[]]>([
  ['cut before it was taken', ['cut'], []],
  ['cut after it was paid', ['cut_after_paying'], []],
  ['no answer after it was paid', ['silence_after_paying'], []],
  ['no answer at all', ['silence'], []],
  ['an error after it was paid', [{ status: 500, afterPaying: true }], []],
  ['an error before', [{ status: 503 }], []],
  ['no JSON', ['garbage'], []],
  ['an answer without end', ['flood'], []],
  ['a redirection', ['elsewhere'], []],
  ['the look-up fails too', ['cut_after_paying'], ['cut', { status: 502 }]],
  ['signed out at first', [{ status: 401 }, { status: 429 }], []],
])('S40 paid once to a provider that pays for each request: %s', async (_, posts, gets) => {
  provider.naive = true;
  provider.faults = { POST: [...posts], GET: [...gets] };
  const { reference, key } = await approved();
  await work();
  expect(provider.paid.get(key)).toBe(1);
  expect(await remedyOf(reference)).toMatchObject({ state: 'delivered', payout: 'paid' });
});

test('S40 a refusal is a failure, put before a person, who gives it by hand', async () => {
  provider.verdict = 'failed';
  const { reference, caseId } = await approved();
  await work();
  expect(provider.asked).toHaveLength(1);
  expect(await remedyOf(reference)).toMatchObject({ state: 'approved', payout: 'failed' });
  expect(await openTasks(caseId)).toMatchObject([
    { kind: 'deliver_remedy' },
    { kind: 'payout_trouble', title: expect.stringContaining('account_closed') },
  ]);
  const by = { remedyId: 'R1', how: 'bank transfer by hand', cost: '38.15' };
  expect((await rig.api('fred').command(reference, 'deliver-remedy', by)).status).toBe(200);
  expect(await remedyOf(reference)).toMatchObject({
    state: 'delivered',
    cost: { estimated: AMOUNT, actual: '38.15' },
  });
  // Given another way, it is no trouble any more: nobody has to tick it off, or could.
  expect(await openTasks(caseId)).toEqual([]);
});

test('S40 a provider that nobody reaches: certain that nothing was sent, so it fails in the end', async () => {
  const { reference, caseId } = await approved();
  config = { ...config, url: `http://127.0.0.1:${await freePort()}/payouts` };
  await work();
  expect(await remedyOf(reference)).toMatchObject({ state: 'approved', payout: 'failed' });
  expect(await openTasks(caseId)).toHaveLength(2);
});

test('S40 in doubt for good: nothing is repeated, no other way is open, a person settles it', async () => {
  provider.naive = true;
  provider.faults = { POST: ['cut_after_paying'], GET: Array(20).fill('cut') };
  const { reference, caseId, key } = await approved();
  await work();
  expect(provider.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
  expect(await remedyOf(reference)).toMatchObject({ state: 'approved', payout: 'in_doubt' });
  expect(await openTasks(caseId)).toMatchObject([{ kind: 'payout_trouble' }]);
  const byHand = { remedyId: 'R1', how: 'cash' };
  const deliver = () => rig.api('sara').command(reference, 'deliver-remedy', byHand);
  expect(await deliver()).toMatchObject({ status: 409 });
  const settle = (by: string, outcome: string) =>
    rig.api(by).command(reference, 'settle-payout', { remedyId: 'R1', outcome, reason: 'asked' });
  expect(await settle('fred', 'paid')).toMatchObject({ status: 403 });
  provider.faults.GET = [];
  expect(await settle('sara', 'retry')).toMatchObject({ status: 200 });
  await work();
  expect(provider.paid.get(key)).toBe(1);
  expect(await remedyOf(reference)).toMatchObject({ state: 'delivered', payout: 'paid' });
  expect(await openTasks(caseId)).toEqual([]);
});

test('S40 past the time for which a key is remembered nothing is sent again by itself', async () => {
  provider.faults.POST = ['cut'];
  const { reference } = await approved();
  await work(1);
  rig.clock.advanceMs(25 * 3_600_000);
  await work();
  expect(provider.asked.filter(({ method }) => method === 'POST')).toHaveLength(1);
  expect(await remedyOf(reference)).toMatchObject({ payout: 'in_doubt' });
});

test('a payment that takes its time is looked at until it is done', async () => {
  provider.verdict = 'pending';
  const { reference, key } = await approved();
  await work(6);
  expect(await remedyOf(reference)).toMatchObject({ state: 'approved', payout: 'requested' });
  provider.verdict = 'paid';
  await work(12);
  expect(await remedyOf(reference)).toMatchObject({ state: 'delivered', payout: 'paid' });
  expect(provider.paid.get(key)).toBe(1);
});

test('settled as not paid: a person gives it by hand, and the provider is not asked again', async () => {
  provider.faults = { POST: ['cut_after_paying'], GET: Array(9).fill('cut') };
  const { reference, caseId } = await approved();
  await work();
  const settled = { remedyId: 'R1', outcome: 'not_paid', reason: 'they said so' };
  await rig.api('sara').command(reference, 'settle-payout', settled);
  await rig.api('fred').command(reference, 'deliver-remedy', { remedyId: 'R1', how: 'cash' });
  const again = await rig.api('sara').command(reference, 'settle-payout', {
    ...settled,
    outcome: 'retry',
  });
  expect(again.status).toBe(409);
  expect(await openTasks(caseId)).toEqual([]);
});

test('S40 many workers at once, and 100 approvals before: one payout each', async () => {
  provider.naive = true;
  const { reference } = await rig.say({ sender: { email: 'many@customer.test' } });
  const proposal = { option: 'partial_refund', amount: '12.00', reason: 'x' };
  await rig.api('fred').command(reference, 'propose-remedy', proposal);
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      rig.api(n % 2 ? 'sam' : 'dora').command(reference, 'approve-remedy', { remedyId: 'R1' }),
    ),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  const others = await Promise.all(
    Array.from({ length: 12 }, (_, n) => approved(`many${n}@customer.test`)),
  );
  const port = createPayoutPort(config);
  for (let round = 0; round < 3; round++)
    await Promise.all(Array.from({ length: 6 }, () => workDuePayouts(rig.shell, port, config)));
  expect([...provider.paid.values()].every((times) => times === 1)).toBe(true);
  expect(provider.paid.size).toBe(others.length + 1);
});

test('S20 the address of the provider is the settings’ alone', () => {
  const urls = (url: string, lookUpUrl = 'https://pay.example/{key}') =>
    payoutConfig.safeParse({ url, lookUpUrl }).success;
  expect(urls('https://pay.example/payouts')).toBe(true);
  expect(urls('https://{key}.example/payouts')).toBe(false);
  expect(urls('http://pay.example/payouts')).toBe(false);
  expect(urls('https://user:word@pay.example/payouts')).toBe(false);
  expect(urls('file:///etc/passwd')).toBe(false);
  expect(urls('https://pay.example/payouts', 'https://pay.example/payouts')).toBe(false);
});

test('R38 while contact is suspended no money goes out; lifting it sends it', async () => {
  const { reference, caseId } = await rig.say({ sender: { email: 'angry@customer.test' } });
  const proposal = { option: 'partial_refund', amount: AMOUNT, reason: 'x' };
  await rig.api('fred').command(reference, 'propose-remedy', proposal);
  await rig.api('fred').command(reference, 'mark-threatening', { reason: 'x' });
  await rig.api('sara').command(reference, 'approve-remedy', { remedyId: 'R1' });
  await work(2);
  expect(provider.paid.size).toBe(0);
  await rig.api('dora').command(reference, 'lift-suspension', { reason: 'x' });
  await work(2);
  expect(provider.paid.get(payoutIdOf(caseId, 'R1'))).toBe(1);
});
