// Reading: tokens, spelling, sentences, salutations.
import { describe, expect, test } from 'vitest';
import { excerpt, fold, readWords, tokenise } from './words.ts';

const spelled = (text: string, language: string): string[] =>
  readWords(tokenise('', text).tokens, language, (word) => word).map((word) => word.folded);

describe('reading a text', () => {
  test('case and accents are folded, also of letters that are one character', () => {
    expect(['ÉTÉ', 'Straße', 'œuvre', 'ＫＩＬＬ', 'Łódź'].map(fold)).toEqual([
      'ete',
      'strasse',
      'oeuvre',
      'kill',
      'lodz',
    ]);
  });

  test('German ae, oe and ue are the umlauts', () => {
    expect(spelled('Verspaetung Verspätung', 'de')).toEqual(['verspatung', 'verspatung']);
  });

  test('contractions and elisions are taken apart, with the apostrophe or without', () => {
    expect(spelled("don't dont I'll it's we’re", 'en')).toEqual(
      'do not do not i will it we are'.split(' '),
    );
    expect(spelled("l'appareil n’est", 'fr')).toEqual(['l', 'appareil', 'n', 'est']);
  });

  test('links, addresses and mentions are no words', () => {
    expect(spelled('see https://a.example/x, www.b.example a@b.example @brand ok', 'en')).toEqual([
      'see',
      'ok',
    ]);
  });

  test('a sentence ends at its mark or an empty line, not at a line or a decimal', () => {
    const sentences = (text: string) =>
      tokenise('', text).tokens.map((token) => token.sentence - 1);
    expect(sentences('one two.\nthree')).toEqual([0, 0, 1]);
    expect(sentences('one\ntwo 1.50 three')).toEqual([0, 0, 0, 0, 0]);
    expect(sentences('one\n\ntwo! three')).toEqual([0, 1, 2]);
  });

  test('subject and text are apart', () => {
    const { tokens, subjectEnd } = tokenise('Late parcel', 'Where is it');
    expect(tokens.filter((token) => token.start < subjectEnd)).toHaveLength(2);
    expect(tokens[1]?.sentence).not.toBe(tokens[2]?.sentence);
  });

  test('an excerpt is bounded and never ends in half a character', () => {
    const text = `${'a'.repeat(99)}😀${'b'.repeat(50)}`;
    expect(excerpt(text, 0, text.length)).toBe('a'.repeat(99));
    expect(excerpt('short', 0, 5)).toBe('short');
  });

  test.each([
    ['Dear customer service team, my', 27],
    ['Sehr geehrte Damen und Herren,\nmein', 30],
    ['Hallo!', 6],
    ['Bonjour,', 8],
    ['A parcel arrived broken, sadly', 0],
    ['Dear me '.repeat(30), 0],
  ])('the salutation of %j', (text, length) => {
    const { greeting } = tokenise('subject', text);
    expect(greeting.end - greeting.start).toBe(length);
  });
});
