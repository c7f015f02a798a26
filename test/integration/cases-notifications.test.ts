// Notifications of the console on a real PostgreSQL: what happened to whose work, once each, for those who want it, and nobody else's.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pruneNotifications } from '../../services/cases/notifications/notifications.ts';
import { putPreferences } from '../../services/console/people/preference-store.ts';
import { type ChangeStream, follow } from '../harness/change-stream.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

type Notification = {
  notificationId: string;
  kind: string;
  reference: string;
  title: string;
  readAt: string | null;
};
type NotificationPage = { unread: number; notifications: Notification[]; next: string | null };

let rig: ApiRig;
let stream: ChangeStream | undefined;
beforeAll(async () => {
  rig = await createApiRig({ changes: { listenersMax: 10, pollMs: 20, beatMs: 1000 } });
});
afterAll(async () => {
  stream?.close();
  await rig.close();
});

const path = '/api/v1/notifications';
const page = async (name: string, query = '?limit=100'): Promise<NotificationPage> => {
  const { status, body } = await rig.api(name).get(`${path}${query}`);
  expect(status).toBe(200);
  return body as NotificationPage;
};
const about = async (name: string, reference: string) =>
  (await page(name)).notifications.filter((one) => one.reference === reference);
const kindsOf = async (name: string, reference: string) =>
  (await about(name, reference)).map(({ kind }) => kind).sort();

test('R20 R22 R30 what happened to my work is told to me: given, due soon, overdue, up to whoever it went to, each once', async () => {
  const { reference } = await rig.say({}, { severity: 'major' });
  await rig.api('sara').command(reference, 'assign', { to: 'fred' });
  expect(await kindsOf('fred', reference)).toEqual(['assigned']);
  expect(await about('sara', reference)).toEqual([]);
  // Ten days, hour by hour, the clock of another process beside ours.
  for (let hour = 0; hour < 240; hour += 4) {
    await rig.pass(4);
    await rig.pass(0);
  }
  const fred = await about('fred', reference);
  expect(new Set(fred.map(({ kind }) => kind))).toEqual(
    new Set(['assigned', 'due_soon', 'overdue']),
  );
  expect(fred.filter(({ kind }) => kind === 'overdue').every(({ title }) => title !== '')).toBe(
    true,
  );
  for (const name of ['dora', 'max']) expect(await kindsOf(name, reference)).toContain('escalated');
  const all = await rig.query<{ ids: string; rows: string }>(
    `select count(distinct (staff_id, kind, title, due_at)) as ids, count(*) as rows from cases.notifications where reference = $1`,
    [reference],
  );
  expect(all[0]?.rows).toBe(all[0]?.ids);
});

test('R37 compensation that waits is told to its approver, and not to who proposed it', async () => {
  const { reference } = await rig.say({}, { severity: 'moderate' });
  const body = { option: 'gift_voucher', amount: '30', reason: 'for the delay' };
  const proposed = await rig.api('fred').command(reference, 'propose-remedy', body);
  expect(proposed).toMatchObject({ status: 200 });
  const [row, ...others] = await rig.query<{ staff: string }>(
    `select staff_id as staff from cases.notifications where reference = $1 and kind = 'approval'`,
    [reference],
  );
  expect(others).toEqual([]);
  expect(['sara', 'sam', 'dora']).toContain(row?.staff);
});

test('R45 a new social thread is told to designated responders alone', async () => {
  const { reference } = await rig.say({
    channel: 'x',
    sender: { handle: 'eva', platformUserId: '7' },
  });
  expect(await kindsOf('fiona', reference)).toEqual(['social']);
  expect(
    await rig.query(
      `select 1 from cases.notifications where reference = $1 and staff_id <> 'fiona'`,
      [reference],
    ),
  ).toEqual([]);
});

test('R22 a kind that I did not choose is not told, and live changes tell whoever has something new', async () => {
  const given = async (to: string) => {
    const { reference } = await rig.say();
    await rig.api('sara').command(reference, 'assign', { to });
    return reference;
  };
  const put = (notifications: string[]) =>
    putPreferences(rig.database.db.query, 'fred', { notifications }, rig.clock.now());
  await put(['overdue']);
  expect(await about('fred', await given('fred'))).toEqual([]);
  await put(['assigned']);
  stream = await follow(rig.base, rig.api('fred').authorization);
  await stream.next('ready');
  const reference = await given('fred');
  expect(await kindsOf('fred', reference)).toEqual(['assigned']);
  const told = await stream.untilCase(reference, ({ assignee }) => assignee === 'fred');
  expect(told).toMatchObject({ notified: true });
});

test('S25 the list is mine alone, page by page; read is read, by id, by case and by time', async () => {
  const insert = (staff: string, count: number) =>
    rig.query(
      `insert into cases.notifications (notification_id, staff_id, case_id, reference, kind, title, due_at, created_at)
       select gen_random_uuid(), $1, gen_random_uuid(), 'C-' || n, 'other', 'to do ' || n, $2, $2::timestamptz + interval '1 day'
       from generate_series(1, $3) n`,
      [staff, rig.clock.now(), count],
    );
  await insert('audrey', 130);
  await insert('adam', 1);
  const seen: string[] = [];
  let next: string | null = null;
  do {
    const cursor: string = next ? `&cursor=${encodeURIComponent(next)}` : '';
    const found: NotificationPage = await page('audrey', `?limit=50${cursor}`);
    expect(found.unread).toBe(100);
    seen.push(...found.notifications.map(({ notificationId }) => notificationId));
    next = found.next;
  } while (next);
  expect(new Set(seen).size).toBe(130);
  expect(seen).toHaveLength(130);

  const [theirs] = (await page('adam')).notifications;
  const read = (body: unknown) => rig.api('audrey').post(`${path}/read`, body);
  await read({ notificationIds: [theirs?.notificationId, ...seen.slice(0, 40)] });
  expect((await page('adam')).unread).toBe(1);
  expect((await read({ reference: 'C-1' })).status).toBe(200);
  const left = (await page('audrey')).unread;
  expect([89, 90]).toContain(left);
  expect((await read({ until: rig.clock.now().toISOString() })).body).toEqual({ unread: left });
  const later = new Date(rig.clock.now().getTime() + 2 * 86_400_000).toISOString();
  expect((await read({ until: later })).body).toEqual({ unread: 0 });
  for (const body of [
    {},
    { reference: 'C-1', until: later },
    { notificationIds: [] },
    { all: true },
  ])
    expect((await read(body)).status).toBe(400);
  expect((await rig.api('audrey').get(`${path}?cursor=nonsense`)).status).toBe(400);
});

test('R71 notifications are forgotten after a month, and those of whoever left are never written', async () => {
  await rig.query(`update people.staff set active = false where staff_id = 'fred'`);
  const { reference } = await rig.say({
    channel: 'x',
    sender: { handle: 'bob', platformUserId: '8' },
  });
  await rig.query(`insert into people.responder_grants (staff_id, platform) values ('fred', 'x')`);
  await rig.say({ channel: 'x', sender: { handle: 'bo', platformUserId: '9' } });
  expect(
    await rig.query(
      `select 1 from cases.notifications where staff_id = 'fred' and kind = 'social'`,
    ),
  ).toEqual([]);
  rig.clock.advanceMs(29 * 86_400_000);
  await pruneNotifications(rig.shell);
  expect(await kindsOf('fiona', reference)).toEqual(['social']);
  rig.clock.advanceMs(2 * 86_400_000);
  while (await pruneNotifications(rig.shell, 3));
  expect(
    await rig.query('select 1 from cases.notifications where created_at < $1', [
      new Date(rig.clock.now().getTime() - 30 * 86_400_000),
    ]),
  ).toEqual([]);
  expect(await about('fiona', reference)).toEqual([]);
});
