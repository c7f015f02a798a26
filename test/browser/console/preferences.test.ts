// What staff set for themselves, in a real browser: it holds at once, and at the next desk.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, PHONE, startConsole } from '../../harness/console.ts';

let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterAll(() => rig.stop());

const root = (name: string) => `document.documentElement.getAttribute('${name}')`;

test('what I choose holds at once, and at the next desk: look, density, language, time zone', async () => {
  const page = await rig.open('sam', '/preferences');
  await page.getByText('Dark', { exact: true }).click();
  await page.locator('html[data-mantine-color-scheme="dark"]').waitFor({ state: 'attached' });
  await page.getByText('Compact', { exact: true }).click();
  await page.locator('html[data-density="compact"]').waitFor({ state: 'attached' });
  await page.getByRole('combobox', { name: 'Time zone' }).fill('Tokyo');
  await page.getByRole('option', { name: 'Asia/Tokyo' }).click();
  await page.getByText(/GMT\+9|JST/).waitFor();
  const social = page.getByLabel('A social thread waits for an answer');
  await social.click();
  await expect.poll(() => social.isChecked()).toBe(false);
  await page.getByRole('combobox', { name: 'Send it' }).click();
  await page.getByRole('option', { name: '07:00' }).click();
  await page.getByRole('combobox', { name: 'Language of the console' }).click();
  await page.getByRole('option', { name: 'Deutsch' }).click();
  await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);

  // The page comes dressed: no script has to run before it is dark.
  const cookies = await page.context().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const html = await (await fetch(`${rig.url}/console/work`, { headers: { cookie } })).text();
  expect(html).toMatch(
    /<html data-look="dark" data-density="compact" data-mantine-color-scheme="dark"/,
  );

  const elsewhere = await rig.open('sam', '/preferences', { width: PHONE, zone: 'UTC' });
  await elsewhere.getByRole('heading', { name: 'Einstellungen' }).waitFor();
  expect(await elsewhere.evaluate(root('data-mantine-color-scheme'))).toBe('dark');
  expect(await elsewhere.evaluate(root('data-density'))).toBe('compact');
  expect(await elsewhere.evaluate(root('lang'))).toBe('de');
  await elsewhere.getByText(/GMT\+9|JST/).waitFor();
  expect(
    await elsewhere.getByLabel('Ein Social-Media-Beitrag wartet auf Antwort').isChecked(),
  ).toBe(false);
  expect(await axeFaults(elsewhere)).toEqual([]);
  const { body } = await (await rig.as('sam')).get('/api/v1/preferences');
  expect(body).toMatchObject({
    digest: { hour: 7, timeZone: 'Asia/Tokyo' },
    timeZone: 'Asia/Tokyo',
  });
});

test('what could not be kept is taken back and said', async () => {
  const page = await rig.open('fay', '/preferences');
  await page.getByText('Compact', { exact: true }).waitFor();
  await page.route('**/api/v1/preferences', (route) =>
    route.request().method() === 'PUT'
      ? route.fulfill({
          status: 503,
          contentType: 'application/problem+json',
          body: '{"title":"away"}',
        })
      : route.continue(),
  );
  await page.getByText('Compact', { exact: true }).click();
  await page.getByRole('alert').waitFor();
  await page.locator('html[data-density="comfortable"]').waitFor({ state: 'attached' });
});
