// The work list in a real browser on the whole product: news without loading again, work by keyboard alone, many at once, filters
// that stand in the address or under a name.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { stageManyCases } from '../../console/stage-many.ts';
import { axeFaults, type ConsoleRig, PHONE, settled, startConsole } from '../../harness/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterAll(() => rig.stop());

const complain = (subject: string) =>
  rig.complain({ subject, message: `${subject}. My parcel arrived broken.` });
const link = (page: Page, subject: string) =>
  page.getByRole('link', { name: subject, exact: true });
// What makes a page wider than its window.
const wider = `document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
  [...document.querySelectorAll('*')].filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth)
    .map((one) => one.outerHTML.slice(0, 120))`;
const search = (page: Page) => new URL(page.url()).searchParams;

test('a new complaint is announced while one looks, without loading again, and stands in the list on a click', async () => {
  const page = await rig.open('sam', '/work?scope=all');
  await page.getByText('No case is open').waitFor();
  await page.evaluate('window.notLoadedAgain = true');
  await complain('The lamp flickers');
  await page.getByRole('button', { name: /case.* changed: show/ }).click();
  await link(page, 'The lamp flickers').waitFor();
  expect(await page.evaluate('window.notLoadedAgain')).toBe(true);
  expect(await axeFaults(page)).toEqual([]);
});

test('R20 by keyboard alone: j moves, x marks, Enter takes what is marked and opens what one stands on', async () => {
  const reference = await complain('The chair wobbles');
  const page = await rig.open('sam', '/work?scope=all&sort=opened');
  await link(page, 'The chair wobbles').waitFor();
  const { keyboard } = page;
  await keyboard.press('j');
  await expect.poll(() => link(page, 'The chair wobbles').evaluate(isFocused)).toBe(true);
  await keyboard.press('x');
  await page.getByText('1 case marked').waitFor();
  // What is in front of the list has its own keys.
  await page.getByRole('button', { name: 'Take' }).focus();
  await keyboard.press('Enter');
  await page.getByText('1 case assigned').waitFor();
  const { body } = await (await rig.as('sam')).get(`/api/v1/cases/${reference}`);
  expect(body.status).toBe('assigned');
  await keyboard.press('Shift+?');
  await page.getByRole('dialog', { name: 'By keyboard' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.evaluate('document.activeElement.blur()');
  await keyboard.press('k');
  await expect.poll(() => link(page, 'The chair wobbles').evaluate(isFocused)).toBe(true);
  await keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/console/cases/${reference}`));
});

const isFocused = (element: Element): boolean => element === element.ownerDocument.activeElement;

test('R72 pointing at a case loads its page and reads no case; a click reads it', async () => {
  const reference = await complain('The drawer sticks');
  const page = await rig.open('sam', '/work?scope=all&sort=opened');
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  const loaded = page.waitForRequest(/assets\/case-page/);
  await link(page, 'The drawer sticks').hover();
  await loaded;
  await settled(page);
  expect(asked.filter((path) => path.includes(reference))).toEqual([]);
  await link(page, 'The drawer sticks').click();
  await page.getByRole('heading', { name: 'The drawer sticks' }).waitFor();
  expect(asked).toContain(`/api/v1/cases/${reference}`);
});

test('R21 several are given away at once; the one that cannot be is named with its reason', async () => {
  const refused = await complain('Finn was rude');
  const given = await complain('The table scratches');
  const api = await rig.as('sam');
  const about = { who: 'finn@redress.test', reason: 'The customer names him' };
  const { status } = await api.command(refused, 'record-complained-about', about);
  expect(status).toBe(200);
  const page = await rig.open('sam', '/work?scope=all');
  await page.getByRole('checkbox', { name: 'Mark Finn was rude' }).check();
  await page.getByRole('checkbox', { name: 'Mark The table scratches' }).check();
  await page.getByText('2 cases marked').waitFor();
  await page.getByRole('combobox', { name: 'Give to …' }).fill('Finn');
  await page.getByRole('option', { name: 'Finn Front' }).click();
  const alert = page.getByRole('alert').filter({ hasText: '1 case was not assigned' });
  await alert.getByText(refused).waitFor();
  await alert.getByText('Finn was rude').waitFor();
  expect(await alert.getByText(given).count()).toBe(0);
  expect((await api.get(`/api/v1/cases/${given}`)).body.status).toBe('assigned');
  expect((await api.get(`/api/v1/cases/${refused}`)).body.status).toBe('new');
  expect(await axeFaults(page)).toEqual([]);
});

test('filters stand in the address, survive loading again, and are kept under a name at every desk', async () => {
  await complain('The mirror hangs askew');
  const page = await rig.open('sam', '/work');
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.getByRole('searchbox', { name: 'Search cases' }).fill('mirror');
  await expect.poll(() => search(page).get('q')).toBe('mirror');
  await page.reload();
  await link(page, 'The mirror hangs askew').waitFor();
  expect(await page.getByRole('searchbox', { name: 'Search cases' }).inputValue()).toBe('mirror');
  await page.getByRole('button', { name: 'Saved filters' }).click();
  await page.getByRole('menuitem', { name: 'Save or remove …' }).click();
  const dialog = page.getByRole('dialog', { name: 'Saved filters' });
  await dialog.getByLabel('Save the filters of now as').fill('Mirrors');
  await page.keyboard.press('Enter');
  await dialog.getByRole('button', { name: 'Remove Mirrors' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.context().close();

  // Elsewhere, by keyboard.
  const other = await rig.open('sam', '/work');
  await settled(other);
  await other.getByRole('button', { name: 'Saved filters' }).focus();
  await other.keyboard.press('Enter');
  // A menu that opens stands on its first entry.
  await expect
    .poll(() => other.getByRole('menuitem', { name: 'Mirrors' }).evaluate(isFocused))
    .toBe(true);
  await other.keyboard.press('Enter');
  await expect.poll(() => search(other).get('q')).toBe('mirror');
  await link(other, 'The mirror hangs askew').waitFor();
  await other.getByRole('button', { name: 'Saved filters' }).click();
  await other.getByRole('menuitem', { name: 'Save or remove …' }).click();
  await other.getByRole('button', { name: 'Remove Mirrors' }).click();
  await other.getByRole('button', { name: 'Remove Mirrors' }).waitFor({ state: 'detached' });
  // The page does not wait for the answer.
  const api = await rig.as('sam');
  await expect
    .poll(async () => (await api.get('/api/v1/preferences')).body.savedFilters)
    .toEqual([]);
  // R71: what went by itself is told until it was read.
  const { body: mine } = await api.get('/api/v1/preferences');
  expect((await api.put('/api/v1/preferences', { ...mine, lapsedFilters: 2 })).status).toBe(200);
  await other.reload();
  await other.getByRole('button', { name: 'Saved filters' }).click();
  await other.getByText('2 saved filters are gone').waitFor();
  await other.getByRole('menuitem', { name: 'Understood' }).click();
  await other.getByText('2 saved filters are gone').waitFor({ state: 'detached' });
  await expect.poll(async () => (await api.get('/api/v1/preferences')).body.lapsedFilters).toBe(0);
});

test.each([false, true])(
  'the list on a phone has nothing that axe finds serious (dark: %s)',
  async (dark) => {
    await complain(`The clock stands still ${dark}`);
    const page = await rig.open('sam', '/work?scope=all', { width: PHONE, dark });
    await link(page, `The clock stands still ${dark}`).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(await page.evaluate(wider)).toEqual([]);
  },
);

test('the palette finds a case by a word of it, and opens it by keyboard', async () => {
  const reference = await complain('The gramophone crackles');
  const page = await rig.open('sam', '/work');
  await settled(page);
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder(/^Search cases and pages/).waitFor();
  await page.keyboard.type('gramophone');
  await page.getByText(`${reference} · New`).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForURL(new RegExp(`/console/cases/${reference}`));
});

test('of 10,000 things to do only those in sight are drawn, and more are read as one goes down', async () => {
  const page = await rig.open('sam', await stageManyCases(rig));
  await page.getByRole('heading', { name: 'Overdue' }).waitFor();
  const drawn = () => page.locator('[data-row]').count();
  expect(await drawn()).toBeLessThan(100);
  const read = () => page.evaluate<number>('document.documentElement.scrollHeight');
  const before = await read();
  await page.evaluate('window.scrollTo(0, document.documentElement.scrollHeight)');
  await expect.poll(read, { timeout: 20_000 }).toBeGreaterThan(before + 1000);
  expect(await drawn()).toBeLessThan(100);
});
