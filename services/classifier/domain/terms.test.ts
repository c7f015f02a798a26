// Finding terms: stems, wildcards, gaps, negation.
import { describe, expect, test } from 'vitest';
import { compileTerms, findTerms } from './terms.ts';
import { readWords, tokenise } from './words.ts';

/** A stemmer that cuts the plural off: enough to see what is compared by stem. */
const stem = (word: string): string => word.replace(/(?<=.{4})(s|en|ed)$/, '');

const find = (term: string, text: string, language = 'en') => {
  const index = compileTerms([{ owner: 'x', terms: [term] }], language, stem);
  const { tokens, whole } = tokenise('', text);
  return findTerms(index, readWords(tokens, language, stem), whole);
};
const words = (term: string, text: string, language = 'en'): string[] =>
  find(term, text, language).map((each) => each.words);

describe('R15 terms are found', () => {
  test.each([
    ['parcel', 'Two PARCELS came', ['PARCELS'], 'by stem, whatever the case'],
    ['=parcel', 'Two parcels came', [], 'exactly, when asked'],
    ['refund*', 'refundable', ['refundable'], 'by their beginning'],
    ['*paket', 'das Eilpaket', ['Eilpaket'], 'by their end'],
    ['charged twice', 'charged\ntwice', ['charged\ntwice'], 'across a line'],
    ['charged twice', 'I was charged. Twice!', [], 'not across sentences'],
    ['left * outside', 'left it in the outside bin', ['left it in the outside'], 'with a gap'],
    ['left * outside', 'left outside', ['left outside'], 'with an empty gap'],
    ['left * outside', 'left a b c d outside', [], 'not with a wide one'],
    ["doesn't work", 'It does not work', ['does not work'], 'however contracted'],
    ["doesn't work", 'it doesnt work', ['doesnt work'], 'without its apostrophe'],
    ['cafe', 'the café', ['café'], 'without its accent'],
  ])('%j in %j: %j (%s)', (term, text, expected) => {
    expect(words(term, text)).toEqual(expected);
  });

  test('words that share no more than three letters of a stem are different words', () => {
    const index = compileTerms([{ owner: 'x', terms: ['heridas'] }], 'es', () => 'her');
    const { tokens, whole } = tokenise('', 'here heridas');
    const found = findTerms(
      index,
      readWords(tokens, 'es', () => 'her'),
      whole,
    );
    expect(found.map((each) => each.words)).toEqual(['heridas']);
  });

  test.each([
    ['It is not broken', 'en', true],
    ['It was not at all broken', 'en', true],
    ['not only broken but late', 'en', false],
    ['I can not believe it is broken', 'en', false],
    ['No. Broken!', 'en', false],
    ['never ever broken', 'en', true],
    ['es ist nicht broken', 'de', true],
    ['nicht nur broken', 'de', false],
    ['no está broken', 'es', true],
    ["n'est pas du tout broken", 'fr', true],
  ])('negation: %s (%s) %s', (text, language, negated) => {
    expect(find('broken', text, language)[0]?.negated).toBe(negated);
  });

  test('a term repeated a thousand times is found five times', () => {
    expect(find('late', 'late '.repeat(1000))).toHaveLength(5);
  });
});
