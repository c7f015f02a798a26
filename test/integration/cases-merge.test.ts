// Cases merged and taken apart again, over the API on a real PostgreSQL: both records, tasks, and where a reply goes.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eraseCase } from '../../services/cases/record/erase.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const sender = { name: 'Ann Twice', email: 'ann@twice.test' };
const view = async (reference: string) =>
  (await rig.api('sara').get(`/api/v1/cases/${reference}`)).body as Record<string, unknown> & {
    tasks: { kind: string; state: string }[];
    timeline: { type: string }[];
    items: { itemId: string }[];
  };

test('R03 a merged case keeps its reference, has no open task, and what its customer answers joins the other', async () => {
  const first = await rig.say({ sender, subject: 'The kettle leaks' });
  const second = await rig.say({ sender, subject: 'The kettle again' });
  const reason = 'the same kettle';
  const sara = rig.api('sara');
  const into = { into: first.reference, reason };
  expect((await rig.api('fred').command(second.reference, 'merge', into)).status).toBe(403);
  expect(
    await sara.command(second.reference, 'merge', { into: second.reference, reason }),
  ).toMatchObject({ status: 422, body: { fields: { into: expect.any(String) } } });
  expect((await sara.command(second.reference, 'merge', into)).status).toBe(200);
  const merged = await view(second.reference);
  expect(merged).toMatchObject({ status: 'merged', mergedInto: { reference: first.reference } });
  expect(merged.tasks.filter(({ state }) => state === 'open')).toEqual([]);
  expect(merged.allowedCommands).toEqual(['unmerge']);
  const told = await view(first.reference);
  expect(told.tookIn).toEqual([second.reference]);
  const before = told.items.length;
  const reply = await rig.say({ sender, subject: `Re: [${second.reference}] The kettle again` });
  expect(reply.reference).toBe(first.reference);
  expect((await view(first.reference)).items).toHaveLength(before + 1);
  const apart = { from: first.reference, reason: 'two kettles after all' };
  expect((await sara.command(second.reference, 'unmerge', apart)).status).toBe(200);
  const again = await view(second.reference);
  expect(again.status).toBe('new');
  expect(again.tasks.filter(({ state }) => state === 'open').map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['assign', 'read_reply']),
  );
  const verified = await sara.get(`/api/v1/cases/${second.reference}/verification`);
  expect(verified.body).toMatchObject({ verified: true, replayed: true });
});

test('R28 a score about an item that had joined a merged case rates nothing of the other; its own survey still does', async () => {
  const author = { name: 'Sue Scores', email: 'sue@scores.test' };
  const target = await rig.say({ sender: author, subject: 'The fan' }, { severity: 'minor' });
  const source = await rig.say({ sender: author, subject: 'The fan again' }, { severity: 'minor' });
  const reply = await rig.item({ sender: author, subject: `Re: [${source.reference}] The fan` });
  await rig.consume(reply);
  const sara = rig.api('sara');
  const reason = 'the same fan';
  const body = { into: target.reference, reason };
  expect((await sara.command(source.reference, 'merge', body)).status).toBe(200);
  await sara.command(target.reference, 'take-over');
  const done = { outcome: 'upheld', summary: 'x', whyNoAction: 'x' };
  await sara.command(target.reference, 'root-cause', { cause: 'carrier_delay', text: 'x' });
  expect((await sara.command(target.reference, 'resolve', done)).status).toBe(200);
  const score = async (caseReference: string) => {
    const survey = { scale: 5, score: 1, caseReference };
    await rig.say({ channel: 'survey', sender: author, subject: '', text: '', survey });
    return rig.caseOf(target.reference);
  };
  for (const reference of [source.reference, reply.payload.item.reference])
    expect(await score(reference)).toMatchObject({ status: 'resolved', epoch: 1 });
  const rated = await score(target.reference);
  expect([rated.epoch, rated.ratedEpochs]).toEqual([2, [1]]);
});

test('R71 with a case, what was merged into it is erased; a hold on either keeps both', async () => {
  const twice = { name: 'Mia Merged', email: 'mia@merged.test' };
  const kept = await rig.say({ sender: twice, subject: 'The lamp' });
  const gone = await rig.say({ sender: twice, subject: 'The lamp of Mia again' });
  const reason = 'the same lamp';
  const sara = rig.api('sara');
  const adam = rig.api('adam');
  const erase = () =>
    eraseCase(rig.shell, {
      reference: kept.reference,
      reason: 'asked for',
      staffId: rig.staff.adam ?? '',
    });
  await sara.command(gone.reference, 'merge', { into: kept.reference, reason });
  expect((await adam.command(gone.reference, 'hold', { reason: 'a court asks' })).status).toBe(200);
  await expect(erase()).rejects.toThrow(gone.reference);
  expect((await adam.command(gone.reference, 'release', { reason: 'it is over' })).status).toBe(
    200,
  );
  expect((await erase()).reference).toBe(kept.reference);
  const left = await rig.database.db.query(
    `select 1 from cases.cases c where c.state::text like '%Mia%' or c.subject like '%Mia%'
     union all select 1 from cases.case_timeline t where t.data::text like '%Mia%'
     union all select 1 from intake.items i where i.received::text like '%Mia%'`,
  );
  expect(left).toEqual([]);
  const verified = await sara.get(`/api/v1/cases/${gone.reference}/verification`);
  expect(verified.body).toMatchObject({ verified: true });
});
