// Logging a call in a real browser, by the keyboard alone: a known customer is found, a reload loses nothing, what is small is fixed
// with a Minor remedy and resolved at once; a call that belongs to an open case joins it.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, PHONE, settled, startConsole } from '../../harness/console.ts';
import { eventually } from '../../harness/product.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterAll(() => rig.stop());

const focusedLabel = `(({ ariaLabel, labels, textContent }) => ariaLabel || labels?.[0]?.textContent || textContent)(
  document.activeElement)`;

/** Presses Tab until the named field has the focus: whoever has no mouse gets there so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 60; presses++) {
    const label = String(await page.evaluate(focusedLabel));
    if (name.test(label)) return;
    passed.push(label);
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${name}, only to ${passed.join(', ')}`);
}

const write = async (page: Page, field: RegExp, text: string) => {
  await tabTo(page, field);
  await page.keyboard.type(text);
};

const SAID = 'The soup was cold and the waiter laughed.';

test('R07 R23 R35 a call is logged, fixed with a Minor remedy and resolved by the keyboard alone', async () => {
  const earlier = await rig.complain({
    name: 'Ann Vale',
    email: 'ann@customer.test',
    message: 'My parcel never came.',
  });
  const page = await rig.open('fay', '/log-complaint');
  await settled(page);
  await write(page, /^Name/, 'Ann');
  await page.getByRole('option', { name: new RegExp(earlier) }).waitFor();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await page.getByLabel('E-mail address').inputValue()).toBe('ann@customer.test');
  await write(page, /^What the customer says/, SAID);
  await page.getByRole('button', { name: `Join ${earlier}` }).waitFor();
  await tabTo(page, /^Read back/);
  await page.keyboard.press('Space');
  await page.getByText('Kept', { exact: true }).waitFor();
  await page.reload();
  await settled(page);
  expect(await page.getByLabel('What the customer says').inputValue()).toBe(SAID);
  const guide = page.getByRole('complementary', { name: 'Call guide' });
  for (const step of ['Greet', /^Listen/, /^Clarify/])
    expect(await guide.getByLabel(step).isChecked()).toBe(true);
  expect(await guide.getByLabel(/^Apologise/).isChecked()).toBe(false);
  await tabTo(page, /^It is small/);
  await page.keyboard.press('Space');
  await tabTo(page, /^Category/);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await write(page, /^What was done about it\s*\*/, 'A new soup, and we said sorry.');
  await page.getByLabel('Gift certificate').waitFor();
  await tabTo(page, /^Nothing more/);
  for (let presses = 0; !(await page.getByLabel('Gift certificate').isChecked()); presses++) {
    expect(presses).toBeLessThan(20);
    await page.keyboard.press('ArrowDown');
  }
  await write(page, /^Amount/, '10.00');
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: 'Logged and resolved' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  const reference = (await page.getByText(/^C-\w{4}-\w{4}$/).textContent()) ?? '';
  await page.getByText('Charlie', { exact: true }).first().waitFor();
  const { body } = await (await rig.as('fay')).get(`/api/v1/cases/${reference}`);
  expect(body).toMatchObject({ status: 'resolved', severity: 'minor', channel: 'phone' });
  expect(body).toMatchObject({ customer: { name: 'Ann Vale', email: 'ann@customer.test' } });
  expect(body).toMatchObject({ remedies: [{ option: 'gift_certificate', amount: '10.00' }] });
  const [row] = await rig.db.query<{ log: { callSeconds: number } }>(
    `select i.received -> 'log' as log from intake.items i where i.reference = $1`,
    [reference],
  );
  expect(row?.log).toMatchObject({ confirmed: true, told: 'phone' });
  expect(row?.log.callSeconds).toBeGreaterThanOrEqual(0);
  await page.keyboard.press('n');
  expect(await page.getByLabel('What the customer says').inputValue()).toBe('');
  const draft = await (await rig.as('fay')).get('/api/v1/complaint-log/draft');
  expect(draft.status).toBe(404);
});

test('R07 R10 on a phone in the dark a call joins the open case it belongs to', async () => {
  const open = await rig.complain({
    email: 'bob@customer.test',
    message: 'The order 4711 arrived broken and nobody answers.',
  });
  const page = await rig.open('finn', '/log-complaint', { width: PHONE, dark: true });
  await settled(page);
  await page.keyboard.press('Control+Enter');
  await page.getByText('Write down what the customer says.').waitFor();
  await page.getByLabel('What the customer says').fill('It is about my broken order again.');
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
