// The portal in a real browser without JavaScript: the form, its errors, an outage, the status page; wide and on a phone.
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { openDb } from '../../shared/db.ts';
import { newId } from '../../shared/ids.ts';
import { surveyUrl } from '../../shared/status-link.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../harness/postgres.ts';
import { type PortalRig, putCase, receivedItems, startPortal } from '../integration/portal-rig.ts';
import { complain, cuttableLink } from '../integration/portal-visitor.ts';

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const PHONE_WIDTH = 390;

let database: TestDatabase;
let rig: PortalRig;
let browser: Browser;
const opened: BrowserContext[] = [];

async function visit(
  url: string,
  options: { width?: number; locale?: string } = {},
): Promise<Page> {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width: options.width ?? 1280, height: 844 },
    locale: options.locale ?? 'en-GB',
  });
  opened.push(context);
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

beforeAll(async () => {
  database = await createTestDatabase();
  rig = await startPortal(database.db);
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
});
afterEach(async () => {
  for (const context of opened.splice(0)) await context.close();
});
afterAll(async () => {
  await browser.close();
  await rig.stop();
  await database.drop();
});

const lastItem = async () => (await receivedItems(database.db)).at(-1);

describe('the form', () => {
  test('R01 R10 takes a message alone and says reference, promised time and status link', async () => {
    const page = await visit(rig.url);
    await page.getByLabel('What happened?').fill('The lamp arrived in pieces.');
    await page.getByRole('button', { name: 'Send message' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    const item = await lastItem();
    expect(item?.text).toBe('The lamp arrived in pieces.');
    expect(await page.locator('.reference').textContent()).toBe(item?.reference);
    expect(await page.locator('time').textContent()).toBe('Tuesday, 24 November 2026 at 09:00 CET');
    await page.getByRole('link', { name: 'Follow your case' }).click();
    await page.getByRole('heading', { name: 'We have received your message' }).waitFor();
  });

  test('R02 takes every field and two files, in German', async () => {
    const page = await visit(rig.url, { locale: 'de-DE', width: PHONE_WIDTH });
    await page.getByLabel('Was ist passiert?').fill('Zwei Teller waren zerbrochen.');
    await page.getByLabel('Name').fill('Jörg Müller');
    await page.getByLabel('E-Mail').fill('joerg@example.org');
    await page.getByLabel('Telefon').fill('030 1234');
    await page.getByLabel('Betreff').fill('Teller');
    await page.getByLabel('Bestell- oder Buchungsnummer').fill('B-77');
    await page.getByLabel('Wann ist es passiert?').fill('2026-11-20');
    await page.getByLabel('Fotos oder Dokumente').setInputFiles([
      { name: 'größe.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('one') },
      { name: 'zwei.pdf', mimeType: 'application/pdf', buffer: Buffer.from('two') },
    ]);
    await page.getByRole('button', { name: 'Nachricht senden' }).click();
    await page.getByRole('heading', { name: 'Danke' }).waitFor();
    expect(await lastItem()).toMatchObject({
      language: 'de',
      text: 'Zwei Teller waren zerbrochen.',
      subject: 'Teller',
      orderNumber: 'B-77',
      occurredAt: '2026-11-20',
      sender: { name: 'Jörg Müller', email: 'joerg@example.org', phone: '030 1234' },
      attachments: [
        { name: 'größe.jpg', mediaType: 'image/jpeg', bytes: 3 },
        { name: 'zwei.pdf', mediaType: 'application/pdf', bytes: 3 },
      ],
    });
  });

  test('shows errors beside the fields, keeps what was typed and puts the cursor there', async () => {
    const page = await visit(rig.url);
    await page.getByLabel('What happened?').fill('   ');
    await page.getByLabel('Name').fill('Ada "A" <L>');
    await page.getByLabel('E-mail').fill('ada@example');
    await page.getByRole('button', { name: 'Send message' }).click();
    expect(await page.title()).toMatch(/^Error: /);
    const message = page.getByLabel('What happened?');
    expect(await message.getAttribute('aria-invalid')).toBe('true');
    expect(await page.locator('#message-error').textContent()).toContain('what happened');
    expect(await page.locator('#email-error').isVisible()).toBe(true);
    expect(await page.getByLabel('Name').inputValue()).toBe('Ada "A" <L>');
    expect(await page.getByLabel('E-mail').inputValue()).toBe('ada@example');
    expect(await page.locator('textarea:focus').count()).toBe(1);
    await message.fill('Now it is said.');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByRole('button', { name: 'Send message' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(await lastItem()).toMatchObject({ sender: { name: 'Ada "A" <L>' } });
  });

  test('keeps the text through an outage of the database, and is accepted once after it', async () => {
    const link = await cuttableLink(database.url);
    const db = openDb(link.url, testLog);
    const portal = await startPortal(db);
    const before = (await receivedItems(database.db)).length;
    const page = await visit(portal.url);
    const words = '  first line\n\n"quoted" & <kept>\nüber 100 €';
    await page.getByLabel('What happened?').fill(words);
    await page.getByLabel('E-mail').fill('ada@example.org');
    await link.cut();
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.request().method() === 'POST'),
      page.getByRole('button', { name: 'Send message' }).click(),
    ]);
    expect(answer.status()).toBe(503);
    expect(Number((await answer.allHeaders())['retry-after'])).toBeGreaterThan(0);
    expect(await page.getByRole('alert').textContent()).toContain('It is still here');
    expect(await page.getByLabel('What happened?').inputValue()).toBe(words);
    expect(await page.getByLabel('E-mail').inputValue()).toBe('ada@example.org');
    await link.mend();
    await page.getByRole('button', { name: 'Send message' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(await receivedItems(database.db)).toHaveLength(before + 1);
    expect((await lastItem())?.text).toBe(words.trim());
    await portal.stop();
    await db.close();
    await link.close();
  });
});

describe('the status page', () => {
  test('opens by reference and e-mail, takes a reply and, once resolved, an answer', async () => {
    const { reference } = await complain(rig);
    await putCase(database.db, { caseId: newId(), reference, status: 'resolved' }, [reference]);
    const page = await visit(`${rig.url}/status`);
    await page.getByLabel('Reference').fill(reference.toLowerCase());
    await page.getByLabel('E-mail').fill('eve@example.org');
    await page.getByRole('button', { name: 'Show my case' }).click();
    expect(await page.getByRole('alert').textContent()).toContain('could not find');
    await page.getByLabel('E-mail').fill('ada@example.org');
    await page.getByRole('button', { name: 'Show my case' }).click();
    await page.getByRole('heading', { name: 'Your case is resolved' }).waitFor();
    await page.getByLabel('Your message').fill('It works now, thank you.');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    expect(await page.getByRole('status').textContent()).toContain('with your case');
    expect(await lastItem()).toMatchObject({
      text: 'It works now, thank you.',
      statusReplyTo: reference,
    });
    await page.getByRole('radio', { name: 'Very well' }).check();
    await page.getByLabel('Anything you would like to add?').fill('Quick.');
    await page.getByRole('button', { name: 'Send answer' }).click();
    expect(await page.getByRole('status').textContent()).toContain('Thank you for your answer');
    expect(await lastItem()).toMatchObject({ channel: 'survey', survey: { score: 5, scale: 5 } });
    expect(await page.content()).not.toContain('SECRET');
  });
});

describe('on a phone', () => {
  test('no page scrolls sideways, every control is tall enough for a finger', async () => {
    const { reference, path } = await complain(rig);
    const long = 'Donaudampfschifffahrtsgesellschaftskapitän'.repeat(6);
    const updates = [{ at: '2026-11-23T09:00:00Z', text: long }];
    const shown = { caseId: newId(), reference, status: 'resolved', summary: long, updates };
    await putCase(database.db, shown, [reference]);
    const survey = surveyUrl('', rig.deps.signer, { reference, epoch: 1 });
    const each = (base: string, mark: string) =>
      ['en', 'de', 'es', 'fr'].map((language) => `${base}${mark}lang=${language}`);
    const paths = [
      ...[...each('/', '?'), ...each('/status', '?'), ...each(path, '&')],
      ...each(`${survey}`, '?'),
      '/status/x?token=y',
    ];
    const page = await visit(rig.url);
    for (const width of [PHONE_WIDTH, 320]) {
      await page.setViewportSize({ width, height: 844 });
      for (const shown of paths) {
        await page.goto(rig.url + shown);
        const scrolls = await page.evaluate(() => document.documentElement.scrollWidth);
        expect(scrolls, `${shown} at ${width}`).toBe(width);
        const heights = await page
          .locator('button, input:not([type=hidden]), textarea')
          .evaluateAll((all) => all.map((control) => control.getBoundingClientRect().height));
        expect(Math.min(...heights, 1000), shown).toBeGreaterThanOrEqual(44);
      }
    }
  });
});

test('in every language the fields of a row stand on one line', async () => {
  const page = await visit(rig.url);
  for (const language of ['en', 'de', 'es', 'fr']) {
    await page.goto(`${rig.url}/?lang=${language}`);
    const bottom = async (id: string): Promise<number> => {
      const box = await page.locator(id).boundingBox();
      return Math.round((box?.y ?? 0) + (box?.height ?? 0));
    };
    expect(await bottom('#orderNumber'), language).toBe(await bottom('#occurredAt'));
  }
});

test('nothing on any page comes from elsewhere or is refused by the policy', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  opened.push(context);
  const page = await context.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('console', (message) => complaints.push(message.text()));
  const { path } = await complain(rig);
  for (const each of ['/', '/status', path]) await page.goto(rig.url + each);
  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((url) => !url.startsWith(rig.url))).toEqual([]);
  expect(complaints).toEqual([]);
});
