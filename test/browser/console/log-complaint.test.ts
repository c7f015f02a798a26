// Logging a call in a real browser: a reload loses nothing, a call that belongs to an open case joins it. Fixing it by the keyboard alone:
// test/browser/start.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, PHONE, settled, startConsole } from '../../harness/console.ts';
import { eventually } from '../../harness/product.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterAll(() => rig.stop());

test('R07 R10 on a phone in the dark a reload loses nothing, and a call joins the open case it belongs to', async () => {
  const open = await rig.complain({
    email: 'bob@customer.test',
    message: 'The order 4711 arrived broken and nobody answers.',
  });
  const page = await rig.open('finn', '/log-complaint', { width: PHONE, dark: true });
  await settled(page);
  await page.keyboard.press('Control+Enter');
  await page.getByText('Write down what the customer says.').waitFor();
  const said = page.getByLabel('What the customer says');
  await said.fill('It is about my broken order again.');
  await page.getByText('Kept', { exact: true }).waitFor();
  await page.reload();
  await settled(page);
  expect(await said.inputValue()).toBe('It is about my broken order again.');
  // What a fix at first contact asks for.
  await page.getByLabel('It is small and put right already').check();
  await page.getByLabel('Gift certificate').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByLabel('It is small and put right already').uncheck();
  await page.getByLabel('E-mail address').fill('bob@customer.test');
  await page.getByRole('button', { name: `Join ${open}` }).click();
  await page.getByText(`This call joins ${open} when it is saved.`).waitFor();
  await page.getByLabel('They were told that we have it').check();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: /^Save/ }).click();
  await page.getByRole('heading', { name: `Joins ${open}` }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await eventually('the call in the case', async () => {
    const rows = await rig.db.query(
      `select 1 from cases.intake_outcomes o where o.case_reference = $1 and o.outcome = 'joined'`,
      [open],
    );
    return rows.length > 0;
  });
});
