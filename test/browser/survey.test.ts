// The survey page in a real browser without JavaScript: by its signed link, once a closure, in four languages, wide and on a
// phone. Screenshots are written to SURVEY_SHOTS, when a person wants to look at them.
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { newId } from '../../shared/ids.ts';
import { surveyUrl } from '../../shared/status-link.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { type PortalRig, putCase, receivedItems, startPortal } from '../integration/portal-rig.ts';
import { complain } from '../integration/portal-visitor.ts';

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'];
const languages = { en: 'en-GB', de: 'de-DE', es: 'es-ES', fr: 'fr-FR' };

let database: TestDatabase;
let rig: PortalRig;
let browser: Browser;
const opened: BrowserContext[] = [];

async function visit(url: string, locale: string, width = 1280): Promise<Page> {
  const context = await browser.newContext({
    javaScriptEnabled: false,
    viewport: { width, height: 844 },
    locale,
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

/** A case that is resolved, in an epoch, and the link that its customer was sent. */
async function askedCustomer(epoch = 1) {
  const { reference } = await complain(rig);
  const shown = { caseId: newId(), reference, status: 'resolved', epoch };
  await putCase(database.db, shown, [reference]);
  return { ...shown, link: surveyUrl(rig.url, rig.deps.signer, { reference, epoch }) };
}

test('R05 R28 the link of the mail leads to five choices; the answer comes in once, with its case', async () => {
  const { reference, link } = await askedCustomer();
  const page = await visit(link, 'en-GB');
  await page.getByRole('heading', { name: 'How well did we put this right?' }).waitFor();
  await page.getByRole('radio', { name: 'Poorly' }).check();
  await page.getByLabel('Anything you would like to add?').fill('Nobody <b>called</b> back.');
  await page.getByRole('button', { name: 'Send answer' }).click();
  await page.getByRole('heading', { name: 'Thank you for your answer' }).waitFor();
  const items = await receivedItems(database.db);
  expect(items.at(-1)).toMatchObject({
    channel: 'survey',
    text: 'Nobody <b>called</b> back.',
    survey: { scale: 5, score: 2, caseReference: reference },
  });
  const again = await visit(link, 'en-GB');
  await again.getByRole('heading', { name: 'We already have your answer' }).waitFor();
  expect(await again.getByRole('radio').count()).toBe(0);
  expect((await receivedItems(database.db)).length).toBe(items.length);
});

test('R28 a case that was reopened and resolved again is asked about again', async () => {
  const first = await askedCustomer();
  const page = await visit(first.link, 'en-GB');
  await page.getByRole('radio', { name: 'Not at all' }).check();
  await page.getByRole('button', { name: 'Send answer' }).click();
  await page.getByRole('heading', { name: 'Thank you' }).waitFor();
  // Taken up again: the old link says so; once it is resolved again, it leads to the new question.
  await putCase(database.db, { ...first, status: 'investigating', epoch: 2 }, []);
  const between = await visit(first.link, 'en-GB');
  await between.getByRole('heading', { name: 'We are working on this again' }).waitFor();
  await putCase(database.db, { ...first, epoch: 2 }, []);
  const second = await visit(first.link, 'en-GB');
  await second.getByRole('heading', { name: 'We took this up again' }).waitFor();
  expect(await second.getByRole('radio').count()).toBe(0);
  await second.getByRole('link', { name: 'Rate how it stands now' }).click();
  await second.getByRole('radio', { name: 'Very well' }).check();
  await second.getByRole('button', { name: 'Send answer' }).click();
  await second.getByRole('heading', { name: 'Thank you for your answer' }).waitFor();
});

test('S24 a link that we did not sign, or of another case, shows nothing', async () => {
  const { link } = await askedCustomer();
  const other = await askedCustomer();
  const [, signature = ''] = link.split('.').slice(-2).join('.').split('.');
  for (const forged of [
    `${link}x`,
    link.slice(0, -1),
    `${rig.url}/survey/${other.reference}.${signature}`,
  ]) {
    const response = await fetch(forged);
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('type="radio"');
  }
});

test('field 3.23 the page is in the language of its reader, wide and on a phone, without scrolling sideways', async () => {
  const shots = new Map<string, string>();
  for (const [language, locale] of Object.entries(languages)) {
    const { link } = await askedCustomer();
    for (const width of [1280, 390]) {
      const page = await visit(link, locale, width);
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
      expect(await page.getByRole('radio').count()).toBe(5);
      shots.set(language, (await page.locator('h1').textContent()) ?? '');
      const scrolls = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(scrolls, `${language} at ${width}`).toBe(width);
      const folder = process.env.SURVEY_SHOTS;
      if (folder) await page.screenshot({ path: join(folder, `survey-${language}-${width}.png`) });
    }
  }
  expect(new Set(shots.values()).size).toBe(4);
});
