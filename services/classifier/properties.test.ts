// What holds for every text, however hostile: properties and full-length inputs.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Classification,
  classificationSchema,
  severities,
  TEXT_MAX,
} from '../../shared/events/intake.ts';
import { samples as german } from '../../test/corpus/classifier/de.ts';
import { samples as english } from '../../test/corpus/classifier/en.ts';
import { samples as spanish } from '../../test/corpus/classifier/es.ts';
import { samples as french } from '../../test/corpus/classifier/fr.ts';
import { freshKnowledge, received } from '../../test/corpus/classifier/judge.ts';
import { classify } from './domain/classify.ts';

const knowledge = await freshKnowledge();
const texts = [...english, ...german, ...spanish, ...french].map(([text]) => text);
const judged = (text: string, language?: string): Classification =>
  classify(received(text, language === undefined ? {} : { language }), knowledge);
const byRules = (text: string, language: string): Classification =>
  classify(received(text, { language }), { ...knowledge, learnt: undefined });

/** Whatever may come: any characters, and real sentences cut, joined and spoilt. */
const anything = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc.array(fc.constantFrom(...texts), { maxLength: 4 }).map((parts) => parts.join(' ')),
  fc
    .tuple(fc.constantFrom(...texts), fc.nat(200), fc.string({ maxLength: 5 }))
    .map(([text, at, noise]) => text.slice(0, at) + noise + text.slice(at)),
);
const languages = fc.option(fc.constantFrom('en', 'de', 'es-MX', 'fr', 'ja', 'und', 'x', ''), {
  nil: undefined,
});

describe('R03 R15 for any text', () => {
  test('there is an answer that the event can carry, and it is the same each time', () => {
    fc.assert(
      fc.property(anything, languages, (text, language) => {
        const first = judged(text, language);
        expect(classificationSchema.parse(first)).toEqual(first);
        expect(judged(text, language)).toEqual(first);
      }),
      { numRuns: 400, seed: 20261123 },
    );
  });

  test('severity is never below the highest rule that is shown, and never without a reason', () => {
    fc.assert(
      fc.property(anything, (text) => {
        const { severity, evidence } = judged(text);
        const shown = evidence.filter((each) => each.label === 'severity');
        expect(shown.length).toBeGreaterThan(0);
        for (const { value } of shown) {
          const level = severities.findIndex((each) => value.startsWith(each));
          expect(severities.indexOf(severity)).toBeGreaterThanOrEqual(level);
        }
      }),
      { numRuns: 300, seed: 20261123 },
    );
  });

  test('the words of the evidence stand in the text', () => {
    fc.assert(
      fc.property(anything, (text) => {
        for (const { words } of judged(text).evidence)
          for (const word of words) expect(text).toContain(word);
      }),
      { numRuns: 300, seed: 20261123 },
    );
  });

  // A model weighs all words, so that more of them may make it less sure of a raise; rules only ever add.
  test('more text never lowers the severity of the rules', () => {
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.constantFrom(...texts), (one, other) => {
        const language = judged(one).language;
        const before = severities.indexOf(byRules(one, language).severity);
        const joined = byRules(`${one}\n\n${other}`, language);
        // Where the added text changes the language of the whole, the first part is read in another one.
        fc.pre(joined.language === language);
        expect(severities.indexOf(joined.severity)).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 200, seed: 20261123 },
    );
  });
});

describe('hostile texts are judged like any other', () => {
  const fill = (piece: string): string =>
    piece.repeat(Math.ceil(TEXT_MAX / piece.length)).slice(0, TEXT_MAX);
  test.each([
    ['one character', fill('a')],
    ['one-letter words', fill('a ')],
    ['apostrophes', fill("a'")],
    ['addresses without end', fill('a.a@')],
    ['amounts', fill('1 € ')],
    ['digits', fill('1.000')],
    ['a threat begun ever again', fill('i will ')],
    ['negations', fill('not very ')],
    ['combining marks', fill('\u0301')],
    ['ligatures that unfold', fill('\ufdfa')],
    ['right to left overrides', fill('\u202eabc ')],
    ['emoji', fill('😀🏴‍☠️')],
    ['lone surrogates', fill('\ud800')],
    ['NUL', fill('\0')],
    ['empty lines', fill('\n')],
    ['brackets', fill('([{<')],
    // Template syntax of several engines, as it may stand in any field.
    ['template syntax', fill('{{#each this}}$' + '{7*7}<%= 1 %>[[x]]{% y %}')],
    ['prototype names', fill('constructor __proto__ toString hasOwnProperty ')],
  ])('%s', (_name, text) => {
    const judgedText = judged(text);
    expect(classificationSchema.parse(judgedText)).toEqual(judgedText);
    expect(judgedText).toMatchObject({ kind: 'complaint', threat: false });
  });

  test('what matters is found at the end of a text that is full', () => {
    const filler = 'The colour of the lid is blue and the box is square. ';
    const text = `${filler.repeat(370)} Your charger caught fire. I will kill you.`;
    expect(text.length).toBeLessThanOrEqual(TEXT_MAX);
    expect(judged(text)).toMatchObject({ severity: 'critical', threat: true });
  });
});
