// The supervisor's board in a real browser: cases change hands by keyboard and by drag, a refusal is told, somebody is set away.
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, PHONE, startConsole } from '../../harness/console.ts';
import { eventually } from '../../harness/product.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterAll(() => rig.stop());

/** A case that Fay has. */
async function caseOfFay(subject: string): Promise<string> {
  const reference = await rig.complain({ subject, message: `${subject}. The parcel came broken.` });
  const sam = await rig.as('sam');
  const { body } = await sam.get(`/api/v1/cases/${reference}`);
  const { staffId } = await staffOf('Fay Front');
  if (body.assignee === staffId) return reference;
  const { status } = await sam.command(reference, 'assign', { to: 'fay@redress.test' });
  expect(status).toBe(200);
  return reference;
}

async function staffOf(name: string): Promise<{ staffId: string }> {
  const { body } = await (await rig.as('sam')).get('/api/v1/staff');
  const found = (body.staff as { staffId: string; name: string }[]).find(
    (person) => person.name === name,
  );
  if (!found) throw new Error(`${name} is not in the directory`);
  return found;
}

/** Waits until the API says that somebody has a case. */
async function isWith(reference: string, name: string): Promise<void> {
  const { staffId } = await staffOf(name);
  await eventually(`${reference} with ${name}`, async () => {
    const { body } = await (await rig.as('sam')).get(`/api/v1/cases/${reference}`);
    return body.assignee === staffId;
  });
}

const lane = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

test('R20 a case is given on by keyboard, another by drag with the mouse, a third by dragging with the keys', async () => {
  const [one, two, three] = await Promise.all([
    caseOfFay('Broken lamp'),
    caseOfFay('Broken chair'),
    caseOfFay('Broken table'),
  ]);
  const page = await rig.open('sam', '/board');
  const fay = lane(page, 'Fay Front');
  await fay.getByRole('link', { name: one }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await fay.getByRole('button', { name: `Give ${one} to…` }).focus();
  await page.keyboard.press('g');
  const dialog = page.getByRole('dialog', { name: `Give ${one} to…` });
  await dialog.getByLabel('Who').fill('finn');
  await dialog.getByText('Enter gives it to Finn Front').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByText(`${one} is with Finn Front now.`).waitFor({ state: 'attached' });
  await isWith(one, 'Finn Front');
  const finn = lane(page, 'Finn Front');
  await finn.getByRole('link', { name: one }).waitFor();

  await fay.getByText('Broken chair').hover();
  await page.mouse.down();
  const goal = await finn.boundingBox();
  if (!goal) throw new Error('the column of Finn is not shown');
  await page.mouse.move(goal.x + goal.width / 2, goal.y + goal.height / 2, { steps: 12 });
  await page.getByText(`${two} is over Finn Front.`).waitFor({ state: 'attached' });
  await page.mouse.up();
  await isWith(two, 'Finn Front');
  await finn.getByRole('link', { name: two }).waitFor();

  await fay.getByRole('button', { name: `Move ${three}` }).focus();
  await page.keyboard.press('Space');
  await page
    .getByText(`${three} is lifted.`)
    .or(page.getByText(`${three} is over Fay Front.`))
    .first()
    .waitFor({ state: 'attached' });
  await expect
    .poll(
      async () => {
        if (await page.getByText(`${three} is over Finn Front.`).count()) return true;
        await page.keyboard.press('ArrowRight');
        return false;
      },
      { timeout: 20_000, interval: 500 },
    )
    .toBe(true);
  await page.keyboard.press('Space');
  await isWith(three, 'Finn Front');
});

test('R21 on a phone a finger that rests lifts a case, and leaves it with somebody else; one that moves at once scrolls', async () => {
  const reference = await caseOfFay('Broken lamp');
  const page = await rig.open('sam', '/board', { width: PHONE, height: 1400 });
  await page.getByRole('heading', { name: 'Fay Front' }).click();
  const card = page.locator(`[data-card="${reference}"]`);
  await card.waitFor();
  const middle = async (of: Locator) => {
    const box = await of.boundingBox();
    if (!box) throw new Error('not shown');
    return { x: box.x + box.width / 2, y: box.y + Math.min(box.height / 2, 30) };
  };
  const touch = await page.context().newCDPSession(page);
  const finger = (type: string, at?: { x: number; y: number }) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: at ? [at] : [] } as never);
  const onto = async () => middle(page.getByRole('heading', { name: 'Finn Front' }));
  const from = await middle(card);
  await finger('touchStart', from);
  await finger('touchMove', { x: from.x, y: from.y + 60 });
  await finger('touchEnd');
  expect(await page.getByText(`${reference} is`).count()).toBe(0);
  await card.scrollIntoViewIfNeeded();
  const start = await middle(card);
  await finger('touchStart', start);
  // It lies over its own line at once: that is said instead.
  await page
    .getByText(`${reference} is lifted.`)
    .or(page.getByText(`${reference} is over Fay Front.`))
    .waitFor({ state: 'attached' });
  await expect
    .poll(async () => {
      const goal = await onto();
      await finger('touchMove', { x: goal.x, y: goal.y - 2 });
      await finger('touchMove', goal);
      return page.getByText(`${reference} is over Finn Front.`).count();
    })
    .toBe(1);
  await finger('touchEnd');
  await isWith(reference, 'Finn Front');
});

test('R21 a refusal is told in words: whom the complaint is about, and what changed meanwhile', async () => {
  const reference = await caseOfFay('Rude at the desk');
  const sam = await rig.as('sam');
  const named = { who: 'finn@redress.test', reason: 'the customer says so' };
  const { status } = await sam.command(reference, 'record-complained-about', named);
  expect(status).toBe(200);
  const page = await rig.open('sam', '/nowhere');
  // Nobody tells this page of changes: what it shows grows old.
  await page.route('**/api/v1/changes', (route) => route.abort());
  await page.goto(`${rig.url}/console/board`);
  // Gives what the server said to it.
  const give = async (to: string): Promise<number> => {
    await page.getByRole('button', { name: `Give ${reference} to…` }).click();
    const [answer] = await Promise.all([
      page.waitForResponse(`**/api/v1/cases/${reference}/assign`),
      page.getByRole('dialog').getByRole('button', { name: to }).click(),
    ]);
    return answer.status();
  };
  const alert = page.getByRole('alert').first();
  await give('Finn Front');
  await alert.getByText('The complaint is about Finn Front').waitFor();
  await lane(page, 'Fay Front').getByRole('link', { name: reference }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await alert.getByRole('button', { name: 'Close' }).click();
  await sam.command(reference, 'note', { text: 'Called, nobody there.' });
  expect(await give('Rosa Responder')).toBe(412);
  await alert.getByText('It changed while you looked.').waitFor();
  await isWith(reference, 'Fay Front');
  // The board reads it anew, sooner or later.
  await eventually('the second giving', async () => (await give('Rosa Responder')) === 200);
  await isWith(reference, 'Rosa Responder');
});

test('R20 somebody is set away on a phone, their cases go to the deputy; who only looks gives nothing', async () => {
  const reference = await caseOfFay('Broken shelf');
  const page = await rig.open('sam', '/board', { width: PHONE, dark: true });
  await page.getByRole('heading', { name: 'Fay Front' }).click();
  await page.getByRole('link', { name: reference }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: 'Absence of Fay Front' }).click();
  const dialog = page.getByRole('dialog', { name: 'Absence of Fay Front' });
  const day = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  await dialog.getByLabel('Last day').fill(day);
  await dialog
    .getByRole('textbox', { name: 'Stands in' })
    .or(dialog.getByRole('combobox', { name: 'Stands in' }))
    .first()
    .fill('Rosa');
  await page.getByRole('option', { name: 'Rosa Responder' }).click();
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Set away' }).click();
  // A notice says it too.
  const standsIn = page.getByRole('main').getByText('Rosa Responder stands in');
  await standsIn.first().waitFor();
  await isWith(reference, 'Rosa Responder');
  await page.getByRole('button', { name: 'Absence of Fay Front' }).click();
  await dialog.getByRole('button', { name: 'Is back' }).click();
  await standsIn.first().waitFor({ state: 'detached' });
  const seen = await rig.open('otto', '/board');
  await seen.getByRole('link', { name: reference }).waitFor();
  expect(await seen.getByRole('button', { name: /^(Give|Move|Absence)/ }).count()).toBe(0);
});
