// Pictures of every page of the console, to be looked at: each with nothing, a few things and 10,000, with an error, offline, loading, and
// with what opens on it; each of these wide and on a phone, light and dark, in English and German. Options: --help.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import {
  axeFaults,
  type ConsoleRig,
  type Look,
  PHONE,
  settled,
  startConsole,
  type Who,
  WIDE,
} from '../harness/console.ts';
import { type Condition, onlyReading, under } from './conditions.ts';
import { shootDocs } from './docs-shots.ts';
import { type Picture, writeGallery } from './gallery.ts';
import { openEach, openShell } from './openings.ts';
import { type PageShots, pageShots, type Stage, withoutPictures } from './page-shots.ts';
import { stageMany } from './stage-many.ts';

const usage = `npm run console:screenshots -- [--docs] [--to FOLDER] [--state STATE]… [--every-look] [--sheets] [PAGE…]
  --to FOLDER    where they are written (.parts/screenshots); index.html there shows them all
  --state STATE  only these: empty, few, error, offline, loading, opened, many
  --every-look   each state in all eight looks, not in a pair that has each of wide, phone, light, dark, English, German
  --sheets       also large pictures of nine each
  --axe          also what axe finds serious in what each picture shows; one such fault, and it ends with 1
  --docs         only the pictures of README.md and docs/console.md, into docs/images
  PAGE           only these pages: ${pageShots.map(({ name }) => name).join(', ')}
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    to: { type: 'string', default: '.parts/screenshots' },
    state: { type: 'string', multiple: true },
    'every-look': { type: 'boolean', default: false },
    sheets: { type: 'boolean', default: false },
    docs: { type: 'boolean', default: false },
    axe: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const docsImages = fileURLToPath(new URL('../../docs/images', import.meta.url));

const everyLook: Record<string, Look> = Object.fromEntries(
  [WIDE, PHONE].flatMap((width) =>
    [false, true].flatMap((dark) =>
      (['en-GB', 'de-DE'] as const).map((locale) => [
        `${width === WIDE ? 'wide' : 'phone'}-${dark ? 'dark' : 'light'}-${locale.slice(0, 2)}`,
        { width, dark, locale },
      ]),
    ),
  ),
);

/** The looks of a state: two that have all six properties between them, other ones for what is looked at most. */
const looksOf = (state: string): string[] => {
  if (values['every-look']) return Object.keys(everyLook);
  if (state === 'few') return ['wide-light-en', 'phone-dark-de', 'wide-dark-de', 'phone-light-en'];
  if (state === 'opened') return ['wide-light-de', 'phone-dark-de'];
  return state === 'many' || state === 'offline'
    ? ['wide-dark-de', 'phone-light-en']
    : ['wide-light-en', 'phone-dark-de'];
};

/** The pages that are used again: a person in a look each. */
const opened = new Map<string, Promise<Page>>();
const pictures: Picture[] = [];
const failures: string[] = [];
const faults: string[] = [];

/** Goes to a path as somebody in a look; nobody's pages begin anew each time. */
async function visit(
  rig: ConsoleRig,
  { who, path, look }: { who?: Who; path: string; look: string },
) {
  const key = `${who ?? 'nobody'} ${look}`;
  const known = opened.get(key) ?? rig.open(who, '/forgotten', everyLook[look]);
  opened.set(key, known);
  const page = await known;
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.goto('about:blank');
  return { page, go: () => page.goto(`${rig.url}/console${path}`) };
}

async function shoot(
  page: Page,
  { of, state, look }: { of: PageShots; state: string; look: string },
) {
  const file = `${of.name}-${state}-${look}.png`;
  const isPhone = everyLook[look]?.width === PHONE;
  const fullPage = isPhone && !state.startsWith('opened') && !state.startsWith('many');
  // What moves or counts would make each picture another one.
  await page.screenshot({ path: join(values.to, file), fullPage, animations: 'disabled' });
  pictures.push({ page: of.name, name: `${state} ${look}`, file });
  process.stdout.write(`${pictures.length} ${file}\n`);
  if (!values.axe) return;
  for (const fault of await axeFaults(page)) {
    faults.push(`${file}: ${fault}`);
    process.stdout.write(`AXE ${faults.at(-1)}\n`);
  }
}

type Scene = { of: PageShots; state: string; stage: Stage; who?: Who | undefined };

/** One picture that cannot be taken is told at the end, and does not keep the others from being taken. */
async function attempt(what: string, take: () => Promise<void>): Promise<void> {
  try {
    await take();
  } catch (error) {
    failures.push(`${what}: ${error instanceof Error ? error.message.split('\n')[0] : error}`);
    process.stdout.write(`FAILED ${failures.at(-1)}\n`);
  }
}

async function shootScene(rig: ConsoleRig, scene: Scene, before?: (page: Page) => Promise<void>) {
  const { of, state, stage, who = of.who } = scene;
  for (const look of looksOf(state))
    await attempt(`${of.name} ${state} ${look}`, async () => {
      const path = await stage(rig);
      const { page, go } = await visit(rig, { ...(who ? { who } : {}), path, look });
      await go();
      await settled(page);
      await before?.(page);
      await shoot(page, { of, state, look });
    });
}

async function shootCondition(
  rig: ConsoleRig,
  { of, condition, path }: { of: PageShots; condition: Condition; path: string },
) {
  for (const look of looksOf(condition))
    await attempt(`${of.name} ${condition} ${look}`, async () => {
      const { page, go } = await visit(rig, { ...(of.who ? { who: of.who } : {}), path, look });
      await under(page, condition);
      await go();
      await page.locator('h1, [aria-busy="true"], [role="alert"], form').first().waitFor();
      const busy = page.locator('[aria-busy="true"]').first();
      if (condition !== 'loading') await busy.waitFor({ state: 'detached' });
      await page.waitForTimeout(200);
      await shoot(page, { of, state: condition, look });
    });
}

/** What opens on a page for somebody; what hangs around every page once, at the page where all begin. */
async function shootOpened(
  rig: ConsoleRig,
  { of, who, path }: { of: PageShots; who: Who; path: string },
) {
  const by = who === of.who ? '' : `-${who}`;
  for (const look of looksOf('opened'))
    await attempt(`${of.name} opened${by} ${look}`, async () => {
      const { page, go } = await visit(rig, { who, path, look });
      await onlyReading(page);
      await go();
      await settled(page);
      const seen = (name: string) => shoot(page, { of, state: `opened${by}-${name}`, look });
      await openEach(page, seen);
      if (of.path === '/work') await openShell(page, seen);
    });
}

async function shootAllOpened(rig: ConsoleRig, of: PageShots) {
  if (!of.who) return;
  const viewers = [{ who: of.who, stage: of.few }, ...(of.opened ?? [])];
  for (const { who, stage } of viewers) await shootOpened(rig, { of, who, path: await stage(rig) });
}

const isWanted = (state: string): boolean => !values.state || values.state.includes(state);
const wantedPages = pageShots.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);

const conditions = ['error', 'offline', 'loading'] satisfies Condition[];

async function shootFew(rig: ConsoleRig, of: PageShots) {
  if (isWanted('few')) await shootScene(rig, { of, state: 'few', stage: of.few }, of.before);
  const path = await of.few(rig);
  for (const condition of conditions)
    if (isWanted(condition)) await shootCondition(rig, { of, condition, path });
  if (isWanted('opened')) await shootAllOpened(rig, of);
  if (!isWanted('few')) return;
  for (const [name, { who = of.who, stage, before }] of Object.entries(of.more ?? {}))
    await shootScene(rig, { of, state: name, stage, who }, before);
}

async function shootAll(rig: ConsoleRig) {
  if (isWanted('empty'))
    for (const of of wantedPages) {
      const { empty } = of;
      if (empty) await shootScene(rig, { of, state: 'empty', stage: () => empty });
    }
  for (const of of wantedPages) await attempt(of.name, () => shootFew(rig, of));
  if (!isWanted('many')) return;
  for (const of of pageShots) if (of.counts) await of.few(rig);
  await stageMany(rig);
  for (const of of wantedPages)
    if (of.counts) await shootScene(rig, { of, state: 'many', stage: of.few });
}

if (values.help) {
  process.stdout.write(usage);
} else {
  const list = new URL('../../services/console/app/pages.ts', import.meta.url);
  const { pages } = (await import(list.href)) as { pages: { path: string }[] };
  const missing = withoutPictures(pages.map(({ path }) => path));
  if (missing.length > 0)
    throw new Error(`no pictures are taken of ${missing.join(', ')}: add them to page-shots.ts`);
  if (!values.docs) mkdirSync(values.to, { recursive: true });
  const rig = await startConsole();
  try {
    if (values.docs) await shootDocs(rig, docsImages);
    else await shootAll(rig);
    if (!values.docs)
      await writeGallery(rig.browser, values.to, { pictures, sheets: values.sheets });
    if (failures.length > 0)
      throw new Error(`${failures.length} pictures were not taken:\n${failures.join('\n')}`);
    if (faults.length > 0)
      throw new Error(`axe found ${faults.length} faults:\n${faults.join('\n')}`);
  } finally {
    await rig.stop();
  }
}
