// Every page of the console's list, by whoever may see it, light on a desktop and dark on a phone: axe finds nothing serious, nothing
// fails in the browser, no page is wider than the phone, each has a title of its own.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withoutPictures } from '../../console/page-shots.ts';
import {
  axeFaults,
  type ConsoleRig,
  type Look,
  PHONE,
  people,
  settled,
  startConsole,
  type Who,
} from '../../harness/console.ts';

/** What is used here of a page. The app's own types are for browsers and stay there. */
type PageDefinition = { path: string; open?: true; isFor?(session: object): boolean };
const list = new URL('../../../services/console/app/pages.ts', import.meta.url);
const { pages } = (await import(list.href)) as { pages: PageDefinition[] };

let rig: ConsoleRig;
let reference = '';
beforeAll(async () => {
  rig = await startConsole();
  reference = await rig.complain({
    name: 'Ada Vale',
    subject: 'Parcel broken',
    message: 'The parcel arrived broken and nobody answers. I want my money back, 40 euros.',
  });
});
afterAll(() => rig.stop());

const looks: Record<string, Look> = {
  'light, wide': {},
  'dark, on a phone, in German': { width: PHONE, dark: true, locale: 'de-DE' },
};

/** The first of the people whom a page is for; nobody for an open one. */
function visitorOf({ open, isFor }: PageDefinition): Who | undefined {
  if (open) return undefined;
  const found = people.find((person) => (isFor ?? (() => true))({ responderFor: [], ...person }));
  if (!found) throw new Error('nobody may see this page');
  return found.email.slice(0, found.email.indexOf('@')) as Who;
}

describe.each(Object.entries(looks))('%s', (_name, look) => {
  test.each(pages.map((page) => [page.path, page] as const))('%s', async (path, definition) => {
    const at = path.replace('$reference', reference).replaceAll(/\$\w+/g, 'none');
    const page = await rig.open(visitorOf(definition), at, look);
    await settled(page);
    expect(await axeFaults(page)).toEqual([]);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(look.width ?? 1440);
    expect(await page.title()).toMatch(/\S+ · Redress$/);
    await page.context().close();
  });
});

test('of every page pictures are taken', () => {
  expect(withoutPictures(pages.map(({ path }) => path))).toEqual([]);
});
