// Deciding on compensation in a real browser: own proposals, two at once, what resolving misses, threats. From proposing to two taps on a
// phone: test/browser/start.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, PHONE, startConsole } from '../../harness/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterEach(async () => {
  for (const context of rig.browser.contexts()) await context.close();
});
afterAll(() => rig.stop());

const moderate = async (message: string): Promise<string> => {
  const reference = await rig.complain({ name: 'Ann Customer', subject: message, message });
  const sam = await rig.as('sam');
  await sam.command(reference, 'correct', { kind: 'complaint', severity: 'moderate', reason: 'x' });
  return reference;
};
const propose = async (by: 'fay' | 'sam', reference: string, amount: string) =>
  (await rig.as(by)).command(reference, 'propose-remedy', {
    ...{ option: 'gift_voucher', amount, reason: 'waited two weeks' },
  });
const remedyOf = async (reference: string) => {
  const { body } = await (await rig.as('sam')).get(`/api/v1/cases/${reference}`);
  return (body.remedies as { remedyId: string; state: string; approvedBy?: string }[])[0];
};
const card = (page: Page, reference: string) =>
  page.getByRole('article', { name: `${reference} R1` });

test('R37 S40 nobody finds a button to approve their own proposal, and the server refuses it', async () => {
  const reference = await moderate('Own proposal');
  await propose('sam', reference, '30');
  const sam = await rig.open('sam', '/approvals?list=mine');
  await card(sam, reference).waitFor();
  await sam.getByText('This is your own proposal: another person decides it.').waitFor();
  expect(await sam.getByRole('button', { name: /^Approve/ }).count()).toBe(0);
  const refused = await (await rig.as('sam')).command(reference, 'approve-remedy', {
    remedyId: 'R1',
  });
  expect(refused).toMatchObject({ status: 403, body: { code: 'own_proposal' } });
});

test('R37 S39 S41 of two approvers one wins, the other reads what happened; splitting is told', async () => {
  const reference = await moderate('Two approve at once');
  const refund = { option: 'partial_refund', reason: 'x' };
  const fay = await rig.as('fay');
  await fay.command(reference, 'propose-remedy', { ...refund, amount: '150' });
  await fay.command(reference, 'propose-remedy', { ...refund, amount: '140' });
  const path = `/approvals?at=${reference}.R1`;
  const [sam, max] = await Promise.all([
    rig.open('sam', path, { dark: true }),
    rig.open('max', path, { width: PHONE }),
  ]);
  for (const page of [sam, max]) await card(page, reference).waitFor();
  await card(max, reference)
    .getByText(/come to €290.00; as one they would need Department manager/)
    .first()
    .waitFor();
  for (const page of [sam, max]) expect(await axeFaults(page)).toEqual([]);
  await sam.getByRole('button', { name: /^Approve/ }).click();
  await sam.getByText(`R1 of ${reference} is approved`).waitFor();
  await max.getByRole('button', { name: /^Approve/ }).click();
  await max.getByText('Somebody was faster. Meanwhile:').waitFor();
  await max.getByText(/Compensation approved · Sam Super/).waitFor();
  const remedy = await remedyOf(reference);
  expect(remedy?.state).not.toBe('proposed');
});

test('R21 R24 resolving says all that is missing; R17 a threat suspends the case and the manager lifts it', async () => {
  const reference = await moderate('Closure gate');
  await (await rig.as('fay')).command(reference, 'take-over');
  const fay = await rig.open('fay', `/cases/${reference}`);
  const choose = async (page: Page, name: string) => {
    await page.getByRole('button', { name: 'More', exact: true }).click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  };
  await choose(fay, 'Resolve');
  await fay.getByText('The root cause is not recorded.').waitFor();
  await fay.getByText(/No corrective action was requested/).waitFor();
  expect(await axeFaults(fay)).toEqual([]);
  await fay.keyboard.press('Escape');
  await choose(fay, 'There was a threat');
  await fay.getByRole('dialog').getByLabel('Reason').fill('said he would come with a bat');
  await fay.getByRole('dialog').getByRole('button', { name: 'There was a threat' }).click();
  await fay.getByRole('dialog').waitFor({ state: 'hidden' });
  const max = await rig.open('max', `/cases/${reference}`);
  await max.getByRole('button', { name: 'Allow contact again' }).click();
  await max.getByRole('dialog').getByLabel('Reason').fill('talked to him');
  await max.getByRole('dialog').getByRole('button', { name: 'Allow contact again' }).click();
  await max.getByRole('dialog').waitFor({ state: 'hidden' });
  const { body } = await (await rig.as('sam')).get(`/api/v1/cases/${reference}`);
  expect(body.contactSuspended).toBe(false);
});
