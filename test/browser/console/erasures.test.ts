// The page of erasures, in a real browser: what is due and held, looking before it is erased, giving out, by the keyboard alone; what an
// auditor sees; what the case itself says after it.
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { closedBefore } from '../../console/stage-erasures.ts';
import { axeFaults, type ConsoleRig, PHONE, settled, startConsole } from '../../harness/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterEach(async () => {
  for (const context of rig.browser.contexts()) await context.close();
});
afterAll(() => rig.stop());

const nora = { name: 'Nora Lind', email: 'nora@customer.test' };
const complain = (message: string) => rig.complain({ ...nora, message });

/** Goes on by Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let left = 60; left > 0; left--) {
    await page.keyboard.press('Tab');
    const said = await page.evaluate(`(() => {
      const at = document.activeElement;
      return at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent || '';
    })()`);
    if (name.test(String(said).trim())) return;
  }
  throw new Error(`Tab does not lead to ${name}`);
}

/** Opens a dialog by its button, and looks somebody up in it. */
async function lookUp(page: Page, act: string, typed: string): Promise<void> {
  await tabTo(page, new RegExp(`^${act}…$`));
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: /Case number/ }).waitFor();
  await page.keyboard.type(typed);
  await page.keyboard.press('Enter');
}

test('R71 by keyboard alone: a customer’s cases are held and erased, each told before; what is held stays until its release', async () => {
  const held = await complain('The oven arrived with a broken door.');
  const gone = await complain('I was charged twice in June, quite another matter.');
  const page = await rig.open('ada', '/erasures');
  await settled(page);

  await lookUp(page, 'Hold', held);
  await page.getByText('1 case is held: it stays until you release it.').waitFor();
  await tabTo(page, /^Reason/);
  await page.keyboard.type('a court asks for it');
  await tabTo(page, /^Hold$/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });

  await lookUp(page, 'Erase', 'NORA@customer.test');
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Legal hold', { exact: true }).waitFor();
  expect(await dialog.getByRole('checkbox', { name: held }).isDisabled()).toBe(true);
  expect(await dialog.getByRole('checkbox', { name: gone }).isChecked()).toBe(true);
  await dialog.getByText(/^1 case is erased at once/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await tabTo(page, /^Reason/);
  await page.keyboard.type('asked for by letter');
  expect(await dialog.getByRole('button', { name: 'Erase', exact: true }).isDisabled()).toBe(true);
  await tabTo(page, /cannot be undone$/);
  await page.keyboard.press('Space');
  await tabTo(page, /^Erase$/);
  await page.keyboard.press('Enter');
  await dialog.waitFor({ state: 'hidden' });

  await tabTo(page, /^Due$/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const erased = page.getByRole('list', { name: 'Erased' });
  await erased.getByRole('link', { name: gone }).waitFor();
  await erased.getByText('asked for by letter').waitFor();
  await page.keyboard.press('ArrowLeft');
  const holds = page.getByRole('list', { name: 'On hold' });
  await holds.getByText('a court asks for it').waitFor();
  await tabTo(page, new RegExp(`^Release ${held}$`));
  await page.keyboard.press('Enter');
  await page.getByText('The case is not closed: its period begins when it is.').waitFor();
  await page.keyboard.type('the court is done');
  await tabTo(page, /^Release$/);
  await page.keyboard.press('Enter');
  await page.getByText('Nothing is held').waitFor();

  const fay = await rig.open('fay', `/cases/${gone}`);
  await fay.getByText(/Nothing personal is left of this case/).waitFor();
  expect((await (await rig.as('fay')).get(`/api/v1/cases/${held}`)).body).toMatchObject({
    customer: { email: 'nora@customer.test' },
  });
});

test('R71 R72 a customer is given their data as a file, what is due is told ahead; an auditor sees all of it and can do none of it', async () => {
  const reference = await closedBefore(rig, 20, { ...nora, message: 'The kettle leaks, xyzzy.' });
  const page = await rig.open('ada', '/erasures');
  await page.getByRole('button', { name: /Within 30 days/ }).click();
  const due = page.getByRole('list', { name: 'Due' });
  await due.getByRole('listitem').filter({ hasText: reference }).waitFor();
  await page.getByRole('button', { name: 'Export…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: /Case number/ }).fill(reference);
  await dialog.getByRole('button', { name: 'Look' }).click();
  await dialog.getByRole('textbox', { name: 'Reason' }).fill('asked for by letter');
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export', exact: true }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe(`redress-export-${reference}.json`);
  expect(readFileSync(await file.path(), 'utf8')).toContain('The kettle leaks, xyzzy.');

  const otto = await rig.open('otto', '/erasures?tab=given', { width: PHONE, dark: true });
  const given = otto.getByRole('list', { name: 'Given out' });
  await given.getByRole('link', { name: reference }).waitFor();
  for (const act of ['Hold…', 'Export…', 'Erase…'])
    expect([act, await otto.getByRole('button', { name: act }).count()]).toEqual([act, 0]);
  expect(await axeFaults(otto)).toEqual([]);
  await otto.route('**/api/v1/holds*', (route) => route.abort());
  await otto.getByRole('tab', { name: 'On hold' }).click();
  await otto.getByRole('button', { name: 'Try again' }).waitFor();
  await otto.unroute('**/api/v1/holds*');
  await otto.getByRole('button', { name: 'Try again' }).click();
  await otto.getByText(/Nothing is held|Release/).waitFor();
});
