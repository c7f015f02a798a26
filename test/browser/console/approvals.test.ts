// Compensation from proposing to deciding, in a real browser: what is shown before, two taps on a phone, own proposals, two at once.
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, PHONE, startConsole } from '../../harness/console.ts';
import { eventually } from '../../harness/product.ts';

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
const row = (page: Page, reference: string) =>
  page.getByRole('navigation', { name: 'Approvals' }).getByRole('button', { name: reference });

test('R35 R37 R38 the frontline reads the level before proposing, a supervisor approves on a phone in two taps, the mail goes out', async () => {
  const reference = await moderate('Parcel two weeks late');
  const fay = await rig.open('fay', `/cases/${reference}`);
  await fay.getByRole('button', { name: 'Propose compensation' }).click();
  const dialog = fay.getByRole('dialog');
  await dialog.getByLabel('Compensation').click();
  await fay.getByRole('option', { name: /Gift voucher/ }).click();
  await dialog.getByLabel('Amount').fill('40');
  await dialog.getByLabel('Reason').fill('waited two weeks');
  await dialog.getByText(/Needs the approval of another person: Supervisor/).waitFor();
  expect(await axeFaults(fay)).toEqual([]);
  await dialog.getByRole('button', { name: 'Propose compensation' }).click();
  await dialog.waitFor({ state: 'hidden' });
  const sam = await rig.open('sam', '/approvals', { width: PHONE });
  await row(sam, reference).tap();
  await card(sam, reference).getByText('Ann Customer').first().waitFor();
  expect(await axeFaults(sam)).toEqual([]);
  await sam.getByRole('button', { name: /^Approve/ }).tap();
  await sam.getByText(`R1 of ${reference} is approved`).waitFor();
  await eventually('the voucher is delivered by its mail', async () => {
    const remedy = await remedyOf(reference);
    return remedy?.state === 'delivered';
  });
});

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
  const [sam, max] = [await rig.open('sam', path, { dark: true }), await rig.open('max', path)];
  for (const page of [sam, max]) await card(page, reference).waitFor();
  await card(max, reference)
    .getByText(/come to €290.00; as one they would need Department manager/)
    .first()
    .waitFor();
  expect(await axeFaults(sam)).toEqual([]);
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

test('R24 corrective actions of all cases are approved from their list', async () => {
  const reference = await moderate('Mixed up shelves');
  const fay = await rig.as('fay');
  await fay.command(reference, 'take-over');
  const dueAt = new Date(Date.now() + 5 * 86_400_000).toISOString();
  const request = { problem: 'mixed up', proposal: 'label the shelves', owner: 'fay@redress.test' };
  await fay.command(reference, 'request-action', { ...request, dueAt });
  const max = await rig.open('max', '/corrective-actions', { width: PHONE });
  await max.getByText('label the shelves').waitFor();
  expect(await axeFaults(max)).toEqual([]);
  await max.getByRole('button', { name: 'Approve the corrective action' }).tap();
  const dialog = max.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Approve the corrective action' }).tap();
  await dialog.waitFor({ state: 'hidden' });
  await max.getByText('In work').waitFor();
});
