// The record of cases on a real PostgreSQL: heads of days, legal hold, erasure, who read what, and what changed meanwhile.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBlob } from '#shared/blobs.ts';
import { makeDayHeads } from '../../services/cases/record/day-heads.ts';
import { eraseCase } from '../../services/cases/record/erase.ts';
import { verifyCases, verifyDayHeads } from '../../services/cases/record/verify.ts';
import { eraseMessages } from '../../services/notifier/erasing/erasing.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());
const DAY_MS = 86_400_000;

test('R70 each day has one head, chained to the day before; a rewritten day is named, and a head kept outside proves it', async () => {
  const { db } = rig.database;
  const { caseId } = await rig.say();
  rig.clock.advanceMs(3 * DAY_MS);
  await rig.say();
  rig.clock.advanceMs(DAY_MS);
  await Promise.all([makeDayHeads(rig.shell), makeDayHeads(rig.shell)]);
  const whole = await verifyDayHeads(db.query);
  expect(whole).toMatchObject({ days: 4, last: { day: '2026-11-26', cases: 1 } });
  expect(whole.fault).toBeUndefined();
  await makeDayHeads(rig.shell);
  expect((await verifyDayHeads(db.query)).last).toEqual(whole.last);
  const kept = { '2026-11-26': whole.last?.chain ?? '' };
  expect((await verifyDayHeads(db.query, kept)).fault).toBeUndefined();
  expect((await verifyDayHeads(db.query, { '2026-11-26': 'f'.repeat(64) })).fault?.day).toBe(
    '2026-11-26',
  );
  expect((await verifyDayHeads(db.query, { '2026-11-01': 'f'.repeat(64) })).fault?.day).toBe(
    '2026-11-01',
  );
  await expect(rig.query(`update cases.day_heads set chain = 'x'`)).rejects.toThrow(
    'never changed',
  );
  const undone = db.transaction(async (tx) => {
    // Whoever can switch triggers off and compute chains anew is still caught by the day.
    await tx.query('alter table cases.case_timeline disable trigger case_timeline_append_only');
    await tx.query(`update cases.case_timeline set chain = md5(chain) where case_id = $1`, [
      caseId,
    ]);
    expect((await verifyDayHeads(tx.query)).fault).toEqual({
      day: '2026-11-23',
      fault: 'what was written on it has changed',
    });
    throw new Error('undo');
  });
  await expect(undone).rejects.toThrow('undo');
});

const ann = { name: 'Ann Verysecret', email: 'ann@secret.test', phone: '+49 30 1234567' };

async function tellingCase() {
  const said = { sender: ann, subject: 'My secret', text: 'Nobody shall know xyzzy.' };
  const { reference, caseId } = await rig.say(said, { severity: 'minor' });
  const fred = rig.api('fred');
  await fred.command(reference, 'note', { text: 'Ann Verysecret called about xyzzy' });
  await fred.command(reference, 'send-update', { text: 'Dear Ann Verysecret' });
  await fred.command(reference, 'escalate', { reason: 'xyzzy' });
  return { reference, caseId };
}

const everywhere = async (word: string): Promise<string[]> => {
  const tables = await rig.query<{ name: string }>(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_type = 'BASE TABLE' and table_schema in ('cases', 'intake', 'portal', 'notifier')`,
  );
  const found: string[] = [];
  for (const { name } of tables)
    if (
      (await rig.query(`select 1 from ${name} t where t::text ilike $1 limit 1`, [`%${word}%`]))
        .length
    )
      found.push(name);
  return found.sort();
};

test('R71 erasing takes every word and address of a case, its bytes and search text; its chain and the days stay whole', async () => {
  const { reference, caseId } = await tellingCase();
  const [item] = await rig.query<{ sha: string }>(
    `select i.original_sha256 as sha from cases.intake_outcomes o join intake.items i using (item_id) where o.case_id = $1`,
    [caseId],
  );
  expect(await everywhere('xyzzy')).toContain('cases.case_timeline');
  expect((await rig.api('fred').get('/api/v1/cases?q=xyzzy')).body.cases).toHaveLength(1);
  const request = { reference, reason: 'asked for it', staffId: 'adam' };
  const erased = await eraseCase(rig.shell, request, (tx, told) =>
    eraseMessages(tx, [told], rig.clock.now()),
  );
  expect(erased).toMatchObject({ reference, items: 1, blobs: 1 });
  for (const word of ['xyzzy', 'verysecret', 'ann@secret', '1234567'])
    expect([word, await everywhere(word)]).toEqual([word, []]);
  expect(await readBlob(rig.database.db.query, item?.sha ?? '')).toBeUndefined();
  expect((await rig.api('fred').get('/api/v1/cases?q=xyzzy')).body.cases).toEqual([]);
  expect((await rig.api('fred').get('/api/v1/cases?customer=ann@secret.test')).body.cases).toEqual(
    [],
  );
  const { status, body } = await rig.api('fred').get(`/api/v1/cases/${reference}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({ customer: {}, subject: '', escalationLevel: 1 });
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
  await expect(eraseCase(rig.shell, request)).rejects.toThrow('before');
  // Life goes on: what is decided later is chained to what was erased.
  expect((await rig.api('fred').command(reference, 'note', { text: 'later' })).status).toBe(200);
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
});

test('R71 bytes that another case needs too are kept for it', async () => {
  const said = { sender: ann, text: 'the same', receivedAt: '2026-11-23T10:00:00.000Z' };
  const mail = { messageId: 'same@customer.test' };
  const first = await rig.say({ ...said, mail });
  const second = await rig.say({ ...said, mail, subject: 'My parcel is late' });
  expect(second.caseId).not.toBe(first.caseId);
  const request = { reference: first.reference, reason: 'x', staffId: 'adam' };
  expect((await eraseCase(rig.shell, request)).blobs).toBe(0);
  const last = { ...request, reference: second.reference };
  expect((await eraseCase(rig.shell, last)).blobs).toBe(1);
});

test('R71 an erasure that was asked for waits for payouts and events under way; their dead letters go with it', async () => {
  rig.shell.settings.hasPayoutPort = true;
  const { reference, caseId } = await tellingCase();
  const refund = { option: 'discount', amount: '5.00', reason: 'late' };
  expect((await rig.api('fred').command(reference, 'propose-remedy', refund)).status).toBe(200);
  await rig.query(
    `insert into cases.payouts (payout_id, case_id, remedy_id, reference, option, amount, currency, payee, state, trace,
       requested_at, updated_at)
     values (gen_random_uuid(), $1, 'R1', $2, 'discount', 5, 'EUR', 'email:ann@secret.test', 'in_doubt', '', now(), now())`,
    [caseId, reference],
  );
  const request = { reference, reason: 'asked for it', staffId: 'adam' };
  await expect(eraseCase(rig.shell, request)).rejects.toThrow('a payout of it is under way');
  await rig.query(`update cases.payouts set state = 'paid' where case_id = $1`, [caseId]);
  // Approved, and nobody has it yet: the payee is needed.
  await expect(eraseCase(rig.shell, request)).rejects.toThrow('compensation was approved');
  await rig.query(`update cases.remedies set state = 'delivered' where case_id = $1`, [caseId]);
  await rig.query(
    `insert into bus.parked (grp, topic, part, off, key, event_id, trace, payload, created_at, tries, due, error)
     values ('notifier', 'message.requested.v1', 0, 1, $1, gen_random_uuid(), '', convert_to($2, 'UTF8'), now(), 1, now(), 'x')`,
    [caseId, JSON.stringify({ caseId, values: { text: 'xyzzy' } })],
  );
  await expect(eraseCase(rig.shell, request)).rejects.toThrow('is tried again');
  await rig.query('update bus.parked set dead_at = now()');
  expect((await eraseCase(rig.shell, request)).reference).toBe(reference);
  expect(await rig.query('select 1 from bus.parked')).toEqual([]);
  const payees = await rig.query('select payee from cases.payouts where case_id = $1', [caseId]);
  expect(payees).toEqual([{ payee: '' }]);
});

test('R71 a legal hold refuses erasure until it is released; only an administrator holds, releases and erases', async () => {
  const { reference } = await tellingCase();
  const hold = (who: string, command: 'hold' | 'release') =>
    rig.api(who).post(`/api/v1/cases/${reference}/${command}`, { reason: 'a lawsuit' });
  for (const who of ['fred', 'max', 'audrey']) expect((await hold(who, 'hold')).status).toBe(403);
  expect((await hold('adam', 'hold')).body).toMatchObject({ legalHold: true });
  expect((await hold('adam', 'hold')).status).toBe(409);
  const request = { reference, reason: 'x', staffId: 'adam' };
  await expect(eraseCase(rig.shell, request)).rejects.toThrow('legal hold');
  expect((await hold('adam', 'release')).body).toMatchObject({ legalHold: false });
  await expect(eraseCase(rig.shell, { ...request, staffId: 'max' })).rejects.toThrow('admin');
  expect((await eraseCase(rig.shell, request)).entries).toBeGreaterThan(3);
});

test('R72 whoever reads a case, its timeline or what was received is on record before they see it; who watches can look', async () => {
  const { reference, caseId } = await rig.say();
  const { body } = await rig.api('fred').get(`/api/v1/cases/${reference}`);
  const itemId = (body.items as { itemId: string }[])[0]?.itemId;
  await fetch(`${rig.base}/api/v1/cases/${reference}/items/${itemId}/original`, {
    headers: { authorization: rig.api('sara').authorization },
  });
  await Promise.all(
    Array.from({ length: 30 }, () => rig.api('fred').get(`/api/v1/cases/${reference}`)),
  );
  await rig.api('fred').get(`/api/v1/cases/${reference}/timeline`);
  const path = `/api/v1/cases/${reference}/reads`;
  for (const who of ['fred', 'max']) expect((await rig.api(who).get(path)).status).toBe(403);
  const { body: read } = await rig.api('audrey').get(path);
  const lines = (read.reads as Record<string, unknown>[]).map(({ staffId, part, times }) => [
    staffId,
    part,
    times,
  ]);
  expect(lines.sort()).toEqual([
    ['fred', 'case', 31],
    ['fred', 'timeline', 1],
    ['sara', 'original', 1],
  ]);
  await rig.query('delete from cases.reads where case_id = $1', [caseId]);
});

test('two agents never overwrite each other silently: who acts on what has changed hears 412, and by whom and what', async () => {
  const { reference } = await rig.say();
  const { headers } = await rig.api('sara').get(`/api/v1/cases/${reference}`);
  const etag = headers.get('etag') ?? '';
  await rig.api('fred').command(reference, 'take-over');
  await rig.api('fred').command(reference, 'note', { text: 'mine' });
  const path = `/api/v1/cases/${reference}/take-over`;
  const { status, body } = await rig.api('sara').post(path, {}, { 'if-match': etag });
  expect([status, body.code]).toEqual([412, 'changed_meanwhile']);
  const changes = body.changes as { version: number; type: string; actor: string }[];
  const types = changes.map(({ type, actor }) => `${type} ${actor}`);
  expect(types).toContain('case.assigned staff:fred');
  expect(types).toContain('note.added staff:fred');
  expect(Math.min(...changes.map(({ version }) => version))).toBe(Number(etag.slice(1, -1)) + 1);
  const now = `"${String(body.version)}"`;
  expect((await rig.api('sara').post(path, {}, { 'if-match': now })).status).toBe(200);
});
