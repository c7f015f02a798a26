// Mails to staff on a real PostgreSQL: one a person and period, none in quiet hours, critical ones at once; the record never waits.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageRequested } from '#shared/events/message.ts';
import { executeCommand } from '../../services/cases/execute-command.ts';
import { sendNotices } from '../../services/cases/notices/notice-clock.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

let rig: CasesRig;
beforeAll(async () => {
  rig = await createCasesRig();
});
afterAll(() => rig.close());

/** The mails to staff that were asked for since a time. */
const mails = async (since: Date): Promise<MessageRequested[]> =>
  (
    await rig.database.db.query<{ payload: MessageRequested }>(
      `select payload::jsonb as payload from bus.events where topic = 'message.requested.v1' order by 1`,
    )
  )
    .map(({ payload }) => payload)
    .filter(
      ({ recipient, requestedAt }) => recipient.party === 'staff' && new Date(requestedAt) >= since,
    );

test('R31 escalations of many cases go to a person in one mail, however many clocks run', async () => {
  for (let count = 0; count < 5; count++) await rig.say({}, { severity: 'major' });
  await rig.pass(24.1);
  rig.clock.advanceMs(48 * 3_600_000);
  const before = rig.clock.now();
  await rig.pass(0);
  expect(
    (await mails(before)).filter(({ recipient }) => recipient.email === 'max@staff.test'),
  ).toEqual([]);
  rig.clock.advanceMs(31 * 60_000);
  await Promise.all([0, 1, 2, 3].map(() => sendNotices({ ...rig.shell })));
  while ((await sendNotices(rig.shell)) > 0);
  const toMax = (await mails(before)).filter(
    ({ recipient }) => recipient.email === 'max@staff.test',
  );
  expect(toMax).toHaveLength(1);
  const text = String(toMax[0]?.values.text);
  expect(text.split('\n').filter((line) => line.includes('Level 3')).length).toBe(5);
});

test('R31 a critical case reaches management at once, a threat too, at night; the rest waits for the morning', async () => {
  // 23:30 in Berlin.
  rig.clock.set(new Date('2027-02-02T22:30:00.000Z'));
  const night = rig.clock.now();
  await rig.say({}, { severity: 'minor', threat: true });
  const manager = (await mails(night)).map(({ recipient }) => recipient.email);
  expect(manager).toEqual(['dora@staff.test']);
  const quiet = await rig.say({}, { severity: 'major' });
  await executeCommand(rig.shell, {
    reference: quiet.reference,
    staffId: 'fred',
    type: 'escalate',
    body: { reason: 'the customer waits at the door' },
  });
  const [entry] = await rig.database.db.query<{ at: Date; data: { sendAt: string } }>(
    `select at, data from cases.case_timeline where case_id = $1 and type = 'notice.queued'`,
    [quiet.caseId],
  );
  expect(entry?.at).toEqual(night);
  // 6:00 in Berlin.
  expect(entry?.data.sendAt).toBe('2027-02-03T05:00:00.000Z');
  await rig.pass(6);
  expect(await mails(new Date(night.getTime() + 1))).toEqual([]);
  await rig.pass(0.6);
  const morning = await mails(new Date(night.getTime() + 1));
  expect(morning.map(({ values }) => values.reference)).toContain(quiet.reference);
  const critical = await rig.say({}, { severity: 'critical' });
  const now = rig.clock.now();
  await executeCommand(rig.shell, {
    reference: critical.reference,
    staffId: 'fred',
    type: 'escalate',
    body: { reason: 'a child was hurt' },
  });
  const told = (await mails(now)).map(({ recipient }) => recipient.email);
  expect(told).toContain('dora@staff.test');
});
