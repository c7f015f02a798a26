// The Complaint Log Form and the first-contact fix, over the API and on a real database.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Case } from '../../services/cases/domain/case.ts';
import { verifyCases } from '../../services/cases/record/verify.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const form = {
  channel: 'phone',
  message: 'The mug came with a chipped rim.',
  customerName: 'Ann Customer',
  email: 'ann@customer.test',
  phone: '+49 30 123',
  category: 'product',
  summary: 'A new mug is on its way, and 5 euros are credited.',
  remedyOption: 'discount',
  remedyAmount: '5.00',
};
const fix = (body: object, key?: string, who = 'fred') =>
  rig.api(who).post('/api/v1/cases/first-contact', body, key ? { 'idempotency-key': key } : {});

const messagesOf = async ({ caseId }: Case): Promise<string[]> => {
  const rows = await rig.query<{ key: string }>(
    'select message_key as key from cases.messages where case_id = $1 order by message_key',
    [caseId],
  );
  return rows.map(({ key }) => key);
};
const everything = async () => {
  const [row] = await rig.query<{ items: number; cases: number; remedies: number }>(
    `select (select count(*) from intake.items)::int as items, (select count(*) from cases.cases)::int as cases,
       (select count(*) from cases.remedies)::int as remedies`,
  );
  return row;
};

/** What the log says comes classified, as any item. */
async function classify(reference: string): Promise<Case> {
  const [row] = await rig.query<{ received: Parameters<ApiRig['deliver']>[0] }>(
    'select received from intake.items where reference = $1',
    [reference],
  );
  if (!row) throw new Error(`nothing was received as ${reference}`);
  return rig.deliver(row.received);
}

test('R23 one command logs, fixes, makes good and resolves, in one transaction', async () => {
  const { status, body } = await fix(form);
  expect([status, body.status]).toEqual([201, 'resolved']);
  const reference = String(body.reference);
  const current = await rig.caseOf(reference);
  expect(current).toMatchObject({
    assignee: 'fred',
    severity: 'minor',
    category: 'product',
    acknowledgement: { state: 'done', how: 'phone' },
    resolution: { outcome: 'upheld', summary: form.summary, told: 'phone' },
    remedies: [{ option: 'discount', amount: '5.00', state: 'approved', proposedBy: 'staff:fred' }],
  });
  expect(current.rootCause).toBeUndefined();
  // Told on the phone: no acknowledgement, no closing mail. What they were given is in writing.
  expect(await messagesOf(current)).toEqual(['compensation/R1']);
  const [outcome] = await rig.query(
    `select outcome, case_reference from cases.intake_outcomes where case_id = $1`,
    [current.caseId],
  );
  expect(outcome).toEqual({ outcome: 'case', case_reference: reference });
  // The bus brings the item later, classified: it has its outcome, and nothing changes.
  expect((await classify(reference)).version).toBe(current.version);
  expect((await verifyCases(rig.database.db)).faults).toEqual([]);
});

test('R23 sent again with its key it happens once; another form under the key is refused', async () => {
  const before = await everything();
  const [one, two] = await Promise.all([fix(form, 'k-1'), fix(form, 'k-1')]);
  expect(two.body.reference).toBe(one.body.reference);
  expect((await fix(form, 'k-1')).body).toEqual(one.body);
  expect((await fix({ ...form, summary: 'Another.' }, 'k-1')).status).toBe(409);
  const after = await everything();
  expect([after?.cases, after?.remedies]).toEqual([
    Number(before?.cases) + 1,
    Number(before?.remedies) + 1,
  ]);
});

test('R23 R37 what is not small, not allowed or not within one’s powers leaves nothing behind', async () => {
  const before = await everything();
  const refused: [object, number, RegExp][] = [
    [{ severity: 'moderate' }, 422, /only minor/],
    [{ category: 'nonsense' }, 422, /categories/],
    [{ remedyOption: 'full_refund', remedyAmount: '80.00' }, 422, /./],
    [{ remedyAmount: '9999.00' }, 422, /./],
    [{ told: true }, 400, /./],
  ];
  for (const [change, status, text] of refused) {
    const answer = await fix({ ...form, ...change });
    expect([change, answer.status]).toEqual([change, status]);
    expect(answer.body.title).toMatch(text);
  }
  expect((await fix(form, undefined, 'audrey')).status).toBe(403);
  expect(await everything()).toEqual(before);
});

test('R07 R10 R21 field 3.21 a call logged without an e-mail address: a reference, no mail, told in person', async () => {
  const { body } = await rig.api('fred').post('/api/v1/cases', {
    channel: 'phone',
    message: 'Nobody came.',
    customerName: 'Bo',
    phone: '+49 30 7',
    product: 'Boiler service',
    location: 'Berlin',
    staffNamed: ['sara@staff.test'],
    desiredOutcome: 'A new appointment',
    stepsTaken: 'Apologised, looked for the appointment',
    confirmed: true,
    told: true,
  });
  expect(String(body.reference)).toMatch(/^C-/);
  const current = await classify(String(body.reference));
  expect(current.acknowledgement).toMatchObject({ state: 'done', how: 'phone' });
  expect(await messagesOf(current)).toEqual([]);
  const assigned = await rig.api('max').command(current.reference, 'assign', { to: 'sara' });
  expect(assigned.body.code).toBe('not_impartial');
  const { body: view } = await rig.api('fred').get(`/api/v1/cases/${current.reference}`);
  expect(view.items).toMatchObject([
    {
      loggedBy: 'fred',
      log: { told: 'phone', desiredOutcome: 'A new appointment', confirmed: true },
    },
  ]);
});

test('R07 R02 the times of a call that was written down later count from the call', async () => {
  const now = rig.clock.now().getTime();
  const taken = new Date(now - 6 * 3_600_000).toISOString();
  const log = { channel: 'in_person', message: 'Too loud.', customerName: 'Cy' };
  const { body } = await rig.api('fred').post('/api/v1/cases', { ...log, takenAt: taken });
  expect((await classify(String(body.reference))).openedAt).toBe(taken);
  for (const hours of [-1, 32 * 24]) {
    const takenAt = new Date(now - hours * 3_600_000).toISOString();
    expect((await rig.api('fred').post('/api/v1/cases', { ...log, takenAt })).status).toBe(422);
  }
});

test('R04 what staff noticed themselves writes to nobody: a person apologises first', async () => {
  const { body } = await rig.api('fred').post('/api/v1/cases', {
    channel: 'phone',
    message: 'We sent 40 parcels to old addresses.',
    email: 'ann@customer.test',
    selfIdentified: true,
  });
  const current = await classify(String(body.reference));
  expect(current.acknowledgement.state).toBe('by_hand');
  expect(await messagesOf(current)).toEqual([]);
  const tasks = await rig.query<{ title: string }>(
    `select title from cases.tasks where case_id = $1 and kind = 'acknowledge_in_person'`,
    [current.caseId],
  );
  expect(tasks[0]?.title).toMatch(/noticed ourselves/);
});
