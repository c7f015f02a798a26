// Pages come with their texts.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { pages, textsOf } from './pages.ts';

const SHELL = ['common', 'shell'];

test.each(pages.map((page) => [page.path, page] as const))(
  'the page %s names the texts that its folder uses, so that it never waits for them once it shows',
  (_, page) => {
    const folder = /pages\/[a-z-]+/.exec(page.load.toString())?.[0] ?? '';
    const files = globSync(`${folder}/*.tsx`, { cwd: import.meta.dirname });
    expect(files).not.toEqual([]);
    const used = files.flatMap((file) => {
      const text = readFileSync(`${import.meta.dirname}/${file}`, 'utf8');
      return [...text.matchAll(/useTranslation\(\[?([^\])]*)/g)].flatMap(([, names = '']) =>
        [...names.matchAll(/'([a-z-]+)'/g)].map(([, name]) => name),
      );
    });
    expect([...textsOf(page), ...SHELL]).toEqual(expect.arrayContaining([...new Set(used)]));
  },
);

const textsIn = (language: string, file: string) =>
  JSON.parse(readFileSync(`${import.meta.dirname}/texts/${language}/${file}.json`, 'utf8')) as {
    title?: string;
    nav?: Record<string, string>;
  };

test.each(['en', 'de', 'es', 'fr'])('%s: a page is called what the menu calls it', (language) => {
  const { nav = {} } = textsIn(language, 'shell');
  const entries = pages.flatMap(({ path, menu }) => (menu ? [[path, nav[menu.key]]] : []));
  expect(entries.length).toBeGreaterThan(10);
  expect(entries).toEqual(
    entries.map(([path = '']) => [path, textsIn(language, path.slice(1)).title]),
  );
});
