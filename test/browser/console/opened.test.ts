// What opens on pages: dialogs, drawers, menus, lists of choices, what hangs around every page. axe finds nothing serious in any, light
// on a desktop and dark on a phone; what opened it has the focus again when it closes. All that opens anywhere:
// npm run console:screenshots -- --axe --state opened.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDialog } from '../../console/give-command.ts';
import { stageDecisions } from '../../console/stage-case.ts';
import {
  axeFaults,
  type ConsoleRig,
  type Look,
  PHONE,
  settled,
  startConsole,
  type Who,
} from '../../harness/console.ts';

let rig: ConsoleRig;
let decisions = '';
beforeAll(async () => {
  rig = await startConsole();
  decisions = await stageDecisions(rig);
});
afterAll(() => rig.stop());

const OPENED = '[role="dialog"]:visible, [role="menu"]:visible, [role="listbox"]:visible';

/** By whom, where, and the names of the buttons and fields that open something there. */
const openers: [Who, () => string, string[]][] = [
  ['ada', () => '/people', ['Invite somebody']],
  ['ada', () => '/channels', ['Add a mailbox']],
  ['sam', () => '/work', ['Severity', 'Saved filters']],
  ['sam', () => '/account', ['Make a token', 'Language of mails to you']],
  ['max', () => decisions, ['More']],
];

/** What is wrong once it is open, with its name before it. */
async function judge(page: Page, name: string): Promise<string[]> {
  await page.locator(OPENED).first().waitFor();
  return (await axeFaults(page)).map((fault) => `${name}: ${fault}`);
}

async function close(page: Page): Promise<void> {
  await page.keyboard.press('Escape');
  await page.locator(OPENED).first().waitFor({ state: 'hidden' });
}

async function faultsOf(page: Page, names: string[]): Promise<string[]> {
  const faults: string[] = [];
  for (const name of names) {
    const opener = page.getByRole('button', { name, exact: true });
    await opener
      .or(page.getByRole('combobox', { name, exact: true }))
      .first()
      .click();
    faults.push(...(await judge(page, name)));
    await close(page);
  }
  return faults;
}

/** The bell, the palette, and the dialogs of a case that a manager decides: dangerous, with a choice, with what it means. */
async function faultsOfRest(look: Look): Promise<string[]> {
  const faults: string[] = [];
  const page = await rig.open('max', decisions, look);
  await settled(page);
  await page.getByRole('button', { name: /^Notifications/ }).click();
  faults.push(...(await judge(page, 'bell')));
  await close(page);
  await page.keyboard.press('Control+k');
  faults.push(...(await judge(page, 'palette')));
  await close(page);
  for (const command of ['reject-remedy', 'approve-remedy', 'lift-suspension', 'correct']) {
    await openDialog(page, command);
    faults.push(...(await judge(page, command)));
    await close(page);
  }
  await page.context().close();
  return faults;
}

test.each([
  ['light, wide', {}],
  ['dark, on a phone', { width: PHONE, dark: true }],
] as const)('R17 R35 %s: axe finds nothing serious in what opens', async (_name, look) => {
  const faults: string[] = [];
  for (const [who, path, names] of openers) {
    const page = await rig.open(who, path(), look);
    await settled(page);
    faults.push(...(await faultsOf(page, names)));
    await page.context().close();
  }
  expect([...faults, ...(await faultsOfRest(look))]).toEqual([]);
});

/** Opens by keyboard, closes by Escape, and says whether the focus is back. */
async function focusComesBack(page: Page, name: string, item?: string): Promise<void> {
  const opener = page.getByRole('button', { name, exact: true });
  await opener.press('Enter');
  if (item) await page.getByRole('menuitem', { name: item, exact: true }).press('Enter');
  const dialog = page.getByRole('dialog');
  // It takes the focus when it has opened.
  await dialog.locator(':focus').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  await expect.poll(() => opener.evaluate((each) => each.matches(':focus'))).toBe(true);
}

test('a dialog closed by Escape gives the focus back to what opened it, be it a menu, for the keyboard to go on', async () => {
  const page = await rig.open('sam', '/account');
  await settled(page);
  await focusComesBack(page, 'Make a token');
  await page.goto(`${rig.url}/console${decisions}`);
  await settled(page);
  await focusComesBack(page, 'More', 'Record a contact');
  await page.context().close();
});
