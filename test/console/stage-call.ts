// A call for pictures: half written down, then saved.
import type { Page } from 'playwright-core';
import { newId } from '../../shared/ids.ts';
import type { ConsoleRig } from '../harness/console.ts';

/** A call half written down, about what a known customer complained of before. */
export async function stageCall(rig: ConsoleRig): Promise<string> {
  const customer = { name: 'Ann Vale', email: 'ann@customer.test' };
  const message = 'The soup was cold and the waiter laughed at me.';
  const known = await rig.db.query('select 1 from cases.cases where subject = $1', [message]);
  if (known.length === 0) await rig.complain({ ...customer, message });
  const fields = {
    ...{ customerName: customer.name, email: customer.email, fix: 'true', confirmed: 'true' },
    message: 'The soup was cold and the waiter laughed, again. I come here every week.',
    summary: 'A new soup, and we said sorry.',
  };
  const startedAt = new Date(Date.now() - 95_000).toISOString();
  const api = await rig.as('fay');
  await api.put('/api/v1/complaint-log/draft', { startedAt, key: newId(), fields, steps: [] });
  return '/log-complaint';
}

/** Saves it, fixed. */
export const saveCall = async (page: Page) => {
  await page
    .getByLabel(/^(Category|Kategorie)/)
    .first()
    .click();
  await page.getByRole('option').nth(1).click();
  await page.keyboard.press('Control+Enter');
  await page.locator('#log-saved').waitFor();
};
