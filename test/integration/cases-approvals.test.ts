// What waits for approval, over the staff API on a real PostgreSQL: who sees what, all that is needed to decide, pages, races.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

type Approval = {
  reference: string;
  version: number;
  remedyId: string;
  proposalVersion: number;
  amount?: string;
  label: string;
  reason: string;
  needs: string;
  mine: boolean;
  mayDecide: { allowed: boolean; as?: string; code?: string };
  warnings: Record<string, unknown>[];
  capsLeft: { cap: string; cents: number }[];
  told: { party: string; purpose?: string }[];
  otherRemedies: { remedyId: string; state: string }[];
  elsewhere: { reference: string }[];
  case: Record<string, unknown>;
  story: { type: string; text?: string }[];
};

const asked = async (by: string, query = '') => {
  const { body, status } = await rig.api(by).get(`/api/v1/approvals${query}`);
  expect(status).toBe(200);
  return { approvals: body.approvals as Approval[], next: body.next as string | undefined };
};
const listed = async (by: string, reference: string, more = '') =>
  (await asked(by, `?reference=${reference}${more}`)).approvals;
const propose = async (by: string, reference: string, amount: string, option = 'partial_refund') =>
  rig.api(by).command(reference, 'propose-remedy', { option, amount, reason: `for ${amount}` });

test('R16 R37 S41 an approver has impact, history, caps and warnings of a proposal on one card', async () => {
  const sender = { name: 'Pia Parcel', email: 'pia@approvals.test' };
  const before = await rig.say({ sender }, { severity: 'minor' });
  await propose('fiona', before.reference, '10', 'discount');
  const { reference } = await rig.say({ sender, text: 'A '.repeat(900) }, { severity: 'major' });
  await rig.api('sara').command(reference, 'impact', { lossAmount: '80', timeLostHours: 3 });
  const lowered = { severity: 'moderate', reason: 'not so bad' };
  await rig.api('dora').command(reference, 'correct', lowered);
  await propose('fred', reference, '150');
  await propose('fred', reference, '140');
  const [first, second] = await listed('sam', reference, '&locale=de');
  expect(first).toMatchObject({
    ...{ remedyId: 'R1', amount: '150.00', label: 'Teilerstattung', reason: 'for 150' },
    ...{ needs: 'supervisor', mine: false, mayDecide: { allowed: true, as: 'level' } },
    case: {
      ...{ impact: { lossAmount: '80', timeLostHours: 3, lossCurrency: 'EUR' } },
      ...{ customerName: 'Pia Parcel', otherCases: 1, severity: 'moderate', otherOpen: 1 },
    },
    otherRemedies: [{ remedyId: 'R2', state: 'proposed' }],
    elsewhere: [{ reference: before.reference }],
  });
  expect(String(first?.case.text).length).toBeLessThanOrEqual(800);
  expect(second?.warnings.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['splitting', 'severity_lowered', 'customer_remedies', 'others_open']),
  );
  expect(second?.warnings[0]).toMatchObject({ total: '290.00', level: 'department_manager' });
  expect(second?.capsLeft.map(({ cap }) => cap)).toEqual([
    'case',
    'agent_day',
    'customer',
    'month',
  ]);
  expect(first?.story.map(({ type }) => type)).toEqual(
    expect.arrayContaining(['case.opened', 'impact.assessed', 'case.corrected']),
  );
  expect(first?.told).toContainEqual({ party: 'customer', via: 'email', purpose: 'compensation' });
  const view = await rig.api('sam').get(`/api/v1/cases/${reference}`);
  const reviews = view.body.reviews as { warnings: unknown; capsLeft: unknown }[];
  expect(reviews.map(({ warnings, capsLeft }) => ({ warnings, capsLeft }))).toEqual(
    [first, second].map((one) => ({ warnings: one?.warnings, capsLeft: one?.capsLeft })),
  );
});

test('R37 S40 nobody finds their own proposal among what they may decide, and those below the level find nothing', async () => {
  const { reference } = await rig.say({ sender: { email: 'own@approvals.test' } });
  await propose('sara', reference, '40', 'gift_voucher');
  expect(await listed('sara', reference)).toEqual([]);
  expect(await listed('fred', reference)).toEqual([]);
  const [mine] = await listed('sara', reference, '&list=mine');
  expect(mine).toMatchObject({ mine: true, mayDecide: { allowed: false, code: 'own_proposal' } });
  const [seen] = await listed('fred', reference, '&list=all');
  expect(seen?.mayDecide).toMatchObject({ allowed: false, code: 'role_too_low' });
  const [auditors] = await listed('audrey', reference, '&list=all');
  expect(auditors?.mayDecide).toMatchObject({ allowed: false, code: 'role_too_low' });
  expect((await listed('sam', reference)).map(({ remedyId }) => remedyId)).toEqual(['R1']);
  const severity = { severity: 'critical', reason: 'worse than it looked' };
  await rig.api('sam').command(reference, 'correct', severity);
  expect(await listed('sam', reference)).toEqual([]);
  expect((await listed('dora', reference))[0]?.needs).toBe('department_manager');
});

test('R37 S39 S40 of two who decide at once by what they read, one wins and the other is told what happened', async () => {
  const { reference } = await rig.say({ sender: { email: 'race@approvals.test' } });
  await propose('fred', reference, '60');
  const decide = async (by: string) => {
    const [card] = await listed(by, reference);
    const { remedyId, proposalVersion, amount } = card as Approval;
    const path = `/api/v1/cases/${reference}/approve-remedy`;
    const body = { remedyId, proposalVersion, amount };
    return () => rig.api(by).post(path, body, { 'if-match': `"${card?.version}"` });
  };
  const both = [await decide('sam'), await decide('dora')];
  const answers = await Promise.all(both.map((act) => act()));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
  const late = answers.find(({ status }) => status === 412);
  const changes = late?.body.changes as { type: string; actor: string }[];
  expect(changes.map(({ type }) => type)).toContain('remedy.approved');
  expect(changes[0]?.actor).toMatch(/^staff:(sam|dora)$/);
  expect((await rig.caseOf(reference)).remedies.map(({ state }) => state)).toEqual(['approved']);
  expect(await listed('dora', reference)).toEqual([]);
});

test('R37 pages go through all that waits, those that wait longest first, whoever else may not decide', async () => {
  const proposed: string[] = [];
  for (let n = 0; n < 7; n++) {
    const { reference } = await rig.say({ sender: { email: `page${n}@approvals.test` } });
    // Every other one is of the reader themselves: it is not for them to decide.
    await propose(n % 2 ? 'sara' : 'fred', reference, '30', 'gift_voucher');
    if (n % 2 === 0) proposed.push(`${reference}/R1`);
    rig.clock.advanceMs(1000);
  }
  const found: string[] = [];
  let cursor = '';
  for (let page = 0; page < 50; page++) {
    const { approvals, next } = await asked('sara', `?limit=2${cursor}`);
    expect(approvals.length).toBeLessThanOrEqual(2);
    found.push(...approvals.map(({ reference, remedyId }) => `${reference}/${remedyId}`));
    if (!next) break;
    cursor = `&cursor=${next}`;
  }
  expect(found.filter((one) => proposed.includes(one))).toEqual(proposed);
  expect(new Set(found).size).toBe(found.length);
});

test('R72 whoever reads an approval is on record for its case', async () => {
  const { reference } = await rig.say({ sender: { email: 'reads@approvals.test' } });
  await propose('fred', reference, '20', 'gift_voucher');
  await listed('dora', reference);
  const { body } = await rig.api('audrey').get(`/api/v1/cases/${reference}/reads`);
  expect(body.reads).toContainEqual(expect.objectContaining({ staffId: 'dora', part: 'approval' }));
});

test('R24 corrective actions over all cases say what is due, what is to be done, and what the reader can do', async () => {
  const { reference } = await rig.say({ sender: { email: 'capa@approvals.test' } });
  const fred = rig.api('fred');
  await fred.command(reference, 'take-over');
  const dueAt = new Date(rig.clock.now().getTime() + 48 * 3_600_000).toISOString();
  const request = { problem: 'mixed up', proposal: 'label the shelves', owner: 'fred', dueAt };
  await fred.command(reference, 'request-action', request);
  const first = async (by: string, query = '') => {
    const { body } = await rig.api(by).get(`/api/v1/corrective-actions${query}`);
    const actions = body.actions as Record<string, unknown>[];
    return actions.find(({ caseReference }) => caseReference === reference);
  };
  expect(await first('dora', '?open=true')).toMatchObject({
    ...{ state: 'requested', proposal: 'label the shelves', checkFrom: null },
    allowed: ['approve-action', 'refuse-action'],
  });
  expect((await first('fred'))?.allowed).toEqual([]);
  await rig.api('dora').command(reference, 'approve-action', { actionId: 'A1' });
  expect(await first('fred', '?owner=me')).toMatchObject({
    allowed: ['record-step', 'complete-action'],
  });
  expect((await first('fiona'))?.allowed).toEqual(['record-step']);
  expect(await first('dora', '?overdue=true')).toBeUndefined();
  await rig.pass(49);
  expect(await first('dora', '?overdue=true')).toMatchObject({ state: 'approved' });
  await fred.command(reference, 'complete-action', { actionId: 'A1', summary: 'labelled' });
  const done = await first('dora', '?open=true');
  expect(done?.allowed).toEqual(['verify-action']);
  expect(Date.parse(String(done?.checkFrom))).toBeGreaterThan(Date.parse(String(done?.doneAt)));
  expect(await first('dora', '?overdue=true')).toBeUndefined();
  expect(await first('dora', '?overdue=true&state=done')).toBeUndefined();
});
