// The daily mail of what is due, on a real PostgreSQL: to whoever wants one, at their hour, once whatever restarts, nothing for nothing.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { MessageRequested } from '#shared/events/message.ts';
import { loadPolicy } from '#shared/policy/policy.ts';
import { sendDigests } from '../../services/cases/digest/digest-clock.ts';
import { executeCommand } from '../../services/cases/execute-command.ts';
import { dropNotices } from '../../services/cases/record/erasure-store.ts';
import { putPreferences } from '../../services/console/people/preference-store.ts';
import { createRenderer } from '../../services/notifier/render.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

let rig: CasesRig;
beforeAll(async () => {
  rig = await createCasesRig();
});
afterAll(() => rig.close());

const want = (staffId: string, hour: number, timeZone: string) =>
  putPreferences(
    rig.database.db.query,
    staffId,
    { timeZone, digest: { hour, timeZone: 'UTC' } },
    rig.clock.now(),
  );
const mails = async (email: string): Promise<MessageRequested[]> =>
  (
    await rig.database.db.query<{ payload: MessageRequested }>(
      `select payload::jsonb as payload from bus.events where topic = 'message.requested.v1'`,
    )
  )
    .map(({ payload }) => payload)
    .filter(({ purpose, recipient }) => purpose === 'daily-digest' && recipient.email === email);
const at = (time: string) => rig.clock.set(new Date(time));
const tick = async () => {
  while ((await sendDigests(rig.shell)) > 0);
};
const give = async (to: string): Promise<string> => {
  const { reference } = await rig.say({}, { severity: 'minor' });
  await executeCommand(rig.shell, {
    reference,
    staffId: 'sara',
    type: 'assign',
    body: { to },
  });
  return reference;
};

test('R22 my daily mail comes at my hour in my zone, once however many clocks run, with what is due and links', async () => {
  await want('fred', 8, 'America/New_York');
  const reference = await give('fred');
  // 8:00 in New York is 13:00 in UTC: quiet hours are over, and the case's first tasks are overdue by then.
  at('2026-12-02T12:59:00Z');
  await tick();
  expect(await mails('fred@staff.test')).toEqual([]);
  at('2026-12-02T13:00:10Z');
  await Promise.all([0, 1, 2, 3].map(() => sendDigests(rig.shell)));
  await tick();
  at('2026-12-02T15:00:00Z');
  await tick();
  const [mail, ...others] = await mails('fred@staff.test');
  expect(others).toEqual([]);
  expect(mail?.values).toMatchObject({
    timeZone: 'America/New_York',
    caseUrl: 'http://redress.test/console/work',
  });
  expect(String(mail?.values.overdueTasks)).toContain(
    `http://redress.test/console/cases/${reference}`,
  );

  const renderer = createRenderer(loadPolicy());
  for (const locale of ['en', 'de', 'es', 'fr']) {
    const { html, text } = renderer.renderMail(mail as MessageRequested, locale);
    expect(html).toContain(`<a href="http://redress.test/console/cases/${reference}">`);
    expect(text).toContain(reference);
    // Times in the zone of the reader, not in that of the organisation.
    expect(text).toMatch(/GMT-5|EST|UTC-5|UTC−5/);
    expect(`${html}${text}`).not.toMatch(/Ann Customer|ann@customer/);
  }
  at('2026-12-03T13:00:10Z');
  await tick();
  expect(await mails('fred@staff.test')).toHaveLength(2);
});

test('R22 nothing to do, no mail; none for who is away, has left or wants none', async () => {
  const people = ['max', 'fiona', 'sam', 'dora'];
  for (const name of people) await want(name, 9, 'UTC');
  await give('fiona');
  await give('sam');
  await give('dora');
  await rig.database.db.query(
    `update people.staff set away_from = $1, away_until = $2 where staff_id = 'fiona'`,
    [new Date('2026-12-07T00:00:00Z'), new Date('2026-12-09T00:00:00Z')],
  );
  await rig.database.db.query(`update people.staff set active = false where staff_id = 'sam'`);
  await putPreferences(rig.database.db.query, 'dora', { digest: null }, rig.clock.now());
  await rig.database.db.query(
    `delete from cases.tasks where owner_staff = 'max' or raised_staff = 'max'`,
  );
  at('2026-12-08T09:00:10Z');
  await tick();
  for (const name of people)
    expect({ name, mails: await mails(`${name}@staff.test`) }).toEqual({ name, mails: [] });
  const days = await rig.database.db.query<{ staff: string }>(
    `select staff_id as staff from cases.daily_digests where day = '2026-12-08' and message_id is null order by 1`,
  );
  expect(days.map(({ staff }) => staff)).toEqual(['fiona', 'max']);
  at('2026-12-09T09:00:10Z');
  await tick();
  expect(await mails('fiona@staff.test')).toHaveLength(1);
});

test('R22 what dies between taking a day and asking for its mail leaves neither: it goes out at the next look', async () => {
  at('2026-12-10T13:00:10Z');
  const before = (await mails('fred@staff.test')).length;
  const { db } = rig.database;
  const failing = {
    ...rig.shell,
    rules: rig.shell.rules,
    db: {
      ...db,
      transaction: ((work: Parameters<typeof db.transaction>[0]) =>
        db.transaction(async (tx) => {
          await work(tx);
          throw new Error('killed');
        })) as typeof db.transaction,
    },
  };
  await expect(sendDigests(failing)).rejects.toThrow('killed');
  expect(await mails('fred@staff.test')).toHaveLength(before);
  await tick();
  expect(await mails('fred@staff.test')).toHaveLength(before + 1);
});

test('R71 erasing a case names the daily mails that told of it, whoever has its tasks by now', async () => {
  const { db } = rig.database;
  const told = async (reference: string) => {
    const { caseId } = await rig.caseOf(reference);
    return db.transaction((tx) => dropNotices(tx.query, { caseId, reference }));
  };
  await want('fred', 8, 'America/New_York');
  const reference = await give('fred');
  at('2026-12-14T13:00:10Z');
  await tick();
  const [sent] = await db.query<{ id: string }>(
    `select message_id as id from cases.daily_digests where staff_id = 'fred' and day = '2026-12-14'`,
  );
  await db.query(`update cases.tasks set owner_staff = 'fiona', raised_staff = null`);
  expect(await told(reference)).toContain(sent?.id);
  expect(await told((await rig.say()).reference)).toEqual([]);
});
