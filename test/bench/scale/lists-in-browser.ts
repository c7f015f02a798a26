// Lists in a real Chromium: from the press of a key or a click to the rows on the screen, and from nothing to the rows.
import type { Page } from 'playwright-core';
import type { ConsoleRig } from '../../harness/console.ts';
import { type Figure, figureOf, timed } from './measure.ts';

const ROUNDS = 40;
const AIM_MS = 300;
const lists = [
  '/work?scope=all',
  '/work?scope=all&sort=severity',
  '/work?scope=all&sort=opened',
  '/work?scope=all&status=%5B%22investigating%22%5D',
];

// Goes there as a link of the app does, and waits until rows of the new list were drawn: two frames after they stand there.
const goTo = (path: string): string => `new Promise((done) => {
  const rows = () => [...document.querySelectorAll('main a[href*="/console/cases/"]')].map((one) => one.href).join();
  const before = rows();
  const from = performance.now();
  history.pushState({}, '', '/console${path}');
  dispatchEvent(new PopStateEvent('popstate', { state: {} }));
  const look = () => {
    const now = rows();
    if (now !== '' && now !== before && !document.querySelector('main [aria-busy="true"]'))
      requestAnimationFrame(() => done(performance.now() - from));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})`;

const firstRow = (page: Page) => page.locator('main a[href*="/console/cases/"]').first().waitFor();

/** Opens lists in a browser. */
export async function openLists(
  rig: ConsoleRig,
  progress: (name: string) => void,
): Promise<Figure[]> {
  const page = await rig.open('sam', '/corrective-actions');
  const pressed: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    progress(`list in the browser ${round + 1}/${ROUNDS}`);
    // Loaded again, so that the app keeps nothing of the list.
    await page.goto(`${rig.url}/console/corrective-actions`);
    await page.locator('h1').first().waitFor();
    await page.waitForLoadState('load');
    const path = lists[round % lists.length] ?? '';
    pressed.push((await page.evaluate(goTo(path))) as number);
  }
  const loaded = await timed(ROUNDS, async (round) => {
    progress(`console loaded on a list ${round + 1}/${ROUNDS}`);
    await page.goto(`${rig.url}/console${lists[round % lists.length] ?? ''}`);
    await firstRow(page);
  });
  await page.context().close();
  return [
    figureOf('browser: list after a click', pressed, AIM_MS),
    figureOf('browser: console loaded on a list', loaded, AIM_MS),
  ];
}
