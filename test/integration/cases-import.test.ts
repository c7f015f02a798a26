// `redress import` on a real PostgreSQL: an old list becomes cases with their history, once, and nobody is written to.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CliInstance } from '#shared/cli.ts';
import type { IntakeReceived } from '#shared/events/intake.ts';
import { readLedger } from '#shared/ledger.ts';
import { addImportCommand } from '../../services/cases/cli/import-command.ts';
import type { Case } from '../../services/cases/domain/case.ts';
import type { ImportResult } from '../../services/cases/import/import-file.ts';
import { verifyCases } from '../../services/cases/record/verify.ts';
import { testLog } from '../harness/postgres.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

let rig: CasesRig;
let folder: string;
beforeAll(async () => {
  rig = await createCasesRig();
  folder = await mkdtemp(join(tmpdir(), 'redress-import-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await rig.close();
});

const mapping = `source: old-crm
columns:
  id: Ticket
  receivedAt: Opened
  channel: Via
  customerName: Name
  customerEmail: Mail
  text: What
  severity: Level
  status: State
  outcome: Outcome
  summary: Done
  resolvedAt: Resolved
  closedAt: Closed
  assignee: Agent
  notes: Notes
constants: { category: delivery, channel: phone }
values:
  status: { done: closed }
`;
const head =
  'Ticket,Opened,Via,Name,Mail,What,Level,State,Outcome,Done,Resolved,Closed,Agent,Notes\n';
const closed =
  '1,2021-05-03 09:00,email,Ann,ann@customer.test,"Never came,\nnever.",major,done,upheld,Money back,2021-05-04,2021-05-09,gone@staff.test,Called twice\n';
const open =
  '2,2026-10-01 09:00,,Bob,bob@customer.test,Too loud,critical,open,,,,,fred@staff.test,\n';
const resolved =
  '3,2026-11-01 09:00,email,Cy,cy@customer.test,Cold,minor,resolved,not_upheld,Sorry,2026-11-20,,,\n';

/** Runs the command; gives its result, its text and the error it ends with. */
async function run(csv: string, ...options: string[]) {
  const { db, clock, signer, publicUrl, rules } = rig.shell;
  const printed: { result?: ImportResult; text?: string } = {};
  const instance: CliInstance = {
    ...{ db, clock, signer, publicUrl, policy: rules.policy, log: testLog },
    mailFrom: { name: 'Care', address: 'care@redress.test' },
    settings: { cases: {} },
    json: false,
    print: (value, text) => Object.assign(printed, { result: value, text }),
  };
  const program = new Command('redress').exitOverride().configureOutput({ writeErr: () => {} });
  addImportCommand(program, (action) => action(instance));
  await writeFile(join(folder, 'old.csv'), csv);
  await writeFile(join(folder, 'mapping.yaml'), mapping);
  const words = ['import', join(folder, 'old.csv'), '--mapping', join(folder, 'mapping.yaml')];
  const failed = await program.parseAsync([...words, ...options], { from: 'user' }).then(
    () => undefined,
    (error: Error) => error,
  );
  return { ...printed, failed };
}

const count = async (from: string): Promise<number> =>
  (await rig.database.db.query<{ n: number }>(`select count(*)::int as n from ${from}`))[0]?.n ?? 0;

async function caseOf(subject: string): Promise<Case> {
  const [row] = await rig.database.db.query<{ state: Case }>(
    'select c.state from cases.cases c where c.subject = $1',
    [subject],
  );
  if (!row) throw new Error(`no case ${subject}`);
  return row.state;
}

const timeline = (caseId: string) =>
  rig.database.db.query<{ type: string; at: Date; actor: string }>(
    'select t.type, t.at, t.actor from cases.case_timeline t where t.case_id = $1 order by t.version',
    [caseId],
  );

const bad =
  '4,tomorrow,,,,x,minor,open,,,,,,\n5,2024-01-01,,,,x,minor,open\n1,2024-01-01,,,,x,minor,open,,,,,,\n6,2024-01-01,,,,x,minor,open,,,,,nobody@staff.test,\n';

test('R02 R70 an old list becomes cases with their history; rows at fault are named, the rest is kept; a dry run says the same', async () => {
  const csv = head + closed + open + resolved + bad;
  const dry = await run(csv, '--dry-run');
  expect(await count('intake.items')).toBe(0);
  expect(await count('cases.cases')).toBe(0);
  const real = await run(csv, '--as', 'sara@staff.test');
  expect({ ...real.result, dryRun: true }).toEqual(dry.result);
  expect(real.result).toMatchObject({ rows: 7, imported: 3, atFault: 4, unchanged: 0, changed: 0 });
  expect(real.failed?.message).toMatch(/^4 rows are at fault/);
  expect(real.text).toContain('line 6: receivedAt: "tomorrow" is no date (iso)');
  expect(real.text).toMatch(/line 7: .*Record Length/i);
  expect(real.text).toContain('line 8: id: the same as in line 2');
  expect(real.text).toContain('line 9: assignee: nobody@staff.test is no active member of staff');
  const old = await caseOf('Never came,');
  expect(old).toMatchObject({
    ...{ status: 'closed', closedHow: 'imported', openedAt: '2021-05-03T07:00:00.000Z' },
    resolution: { outcome: 'upheld', summary: 'Money back', at: '2021-05-03T22:00:00.000Z' },
  });
  expect(await timeline(old.caseId)).toEqual([
    { type: 'case.opened', at: new Date('2021-05-03T07:00:00.000Z'), actor: 'system' },
    { type: 'case.resolved', at: new Date('2021-05-03T22:00:00.000Z'), actor: 'system' },
    { type: 'case.closed', at: new Date('2021-05-08T22:00:00.000Z'), actor: 'system' },
    { type: 'case.imported', at: rig.clock.now(), actor: 'staff:sara' },
    { type: 'note.added', at: rig.clock.now(), actor: 'staff:sara' },
  ]);
  expect(await count(`cases.case_timeline where recorded_at < '2026-11-23'`)).toBe(0);
  expect((await readLedger(rig.database.db.query)).connectors.import).toMatchObject({
    ...{ received: 3, cases: 3, joined: 0, pending: 0 },
  });
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
});

test('R10 R30 nobody is written to: closed cases have no promises, open ones have theirs from the import on', async () => {
  expect(await count('cases.messages')).toBe(0);
  expect(await count('cases.staff_notices')).toBe(0);
  const bob = await caseOf('Too loud');
  expect(bob).toMatchObject({
    ...{ status: 'assigned', assignee: 'fred', escalationLevel: 0 },
    openedAt: '2026-10-01T07:00:00.000Z',
    epochStartedAt: rig.clock.now().toISOString(),
  });
  const of = (caseId: string) => `where case_id = '${caseId}'`;
  const { caseId: closedId } = await caseOf('Never came,');
  expect(await count(`cases.deadlines ${of(closedId)}`)).toBe(0);
  expect(await count(`cases.tasks ${of(closedId)}`)).toBe(0);
  expect(await count(`cases.deadlines where due_at < '2026-11-23'`)).toBe(0);
  expect(await count(`cases.tasks where due_at < '2026-11-23'`)).toBe(0);
  expect(await count(`cases.tasks ${of(bob.caseId)} and state = 'open'`)).toBeGreaterThan(0);
  await rig.pass(1);
  expect(await count('cases.messages')).toBe(0);
  const cy = await caseOf('Cold');
  expect(await count(`cases.deadlines ${of(cy.caseId)} and kind <> 'lapse'`)).toBe(0);
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
});

test('R02 the same list again changes nothing, a row that says something else is told of and left as it is', async () => {
  const before = await count('cases.case_timeline');
  const again = await run(head + closed + open + resolved);
  expect(again.failed).toBeUndefined();
  expect(again.result).toMatchObject({ rows: 3, imported: 0, unchanged: 3, changed: 0 });
  const changed = await run(head + closed.replace('Money back', 'Nothing') + open, '--dry-run');
  const { reference } = await caseOf('Never came,');
  expect(changed.result).toMatchObject({
    ...{ rows: 2, imported: 0, unchanged: 1, changed: 1 },
    changes: [{ line: 2, id: '1', reference }],
  });
  expect(changed.failed).toBeUndefined();
  expect(await count('cases.case_timeline')).toBe(before);
});

test('R02 what the bus brings of an imported item opens no second case', async () => {
  const cases = await count('cases.cases');
  const rows = await rig.database.db.query<{ received: IntakeReceived }>(
    `select i.received from intake.items i where i.connector = 'import'`,
  );
  for (const { received } of rows) await rig.deliver(received);
  expect(await count('cases.cases')).toBe(cases);
  expect(await count('cases.messages')).toBe(0);
});

test('R02 a list of many batches, imported by two at once, comes in once', async () => {
  const row = (n: number) => `m${n},2023-01-01,email,,,Row ${n},minor,done,upheld,,,2023-01-02,,\n`;
  const csv = head + Array.from({ length: 450 }, (_, n) => row(n)).join('');
  const both = await Promise.all([run(csv), run(csv)]);
  const sum = (field: 'imported' | 'unchanged') =>
    both.reduce((total, { result }) => total + (result?.[field] ?? 0), 0);
  expect([sum('imported'), sum('unchanged')]).toEqual([450, 450]);
  expect(await count(`cases.cases where subject like 'Row %'`)).toBe(450);
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
});

test('R25 an imported resolved case closes by lapse, its customer hears nothing', async () => {
  await rig.pass(24 * 60);
  const { caseId, status, closedHow } = await caseOf('Cold');
  expect({ status, closedHow }).toEqual({ status: 'closed', closedHow: 'lapse' });
  const toCustomer = `cases.messages where case_id = '${caseId}' and party = 'customer'`;
  expect(await count(toCustomer)).toBe(0);
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
});

test('a file without a column of the mapping is refused with what it has', async () => {
  const { failed } = await run('Ticket;Opened\n1;2024-01-01\n');
  expect(failed?.message).toMatch(/has no column "Ticket": it has "Ticket;Opened"/);
});

test('an empty file is refused; a quotation mark that is never closed is one fault, what is before it is kept', async () => {
  expect((await run('')).failed?.message).toMatch(/is empty: its first line names the columns/);
  const ok = 'q1,2023-01-01,email,,,Fine,minor,done,upheld,,,2023-01-02,,\n';
  const never = `q2,2023-01-01,email,,,"${`${'x'.repeat(99)}\n`.repeat(20_000)}`;
  for (const lost of ['q2,2023-01-01,email,,,"Never closed\n', never]) {
    const { result, text } = await run(head + ok + lost, '--dry-run');
    expect(result).toMatchObject({ rows: 2, imported: 1, atFault: 1 });
    expect(text).toMatch(/a quotation mark in this line or above is never closed/);
  }
});
