// Asking, following up, check-ins, call-backs and lost clients on a real database, by the clock and the staff API.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseSurveyToken } from '../../shared/status-link.ts';
import { type ApiRig, createApiRig } from './cases-api-rig.ts';

let rig: ApiRig;
beforeAll(async () => {
  rig = await createApiRig();
});
afterAll(() => rig.close());

type Request = { purpose: string; values: Record<string, unknown>; recipient: { party: string } };

/** What was asked of the notifier for a case, oldest first. */
async function requestsOf(caseId: string): Promise<Request[]> {
  const rows = await rig.query<{ payload: Request }>(
    `select payload from bus.events where topic = 'message.requested.v1' and payload ->> 'caseId' = $1 order by off`,
    [caseId],
  );
  return rows.map(({ payload }) => payload);
}

const openTasks = async (caseId: string, ...kinds: string[]) =>
  rig.query<{ kind: string; owner: string; task_id: string }>(
    `select kind, coalesce(owner_staff, owner_role) as owner, task_id from cases.tasks
     where case_id = $1 and state = 'open' and kind = any($2::text[]) order by kind`,
    [caseId, kinds],
  );

/** A small case that fred has fixed. */
async function resolvedCase() {
  const current = await rig.say({}, { severity: 'minor' });
  await rig.report(current, 'acknowledgement', 'sent');
  const body = { outcome: 'upheld', summary: 'A new parcel came.' };
  expect((await rig.api('fred').command(current.reference, 'resolve', body)).status).toBe(200);
  return current;
}

const answerSurvey = (reference: string, score: number, epoch?: number) =>
  rig.say({
    channel: 'survey',
    sender: { email: 'ann@customer.test' },
    text: '',
    survey: { scale: 5, score, caseReference: reference, ...(epoch && { epoch }) },
  });

test('R28 a day after the resolution the customer is asked once, by a signed link of their own', async () => {
  const { reference, caseId } = await resolvedCase();
  await rig.pass(23);
  const purposes = async () => (await requestsOf(caseId)).map(({ purpose }) => purpose).sort();
  expect(await purposes()).toEqual(['acknowledgement', 'closing']);
  await rig.pass(1.1);
  await rig.pass(24);
  expect(await purposes()).toEqual(['acknowledgement', 'closing', 'satisfaction']);
  const asked = (await requestsOf(caseId)).find(({ purpose }) => purpose === 'satisfaction');
  const url = String(asked?.values.surveyUrl);
  expect(url).toMatch(/^http:\/\/redress\.test\/survey\//);
  // In the language of the customer, where the page has it.
  expect(url).toMatch(/\?lang=en$/);
  const token = url.slice(url.lastIndexOf('/') + 1, url.indexOf('?'));
  expect(parseSurveyToken(rig.shell.signer, token)).toEqual({ reference, epoch: 1 });
  expect(parseSurveyToken(rig.shell.signer, token.replace(/.$/, '!'))).toBeUndefined();
});

test('R05 R25 a low score of the recovery reopens its own case one level up; a good one closes it', async () => {
  const { reference, caseId } = await resolvedCase();
  await rig.pass(25);
  const low = await answerSurvey(reference, 1);
  expect(low).toMatchObject({ caseId, status: 'assigned', epoch: 2, escalationLevel: 1 });
  const why = { cause: 'handover', text: 'It was left with the neighbour.' };
  await rig.api('fred').command(reference, 'root-cause', why);
  const body = { outcome: 'upheld', summary: 'Found.', whyNoAction: 'The carrier knows.' };
  expect((await rig.api('fred').command(reference, 'resolve', body)).status).toBe(200);
  await rig.pass(25);
  expect(await answerSurvey(reference, 5)).toMatchObject({
    caseId,
    status: 'closed',
    closedHow: 'satisfied',
  });
  expect(
    (await requestsOf(caseId)).filter(({ purpose }) => purpose === 'satisfaction'),
  ).toHaveLength(2);
});

test('R25 R29 each resolution has one answer; another, or one about an earlier one, is for a person to read', async () => {
  const { reference, caseId } = await resolvedCase();
  await answerSurvey(reference, 1, 1);
  // Late and other words about the first resolution: on record, and nothing else moves.
  expect(await answerSurvey(reference, 5, 1)).toMatchObject({ status: 'assigned', epoch: 2 });
  await rig.api('fred').command(reference, 'root-cause', { cause: 'handover', text: 'x' });
  const body = { outcome: 'upheld', summary: 'Found.', whyNoAction: 'The carrier knows.' };
  expect((await rig.api('fred').command(reference, 'resolve', body)).status).toBe(200);
  expect(await answerSurvey(reference, 1, 1)).toMatchObject({ status: 'resolved', epoch: 2 });
  expect(await answerSurvey(reference, 5, 2)).toMatchObject({ status: 'closed', epoch: 2 });
  const last = await answerSurvey(reference, 1, 2);
  expect(last).toMatchObject({ status: 'closed', epoch: 2, ratedEpochs: [1, 2] });
  expect(await openTasks(caseId, 'read_reply')).not.toEqual([]);
});

test('R25 without an answer a person asks; that task ends by recording what came of it, not by a tick', async () => {
  const { reference, caseId } = await resolvedCase();
  await rig.pass(121);
  const [task] = await openTasks(caseId, 'follow_up');
  expect(task?.owner).toBe('fred');
  const ticked = await rig.api('fred').post(`/api/v1/tasks/${task?.task_id}/done`, {});
  expect(ticked.status).toBe(409);
  const yes = await rig.api('fred').command(reference, 'follow-up', { satisfied: true });
  expect(yes.body.status).toBe('closed');
  expect(await openTasks(caseId, 'follow_up')).toEqual([]);
});

test('field 3.11 R11 SMTP 550 on the closing mail: the case is open again, with somebody to reach the customer', async () => {
  const current = await resolvedCase();
  const { reference, caseId } = current;
  await rig.report(current, 'closing/1', 'failed');
  expect(await rig.caseOf(reference)).toMatchObject({ status: 'assigned', epoch: 2 });
  expect(await openTasks(caseId, 'message_failed')).toMatchObject([{ owner: 'fred' }]);
  await rig.api('fred').command(reference, 'root-cause', { cause: 'wrong_data', text: 'x' });
  const told = { outcome: 'upheld', summary: 'x', whyNoAction: 'x', told: 'phone' };
  expect((await rig.api('fred').command(reference, 'resolve', told)).status).toBe(200);
  expect(await openTasks(caseId, 'message_failed')).toEqual([]);
  expect((await requestsOf(caseId)).filter(({ purpose }) => purpose === 'closing')).toHaveLength(1);
});

test('R29 left unsatisfied and gone silent: the case lapses, and its client is offered to a person', async () => {
  const { reference, caseId } = await resolvedCase();
  await rig.api('fred').command(reference, 'follow-up', { satisfied: false });
  await rig.api('fred').command(reference, 'root-cause', { cause: 'design', text: 'x' });
  const again = { outcome: 'partly_upheld', summary: 'x', whyNoAction: 'x' };
  await rig.api('fred').command(reference, 'resolve', again);
  await rig.pass(25);
  await rig.pass(15 * 24);
  expect((await rig.caseOf(reference)).status).toBe('closed');
  const [task] = await openTasks(caseId, 're_engage');
  expect(['sara', 'sam']).toContain(task?.owner);
  const ticked = await rig
    .api(String(task?.owner))
    .post(`/api/v1/tasks/${task?.task_id}/done`, { note: 'Called, invited, coming back.' });
  expect(ticked.status).toBe(200);
});

test('R26 R27 check-ins and call-backs over the API: due, made, documented, its report with a named person', async () => {
  const { reference, caseId } = await rig.say({}, { kind: 'feedback', severity: 'minor' });
  const fred = rig.api('fred');
  await fred.command(reference, 'take-over');
  await fred.command(reference, 'start-investigation');
  await rig.pass(73);
  expect(await openTasks(caseId, 'check_in')).toMatchObject([{ owner: 'fred' }]);
  await fred.command(reference, 'record-contact', { how: 'phone', summary: 'All fine so far.' });
  expect(await openTasks(caseId, 'check_in')).toEqual([]);
  const ask = { to: 'fiona@staff.test', reason: 'She wants to hear from us' };
  expect((await rig.api('dora').command(reference, 'request-call-back', ask)).status).toBe(200);
  expect(await openTasks(caseId, 'call_back')).toMatchObject([{ owner: 'fiona' }]);
  // The case goes to somebody else; the call stays fiona's.
  await rig.api('fiona').command(reference, 'take-over');
  await rig.api('sara').command(reference, 'assign', { to: 'fred@staff.test' });
  expect(await openTasks(caseId, 'call_back')).toMatchObject([{ owner: 'fiona' }]);
  const report = { callBackId: 'B1', reached: true, summary: 'Content; wants a receipt.' };
  expect((await rig.api('fiona').command(reference, 'report-call-back', report)).status).toBe(200);
  expect(await openTasks(caseId, 'call_back', 'read_call_back')).toMatchObject([
    { kind: 'read_call_back', owner: 'dora' },
  ]);
  const notices = await rig.database.db.query<{ title: string }>(
    'select title from cases.staff_notices where case_id = $1',
    [caseId],
  );
  expect(notices.map(({ title }) => title)).toContain('Read the report of the call B1');
});
