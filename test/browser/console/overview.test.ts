// The overview in a real browser: what reaches senior management stands on top, and every number opens a list with that many cases.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHandClock } from '../../../shared/clock.ts';
import { axeFaults, type ConsoleRig, PHONE, startConsole } from '../../harness/console.ts';
import { eventually } from '../../harness/product.ts';

const HOUR_MS = 3_600_000;
const NONE_OPENED = 8;
const clock = createHandClock(new Date());
let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole({ clock });
});
afterAll(() => rig.stop());

type Shown = { href: string; cases: number };

const numbersOf = (page: Page): Promise<Shown[]> =>
  page.locator('a[data-count]').evaluateAll((links) =>
    links.map((link) => ({
      href: String(link.getAttribute('href')),
      cases: Number(link.getAttribute('data-count')),
    })),
  );

test('R30 what nobody resolved in 72 hours is on top of the overview, and every number opens a list with that many cases', async () => {
  const reference = await rig.complain({
    subject: 'Nobody answers',
    message: 'I was charged twice and nobody answers. This is outrageous, I want a refund.',
  });
  for (let passed = 0; passed < 74; passed += 2) clock.advanceMs(2 * HOUR_MS);
  await Promise.all([
    ...['The parcel is broken.', 'The bill is wrong.'].map((message) => rig.complain({ message })),
    eventually('level 3', async () => {
      const { body } = await (await rig.as('sue')).get(`/api/v1/cases/${reference}`);
      return body.escalationLevel === 3;
    }),
  ]);
  const page = await rig.open('max', '/overview?days=7');
  const top = page.getByRole('region', { name: /Need senior management/ });
  await top.getByText('Nobody answers').waitFor();
  await page.locator('canvas').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByText('As a table').click();
  const numbers = await numbersOf(page);
  expect(numbers.some(({ cases }) => cases === 3)).toBe(true);
  // Many say the same: each list is opened once.
  const byHref = new Map(numbers.map(({ href, cases }) => [href, cases]));
  expect(byHref.size).toBeGreaterThan(30);
  const client = page.context();
  const lists = await Promise.all([0, 1, 2].map(() => client.newPage()));
  // All that count something, and some of those that count nothing; all of them are asked for in test/integration.
  const some = [...byHref].filter(([, cases]) => cases > 0);
  const none = [...byHref].filter(([, cases]) => cases === 0);
  const waiting = [...some, ...none.slice(0, NONE_OPENED)];
  await Promise.all(
    lists.map(async (list) => {
      for (let next = waiting.pop(); next; next = waiting.pop()) {
        const [href, cases] = next;
        await list.goto(`${rig.url}${href}`, { waitUntil: 'commit' });
        const total = await list.locator('[data-total]').getAttribute('data-total');
        const lines = await list.locator('main li a.rd-reference').count();
        expect([href, Number(total), lines]).toEqual([href, cases, cases]);
      }
    }),
  );
});

test('R72 a phone shows it dark and in German, a supervisor without a team is told what to do, the frontline has no menu for it', async () => {
  const page = await rig.open('max', '/overview', { width: PHONE, dark: true, locale: 'de-DE' });
  await page.getByRole('heading', { name: 'Überblick' }).waitFor();
  await page.locator('canvas').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(PHONE);
  const supervisor = await rig.open('sam', '/overview');
  await supervisor.getByText('You belong to no team').waitFor();
  const frontline = await rig.open('fay', '/nowhere');
  await frontline.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  expect(await frontline.getByRole('link', { name: 'Overview' }).count()).toBe(0);
});
