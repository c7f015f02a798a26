// Retention on a real PostgreSQL (R71): what is past the policy's period is erased once, and nothing else is.
import { Command } from 'commander';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBlob } from '#shared/blobs.ts';
import { readLedger } from '#shared/ledger.ts';
import { addRetentionCommand } from '../../services/cases/cli/retention-command.ts';
import { eraseCase } from '../../services/cases/record/erase.ts';
import {
  createRetention,
  eraseAgedCases,
  eraseAgedItems,
} from '../../services/cases/record/retention.ts';
import { verifyCases } from '../../services/cases/record/verify.ts';
import { testLog } from '../harness/postgres.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';
import { CASE_DAYS, closedCase, DAY_MS, done, type Keeper, wholeRound } from './retention-rig.ts';

let rig: ApiRig;
const open = async () => {
  rig = await createApiRig();
  rig.shell.settings.hasPayoutPort = true;
};
beforeEach(open);
afterEach(() => rig.close());

const later = (days: number) => rig.clock.advanceMs(days * DAY_MS);

const round = () => wholeRound(rig.shell);

const erasures = () =>
  rig.query(
    `select what, why, reference, by_whom as by, kept_days as days, items from cases.erasures order by erasure_id`,
  );

test('R71 a closed case is erased when its period is over, not a moment before, and it is on record in both places', async () => {
  const { reference, caseId } = await closedCase(rig);
  const open = await rig.say({ sender: { email: 'open@customer.test' } });
  later(CASE_DAYS);
  rig.clock.advanceMs(-1);
  expect(await round()).toEqual({ erased: [], kept: {} });
  rig.clock.advanceMs(1);
  const ended = rig.clock.now();
  expect(await round()).toEqual({ erased: [reference], kept: {} });
  const entry = await rig.query(
    `select actor, data from cases.case_timeline where case_id = $1 and type = 'case.erased'`,
    [caseId],
  );
  expect(entry).toEqual([
    {
      actor: 'clock',
      data: {
        reason: 'the policy’s period was over',
        why: 'retention',
        keptDays: CASE_DAYS,
        logUntil: new Date(ended.getTime() + 3 * DAY_MS).toISOString(),
        left: expect.stringMatching(/^[0-9a-f]{64}$/),
      },
    },
  ]);
  expect(await erasures()).toEqual([
    { what: 'case', why: 'retention', reference, by: 'clock', days: CASE_DAYS, items: 1 },
  ]);
  expect(await rig.caseOf(reference)).toMatchObject({
    status: 'closed',
    customer: {},
    subject: '',
  });
  expect((await rig.caseOf(open.reference)).customer).toEqual({ email: 'open@customer.test' });
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
  expect(await round()).toEqual({ erased: [], kept: {} });
  const shown = await rig.api('audrey').get('/api/v1/erasures?limit=1');
  expect(shown.body).toMatchObject({
    erasures: [{ what: 'case', why: 'retention', reference, by: 'clock', items: 1, files: 1 }],
    next: expect.any(String),
  });
  const rest = await rig.api('adam').get(`/api/v1/erasures?limit=1&cursor=${shown.body.next}`);
  expect(rest.body).toEqual({ erasures: [] });
  expect((await rig.api('max').get('/api/v1/erasures')).status).toBe(403);
  await expect(rig.query('delete from cases.erasures')).rejects.toThrow('never changed');
});

test('R71 a hold, a task that is still open and a payout under way keep a case, until they are over', async () => {
  const keepers: Keeper[] = ['hold', 'action', 'payout'];
  const [held, action, payout] = await Promise.all(
    keepers.map((keeper) => closedCase(rig, keeper)),
  );
  if (!held || !action || !payout) throw new Error('three cases were made');
  later(CASE_DAYS);
  expect(await round()).toEqual({
    erased: [],
    kept: {
      [held.reference]: ['legal_hold'],
      [action.reference]: ['open_task'],
      [payout.reference]: ['payout_under_way'],
    },
  });
  await done(rig, 'adam', held.reference, 'release', { reason: 'settled' });
  await done(rig, 'dora', action.reference, 'refuse-action', { actionId: 'A1', reason: 'no' });
  expect((await round()).erased.sort()).toEqual([held.reference, action.reference].sort());
  // In doubt is under way too, and so is a failure that nobody has settled yet.
  await rig.query(`update cases.payouts set state = 'in_doubt', wake_at = null`);
  expect((await round()).erased).toEqual([]);
  await rig.query(`update cases.payouts set state = 'paid'`);
  // Approved compensation that nobody was given yet needs its payee as well.
  expect((await round()).erased).toEqual([]);
  await rig.query(`update cases.remedies set state = 'delivered' where state = 'approved'`);
  expect((await round()).erased).toEqual([payout.reference]);
  expect(await rig.query('select payee from cases.payouts')).toEqual([{ payee: '' }]);
});

test('R71 what ends in the middle of an erasure has erased nothing of that case; the next run erases it, once', async () => {
  const cases = [await closedCase(rig), await closedCase(rig), await closedCase(rig)];
  later(CASE_DAYS);
  let told = 0;
  const alongside = async () => {
    told++;
    if (told === 2) throw new Error('killed before its commit');
  };
  const first = await eraseAgedCases(rig.shell, { alongside });
  expect(first.erased).toHaveLength(2);
  const left = cases.filter(
    ({ reference }) => !first.erased.some((erased) => erased.reference === reference),
  );
  const [spared] = left;
  expect((await rig.caseOf(spared?.reference ?? '')).customer.email).toBe('ann@customer.test');
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
  expect((await round()).erased).toEqual([spared?.reference]);
  expect(await erasures()).toHaveLength(3);
});

test('R71 closed again after an erasure, a case is kept for another period, then erased once more', async () => {
  const { reference } = await closedCase(rig);
  later(CASE_DAYS);
  expect((await round()).erased).toEqual([reference]);
  later(1);
  await done(rig, 'fred', reference, 'reopen', { reason: 'Ann called again' });
  await done(rig, 'fred', reference, 'root-cause', { cause: 'handover', text: 'Again.' });
  const body = { outcome: 'upheld', summary: 'It came, Ann.', whyNoAction: 'Once only.' };
  await done(rig, 'fred', reference, 'resolve', body);
  await done(rig, 'fred', reference, 'follow-up', { satisfied: true });
  expect((await round()).erased).toEqual([]);
  later(CASE_DAYS);
  expect(await round()).toEqual({ erased: [reference], kept: {} });
  // What is said in it while it stays closed has no period of its own.
  const threat = { what: 'Ann shouted at the door', who: 'Ann', where: 'here' };
  const occurredAt = rig.clock.now().toISOString();
  const report = { ...threat, occurredAt, policeInformed: false, witnesses: [] };
  await done(rig, 'fred', reference, 'report-violence', report);
  expect((await rig.caseOf(reference)).erasedAt).toBeUndefined();
  later(1);
  expect((await round()).erased).toEqual([reference]);
  expect((await round()).erased).toEqual([]);
  const words = await rig.query(
    `select 1 from cases.case_timeline t where t.data::text like '%Ann%'`,
  );
  expect(words).toEqual([]);
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
});

test('R71 what never became a case is erased after its own period; what waits for a person is kept', async () => {
  const noise = await rig.item({ mail: { robotSigns: ['auto_replied'] }, text: 'I am away, zq' });
  const aside = await rig.item({ quarantine: 'too_large', text: 'zq zq' });
  const decided = await rig.item({ quarantine: 'too_large', text: 'zq zq zq' });
  await rig.consume(noise, aside, decided);
  const { itemId, reference, originalSha256 } = noise.payload.item;
  const path = (id: string, act: string) => `/api/v1/triage/items/${id}/${act}`;
  const reason = { reason: 'zq is spam' };
  await rig.api('sara').post(path(decided.payload.item.itemId, 'reject'), reason);
  later(90);
  rig.clock.advanceMs(-1);
  expect(await eraseAgedItems(rig.shell)).toMatchObject({ items: 0, kept: [] });
  rig.clock.advanceMs(1);
  const both = await Promise.all([
    eraseAgedItems(rig.shell),
    rig.elsewhere((shell) => eraseAgedItems(shell)),
  ]);
  expect(both.map(({ items }) => items).sort()).toEqual([0, 2]);
  later(90);
  const keptFor = aside.payload.item.reference;
  expect(await eraseAgedItems(rig.shell)).toMatchObject({
    items: 0,
    kept: [{ reference: keptFor, because: ['open_task'] }],
  });
  const [left] = await rig.query<{ received: unknown }>(
    'select received from intake.items where item_id = $1',
    [itemId],
  );
  expect(left?.received).toMatchObject({ reference, sender: {}, text: '', subject: '' });
  expect(await readBlob(rig.database.db.query, originalSha256)).toBeUndefined();
  expect((await rig.api('sara').post(path(itemId, 'release'), reason)).body).toMatchObject({
    status: 409,
    code: 'already_decided',
  });
  const reasons = await rig.query(`select reason from cases.triage_decisions`);
  expect(reasons).toEqual([{ reason: '' }]);
  expect(await erasures()).toMatchObject([{ what: 'items', why: 'retention', items: 2 }]);
  const total = (await readLedger(rig.database.db.query)).total;
  expect(total).toMatchObject({ received: 3, suppressed: { rejected_by_person: 1 } });
});

test('R02 R71 bytes that were erased are kept again when they come again, small or large', async () => {
  const large = { text: 'x'.repeat(300_000), mail: { messageId: 'l@customer.test' } };
  for (const said of [{ mail: { messageId: 's@customer.test' } }, large]) {
    const same = { ...said, receivedAt: '2026-11-23T10:00:00.000Z' };
    const first = await rig.say(same);
    const [item] = await rig.query<{ sha: string }>(
      `select i.original_sha256 as sha from cases.intake_outcomes o join intake.items i using (item_id) where o.case_id = $1`,
      [first.caseId],
    );
    const before = await readBlob(rig.database.db.query, item?.sha ?? '');
    const request = { reference: first.reference, reason: 'x', staffId: 'adam' };
    expect((await eraseCase(rig.shell, request)).blobs).toBe(1);
    expect(await readBlob(rig.database.db.query, item?.sha ?? '')).toBeUndefined();
    await rig.say(same);
    expect(await readBlob(rig.database.db.query, item?.sha ?? '')).toEqual(before);
  }
});

test('R71 the daily round does a batch a turn until all is done, then rests until the next day', async () => {
  await Promise.all(Array.from({ length: 3 }, () => closedCase(rig)));
  const turn = createRetention(rig.shell);
  const turns = async () => {
    let count = 1;
    while (await turn()) count++;
    return count;
  };
  expect(await turns()).toBe(2);
  later(CASE_DAYS - 0.5);
  await turns();
  expect(await erasures()).toEqual([]);
  later(0.6);
  expect(await turn()).toBe(false);
  later(0.5);
  await turns();
  expect(await erasures()).toHaveLength(3);
});

/** Runs the command `retention`; gives what it prints, as text and for programs. */
async function command(...words: string[]) {
  const { db, clock, signer, publicUrl, rules } = rig.shell;
  const printed: { value?: unknown; text: string } = { text: '' };
  const program = new Command('redress').exitOverride();
  addRetentionCommand(program, (action) =>
    action({
      ...{ db, clock, signer, publicUrl, policy: rules.policy, log: testLog },
      mailFrom: { name: 'Care', address: 'care@redress.test' },
      settings: { cases: {} },
      json: false,
      print: (value, text) => Object.assign(printed, { value, text }),
    }),
  );
  await program.parseAsync(['retention', ...words], { from: 'user' });
  return printed;
}

test('R71 "retention --dry-run" lists what would go and why the rest stays, and erases nothing; without it, it does so', async () => {
  const gone = await closedCase(rig);
  const held = await closedCase(rig, 'hold');
  await rig.consume(await rig.item({ quarantine: 'too_large' }));
  later(CASE_DAYS);
  const { value, text } = await command('--dry-run');
  expect(value).toMatchObject({
    goes: { cases: 1, items: 0 },
    stays: { cases: 1, items: 1 },
    going: [{ what: 'case', reference: gone.reference }],
    staying: [
      { what: 'case', reference: held.reference, because: ['legal_hold'] },
      { what: 'item', because: ['open_task'] },
    ],
  });
  expect(text).toMatch(new RegExp(`${gone.reference} +case +2026-11-23 +goes`));
  expect(text).toMatch(new RegExp(`${held.reference} +case +2026-11-23 +stays: .*legal hold`));
  expect(await erasures()).toEqual([]);
  await expect(command('--as', 'sara@staff.test')).rejects.toThrow('admin');
  const ran = await command('--as', 'adam@staff.test');
  expect(ran.value).toEqual({ erased: { cases: 1, items: 0 }, kept: { cases: 1, items: 1 } });
  expect(await erasures()).toMatchObject([{ reference: gone.reference, by: 'staff:adam' }]);
});
