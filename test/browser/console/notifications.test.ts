// What happened to my work, as the console tells it: the bell, the browser's own notifications, an open case.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, PHONE, startConsole } from '../../harness/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterAll(() => rig.stop());

const give = async (to: string): Promise<string> => {
  const reference = await rig.complain({ name: 'Ann Vale', message: 'The chair came broken.' });
  const { status } = await (await rig.as('sam')).command(reference, 'assign', {
    to: `${to}@redress.test`,
  });
  expect(status).toBe(200);
  return reference;
};
/** Faults but those of what the open list half covers: it is closed before anybody presses that. */
const faults = async (page: Page) =>
  (await axeFaults(page)).filter((fault) => !fault.includes('partially obscured'));
const bell = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

test('R20 R22 what is given to me is told at once in every tab, opens its case, and is read then', async () => {
  const page = await rig.open('fay', '/work');
  await bell(page, 'Notifications, none unread').waitFor();
  const other = await page.context().newPage();
  await other.goto(`${rig.url}/console/account`);
  await bell(other, 'Notifications, none unread').waitFor();
  const reference = await give('fay');
  await bell(page, 'Notifications, 1 unread').waitFor();
  await bell(other, 'Notifications, 1 unread').waitFor();
  const second = await give('fay');
  await bell(page, 'Notifications, 2 unread').click();
  const line = page.getByRole('link', { name: new RegExp(`Given to you.*${reference}`) });
  await line.waitFor();
  expect(await faults(page)).toEqual([]);
  await line.press('Enter');
  await page.waitForURL(new RegExp(reference));
  await bell(page, 'Notifications, 1 unread').waitFor();
  // Coming to a case otherwise reads it too.
  await page.goto(`${rig.url}/console/cases/${second}`);
  await bell(page, 'Notifications, none unread').waitFor();

  await bell(other, 'Notifications, none unread').waitFor();

  // A case that I look at follows what others do, without loading it again.
  await (await rig.as('sam')).command(second, 'note', { text: 'Ann called again at noon.' });
  await page.getByText('Ann called again at noon.').first().waitFor();

  // What comes after the page was read and before the stream is there is told too.
  const phone = await rig.open('fay', '/account', { width: PHONE, dark: true, locale: 'de-DE' });
  let follow = () => {};
  const given = new Promise<void>((done) => {
    follow = done;
  });
  await phone.route('**/api/v1/changes', async (route) => {
    await given;
    await route.continue();
  });
  await phone.reload();
  await bell(phone, 'Benachrichtigungen, keine ungelesen').waitFor();
  await give('fay');
  await bell(page, 'Notifications, 1 unread').waitFor();
  follow();
  await bell(phone, 'Benachrichtigungen, 1 ungelesen').click();
  await phone.getByText('Ihnen gegeben').first().waitFor();
  expect(await faults(phone)).toEqual([]);
  await bell(phone, 'Alle gelesen').click();
  await bell(phone, 'Benachrichtigungen, keine ungelesen').waitFor();
});

// The browser's own constructor, with a record of what it was given and whether it was shown.
const recording = `
  window.told = [];
  const Shown = window.Notification;
  window.Notification = class extends Shown {
    constructor(title, options) {
      super(title, options);
      const record = { title, ...options, shown: false, it: this };
      window.told.push(record);
      this.addEventListener('show', () => { record.shown = true; });
      this.addEventListener('error', () => { record.failed = true; });
    }
  };
  Object.defineProperty(document, 'visibilityState', { get: () => window.inView ? 'visible' : 'hidden' });`;

test('R20 the browser tells it too where I allowed that, only while no page is in view, without names or texts', async () => {
  const page = await rig.open('finn', '/preferences');
  const asked = 'Notification.permission';
  expect(await page.evaluate(asked)).not.toBe('granted');
  await page.context().grantPermissions(['notifications'], { origin: rig.url });
  const shown = page.getByLabel('Show them by the browser too');
  await shown.click();
  await expect.poll(() => shown.isChecked()).toBe(true);
  await page.addInitScript(recording);
  await page.goto(`${rig.url}/console/work`);
  await bell(page, 'Notifications, none unread').waitFor();
  const told =
    'window.told.map(({ title, body, shown, failed }) => ({ title, body, shown, failed }))';
  const reference = await give('finn');
  await bell(page, 'Notifications, 1 unread').waitFor();
  await expect.poll(() => page.evaluate(told), { timeout: 20_000 }).toHaveLength(1);
  // The real constructor, and the browser's own word that it was shown.
  await expect.poll(() => page.evaluate('window.told[0].shown'), { timeout: 20_000 }).toBe(true);
  const [only] = (await page.evaluate(told)) as Record<string, string>[];
  expect(only).toMatchObject({
    title: `Given to you: ${reference}`,
    body: expect.stringMatching(/^Due /),
  });
  expect(JSON.stringify(only)).not.toMatch(/Ann|chair/);

  await page.evaluate('window.inView = true');
  await give('finn');
  await bell(page, 'Notifications, 2 unread').waitFor();
  expect(await page.evaluate('window.told.length')).toBe(1);
  await page.evaluate("window.told[0].it.dispatchEvent(new Event('click'))");
  await page.waitForURL(new RegExp(reference));
});
