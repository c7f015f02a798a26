// What surrounds every page of the console, in a real browser: who gets in, the menu, the palette, the weight of the first load.
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, PHONE, startConsole } from '../../harness/console.ts';

const FIRST_LOAD_BYTES_MAX = 350_000;
let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterAll(() => rig.stop());

test('S30 who is not signed in is led to signing in, and only a path of the console goes along', async () => {
  const page = await rig.open(undefined, '/nowhere?x=1');
  await page.waitForURL(/\/console\/sign-in/);
  expect(new URL(page.url()).searchParams.get('to')).toBe('/console/nowhere?x=1');
});

test('an address that is none says so, in the language and look of its reader', async () => {
  const page = await rig.open('sam', '/nowhere', { locale: 'de-DE', dark: true });
  await page.getByRole('heading', { name: 'Hier ist nichts' }).waitFor();
  expect(await page.evaluate('document.documentElement.lang')).toBe('de');
  expect(await axeFaults(page)).toEqual([]);
});

test('the palette opens by Control K and takes no mouse', async () => {
  const page = await rig.open('sam', '/nowhere');
  await page.getByRole('heading', { name: 'There is nothing here' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Search pages, or type a reference').waitFor();
  await page.keyboard.type('c7k3m9qxd');
  await page.keyboard.press('ArrowDown');
  await page.getByText('Open case C7K3M9QXD').waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

test('the menu of a phone opens and closes', async () => {
  const page = await rig.open('ada', '/nowhere', { width: PHONE });
  await page.getByRole('button', { name: 'Menu', exact: true }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  await page.getByRole('button', { name: 'Close the menu' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor({ state: 'hidden' });
});

test('the first load stays under 350 kB of compressed scripts', async () => {
  const page = await rig.open(undefined, '/');
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) bodies.push(response.body());
  });
  await page.reload({ waitUntil: 'networkidle' });
  const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_LOAD_BYTES_MAX);
});
