// The look holds what it promises: contrast in both schemes (WCAG 2.2), no script, texts whole in every language.
import { describe, expect, test } from 'vitest';
import { languageCodes, styleSheet, textsIn } from './pages.ts';

type Tokens = Map<string, string>;

const tokensOf = (block: string): Tokens =>
  new Map(
    [...block.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)].map((m) => [m[1] ?? '', m[2] ?? '']),
  );

function schemes(): Record<'light' | 'dark', Tokens> {
  const [light = '', dark = ''] = styleSheet.split('@media (prefers-color-scheme: dark)');
  const end = dark.indexOf('*,');
  const base = tokensOf(light);
  return { light: base, dark: new Map([...base, ...tokensOf(dark.slice(0, end))]) };
}

/** Relative luminance (WCAG 2.2, definition). */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(tokens: Tokens, front: string, back: string): number {
  const [a, b] = [front, back].map((name) => luminance(tokens.get(name) ?? '')) as [number, number];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

// Every pair of text and ground that the style sheet uses: 4.5:1 (WCAG 1.4.3).
const texts: [string, string][] = [
  ['ink', 'paper'],
  ['ink', 'card'],
  ['ink', 'tint'],
  ['soft', 'paper'],
  ['soft', 'card'],
  ['accent', 'paper'],
  ['accent', 'card'],
  ['accent-strong', 'paper'],
  ['accent-strong', 'card'],
  ['accent-strong', 'tint'],
  ['on-accent', 'accent'],
  ['on-accent', 'accent-strong'],
  ['error', 'card'],
  ['error', 'error-tint'],
];
// Edges of fields, focus, marks that carry meaning: 3:1 (WCAG 1.4.11).
const marks: [string, string][] = [
  ['edge', 'paper'],
  ['edge', 'card'],
  ['accent', 'paper'],
  ['accent', 'card'],
  ['error', 'card'],
  ['error', 'paper'],
  ['copper', 'tint'],
  ['copper', 'paper'],
];

describe.each(['light', 'dark'] as const)('in the %s scheme', (scheme) => {
  const tokens = schemes()[scheme];
  test.each(texts)('text of %s on %s reaches 4.5:1', (front, back) => {
    expect(contrast(tokens, front, back)).toBeGreaterThanOrEqual(4.5);
  });
  test.each(marks)('a mark of %s on %s reaches 3:1', (front, back) => {
    expect(contrast(tokens, front, back)).toBeGreaterThanOrEqual(3);
  });
});

test('the dark scheme has its own value for every colour of the light one', () => {
  const { light, dark } = schemes();
  expect(light.size).toBeGreaterThan(10);
  const same = [...light].filter(([name, colour]) => dark.get(name) === colour);
  expect(same).toEqual([]);
});

test('every language has every text, none of them empty', () => {
  const paths = (value: unknown, path = ''): string[] => {
    if (typeof value !== 'object' || value === null)
      return [`${path}=${value === '' ? 'empty' : ''}`];
    return Object.entries(value).flatMap(([key, inner]) => paths(inner, `${path}.${key}`));
  };
  const english = paths(textsIn('en'));
  expect(english.filter((path) => path.endsWith('empty'))).toEqual([]);
  for (const code of languageCodes) expect(paths(textsIn(code)), code).toEqual(english);
});
