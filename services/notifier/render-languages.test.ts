// The templates of all languages say the same: the same values, in the same parts, set as each language sets its texts.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { purposes } from '#shared/events/message.ts';

const folder = new URL('../../templates/', import.meta.url);
const parts = ['subject', 'html', 'text', 'dm'] as const;
const languages = ['de', 'es', 'fr'] as const;

const template = (purpose: string, language: string, part: string): string =>
  readFileSync(new URL(`${purpose}/${language}/${part}.hbs`, folder), 'utf8');

/** What a template prints and asks for, each once, sorted. */
const valuesIn = (text: string): string[] =>
  [...new Set([...text.matchAll(/\{\{(?:#\w+ )?(\w+)\}\}/g)].map((found) => found[1] ?? ''))]
    .filter((name) => name !== 'else')
    .sort();

/** The tags of a template in order, without their texts. */
const tagsIn = (html: string): string[] => html.match(/<\/?[a-z][^>]*>/g) ?? [];

const each = purposes.flatMap((purpose) => languages.map((language) => ({ purpose, language })));

test.each(each)('$purpose in $language has the four parts and nothing else', (one) => {
  const files = readdirSync(new URL(`${one.purpose}/${one.language}/`, folder)).sort();
  expect(files).toEqual(
    // A compensation may go as a letter too.
    [...parts, ...(one.purpose === 'compensation' ? ['letter'] : [])]
      .map((part) => `${part}.hbs`)
      .sort(),
  );
});

test.each(each)('$purpose in $language uses the values that English uses', (one) => {
  for (const part of parts) {
    const own = valuesIn(template(one.purpose, one.language, part));
    expect(own, part).toEqual(valuesIn(template(one.purpose, 'en', part)));
  }
});

test.each(languages)(
  'R38 the letter in %s uses the values of the English one, in as many paragraphs',
  (language) => {
    const letter = (of: string) => template('compensation', of, 'letter');
    expect(valuesIn(letter(language))).toEqual(valuesIn(letter('en')));
    expect(letter(language).split('\n\n')).toHaveLength(letter('en').split('\n\n').length);
  },
);

test.each(each)('$purpose in $language is built as in English', (one) => {
  const tags = tagsIn(template(one.purpose, one.language, 'html'));
  expect(tags).toEqual(tagsIn(template(one.purpose, 'en', 'html')));
});

describe.each(purposes)('%s', (purpose) => {
  test('in French has no-break spaces before : ; ? ! and curly apostrophes', () => {
    for (const part of parts) {
      const text = template(purpose, 'fr', part).replace(/<[^>]*>/g, '');
      expect(text).not.toMatch(/ [:;?!»]|\w'\w/);
    }
  });

  test('in Spanish opens its questions', () => {
    for (const part of parts) {
      const text = template(purpose, 'es', part).replace(/https?:\S+|href="[^"]*"/g, '');
      expect(text.split('?').length).toBe(text.split('¿').length);
    }
  });

  test.each([
    ['es', /\b(tu|tus|te|contigo|tienes|puedes|responde|gracias por contarnos)\b/i],
    ['fr', /\b(tu|ton|tes|toi|peux|réponds)\b/i],
    ['de', /\b(du|dir|dein|deine|kannst|antworte)\b/i],
  ])('in %s speaks to customers formally', (language, familiar) => {
    for (const part of parts)
      expect(template(purpose, language, part).replace(/\{\{[^}]*\}\}/g, '')).not.toMatch(familiar);
  });
});
