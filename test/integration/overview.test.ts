// The overview over HTTP on a real PostgreSQL: every number opens a list with that many cases, for whom it is meant.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
  await populate();
});
afterAll(() => rig.close());

/** A fortnight: cases on two channels, kept and broken promises, one escalated to the top, one made good, answers of both kinds. */
async function populate(): Promise<void> {
  await rig.query(`update people.staff set team = 'billing' where staff_id = 'sara'`);
  const early = await rig.say(
    { subject: 'An early one' },
    { category: 'billing', severity: 'minor' },
  );
  await rig.report(early, 'acknowledgement', 'sent');
  await rig.pass(24 * 3);
  const cases = [];
  for (let n = 0; n < 4; n++)
    cases.push(
      await rig.say(
        { subject: `Case ${n}`, ...(n === 3 ? { channel: 'form' as const } : {}) },
        {
          category: n % 2 ? 'billing' : 'delivery',
          severity: n === 2 ? 'critical' : 'minor',
          kind: n === 3 ? 'inquiry' : 'complaint',
        },
      ),
    );
  const [kept, low] = cases;
  for (const each of [kept, low]) {
    if (!each) continue;
    const api = rig.api('fred');
    await rig.report(each, 'acknowledgement', 'sent');
    await api.command(each.reference, 'take-over');
    await api.command(each.reference, 'start-investigation');
    await api.command(each.reference, 'propose-remedy', {
      option: 'discount',
      amount: '5.00',

      reason: 'late',
    });
    await api.command(each.reference, 'root-cause', { cause: 'human_error', text: 'a slip' });
    const resolved = await api.command(each.reference, 'resolve', {
      outcome: 'upheld',
      summary: 'made good',
      whyNoAction: 'once only',
    });
    expect(resolved.status).toBe(200);
    const satisfied = each === kept;
    expect((await api.command(each.reference, 'follow-up', { satisfied })).status).toBe(200);
  }
  await rig.pass(24 * 4);
  await rig.say({ subject: 'Today' });
}

type Filter = Record<string, unknown>;
type Slice = { value: string; figures: Record<string, number>; filter: Filter };
type Number_ = { cases: number; filter: Filter };

const search = (filter: Filter): string => {
  const asked = new URLSearchParams({ count: 'true', limit: '200' });
  for (const [name, value] of Object.entries(filter))
    for (const each of [value].flat()) asked.append(name, String(each));
  return asked.toString();
};

/** How many cases a filter lists, as it counts them and as it shows them. */
async function listed(filter: Filter): Promise<number> {
  const { status, body } = await rig.api('dora').get(`/api/v1/cases?${search(filter)}`);
  expect([status, body.title]).toEqual([200, undefined]);
  const { count } = body.total as { count: number };
  expect((body.cases as unknown[]).length).toBe(count);
  return count;
}

async function expectAllToOpen(body: Record<string, unknown>): Promise<Record<string, number>> {
  const measures = body.measures as Record<string, Filter>;
  const seen: Record<string, number> = {};
  const slices = [
    body.whole,
    body.before,
    ...['days', 'channels', 'categories', 'severities', 'kinds'].flatMap((name) => body[name]),
  ] as Slice[];
  for (const { value, figures, filter } of slices)
    for (const [name, cases] of Object.entries(figures)) {
      const found = await listed({ ...filter, ...measures[name] });
      expect([value, name, found]).toEqual([value, name, cases]);
      seen[name] = (seen[name] ?? 0) + cases;
    }
  const { byStatus, ...open } = body.open as Record<string, Number_> & { byStatus: Number_[] };
  const costs = body.costs as Number_ & { byCategory: Number_[] };
  for (const { cases, filter } of [...Object.values(open), ...byStatus, costs, ...costs.byCategory])
    expect([filter, await listed(filter)]).toEqual([filter, cases]);
  for (const [name, { cases }] of Object.entries(open)) seen[`open ${name}`] = cases;
  seen.costs = costs.cases;
  return seen;
}

test('every number of the overview opens a list with that many cases', async () => {
  const { status, body } = await rig
    .api('max')
    .get('/api/v1/overview?from=2026-11-24&until=2026-11-30');
  expect(status).toBe(200);
  const seen = await expectAllToOpen(body);
  // The world above shows something of everything, so that no filter is tried on nothing only.
  for (const name of [
    'acknowledgedInTime',
    'acknowledgedLate',
    'acknowledgePending',
    'respondedInTime',
  ])
    expect([name, seen[name]]).not.toEqual([name, 0]);
  for (const name of ['satisfied', 'low', 'level3', 'open level3', 'open updateOverdue', 'costs'])
    expect([name, seen[name] ?? 0]).not.toEqual([name, 0]);
  expect(body.costs).toMatchObject({ currency: 'EUR' });
  const narrow = await rig
    .api('max')
    .get('/api/v1/overview?from=2026-11-24&until=2026-11-30&channel=email&team=billing');
  await expectAllToOpen(narrow.body);
});

test('days are those of the organisation’s zone, not of UTC', async () => {
  // 23:30 in Berlin, and an hour later: two days, of one in UTC.
  rig.clock.advanceMs(new Date('2026-12-01T22:30:00Z').getTime() - rig.clock.now().getTime());
  await rig.say({ subject: 'before midnight' });
  rig.clock.advanceMs(3_600_000);
  await rig.say({ subject: 'after midnight' });
  const { body } = await rig.api('max').get('/api/v1/overview?from=2026-12-01&until=2026-12-02');
  const days = body.days as Slice[];
  expect(days.map(({ value, figures }) => [value, figures.cases])).toEqual([
    ['2026-12-01', 1],
    ['2026-12-02', 1],
  ]);
  expect(body).toMatchObject({
    timeZone: 'Europe/Berlin',
    before: { from: '2026-11-29', until: '2026-11-30' },
  });
  await expectAllToOpen(body);
});

test('R30 what has reached senior management and is open stands on top', async () => {
  const { body } = await rig.api('max').get('/api/v1/overview');
  const escalations = body.escalations as { reference: string; escalationLevel: number }[];
  expect(escalations.length).toBe((body.open as Record<string, Number_>).level3?.cases);
  expect(escalations.every(({ escalationLevel }) => escalationLevel === 3)).toBe(true);
});

test('R28 R29 the mean score counts each survey once, by its last answer', async () => {
  const day = '2026-12-08';
  rig.clock.advanceMs(new Date(`${day}T09:00:00Z`).getTime() - rig.clock.now().getTime());
  const scores = async () => {
    const { body } = await rig.api('max').get(`/api/v1/overview?from=${day}&until=${day}`);
    return body.surveys;
  };
  const { reference } = await rig.say({ subject: 'Rated' }, { severity: 'minor' });
  await rig.api('fred').command(reference, 'take-over');
  await rig.api('fred').command(reference, 'root-cause', { cause: 'human_error', text: 'x' });
  const body = { outcome: 'upheld', summary: 'x', whyNoAction: 'x' };
  expect((await rig.api('fred').command(reference, 'resolve', body)).status).toBe(200);
  const rate = async (score: number, about: object) => {
    rig.clock.advanceMs(60_000);
    const sender = { email: 'ann@customer.test' };
    await rig.say({ channel: 'survey', sender, text: 'x', survey: { scale: 5, score, ...about } });
  };
  expect(await scores()).toEqual({ answers: 0, mean: null });
  const first = { caseReference: reference, epoch: 1 };
  await rate(5, first);
  await rate(2, first);
  await rate(4, first);
  expect(await scores()).toEqual({ answers: 1, mean: 0.8 });
  // One of another resolution, and two about no case, are surveys of their own.
  await rate(2, { caseReference: reference, epoch: 2 });
  await rate(1, {});
  await rate(1, {});
  expect(await scores()).toEqual({ answers: 4, mean: 0.4 });
});

test('R72 managers see all, supervisors their own team, the frontline nothing', async () => {
  const get = (who: string, more = '') => rig.api(who).get(`/api/v1/overview${more}`);
  for (const who of ['dora', 'max', 'adam', 'audrey']) expect((await get(who)).status).toBe(200);
  expect((await get('fred')).status).toBe(403);
  expect((await get('sara')).body).toMatchObject({ team: 'billing' });
  expect((await get('sara', '?team=logistics')).status).toBe(403);
  expect((await get('sam')).body).toMatchObject({ status: 403, code: 'no_team' });
  const week = await get('dora', '?days=7&until=2026-12-07');
  expect(week.body).toMatchObject({ from: '2026-12-01' });
  for (const odd of [
    '?days=2&from=2026-11-30',
    '?days=400',

    '?from=2026-11-30&until=2026-11-01',
    '?from=2020-01-01',
    '?from=yesterday',
    '?x=1',
  ])
    expect([odd, (await get('dora', odd)).status]).toEqual([odd, 400]);
});
