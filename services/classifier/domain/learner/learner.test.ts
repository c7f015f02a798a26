// The learner on texts made for it: it learns what can be learnt, knows how sure it is, and repeats itself.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { calibrate, probabilitiesOf } from './calibration.ts';
import { chooseLabel } from './decision.ts';
import { descend } from './descent.ts';
import { createLabeller } from './linear-model.ts';
import { calibrationError, scoreAnswers } from './metrics.ts';
import { createRandom, type Random } from './random.ts';
import type { SparseRows } from './sparse.ts';
import { type Example, TrainingError, trainingDefaults, trainModel } from './training.ts';
import { createVocabulary } from './vocabulary.ts';

const topics: Record<string, string[]> = {
  billing: ['invoice', 'charged', 'refund', 'payment', 'price', 'card'],
  delivery: ['parcel', 'courier', 'late', 'shipped', 'address', 'package'],
  service: ['rude', 'waiting', 'phone', 'agent', 'answer', 'hold'],
};
const filler = ['the', 'my', 'was', 'again', 'please', 'yesterday', 'and', 'not', 'very', 'it'];
const pick = (words: string[], random: Random): string =>
  words[Math.floor(random() * words.length)] ?? '';

/** Texts of three topics. With `doubt`, so many words are of another topic. */
function makeTexts(count: number, seed: number, doubt = 0): Example[] {
  const random = createRandom(seed);
  const labels = Object.keys(topics);
  return Array.from({ length: count }, (_, at) => {
    const label = labels[at % labels.length] ?? '';
    const words = Array.from({ length: 5 }, () => {
      if (random() < 0.4) return pick(filler, random);
      return pick(topics[random() < doubt ? pick(labels, random) : label] ?? [], random);
    });
    return { text: words.join(' '), label, language: 'en' };
  });
}

const easy = trainModel(makeTexts(300, 1));

describe('learning', () => {
  test('R03 what can be told apart is told apart, on texts not seen before', () => {
    const label = createLabeller(easy);
    const unseen = makeTexts(300, 2).filter(
      ({ text }) => !text.split(' ').every((word) => filler.includes(word)),
    );
    const answers = unseen.map(({ text }) => label(text).label);
    expect(
      scoreAnswers(
        unseen.map((each) => each.label),
        answers,
      ).macroF1,
    ).toBeGreaterThan(0.97);
  });

  test('two labels share one plane and are learnt as well', () => {
    const two = (seed: number) => makeTexts(300, seed).filter(({ label }) => label !== 'service');
    const model = trainModel(two(1));
    const label = createLabeller(model);
    expect(model.planes.count).toBe(1);
    const right = two(3).filter((each) => label(each.text).label === each.label);
    expect(right.length / two(3).length).toBeGreaterThan(0.95);
  });

  test('a rare label is not forgotten', () => {
    const rare = makeTexts(300, 4).filter(({ label }, at) => label !== 'service' || at % 20 === 2);
    const label = createLabeller(trainModel(rare));
    expect(label('the agent was rude on the phone').label).toBe('service');
  });

  test('the same texts and seed give the same model, another order of labels does not matter', () => {
    const again = trainModel(makeTexts(300, 1));
    expect(again).toEqual(easy);
    expect(easy.labels).toEqual(['billing', 'delivery', 'service']);
  });

  test('fewer than two labels cannot be learnt from', () => {
    expect(() => trainModel([])).toThrow(TrainingError);
    expect(() => trainModel([{ text: 'a', label: 'b', language: '' }])).toThrow(/two labels/);
  });

  test('labels with one text, empty texts and repeated texts are learnt from without harm', () => {
    const odd: Example[] = [
      { text: 'late parcel', label: 'a', language: 'en' },
      { text: '', label: 'b', language: '' },
      { text: '😀', label: 'c', language: '' },
    ];
    const label = createLabeller(trainModel([...odd, ...odd.slice(0, 2)]));
    expect(['a', 'b', 'c']).toContain(label('late parcel').label);
  });

  test('progress only grows and ends at one', () => {
    const heard: number[] = [];
    trainModel(makeTexts(60, 1), trainingDefaults, undefined, (share) => heard.push(share));
    expect(heard).toEqual(heard.toSorted((a, b) => a - b));
    expect(heard.at(-1)).toBe(1);
  });
});

describe('answers', () => {
  test('probabilities of any text are shares of one, and the answer is among them', () => {
    const label = createLabeller(easy);
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const { ranked, label: answer, confidence } = label(text);
        const sum = ranked.reduce((total, { probability }) => total + probability, 0);
        expect(sum).toBeCloseTo(1, 9);
        expect(ranked.every(({ probability }) => probability >= 0 && probability <= 1)).toBe(true);
        expect(ranked.find((each) => each.label === answer)?.probability).toBe(confidence);
      }),
      { numRuns: 60 },
    );
  });

  test('R17 a text of which nothing is known is answered, never as sure and never as in scope', () => {
    const label = createLabeller(easy);
    for (const text of ['', '   ', '\0', 'жжжж', '☂']) {
      expect(label(text)).toMatchObject({ sure: false, inScope: false });
    }
  });

  test('a labeller gives the same answer whatever it read before', () => {
    const label = createLabeller(easy);
    const first = label('my parcel is late');
    label('x'.repeat(50_000));
    expect(label('my parcel is late')).toEqual(first);
  });
});

describe('calibration', () => {
  test('R17 on texts that can be read two ways, confidence is as high as the share of right answers', () => {
    const label = createLabeller(trainModel(makeTexts(1500, 5, 0.7)));
    const unseen = makeTexts(1500, 6, 0.7);
    const judged = unseen.map((each) => {
      const { ranked } = label(each.text);
      return { confidence: ranked[0]?.probability ?? 0, right: ranked[0]?.label === each.label };
    });
    const share = judged.filter(({ right }) => right).length / judged.length;
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThan(0.95);
    expect(calibrationError(judged)).toBeLessThan(0.06);
  });

  test('slope and offsets that made the labels are found again', () => {
    const random = createRandom(9);
    const truth = new Int32Array(20_000);
    const scores = new Float32Array(truth.length * 3);
    const made = { slope: 3, offsets: Float64Array.of(0.5, 0, -0.5) };
    const p = new Float64Array(3);
    for (let row = 0; row < truth.length; row++) {
      for (let k = 0; k < 3; k++) scores[row * 3 + k] = random() * 2 - 1;
      probabilitiesOf(made, scores, row * 3, p);
      const chance = random();
      truth[row] = chance < (p[0] ?? 0) ? 0 : chance < (p[0] ?? 0) + (p[1] ?? 0) ? 1 : 2;
    }
    const found = calibrate({ classes: 3, scores, truth });
    expect(Math.abs(found.slope - 3)).toBeLessThan(0.15);
    found.offsets.forEach((offset, k) => {
      expect(Math.abs(offset - (made.offsets[k] ?? 0))).toBeLessThan(0.1);
    });
  });

  test('scores that never err do not make it infinitely sure', () => {
    const found = calibrate({
      classes: 2,
      scores: Float32Array.of(5, -5, -5, 5),
      truth: Int32Array.of(0, 1),
    });
    expect(found.slope).toBeLessThanOrEqual(30);
  });

  test('a handicap moves the choice towards the rare label', () => {
    const p = Float64Array.of(0.6, 0.4);
    expect(chooseLabel(p, Float64Array.of(0, 0))).toBe(0);
    expect(chooseLabel(p, Float64Array.of(0, -1))).toBe(1);
  });
});

describe('parts', () => {
  /** Points on a line: feature 0 is where, feature 1 is one. */
  const line = (points: number[]): SparseRows => ({
    rows: points.length,
    width: 2,
    starts: Int32Array.from({ length: points.length + 1 }, (_, row) => row * 2),
    columns: Int32Array.from({ length: points.length * 2 }, (_, at) => at % 2),
    values: Float32Array.from(points.flatMap((point) => [point, 1])),
  });

  test.each([0, 1])(
    'a plane parts what can be parted, with features scaled by %d of their ratio',
    (ratioShare) => {
      const points = fc.array(fc.double({ min: 0.5, max: 2, noNaN: true }), {
        minLength: 4,
        maxLength: 40,
      });
      fc.assert(
        fc.property(points, fc.integer(), (sizes, seed) => {
          const signed = sizes.map((size, at) => (at % 2 === 0 ? size : -size));
          const settings = {
            costs: { positive: 10, negative: 10 },
            ratioShare,
            tolerance: 0.001,
            passesMax: 1000,
          };
          const isPositive = Uint8Array.from(signed, (point) => (point > 0 ? 1 : 0));
          const rows = Int32Array.from(signed, (_, row) => row);
          const { weights, bias } = descend(
            line(signed),
            rows,
            isPositive,
            settings,
            createRandom(seed),
          );
          for (const point of signed) {
            const score = point * (weights[0] ?? 0) + (weights[1] ?? 0) + bias;
            expect(Math.sign(score)).toBe(Math.sign(point));
          }
        }),
      );
    },
  );

  test('a vocabulary finds what was added and nothing else', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), { maxLength: 3000 }),
        (hashes) => {
          const added = hashes.slice(0, hashes.length / 2);
          const vocabulary = createVocabulary(Int32Array.from(added));
          expect([...vocabulary.hashes()]).toEqual(added);
          hashes.forEach((hash, at) => {
            expect(vocabulary.find(hash)).toBe(at < added.length ? at : -1);
          });
        },
      ),
    );
  });

  test('F1 and calibration error of known answers', () => {
    const scores = scoreAnswers(['a', 'a', 'b', 'c'], ['a', 'b', 'b', 'b']);
    expect(scores.accuracy).toBe(0.5);
    expect(scores.labels.map(({ f1 }) => f1)).toEqual([2 / 3, 0.5, 0]);
    expect(scores.macroF1).toBeCloseTo((2 / 3 + 0.5) / 3);
    expect(calibrationError([])).toBe(0);
    expect(
      calibrationError([
        { confidence: 1, right: true },
        { confidence: 1, right: false },
      ]),
    ).toBe(0.5);
  });
});
