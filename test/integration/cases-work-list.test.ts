// The work list over HTTP on a real PostgreSQL: each open case once, by what is to be done next, for whom it is.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { executeCommand } from '../../services/cases/execute-command.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

type Row = {
  taskId: string;
  task: string;
  dueAt: string;
  more: number;
  ownerStaff: string | null;
  case: { reference: string; customer: string | null; assignee: string | null; severity: string };
};

let rig: ApiRig;
const references: string[] = [];
beforeAll(async () => {
  rig = await createApiRig();
  for (const severity of ['minor', 'moderate', 'critical', 'major'] as const) {
    const { reference } = await rig.say({}, { severity });
    references.push(reference);
    rig.clock.advanceMs(60_000);
  }
});
afterAll(() => rig.close());

const work = async (who: string, query: string): Promise<{ rows: Row[]; next?: string }> => {
  const { status, body } = await rig.api(who).get(`/api/v1/work?${query}`);
  expect([status, body.title]).toEqual([200, undefined]);
  return { rows: body.work as Row[], ...(body.next ? { next: String(body.next) } : {}) };
};

test('R20 each open case stands once, by what is due next, with who it is from and for', async () => {
  const { rows } = await work('sam', 'scope=all');
  expect(rows.map((row) => row.case.reference).sort()).toEqual([...references].sort());
  const times = rows.map(({ dueAt }) => Date.parse(dueAt));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  for (const row of rows) {
    expect(row.case.customer).toBe('Ann Customer');
    const tasks = await rig.query<{ due: Date }>(
      `select t.due_at as due from cases.tasks t join cases.cases c using (case_id)
       where c.reference = $1 and t.state = 'open' order by t.due_at`,
      [row.case.reference],
    );
    expect([row.dueAt, row.more]).toEqual([tasks[0]?.due.toISOString(), tasks.length - 1]);
  }
});

test('R20 mine is what I own or what was raised to me; nobody’s is what has no assignee', async () => {
  const [reference = ''] = references;
  expect((await work('fred', 'scope=mine')).rows).toEqual([]);
  await executeCommand(rig.shell, { reference, staffId: 'fred', type: 'take-over', body: {} });
  const mine = await work('fred', '');
  expect(mine.rows.map((row) => [row.case.reference, row.case.assignee])).toEqual([
    [reference, 'fred'],
  ]);
  const nobody = await work('sam', 'scope=nobody');
  expect(nobody.rows.map((row) => row.case.reference)).not.toContain(reference);
  for (const row of nobody.rows) expect([row.ownerStaff, row.case.assignee]).toEqual([null, null]);
});

test('the worst first, filters, search, pages without gap or repeat', async () => {
  const { rows: worst } = await work('sam', 'scope=all&sort=severity');
  expect(worst.map((row) => row.case.severity)).toEqual(['critical', 'major', 'moderate', 'minor']);
  const { rows: some } = await work('sam', 'scope=all&severity=critical&severity=major');
  expect(some.map((row) => row.case.severity).sort()).toEqual(['critical', 'major']);
  const { rows: found } = await work('sam', `scope=all&q=${references[1]}`);
  expect(found.map((row) => row.case.reference)).toEqual([references[1]]);
  expect((await work('sam', 'scope=all&q=zebra')).rows).toEqual([]);
  for (const sort of ['due', 'severity', 'opened', 'updated']) {
    const whole = (await work('sam', `scope=all&sort=${sort}`)).rows.map(({ taskId }) => taskId);
    const paged: string[] = [];
    let next: string | undefined;
    do {
      const cursor: string = next ? `&cursor=${encodeURIComponent(next)}` : '';
      const page = await work('sam', `scope=all&sort=${sort}&limit=2${cursor}`);
      paged.push(...page.rows.map(({ taskId }) => taskId));
      next = page.next;
    } while (next);
    expect(paged).toEqual(whole);
  }
});

test('R24 what is still to be done in a case that is over stands in every order, in its place', async () => {
  const [reference = ''] = references;
  await rig.query(`update cases.cases c set status = 'closed' where c.reference = $1`, [reference]);
  try {
    for (const sort of ['due', 'severity', 'opened', 'updated']) {
      const { rows } = await work('sam', `scope=all&sort=${sort}`);
      expect(rows.map((row) => row.case.reference).sort()).toEqual([...references].sort());
    }
    const { rows } = await work('sam', 'scope=all&sort=severity');
    expect(rows.map((row) => row.case.severity)).toEqual([
      'critical',
      'major',
      'moderate',
      'minor',
    ]);
    const { rows: own } = await work('fred', 'scope=mine&sort=severity');
    expect(own.map((row) => row.case.reference)).toEqual([reference]);
  } finally {
    await rig.query(`update cases.cases c set status = 'assigned' where c.reference = $1`, [
      reference,
    ]);
  }
});

test('counts say what is overdue, due today and later', async () => {
  const { rows } = await work('sam', 'scope=all');
  const cut = new Date(Date.parse(rows[1]?.dueAt ?? '') + 1).toISOString();
  const { body } = await rig.api('sam').get(`/api/v1/work/counts?scope=all&dayEndsAt=${cut}`);
  const today = rows.filter(({ dueAt }) => dueAt < cut).length;
  expect(body).toEqual({ overdue: 0, today, later: rows.length - today, max: 1000 });
  const late = await rig.api('sam').get('/api/v1/work?scope=team&team=nobody-here');
  expect(late.body.work).toEqual([]);
});

test('S22 nothing of what is asked gets into SQL, unknown keys are refused', async () => {
  const sly = encodeURIComponent("x' or 1=1 --");
  for (const query of [`team=${sly}&scope=team`, `assignee=${sly}&scope=all`, `q=${sly}&scope=all`])
    expect((await rig.api('sam').get(`/api/v1/work?${query}`)).status).toBe(200);
  for (const query of [`sort=${sly}`, `scope=${sly}`, 'limit=100000', 'cursor=x', 'nothing=1'])
    expect((await rig.api('sam').get(`/api/v1/work?${query}`)).status).toBe(400);
});

test('R72 a list names customers to those who have a part in the case, on record once an hour; not to others', async () => {
  const { reference, caseId } = await rig.say(
    { sender: { name: 'Nora Named', email: 'nora@customer.test' } },
    { category: 'billing' },
  );
  const nameFor = async (who: string): Promise<string | null | undefined> =>
    (await work(who, `scope=all&q=${reference}`)).rows[0]?.case.customer;
  // Nobody has it: whoever could take it is told.
  expect(await nameFor('fred')).toBe('Nora Named');
  await executeCommand(rig.shell, { reference, staffId: 'fred', type: 'take-over', body: {} });
  const { policy } = rig.shell.rules;
  const team = policy.categories.find(({ key }) => key === 'billing')?.team ?? 'billing';
  await rig.query(
    `update people.staff set team = case staff_id when 'fiona' then 'elsewhere' else $1 end`,
    [team],
  );
  policy.categories = policy.categories.map((each) =>
    each.key === 'billing' ? { ...each, team } : each,
  );
  const told = await Promise.all(['fred', 'sara', 'fiona', 'audrey', 'adam'].map(nameFor));
  expect(told).toEqual(['Nora Named', 'Nora Named', null, null, null]);
  const readers = async () =>
    rig.query<{ who: string; times: number }>(
      `select staff_id as who, times from cases.reads where case_id = $1 and part = 'list' order by 1`,
      [caseId],
    );
  await nameFor('fred');
  expect(await readers()).toEqual([
    { who: 'fred', times: 1 },
    { who: 'sara', times: 1 },
  ]);
  rig.clock.advanceMs(3_600_000);
  await nameFor('fred');
  expect((await readers()).map(({ who }) => who)).toEqual(['fred', 'fred', 'sara']);
});
