// The classifier's page in a real browser: what people said is counted and learnt, a model taken back by one press, a text tried.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, PHONE, startConsole } from '../../harness/console.ts';
import { eventually } from '../../harness/product.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterAll(() => rig.stop());

test('R15 a correction waits, is counted against its label, is learnt by a training, and the model before is one press away', async () => {
  const reference = await rig.complain({ message: 'The parcel arrived broken and far too late.' });
  const api = await rig.as('sam');
  const correct = { category: 'billing', reason: 'it is about the bill' };
  expect((await api.command(reference, 'correct', correct)).status).toBe(200);
  await eventually('the correction', async () => {
    const { body } = await api.get('/api/v1/classifier/quality');
    return body.waiting === 1 && (body.labels as unknown[]).length > 0;
  });
  const page = await rig.open('max', '/classifier');
  const training = page.getByRole('region', { name: 'Training' });
  await training.getByText('1 correction waits to be learnt').waitFor();
  const accuracy = page.getByRole('region', { name: 'Accuracy by label' });
  await accuracy.getByText(/Billing.* 1/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await training.getByRole('button', { name: 'Train now' }).click();
  await training.getByText(/^Done; /).waitFor({ timeout: 120_000 });
  await training.getByText('0 corrections wait to be learnt').waitFor();
  const models = page.getByRole('region', { name: 'Models' });
  expect(await models.getByRole('listitem').count()).toBe(2);
  const other = models.getByRole('listitem').filter({ hasNotText: 'in use' });
  const version = (await other.locator('.rd-reference').textContent()) ?? '';
  await other.getByRole('button', { name: 'Use this' }).click();
  const dialog = page.getByRole('dialog', { name: `Use model ${version}?` });
  await dialog.getByRole('button', { name: 'Use this' }).click();
  const inUse = models.getByRole('listitem').filter({ hasText: 'in use' });
  await inUse.getByText(version).waitFor();
  await models.getByRole('button', { name: 'Back to the model before' }).click();
  await models.getByRole('listitem').filter({ hasNotText: 'in use' }).getByText(version).waitFor();
});

test('a text is tried with the words that speak for it; who may not train sees no button, on a phone in the dark', async () => {
  const page = await rig.open('sam', '/classifier', { width: PHONE, dark: true });
  const part = page.getByRole('region', { name: 'Try a text' });
  await part.getByLabel('Text').fill('I was charged twice. This is outrageous.');
  await part.getByRole('button', { name: 'Classify' }).click();
  await part.getByText('charged').last().waitFor();
  expect(await page.getByRole('button', { name: 'Train now' }).count()).toBe(0);
  expect(await axeFaults(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE);
});
