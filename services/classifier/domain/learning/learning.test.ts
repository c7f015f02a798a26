// What is learnt from whom, what is held back, when a model takes over, and whether what comes in has changed.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadPolicy } from '#shared/policy/policy.ts';
import { starterExamples } from '../../starter-examples.ts';
import { partDoubtful } from './doubt.ts';
import { stabilityIndex } from './drift.ts';
import { parseExamples } from './examples.ts';
import { type Correction, fairCorrections, gatherMaterial, policyLessons } from './material.ts';
import { type Comparison, compareModels, decideTakeOver } from './take-over.ts';

const policy = loadPolicy();
const { doubt, takeOver, train } = policy.learning;

const correction = (at: number, person: string, category = 'billing'): Correction => ({
  key: String(at),
  person,
  text: `text number ${at}`,
  language: 'en',
  category,
});
const many = (count: number, person: string, category?: string): Correction[] =>
  Array.from({ length: count }, (_, at) => correction(at, person, category));

describe('R15 examples that Redress comes with', () => {
  test('are a few hundred, in four languages, of every kind, severity and category of the policy', () => {
    const all = starterExamples();
    // Those of threats and of what only looks like one say nothing else.
    const lessons = all.filter(({ kind }) => kind !== undefined);
    expect(lessons.length).toBeGreaterThan(500);
    expect(new Set(lessons.map(({ language }) => language))).toEqual(
      new Set(['en', 'de', 'es', 'fr']),
    );
    for (const language of ['en', 'de', 'es', 'fr']) {
      const own = lessons.filter((lesson) => lesson.language === language);
      expect(new Set(own.map(({ category }) => category))).toEqual(
        new Set(policy.categories.map(({ key }) => key)),
      );
      expect(new Set(own.map(({ kind }) => kind)).size).toBe(3);
      expect(new Set(own.map(({ severity }) => severity)).size).toBe(4);
    }
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
  });

  test('R17 are threats and what only looks like one, hundreds of each in every language', () => {
    for (const language of ['en', 'de', 'es', 'fr'])
      for (const threat of [true, false]) {
        const own = starterExamples().filter(
          (each) => each.language === language && each.threat === threat && each.kind === undefined,
        );
        expect(own.length, `${language} ${threat}`).toBeGreaterThan(150);
      }
  });

  test.each([
    ['text before any head', 'no line says'],
    ['# complaint delivery\ntext', 'expected "# KIND'],
    ['# complaint delivery minor angry\ntext', 'expected "# KIND'],
    ['# praise delivery minor\ntext', 'expected "# KIND'],
  ])('a file that cannot be read is named by its line: %j', (content, fault) => {
    expect(() => parseExamples(content, 'en', 'en.txt')).toThrow(fault);
    expect(() => parseExamples(content, 'en', 'en.txt')).toThrow('en.txt, line 1');
  });
});

describe('R15 what is learnt from', () => {
  test('categories that the policy has not are left out, own ones come by their words', () => {
    const own = loadPolicy({
      categories: [
        { key: 'delivery', label: { en: 'Delivery' }, terms: {} },
        { key: 'greenhouse', label: { en: 'Greenhouse' }, terms: { en: 'orchid*, =moss, repot' } },
      ],
    });
    const { category } = gatherMaterial(starterExamples(), [], own);
    const all = [...category.train, ...category.examples];
    expect(new Set(all.map(({ label }) => label))).toEqual(new Set(['delivery', 'greenhouse']));
    expect(policyLessons(own).map(({ text }) => text)).toEqual([
      'Delivery',
      'Greenhouse',
      'orchid. moss. repot',
    ]);
  });

  test('what is held back is never learnt from, and always the same', () => {
    const once = gatherMaterial(starterExamples(), many(50, 'ann'), policy);
    const again = gatherMaterial(starterExamples(), many(80, 'ann'), policy);
    for (const head of ['kind', 'category', 'severity'] as const) {
      const learnt = new Set(again[head].train.map(({ text }) => text));
      for (const { text } of [...once[head].examples, ...once[head].corrected])
        expect(learnt.has(text)).toBe(false);
      expect(again[head].examples).toEqual(once[head].examples);
    }
    expect(once.category.corrected.length).toBeGreaterThan(0);
  });

  test('one person has their share of all texts and no more, the newest of it', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.nat(1000), (ann, ben, others) => {
        const all = [...many(ann, 'ann'), ...many(ben, 'ben')];
        const kept = fairCorrections(all, others, train);
        const most = Math.max(1, Math.floor(train.personShareMax * (others + all.length)));
        for (const person of ['ann', 'ben']) {
          const given = all.filter((each) => each.person === person);
          const own = kept.filter((each) => each.person === person);
          expect(own).toEqual(given.slice(-Math.min(most, given.length) || given.length));
        }
      }),
    );
  });
});

describe('R15 whose corrections are doubted', () => {
  const sure = (category: string) => () => category;

  test('a batch against sure answers is left out until somebody else makes the same', () => {
    const batch = many(40, 'mallory', 'billing');
    expect(partDoubtful(batch, sure('delivery'), doubt)).toEqual({ kept: [], doubtful: batch });
    const confirmed = [...batch, ...many(12, 'ann', 'billing')];
    // Ann is doubted no more than Mallory: each confirms the other.
    expect(partDoubtful(confirmed, sure('delivery'), doubt).doubtful).toEqual([]);
  });

  test('corrections of what was not sure, or of a few, are learnt from', () => {
    expect(partDoubtful(many(100, 'ann'), () => undefined, doubt).doubtful).toEqual([]);
    const few = many(doubt.correctionsMin - 1, 'ann');
    expect(partDoubtful(few, sure('delivery'), doubt).doubtful).toEqual([]);
  });
});

describe('R15 which model takes over', () => {
  const tally = (texts: number, current: number, candidate: number) => ({
    texts,
    current,
    candidate,
  });
  const better: Comparison = {
    examples: tally(100, 60, 61),
    corrected: tally(20, 2, 15),
    heads: { category: tally(100, 60, 61) },
    lostLabels: [],
  };

  test('the one that is better by the margin', () => {
    expect(decideTakeOver(better, takeOver)).toMatchObject({ takesOver: true });
  });

  test.each<[string, Partial<Comparison>]>([
    ['too few are held back', { examples: tally(10, 1, 5), corrected: tally(5, 0, 5) }],
    ['a decision gets worse', { heads: { category: tally(100, 60, 50) } }],
    ['a label is lost', { lostLabels: ['category delivery'] }],
    ['it is as good', { examples: tally(100, 60, 60), corrected: tally(20, 2, 2) }],
    ['it is better by less', { examples: tally(300, 60, 61), corrected: tally(0, 0, 0) }],
  ])('none when %s', (_, change) => {
    expect(decideTakeOver({ ...better, ...change }, takeOver).takesOver).toBe(false);
  });

  test('a label that was known and is not any more is named', () => {
    const material = gatherMaterial(starterExamples(), [], policy);
    const right = new Map(
      Object.values(material).flatMap(({ examples }) =>
        examples.map(({ text, label }) => [text, label] as const),
      ),
    );
    const knows = (head: string, text: string) =>
      head === 'category' ? right.get(text) : undefined;
    const forgets = (head: string, text: string) =>
      knows(head, text) === 'delivery' ? 'billing' : knows(head, text);
    const labelled = { ...material, kind: { train: [], examples: [], corrected: [] } };
    const { category } = labelled;
    const only = { ...labelled, severity: labelled.kind, agitated: labelled.kind, category };
    for (const { text, label } of category.examples) right.set(text, label);
    expect(compareModels(only, knows, forgets, 0.5).lostLabels).toEqual(['category delivery']);
  });
});

test('drift is none between alike distributions, and grows with what has changed', () => {
  const before = { delivery: 500, billing: 300, product: 200 };
  expect(stabilityIndex(before, { delivery: 50, billing: 30, product: 20 })).toBeCloseTo(0, 5);
  expect(stabilityIndex(before, { delivery: 10, billing: 30, product: 60 })).toBeGreaterThan(0.25);
  expect(stabilityIndex(before, { outage: 100 })).toBeGreaterThan(1);
  expect(stabilityIndex({}, before)).toBeUndefined();
});
