// Hostile mails in a real browser, without the frame and the policy that guard them there: the sanitiser alone must do (S1–S3).
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailPage } from '../../services/cases/shown-mail/mail-page.ts';
import { shownHtml, shownText } from '../../services/cases/shown-mail/read-html.ts';
import { attackMarkup } from '../corpus/attacks/markup.ts';

const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'];
let browser: Browser;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: flags });
});
afterAll(() => browser.close());

/** Shows documents one after the other in a page where `boom()` is heard and every request is counted. */
async function show(documents: string[]): Promise<{ ran: string[]; asked: string[] }> {
  const page = await browser.newPage();
  const ran: string[] = [];
  const asked: string[] = [];
  await page.exposeFunction('heard', (at: string) => void ran.push(at));
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (url === 'http://mail.test/')
      return route.fulfill({ contentType: 'text/html', body: '<p>' });
    asked.push(url);
    return route.abort();
  });
  await page.goto('http://mail.test/');
  await page.evaluate(async (given) => {
    const open = globalThis as unknown as Record<string, (at?: string) => void>;
    let at = '';
    open.boom = () => open.heard?.(at);
    for (const html of given) {
      at = html.slice(0, 200);
      // Parsed as a document is, scripts and all; then once more as markup that is put into a page.
      const frame = document.createElement('iframe');
      frame.srcdoc = html;
      const loaded = new Promise((resolve) => {
        frame.onload = resolve;
      });
      document.body.append(frame);
      const inner = frame.contentWindow as unknown as Record<string, unknown>;
      inner.boom = open.boom;
      await loaded;
      const body = frame.contentDocument?.body.innerHTML ?? '';
      const again = document.createElement('div');
      document.body.append(again);
      again.innerHTML = body;
      for (const element of again.querySelectorAll('*')) {
        element.dispatchEvent(new Event('mouseover', { bubbles: true }));
        element.dispatchEvent(new Event('focus'));
      }
      frame.remove();
      again.remove();
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }, documents);
  await page.close();
  return { ran, asked };
}

/** The document without the policy that would stop what the sanitiser let through. */
const bare = (html: string): string => html.replace(/<meta http-equiv="Content-Security[^>]*>/, '');

test('the harness hears what runs and what is asked for, where nothing is sanitised', async () => {
  const { ran, asked } = await show([
    '<img src=x onerror=parent.boom()>',
    '<img src=https://evil.test/p.gif>',
  ]);
  expect(ran.length).toBeGreaterThan(0);
  expect(asked.some((url) => url.startsWith('https://evil.test/'))).toBe(true);
});

test('S1 S2 S3 nothing of the corpus runs, and nothing leaves, as HTML or as text', async () => {
  const shown = attackMarkup.map(
    (attack) => shownHtml(attack.replaceAll('boom()', 'parent.boom()')).html,
  );
  const texts = attackMarkup.map((attack) => shownText(attack).html);
  // Many attacks come out as the same; a few stand in one document, which costs less than one each.
  const each = [...new Set([...shown, ...texts])];
  const documents = Array.from({ length: Math.ceil(each.length / 20) }, (_, index) => {
    const html = each.slice(index * 20, index * 20 + 20).join('<hr>');
    return bare(mailPage({ html, from: 'html', remoteImages: 0, cut: false }));
  });
  expect(await show(documents)).toEqual({ ran: [], asked: [] });
});
