// What surrounds every page of the console, in a real browser: who gets in, the menu, the palette, the weight of the first load.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { axeFaults, type ConsoleRig, PHONE, settled, startConsole } from '../../harness/console.ts';

const FIRST_LOAD_BYTES_MAX = 350_000;
let rig: ConsoleRig;
beforeAll(async () => {
  rig = await startConsole();
});
afterAll(() => rig.stop());

test('S30 who is not signed in is led to signing in, and only a path of the console goes along', async () => {
  const page = await rig.open(undefined, '/nowhere?x=1');
  await page.waitForURL(/\/console\/sign-in/);
  expect(new URL(page.url()).searchParams.get('to')).toBe('/nowhere?x=1');
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
  await page.getByPlaceholder('Search cases and pages, or type a reference').waitFor();
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
  const page = await rig.open('sam', '/nowhere');
  await settled(page);
  const loaded = (await page.evaluate(
    `performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('.js')).map(({ encodedBodySize, decodedBodySize }) => ({ encodedBodySize, decodedBodySize }))`,
  )) as { encodedBodySize: number; decodedBodySize: number }[];
  const sum = (sizes: number[]) => sizes.reduce((total, size) => total + size, 0);
  expect(sum(loaded.map((file) => file.decodedBodySize))).toBeGreaterThan(100_000);
  expect(sum(loaded.map((file) => file.encodedBodySize))).toBeLessThan(FIRST_LOAD_BYTES_MAX);
});
