// The pictures that were taken, side by side: a page to be opened in a browser, and the same as few large pictures.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';

export type Picture = { page: string; name: string; file: string };

const style = `body { margin: 12px; font: 13px system-ui; background: #888; color: #fff }
h2 { margin: 12px 0 4px; font-size: 14px } section { display: flex; flex-wrap: wrap; gap: 12px; align-items: flex-start }
figure { margin: 0 } img { display: block; height: 430px; max-width: 700px; object-fit: cover; object-position: top left }`;

const figure = ({ name, file }: Picture): string =>
  `<figure><a href="${file}"><img src="${file}" alt=""></a><figcaption>${name}</figcaption></figure>`;

const html = (groups: [string, Picture[]][]): string =>
  `<!doctype html><meta charset="utf-8"><title>The console</title><style>${style}</style>${groups
    .map(([page, all]) => `<h2>${page}</h2><section>${all.map(figure).join('')}</section>`)
    .join('')}`;

/** Pictures a sheet: three rows of what is wide. */
const SHEET = 9;

/** Writes `index.html`, and with `sheets` also `sheet-PAGE-N.png`, into the folder of the pictures. */
export async function writeGallery(
  browser: Browser,
  folder: string,
  { pictures, sheets }: { pictures: Picture[]; sheets: boolean },
): Promise<void> {
  const groups = Object.entries(
    Object.groupBy(pictures, ({ page }) => page) as Record<string, Picture[]>,
  );
  writeFileSync(join(folder, 'index.html'), html(groups));
  if (!sheets) return;
  const page = await browser.newPage({ viewport: { width: 2150, height: 1400 } });
  const draft = join(folder, 'sheet.html');
  for (const [name, all] of groups)
    for (let from = 0; from < all.length; from += SHEET) {
      writeFileSync(draft, html([[name, all.slice(from, from + SHEET)]]));
      await page.goto(pathToFileURL(draft).href);
      const file = join(folder, `sheet-${name}-${from / SHEET + 1}.png`);
      await page.screenshot({ path: file, fullPage: true });
    }
  await page.close();
}
