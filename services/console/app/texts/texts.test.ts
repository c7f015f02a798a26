// Every text of the console in every language, with the same places for values.
import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const folder = new URL('.', import.meta.url).pathname;
const languages = ['en', 'de', 'es', 'fr'];
const read = (file: string): unknown => JSON.parse(readFileSync(`${folder}${file}`, 'utf8'));

/** Keys with the values they take. Plural forms differ by language: they count once. */
function shape(value: unknown, path = ''): Map<string, string> {
  if (typeof value === 'string') {
    const places = [...new Set(value.match(/\{\{[^}]+\}\}/g) ?? [])].sort().join(' ');
    return new Map([[path.replace(/_(zero|one|two|few|many|other)$/, '_plural'), places]]);
  }
  const all = new Map<string, string>();
  for (const [key, inner] of Object.entries(value as Record<string, unknown>))
    for (const [name, places] of shape(inner, path ? `${path}.${key}` : key)) {
      const known = all.get(name);
      all.set(name, known && known.length > places.length ? known : places);
    }
  return all;
}

const namespaces = globSync('en/*.json', { cwd: folder }).map((file) => file.slice(3));

test('the console has texts at all', () => {
  expect(namespaces).toContain('shell.json');
});

test.each(namespaces)('%s says the same things in all languages', (namespace) => {
  const english = shape(read(`en/${namespace}`));
  for (const language of languages.slice(1)) {
    const other = shape(read(`${language}/${namespace}`));
    expect({ language, keys: [...other.keys()].sort() }).toEqual({
      language,
      keys: [...english.keys()].sort(),
    });
    for (const [key, places] of english)
      expect({ language, key, places: other.get(key) }).toEqual({ language, key, places });
  }
});
