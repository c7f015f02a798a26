// Patterns: signals that must stand together, how near, and what rules them out.
import { describe, expect, test } from 'vitest';
import { matchPattern, type Pattern } from './patterns.ts';
import type { Place, Seen } from './signals.ts';

const seen = (places: Record<string, number[]>): Seen =>
  new Map(
    Object.entries(places).map(([name, sentences]): [string, Place[]] => [
      name,
      sentences.map((sentence) => ({ sentence, words: `${name}${sentence}` })),
    ]),
  );
const pattern = (all: string[], more: Partial<Pattern> = {}): Pattern => ({
  all,
  within: 'sentence',
  unless: [],
  ...more,
});

describe('R15 R17 a pattern is there', () => {
  test.each([
    ['in one sentence', pattern(['a', 'b']), { a: [1, 4], b: [4] }, ['a4', 'b4']],
    ['not over sentences', pattern(['a', 'b']), { a: [1], b: [2] }, undefined],
    ['in a passage', pattern(['a', 'b'], { within: 'passage' }), { a: [1], b: [2] }, ['a1', 'b2']],
    ['not beyond it', pattern(['a', 'b'], { within: 'passage' }), { a: [1], b: [3] }, undefined],
    ['anywhere', pattern(['a', 'b'], { within: 'text' }), { a: [1], b: [9] }, ['a1', 'b9']],
    ['by either of two', pattern(['a', 'b|c']), { a: [1], c: [1] }, ['a1', 'c1']],
    ['not by one alone', pattern(['a', 'b']), { a: [1] }, undefined],
    ['unless ruled out', pattern(['a'], { unless: ['x'] }), { a: [1], x: [1] }, undefined],
    ['elsewhere', pattern(['a'], { unless: ['x'] }), { a: [1, 2], x: [1] }, ['a2']],
  ])('%s', (_name, wanted, places, words) => {
    expect(matchPattern(wanted, seen(places))).toEqual(words);
  });

  test('never in a sentence that is void', () => {
    expect(matchPattern(pattern(['a']), seen({ a: [1] }), new Set([1]))).toBeUndefined();
  });
});
