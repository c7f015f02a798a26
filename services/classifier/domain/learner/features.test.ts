// How texts become features: what is the same, what differs, and that no text can do harm.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createReader, defaultSettings, type StemOf } from './features.ts';

const read = (text: string, stemOf?: StemOf) => {
  const grams = createReader(defaultSettings, stemOf)(text, 'en');
  return {
    words: [...grams.wordHashes.subarray(0, grams.words)],
    letters: [...grams.letterHashes.subarray(0, grams.letters)],
  };
};

describe('texts that say the same read the same', () => {
  test.each([
    ['capitals', 'MY ORDER Is Late', 'my order is late'],
    ['apostrophes', 'I don’t know', "i don't know"],
    ['a missing apostrophe', "don't", 'dont'],
    ['full-width letters', 'ｏｒｄｅｒ', 'order'],
    ['composed accents', 'cafe\u0301', 'café'],
    ['letters drawn out', 'soooooo slow', 'sooo slow'],
    ['letters hidden between', 'or\u200bder', 'order'],
    ['links', 'see https://a.example/x?y=1', 'see http://b.example'],
    ['addresses', 'ask ada@example.com', 'ask bob@example.org'],
    ['order numbers of one length', 'order 1234567', 'order 7654321'],
    ['blanks', 'my\t order\n\nis  late ', 'my order is late'],
  ])('%s', (_, one, other) => {
    expect(read(one)).toEqual(read(other));
  });

  test.each([
    ['short numbers', 'level 2', 'level 3'],
    ['order of words', 'not good', 'good not'],
    ['marks', 'really?', 'really!'],
    ['emoji', 'fine 😀', 'fine 😡'],
    ['lengths of numbers', '10000', '100000'],
    ['mentions', '@acme late', '@other late'],
  ])('%s differ', (_, one, other) => {
    expect(read(one)).not.toEqual(read(other));
  });
});

test('a script without blanks is read letter by letter, however long', () => {
  const sentence = '我的订单还没有到我要退款'.repeat(20);
  const { words, letters } = read(sentence);
  // Each letter, each pair, and the end.
  expect(words.length).toBe(2 * (sentence.length + 1));
  expect(letters.length).toBeGreaterThan(3 * sentence.length);
});

test('stems are features besides words, in the language of the text', () => {
  const asked: string[] = [];
  const plain = read('delayed orders').words;
  const stemmed = read('delayed orders', (word, language) => {
    asked.push(`${language}:${word}`);
    return word.slice(0, 5);
  }).words;
  expect(asked).toEqual(['en:delayed', 'en:orders']);
  expect(stemmed.length).toBe(plain.length + 2);
  expect(plain.every((hash) => stemmed.includes(hash))).toBe(true);
});

test('a reader gives the same for a text whatever it read before', () => {
  const reader = createReader(defaultSettings);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (before, text) => {
      reader(before);
      const { wordHashes, words, letterHashes, letters } = reader(text);
      const again = {
        words: [...wordHashes.subarray(0, words)],
        letters: [...letterHashes.subarray(0, letters)],
      };
      expect(again).toEqual(read(text));
    }),
    { numRuns: 40 },
  );
});

test('hashes stay within their bits, and features within the bounds of the text', () => {
  const reader = createReader({ ...defaultSettings, textUnitsMax: 500 });
  const units = fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 2_000 });
  fc.assert(
    fc.property(units, (codes) => {
      const { wordHashes, words, letterHashes, letters } = reader(String.fromCharCode(...codes));
      expect(words).toBeLessThanOrEqual(2 * 500 + 2);
      expect(letters).toBeLessThanOrEqual(4 * 3 * 500);
      const all = [...wordHashes.subarray(0, words), ...letterHashes.subarray(0, letters)];
      expect(all.every((hash) => hash >= 0 && hash < 2 ** defaultSettings.hashBits)).toBe(true);
    }),
  );
});

test.each([
  ['one endless word', 'a1b2'.repeat(500_000)],
  ['nothing but marks', '!?'.repeat(1_000_000)],
  ['at signs', '@'.repeat(2_000_000)],
  ['dotted at signs', '@.'.repeat(1_000_000)],
  ['half emoji', '\ud83d'.repeat(1_000_000)],
  ['ligatures that unfold', '\ufdfa'.repeat(1_000_000)],
  ['combining marks', `a${'\u0301'.repeat(1_000_000)}`],
  ['nothing', ''],
  ['NUL and controls', '\0\u0001\u0007'.repeat(1000)],
])('%s is read to the bound and no further', (_, text) => {
  const { words, letters } = read(text);
  expect(words.length).toBeLessThanOrEqual(2 * defaultSettings.textUnitsMax + 2);
  expect(letters.length).toBeLessThanOrEqual(12 * defaultSettings.textUnitsMax);
});
