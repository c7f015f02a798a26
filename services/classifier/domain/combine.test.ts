// Rules and model together: what each may do to a label, and what is left to a person.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Kind, kinds, severities } from '#shared/events/intake.ts';
import { loadPolicy } from '#shared/policy/policy.ts';
import { combineCategory, combineKind, combineSeverity, combineThreat } from './combine.ts';
import type { Learnt } from './learnt.ts';
import { modelText } from './learnt.ts';
import { harmSigns, markText, threatMarks, wordsOfMark } from './signals/marks.ts';

const { learning, categories, classification } = loadPolicy();
const keys = categories.map(({ key }) => key);

/** A model that says what it is told to. */
const saying = (probabilities: Record<string, number>, inScope = true): Learnt => {
  const ranked = Object.entries(probabilities)
    .map(([label, probability]) => ({ label, probability }))
    .sort((a, b) => b.probability - a.probability);
  const [first] = ranked;
  return {
    version: 'test',
    languages: new Set(['en']),
    ask: () => ({
      label: first?.label ?? '',
      confidence: first?.probability ?? 0,
      sure: false,
      inScope,
      ranked,
    }),
    explain: () => [{ word: 'word', weight: 0.5 }],
  };
};
const ask = (learnt: Learnt, language = 'en') => ({ learnt, text: 'a word', language });
const points = (key: string, score: number) => [{ key, score, words: ['w'], weights: [score] }];

describe('R15 the category', () => {
  test('is what words and model agree on, with the evidence of both and their weights', () => {
    const asked = ask(saying({ delivery: 0.6, billing: 0.4 }));
    const decided = combineCategory(points('delivery', 1), asked, keys, learning);
    expect(decided.category).toBe('delivery');
    expect(decided.evidence).toMatchObject([
      { source: 'term', value: 'delivery', words: ['w'], weights: [1] },
      { source: 'model', value: 'delivery', words: ['word'], weights: [0.5], weight: 0.6 },
    ]);
  });

  test('is left to a person below the threshold, with suggestions in order', () => {
    const decided = combineCategory(
      [],
      ask(saying({ delivery: 0.4, billing: 0.35, staff: 0.25 })),
      keys,
      learning,
    );
    expect(decided.category).toBe('unknown');
    expect(decided.suggestions.map(({ category }) => category)).toEqual([
      'delivery',
      'billing',
      'staff',
    ]);
  });

  test('is not guessed for what is like nothing that was learnt from, nor in a language unknown to it', () => {
    const far = ask(saying({ delivery: 0.99, billing: 0.01 }, false));
    expect(combineCategory([], far, keys, learning)).toMatchObject({
      category: 'unknown',
      suggestions: [{ category: 'delivery' }],
    });
    const foreign = ask(saying({ delivery: 0.99, billing: 0.01 }), 'ja');
    expect(combineCategory([], foreign, keys, learning)).toMatchObject({
      category: 'unknown',
      suggestions: [],
    });
  });

  test('is never one that the policy has not', () => {
    const asked = ask(saying({ greenhouse: 0.98, delivery: 0.02 }));
    const decided = combineCategory([], asked, keys, learning);
    expect(decided.category).not.toBe('greenhouse');
    expect(decided.suggestions.map(({ category }) => category)).not.toContain('greenhouse');
  });

  test('is the words’ own where there is no model', () => {
    expect(combineCategory(points('staff', 1), undefined, keys, learning).category).toBe('staff');
  });
});

describe('R03 the kind', () => {
  const rules = (kind: Kind, by: 'fact' | 'words' | 'default') => ({ kind, by, evidence: [] });
  const shares = fc
    .tuple(
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
      fc.double({ min: 0.001, max: 1, noNaN: true }),
    )
    .map(([complaint, inquiry, feedback]) => {
      const sum = complaint + inquiry + feedback;
      return { complaint: complaint / sum, inquiry: inquiry / sum, feedback: feedback / sum };
    });

  test('a fact is not argued with', () => {
    fc.assert(
      fc.property(shares, fc.constantFrom(...kinds), (given, kind) => {
        expect(combineKind(rules(kind, 'fact'), ask(saying(given)), learning).kind).toBe(kind);
      }),
    );
  });

  test('without words for it nothing is filed as praise or a question unless that costs least and is probable', () => {
    fc.assert(
      fc.property(shares, (given) => {
        const { kind } = combineKind(rules('complaint', 'default'), ask(saying(given)), learning);
        if (kind === 'complaint') return;
        expect(given[kind]).toBeGreaterThanOrEqual(learning.decideFrom.kind);
        const lost = given.complaint * (learning.mistakeCosts.complaint[kind] ?? 1);
        expect(lost).toBeLessThanOrEqual(given[kind] + given.inquiry + given.feedback);
      }),
      { numRuns: 500 },
    );
  });

  test('the dearer a lost complaint, the more must speak against one', () => {
    const asked = ask(saying({ complaint: 0.04, inquiry: 0.95, feedback: 0.01 }));
    const byDefault = rules('complaint', 'default');
    expect(combineKind(byDefault, asked, learning).kind).toBe('inquiry');
    const dear = {
      ...learning,
      mistakeCosts: { ...learning.mistakeCosts, complaint: { inquiry: 100, feedback: 100 } },
    };
    expect(combineKind(byDefault, asked, dear).kind).toBe('complaint');
  });
});

describe('R15 the severity', () => {
  test('is raised by the model by a step at most, and never lowered', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...severities),
        fc.constantFrom(...severities),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (byRules, said, probability) => {
          const asked = ask(saying({ [said]: probability }));
          const { severity } = combineSeverity(
            { severity: byRules, evidence: [] },
            asked,
            learning,
          );
          const step = severities.indexOf(severity) - severities.indexOf(byRules);
          expect([0, 1]).toContain(step);
          if (step === 1) expect(probability).toBeGreaterThanOrEqual(learning.decideFrom.severity);
        },
      ),
    );
  });
});

describe('R17 a threat', () => {
  const none = { threat: false, evidence: [] };
  const asking = (probability: number, signs: number) => ({
    ...ask(saying({ true: probability, false: 1 - probability })),
    harmSigns: signs,
    wordsOf: (word: string) => `the words of ${word}`,
  });
  const share = fc.double({ min: 0, max: 1, noNaN: true });

  test('is called one by the model only where it is sure and words of harm stand in the text: never by tone alone', () => {
    fc.assert(
      fc.property(share, fc.nat(6), (probability, signs) => {
        const { threat, suspected } = combineThreat(none, asking(probability, signs), learning);
        const { threat: from, threatLook } = learning.decideFrom;
        expect(threat).toBe(probability >= from && signs >= learning.threatSignsMin);
        // Whatever is not called one though it may be, a person is asked about.
        expect(suspected).toBe(!threat && probability >= threatLook ? probability : undefined);
      }),
    );
  });

  test('that the rules saw stays one, whatever the model says', () => {
    fc.assert(
      fc.property(share, fc.nat(6), (probability, signs) => {
        const byRules = { threat: true, evidence: [] };
        expect(combineThreat(byRules, asking(probability, signs), learning)).toBe(byRules);
      }),
    );
  });

  test('is shown with the words of the text that gave its signals', () => {
    const { evidence } = combineThreat(none, asking(0.8, 0), learning);
    expect(evidence).toMatchObject([
      { label: 'threat', value: 'suspected: model', words: ['the words of word'], weight: 0.8 },
    ]);
  });

  test('is learnt with the same marks for the same signals in every language', () => {
    const marks = threatMarks(classification);
    const [sign = ''] = classification.threatSigns.harm;
    const seen = new Map([
      [sign, [{ sentence: 0, words: 'Knie' }]],
      ['no signal of threats', [{ sentence: 0, words: 'x' }]],
    ]);
    const mark = marks.find(({ signal }) => signal === sign)?.mark ?? '';
    expect(markText('Deine Knie.', seen, marks)).toBe(`${mark} .\nDeine Knie.`);
    expect(wordsOfMark(mark, seen, marks)).toBe('Knie');
    expect(wordsOfMark('Deine', seen, marks)).toBe('Deine');
    expect(harmSigns(seen, classification)).toBe(1);
    expect(markText('Nichts.', new Map(), marks)).toBe('Nichts.');
    // One mark is one word, and no two signals share it.
    expect(new Set(marks.map((each) => each.mark)).size).toBe(marks.length);
    for (const each of marks) expect(each.mark).toMatch(/^zz[a-z]+$/);
  });
});

describe('what a model reads of a message', () => {
  test.each([
    [
      'Where is my parcel today?\n> On Monday we said\n> it is on its way',
      'Where is my parcel today?',
    ],
    [
      'It came broken once more.\n-----Original Message-----\nFrom: Shop\nThank you for your praise',
      'It came broken once more.',
    ],
    [
      'Noch immer kaputt, leider.\nAm 3. Mai 2026 schrieb Kundendienst <x@y.de>:\nalles gut',
      'Noch immer kaputt, leider.',
    ],
    [
      'FYI\n-----Original Message-----\nthe lamp exploded in my hand',
      'FYI\n-----Original Message-----\nthe lamp exploded in my hand',
    ],
  ])('quoted and forwarded parts are set apart, unless there is nothing else: %j', (text, own) => {
    expect(modelText('', text)).toBe(own);
  });
});
