// kill -9 of the real process between any two steps of a payout, against a real provider that pays for each request: the
// next process finds out, and money goes out once.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { payoutIdOf } from '../../services/cases/remedies/write-remedies.ts';
import { eventually, freePort, type RunningProcess, startProcess } from '../harness/product.ts';
import {
  type PayoutMoment,
  type PayoutSimulator,
  startPayoutSimulator,
} from '../simulators/payouts.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
let provider: PayoutSimulator;
let configFile: string;
const running = new Set<RunningProcess>();
beforeAll(async () => {
  rig = await createApiRig();
  // The process has the machine's clock: what the rig wants is due by it.
  rig.clock.set(new Date());
  rig.shell.settings.hasPayoutPort = true;
});
afterAll(() => rig.close());
beforeEach(async () => {
  provider = await startPayoutSimulator();
  provider.naive = true;
  configFile = join(mkdtempSync(join(tmpdir(), 'payout-kills-')), 'redress.yaml');
  const payout = {
    url: `${provider.url}/payouts`,
    lookUpUrl: `${provider.url}/payouts/{key}`,
    timeoutMs: 1_500,
    pauseMs: 50,
    everyMs: 50,
  };
  writeFileSync(configFile, JSON.stringify({ cases: { payout } }));
});
afterEach(async () => {
  for (const child of running) await child.kill();
  running.clear();
  await provider.close();
});

async function start(): Promise<RunningProcess> {
  const child = await startProcess(
    {
      DATABASE_URL: rig.database.url,
      SECRET_KEY: 'a secret of the tests, long enough',
      REDRESS_CONFIG: configFile,
      PORT: String(await freePort()),
    },
    ['cases'],
  );
  running.add(child);
  return child;
}

async function approved(sender: string) {
  const { reference, caseId } = await rig.say({ sender: { email: sender } });
  const proposal = { option: 'partial_refund', amount: '20.00', reason: 'x' };
  await rig.api('fred').command(reference, 'propose-remedy', proposal);
  const answer = await rig.api('sara').command(reference, 'approve-remedy', { remedyId: 'R1' });
  expect(answer.status).toBe(200);
  return { reference, key: payoutIdOf(caseId, 'R1') };
}

const settled = (reference: string) =>
  eventually(
    'the payout to be known as paid',
    async () => {
      const remedy = (await rig.caseOf(reference)).remedies[0];
      return remedy?.payout === 'paid' && remedy;
    },
    90,
  );

test.each<[PayoutMoment, string]>([
  ['connected', 'claimed, nothing sent'],
  ['received', 'sent, not taken'],
  ['paid', 'paid, not answered'],
  ['answered', 'answered, not stored'],
])('S40 I4 kill -9 when %s (%s): paid once', async (moment) => {
  const { reference, key } = await approved(`${moment}@customer.test`);
  let release = (): void => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    provider.at = async (at) => {
      if (at !== moment) return;
      resolve();
      await held;
    };
  });
  // Nobody can store an answer while the case is held.
  const holder = await rig.database.db.connect();
  await holder.query('begin');
  await holder.query('select from cases.cases where reference = $1 for update', [reference]);
  const child = await start();
  await reached;
  expect((await rig.caseOf(reference)).remedies[0]?.payout).toBe('requested');
  await child.kill();
  running.delete(child);
  await holder.query('rollback');
  await holder.end();
  provider.at = () => {};
  release();
  await start();
  expect(await settled(reference)).toMatchObject({ state: 'delivered' });
  expect(provider.paid.get(key)).toBe(1);
  const posts = provider.asked.filter((asked) => asked.method === 'POST' && asked.key === key);
  const looked = provider.asked.filter((asked) => asked.method === 'GET' && asked.key === key);
  // Asked about first, and sent again only where the provider did not know it.
  expect(looked.length).toBeGreaterThan(0);
  expect(posts.length).toBeLessThanOrEqual(2);
  const timeline = await rig.query<{ type: string }>(
    `select t.type from cases.case_timeline t join cases.cases c using (case_id)
     where c.reference = $1 and t.type in ('remedy.delivered', 'payout.reported') order by t.version`,
    [reference],
  );
  expect(timeline.map(({ type }) => type)).toEqual(['payout.reported', 'remedy.delivered']);
});
