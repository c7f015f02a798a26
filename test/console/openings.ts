// Opens, one after the other, whatever opens on a page: menus, choices, dialogs, drawers. Found by clicking all that can be clicked, so
// that a new dialog cannot be forgotten. The page should be one that only reads (conditions.ts): buttons that act are clicked too.
import type { Locator, Page } from 'playwright-core';

const OPENED = '[role="dialog"]:visible, [role="menu"]:visible, [role="listbox"]:visible';
const OPENERS = 'button:visible:enabled, input[aria-haspopup]:visible:enabled';
/** Openers looked at on a page, and things chosen in a menu. */
const OPENERS_MAX = 40;
const ITEMS_MAX = 40;
/** Milliseconds in which something opens after a click. Pictures need no more certainty than that. */
const OPENING_MS = 350;

/** What an opener is called, for a file's name; nothing for one like another before it, as in the rows of a list. */
const nameOf = (opener: Locator): Promise<string> =>
  opener.evaluate((element) => {
    const row = element.closest('li, tr, article, [role="row"]');
    const first = row?.parentElement?.firstElementChild;
    if (row && row !== first) return '';
    const named = element.getAttribute('aria-label') || element.textContent || '';
    const label = (element as HTMLInputElement).labels?.[0]?.textContent ?? '';
    return (named || label || element.getAttribute('placeholder') || element.tagName).trim();
  });

const fileName = (text: string): string =>
  text
    .normalize('NFKD')
    .replaceAll(/\p{Mn}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-|-$/g, '');

async function isOpened(page: Page): Promise<boolean> {
  // Under load a click is drawn late: two frames first.
  await page.evaluate(
    () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))),
  );
  const opened = page.locator(OPENED).first();
  return opened.waitFor({ timeout: OPENING_MS }).then(
    () => true,
    () => false,
  );
}

async function close(page: Page, home: string): Promise<void> {
  for (let tries = 0; tries < 3 && (await page.locator(OPENED).count()) > 0; tries += 1) {
    await page.keyboard.press('Escape');
    await page.waitForTimeout(60);
  }
  if (page.url() !== home || (await page.locator(OPENED).count()) > 0) {
    await page.goto(home);
    await page.locator('h1').first().waitFor();
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  }
}

/** Clicks what is there, if it still is. A second is long for a page that stands still. */
const click = (target: Locator): Promise<boolean> =>
  target.click({ timeout: 1000 }).then(
    () => true,
    () => false,
  );

/** Everything in an open menu, each chosen in turn; the menu opens anew for each. */
async function openItems(
  page: Page,
  { opener, home, name }: { opener: Locator; home: string; name: string },
  seen: (name: string) => Promise<void>,
): Promise<void> {
  const items = page.locator('[role="menu"]:visible [role="menuitem"]:enabled');
  const texts = (await items.allTextContents()).slice(0, ITEMS_MAX);
  for (const [at, text] of texts.entries()) {
    if (at > 0) {
      await close(page, home);
      if (!(await click(opener)) || !(await isOpened(page))) return;
    }
    if (!(await click(items.nth(at)))) continue;
    const dialog = page.locator('[role="dialog"]:visible').first();
    const shown = await dialog.waitFor({ timeout: OPENING_MS }).then(
      () => true,
      () => false,
    );
    if (shown) await seen(`${name}-${fileName(text)}`);
  }
}

/**
 * Opens each thing of a part of the page, and calls `seen` with a name while it is open. The page is as before at the end, apart from
 * what was typed by nobody.
 */
export async function openEach(
  page: Page,
  seen: (name: string) => Promise<void>,
  within = 'main',
): Promise<void> {
  const home = page.url();
  const openers = page.locator(within).locator(OPENERS);
  const known = new Set<string>();
  for (let at = 0; at < Math.min(await openers.count(), OPENERS_MAX); at += 1) {
    const opener = openers.nth(at);
    const name = fileName(await nameOf(opener).catch(() => ''));
    if (name === '' || known.has(name)) continue;
    known.add(name);
    if (!(await click(opener)) || !(await isOpened(page))) {
      if (page.url() !== home) await close(page, home);
      continue;
    }
    await seen(name);
    if ((await page.locator('[role="menu"]:visible').count()) > 0)
      await openItems(page, { opener, home, name }, seen);
    await close(page, home);
  }
}

/** What hangs around every page: bell, one's own menu, on a phone the menu of pages; the palette, and what the key ? shows. */
export async function openShell(page: Page, seen: (name: string) => Promise<void>): Promise<void> {
  const home = page.url();
  const header = page.locator('.mantine-AppShell-header, .mantine-AppShell-navbar');
  const bell = header.locator('button[aria-haspopup="dialog"]:visible').first();
  if ((await click(bell)) && (await isOpened(page))) await seen('bell');
  await close(page, home);
  for (const [keys, name] of [
    ['Control+k', 'palette'],
    ['Shift+?', 'keys'],
  ] as const) {
    await page.keyboard.press(keys);
    await page.locator(OPENED).first().waitFor();
    await seen(name);
    await close(page, home);
  }
  if (await click(page.locator('.mantine-Burger-root:visible'))) {
    await page.locator('nav a:visible').first().waitFor();
    await seen('pages');
  }
  // Nothing of one's own menu is chosen: it would sign out, and change how all later pictures look.
  const own = page.locator('.mantine-AppShell-navbar button[aria-haspopup="menu"]:visible');
  if ((await click(own)) && (await isOpened(page))) await seen('own-menu');
  await close(page, home);
}
