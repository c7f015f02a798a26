// Contrast of the tokens in both schemes (WCAG 2.2, 1.4.3 and 1.4.11).
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('tokens.css', import.meta.url), 'utf8');

function tokensOf(scheme: 'light' | 'dark'): Map<string, string> {
  const start = css.indexOf(`[data-mantine-color-scheme="${scheme}"] {`);
  const block = css.slice(start, css.indexOf('}', start));
  return new Map(
    [...block.matchAll(/--rd-([a-z-]+): (#[0-9a-f]{6});/g)].map(([, name = '', value = '']) => [
      name,
      value,
    ]),
  );
}

function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const grounds = ['canvas', 'surface', 'raised', 'sunken', 'hover', 'selected'];
const pairs: [text: string, ground: string, least: number][] = [
  ...grounds.flatMap((ground): [string, string, number][] => [
    ['ink', ground, 4.5],
    ['soft', ground, 4.5],
    ['accent', ground, 4.5],
    ['danger', ground, 4.5],
    ['warning', ground, 4.5],
    ['edge', ground, 3],
  ]),
  ['faint', 'surface', 4.5],
  ['faint', 'canvas', 4.5],
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-strong', 4.5],
  ['on-accent', 'danger', 4.5],
  ['accent-strong', 'accent-tint', 4.5],
  ['accent-strong', 'selected', 4.5],
  ...['warning', 'danger', 'info', 'good', 'purple'].map((tone): [string, string, number] => [
    tone,
    `${tone}-tint`,
    4.5,
  ]),
];

test.each(['light', 'dark'] as const)(
  'the tokens of the %s scheme have the contrast that WCAG asks for',
  (scheme) => {
    const tokens = tokensOf(scheme);
    const weak = pairs.flatMap(([text, ground, least]) => {
      const [over, under] = [tokens.get(text), tokens.get(ground)];
      if (!over || !under) return [`${text} on ${ground}: no such token`];
      const ratio = contrast(over, under);
      return ratio < least ? [`${text} on ${ground}: ${ratio.toFixed(2)} < ${least}`] : [];
    });
    expect(weak).toEqual([]);
  },
);
