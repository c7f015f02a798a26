// Every dialog of the page of a case, done as its user would do it: what is typed goes on record, what the API refuses stands at
// its field. Which command is done where is checked by services/console-commands.test.ts, which reads this file.
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  daysAhead,
  fill,
  finish,
  give,
  openDialog,
  press,
  watch,
} from '../../console/give-command.ts';
import { type ConsoleRig, startConsole } from '../../harness/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  // Nobody listens there: a payout fails, and a person has to settle it.
  const url = 'http://127.0.0.1:9/payouts';
  const payout = { url, lookUpUrl: `${url}/{key}`, triesMax: 1, pauseMs: 10, timeoutMs: 500 };
  rig = await startConsole({ config: { cases: { payout } } });
});
afterEach(async () => {
  for (const context of rig.browser.contexts()) await context.close();
});
afterAll(() => rig.stop());

const { open, caseOf, entryOf } = watch(() => rig);

const complain = (subject: string) =>
  rig.complain({
    name: 'Ann Customer',
    subject,
    message: 'The kettle arrived broken and I want it replaced.',
  });

test('R16 R21 R26 R27 an investigation from taking over to the call-back, by dialogs alone', async () => {
  const reference = await complain('A broken kettle');
  const fay = await open('fay', reference);
  await give(fay, 'take-over');
  await give(fay, 'start-investigation');
  const impact = await openDialog(fay, 'impact');
  await fill(impact, 'impact', { lossAmount: 'much', inconvenience: 'High', peopleAffected: '2' });
  await press(impact, 'impact');
  await impact.getByText('must be an amount like "12.50"').waitFor();
  await fill(impact, 'impact', { lossAmount: '12,50' });
  await press(impact, 'impact');
  await impact.waitFor({ state: 'hidden' });
  expect(await entryOf(reference, 'impact.assessed')).toMatchObject({
    lossAmount: '12.50',
    inconvenience: 'high',
    peopleAffected: 2,
  });
  const photo = {
    name: 'lid.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('the lid is cracked'),
  };
  await give(fay, 'add-evidence', { kind: 'File', file: photo, text: 'What the carrier wrote' });
  expect(await entryOf(reference, 'evidence.added')).toMatchObject({
    kind: 'file',
    file: { name: 'lid.txt', bytes: 18 },
  });
  await give(fay, 'add-evidence', {
    kind: 'Statement',
    statementBy: 'Paul of the warehouse',
    text: 'It left us whole.',
  });
  await give(fay, 'add-evidence', {
    kind: 'Record',
    source: 'Camera of the ramp',
    text: 'Dropped at 10:14.',
  });
  await give(fay, 'root-cause', { cause: 'Human error', text: 'It was dropped.' });
  await give(fay, 'note', { text: 'The carrier pays for it.' });
  await give(fay, 'send-update', {
    text: 'We know what happened.',
    estimatedResolution: daysAhead(2),
  });
  await give(fay, 'record-contact', { how: 'Phone', summary: 'She is at home on Friday.' });
  await give(fay, 'request-call-back', {
    to: /Finn Front/,
    reason: 'Say when it comes',
    dueAt: daysAhead(1),
    reportTo: /Sam Super/,
  });
  const finn = await open('finn', reference);
  await give(finn, 'report-call-back', {
    callBackId: /B1/,
    reached: true,
    summary: 'Friday at ten.',
  });
  expect(await entryOf(reference, 'call_back.reported')).toMatchObject({ callBackId: 'B1' });
  const wait = await openDialog(fay, 'wait');
  await fill(wait, 'wait', { for: 'The customer', until: daysAhead(-1), reason: 'a photo' });
  await wait.getByText('The wait must end in the future.').first().waitFor();
  await fill(wait, 'wait', { until: daysAhead(1) });
  await finish(wait, 'wait');
  expect(await caseOf(reference)).toMatchObject({ status: 'waiting' });
  await give(fay, 'resume', { reason: 'the photo came' });
  expect(await caseOf(reference)).toMatchObject({ status: 'investigating', epoch: 1 });
});

test('R15 R03 R20 R31 the classification and its language are corrected; who has it, whom it is about, how high it stands', async () => {
  const reference = await complain('Reclassify');
  const sam = await open('sam', reference);
  await give(sam, 'correct', {
    kind: 'Complaint',
    category: 'Product',
    severity: 'Moderate',
    language: 'German',
    reason: 'read again',
  });
  expect(await caseOf(reference)).toMatchObject({
    category: 'product',
    severity: 'moderate',
    language: 'de',
  });
  await sam.getByText('German').first().waitFor();
  await give(sam, 'record-complained-about', { who: /Finn Front/, reason: 'named in the mail' });
  const assign = await openDialog(sam, 'assign');
  await fill(assign, 'assign', { to: /Finn Front/ });
  await press(assign, 'assign');
  // Refused as it stands on record: an investigation is impartial.
  await assign.getByRole('alert').first().waitFor();
  await fill(assign, 'assign', { to: /Fay Front/ });
  await press(assign, 'assign');
  await assign.waitFor({ state: 'hidden' });
  await give(sam, 'withdraw-complained-about', { who: 'Finn Front', reason: 'another Finn' });
  await give(sam, 'mark-agitated', { reason: 'shouted on the phone' });
  await give(sam, 'escalate', { level: /^1/, reason: 'the third kettle' });
  const moved = await openDialog(sam, 'move-to-policy');
  await fill(moved, 'move-to-policy', { number: '999', reason: 'there is no such one' });
  await moved
    .getByText(/no such version|There is no version/i)
    .first()
    .waitFor();
  await sam.keyboard.press('Escape');
  expect(await caseOf(reference)).toMatchObject({
    escalationLevel: 1,
    agitated: true,
    complainedAbout: [],
  });
});

test('R17 a threat, the violence report, and a manager who decides twice', async () => {
  const reference = await complain('A threat');
  const fay = await open('fay', reference);
  await give(fay, 'mark-threatening', { reason: 'he will come with a bat' });
  await give(fay, 'report-violence', {
    what: 'He said that he would come with a bat.',
    who: 'The customer',
    where: 'On the phone',
    occurredAt: daysAhead(-1),
    witnesses: 'Finn Front\nSam Super',
    policeInformed: true,
    policeReference: 'B-77',
  });
  expect(await entryOf(reference, 'violence.reported')).toMatchObject({
    policeReference: 'B-77',
    witnesses: ['Finn Front', 'Sam Super'],
  });
  const max = await open('max', reference);
  await give(max, 'keep-suspension', { reason: 'the police talk to him first' });
  await give(max, 'lift-suspension', { reason: 'he apologised' });
  expect(await caseOf(reference)).toMatchObject({ contactSuspended: false, violenceReports: 1 });
});

test('R17 what may be a threat is marked, and a supervisor says that it is none', async () => {
  const reference = await rig.complain({
    name: 'Ann Customer',
    subject: 'A visit',
    message: 'Somebody at your depot will not get home safely next week.',
  });
  const sam = await open('sam', reference);
  await sam.getByText('This may hold a threat').first().waitFor();
  await give(sam, 'decide-threat', { isThreat: false, reason: 'a driver who worries for another' });
  expect(await entryOf(reference, 'threat.decided')).toMatchObject({ threat: false });
  await sam.getByText('This may hold a threat').first().waitFor({ state: 'hidden' });
});

test('R24 a corrective action from its request to the check that sends it back', async () => {
  const reference = await complain('Corrective action');
  const fay = await open('fay', reference);
  await give(fay, 'take-over');
  const asked = { proposal: 'Foam at the lid', owner: /Fay Front/, dueAt: daysAhead(5) };
  await give(fay, 'request-action', { problem: 'Lids break', ...asked });
  await give(fay, 'request-action', { problem: 'Boxes too thin', ...asked });
  const max = await open('max', reference);
  await give(max, 'refuse-action', { actionId: /A2/, reason: 'the first is enough' });
  await give(max, 'approve-action', { actionId: /A1/ });
  await give(fay, 'record-step', { actionId: /A1/, text: 'Foam is ordered.' });
  await give(fay, 'complete-action', { actionId: /A1/, summary: 'Foam is in.' });
  await give(max, 'verify-action', {
    actionId: /A1/,
    effective: false,
    note: 'One lid broke again.',
  });
  expect((await caseOf(reference)).actions).toMatchObject([
    { state: 'approved' },
    { state: 'refused' },
  ]);
});

test('R35 R37 R38 S40 compensation: withdrawn, rejected, approved, its failed payout settled, confirmed', async () => {
  const reference = await complain('Compensation');
  const fay = await open('fay', reference);
  await give(fay, 'correct', { severity: 'Moderate', reason: 'money is lost' });
  for (const amount of ['20', '30', '40'])
    await give(fay, 'propose-remedy', {
      option: /Partial refund/,
      amount,
      reason: 'for the kettle',
    });
  await give(fay, 'withdraw-remedy', { remedyId: /R1/, reason: 'too low' });
  const sam = await open('sam', reference);
  await give(sam, 'reject-remedy', { remedyId: /R2/, reason: 'the third is right' });
  await give(sam, 'approve-remedy', { remedyId: /R3/ });
  await expect
    .poll(async () => ((await caseOf(reference)).remedies as { payout?: string }[])[2]?.payout, {
      timeout: 30_000,
    })
    .toMatch(/failed|in_doubt/);
  await sam.reload();
  await give(sam, 'settle-payout', {
    remedyId: /R3/,
    outcome: 'It was not paid',
    reason: 'the bank says so',
  });
  await give(fay, 'deliver-remedy', { remedyId: /R3/, how: 'in cash', cost: '40' });
  await give(fay, 'confirm-remedy', { remedyId: /R3/, note: 'she has it' });
  expect((await caseOf(reference)).remedies).toMatchObject([
    { state: 'withdrawn' },
    { state: 'rejected' },
    { state: 'confirmed' },
  ]);
});

test('R21 R23 R25 resolving says what is missing; not satisfied reopens, satisfied closes; a closed one is reopened', async () => {
  const reference = await complain('To the end');
  const fay = await open('fay', reference);
  await give(fay, 'take-over');
  const resolve = await openDialog(fay, 'resolve');
  await resolve.getByText('The root cause is not recorded.').waitFor();
  await fay.keyboard.press('Escape');
  await give(fay, 'root-cause', { cause: 'Human error', text: 'It was dropped.' });
  const outcome = {
    outcome: 'Upheld',
    summary: 'A new kettle came.',
    whyNoAction: 'It happened once.',
    told: 'By phone',
  };
  await give(fay, 'resolve', outcome);
  await give(fay, 'follow-up', { satisfied: false, comment: 'It is the wrong one.' });
  expect(await caseOf(reference)).toMatchObject({ epoch: 2, escalationLevel: 1 });
  await give(fay, 'take-over').catch(() => fay.keyboard.press('Escape'));
  await give(fay, 'resolve', outcome);
  await give(fay, 'follow-up', { satisfied: true, comment: 'Now it is right.' });
  expect(await caseOf(reference)).toMatchObject({ status: 'closed' });
  await give(fay, 'reopen', { reason: 'it broke again' });
  expect(await caseOf(reference)).toMatchObject({ epoch: 3 });
});
