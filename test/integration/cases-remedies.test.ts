// Compensation over the staff API, on a real PostgreSQL: races, caps, four eyes, demotion.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

const compensations = (caseId: string) =>
  rig.query<{ payload: { values: Record<string, unknown> } }>(
    `select payload from bus.events where topic = 'message.requested.v1' and key = $1
       and payload ->> 'purpose' = 'compensation'`,
    [caseId],
  );

test('R35 R37 S40 100 approvals at once give one compensation, and the approver is never the proposer', async () => {
  const { reference, caseId } = await rig.say({}, { severity: 'moderate' });
  const proposal = { option: 'gift_voucher', amount: '40', reason: 'late parcel' };
  expect((await rig.api('sara').command(reference, 'propose-remedy', proposal)).status).toBe(200);
  const own = await rig.api('sara').command(reference, 'approve-remedy', { remedyId: 'R1' });
  expect(own).toMatchObject({ status: 403, body: { code: 'own_proposal' } });
  expect(
    (await rig.api('fred').command(reference, 'approve-remedy', { remedyId: 'R1' })).status,
  ).toBe(403);
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      rig.api(n % 2 ? 'sam' : 'dora').command(reference, 'approve-remedy', { remedyId: 'R1' }),
    ),
  );
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
  expect(answers.filter(({ status }) => status === 409)).toHaveLength(99);
  const messages = await compensations(caseId);
  expect(messages).toHaveLength(1);
  expect(messages[0]?.payload.values).toMatchObject({ amount: '40.00', currency: 'EUR' });
  await rig.report(await rig.caseOf(reference), 'compensation/R1', 'sent');
  const current = await rig.caseOf(reference);
  expect(current.remedies[0]?.state).toBe('delivered');
  const by = await rig.api('fred').command(reference, 'deliver-remedy', {
    remedyId: 'R1',
    how: 'again',
  });
  expect(by.status).toBe(409);
});

test('R37 S39 the database itself refuses an approval by the proposer from Moderate up', async () => {
  const { reference, caseId } = await rig.say();
  const proposal = { option: 'replacement', reason: 'broken' };
  await rig.api('fred').command(reference, 'propose-remedy', proposal);
  await expect(
    rig.query(`update cases.remedies set approved_by = proposed_by where case_id = $1`, [caseId]),
  ).rejects.toThrow('remedies_four_eyes');
});

test('S25 S39 a demoted approver has lost the right at once', async () => {
  const { reference } = await rig.say();
  await rig
    .api('fred')
    .command(reference, 'propose-remedy', { option: 'replacement', reason: 'x' });
  await rig.query(`update people.staff set role = 'frontline' where staff_id = $1`, ['sam']);
  const answer = await rig.api('sam').command(reference, 'approve-remedy', { remedyId: 'R1' });
  await rig.query(`update people.staff set role = 'supervisor' where staff_id = $1`, ['sam']);
  expect(answer).toMatchObject({ status: 403, body: { code: 'role_too_low' } });
});

test('R37 S41 the cap of an agent and day holds over parallel proposals on many cases', async () => {
  const cases = await Promise.all(
    Array.from({ length: 12 }, (_, n) =>
      rig.say({ sender: { email: `c${n}@customer.test` } }, { severity: 'minor' }),
    ),
  );
  const answers = await Promise.all(
    cases.map(({ reference }) =>
      rig.api('fred').command(reference, 'propose-remedy', {
        option: 'discount',
        amount: '25.00',
        reason: 'small delay',
      }),
    ),
  );
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  const [given] = await rig.query<{ sum: string }>(
    `select sum(amount)::text from cases.remedies where approved_by = 'staff:fred'`,
    [],
  );
  expect(given?.sum).toBe('200.00');
});
