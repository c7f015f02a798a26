// Holds the shape of the labelled evaluation sets: schema, ids, counts, the sealed third, no near-copies. No rule or model is run here.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

const languages = ['en', 'de', 'es', 'fr'] as const;
const parts = ['open', 'sealed'] as const;
const corpus = fileURLToPath(new URL('../../test/corpus/classifier', import.meta.url));

const common = {
  text: z
    .string()
    .min(5)
    .max(2_000)
    .refine((text) => text === text.trim()),
  why: z.string().min(5).max(160),
  part: z.enum(parts),
};
const severityRow = z.strictObject({
  id: z.string().regex(/^severity-(?:en|de|es|fr)-\d{3}$/),
  ...common,
  severity: z.enum(['minor', 'moderate', 'major', 'critical']),
});
const threatRow = z
  .strictObject({
    id: z.string().regex(/^threat-(?:en|de|es|fr)-\d{3}$/),
    ...common,
    label: z.enum(['threat', 'insult', 'harmless']),
    distress: z.literal(true).optional(),
  })
  .refine((row) => !row.distress || row.label === 'harmless');

type Row = { id: string; text: string; label: string; part: string; distress: boolean };

const lines = (set: string, language: string, part: (typeof parts)[number]): unknown[] => {
  const file = `${corpus}/${set}/${language}${part === 'sealed' ? '.sealed' : ''}.jsonl`;
  return readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => {
      const row: unknown = JSON.parse(line);
      expect(row).toMatchObject({ part });
      return row;
    });
};

const severityRows = (language: string): Row[] =>
  parts.flatMap((part) =>
    lines('severity', language, part).map((line) => {
      const { severity, ...row } = severityRow.parse(line);
      return { ...row, label: severity, distress: false };
    }),
  );

const threatRows = (language: string): Row[] =>
  parts.flatMap((part) =>
    lines('threat', language, part).map((line) => {
      const row = threatRow.parse(line);
      return { ...row, distress: row.distress === true };
    }),
  );

const counts = (rows: Row[]): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(rows, (row) => row.label)].map(([label, of]) => [label, of.length]),
  );

/** Word shingles of three, lower-cased; texts shorter than that are their own shingle. */
const shingles = (text: string): Set<string> => {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length < 3) return new Set([words.join(' ')]);
  return new Set(words.slice(2).map((_, at) => words.slice(at, at + 3).join(' ')));
};

/** Pairs of rows that share more than a fifth of their shingles (Jaccard): copies with a word changed. */
const nearCopies = (rows: Row[]): string[] => {
  const seen = rows.map((row) => ({ id: row.id, words: shingles(row.text) }));
  return seen.flatMap((one, at) =>
    seen.slice(at + 1).flatMap((other) => {
      const both = one.words.intersection(other.words).size;
      const either = one.words.size + other.words.size - both;
      return both > 0.2 * either ? [`${one.id} ~ ${other.id}`] : [];
    }),
  );
};

const sealedShare = (rows: Row[]): number =>
  rows.filter((row) => row.part === 'sealed').length / rows.length;

describe.each(languages)('R15 R17 the evaluation sets in %s', (language) => {
  test('severity: at least 110 complaints, all four levels, a third of each sealed', () => {
    const rows = severityRows(language);
    const of = counts(rows);
    expect(rows.length).toBeGreaterThanOrEqual(110);
    for (const [level, share] of Object.entries({
      minor: 0.35,
      moderate: 0.3,
      major: 0.22,
      critical: 0.13,
    })) {
      expect(Math.abs((of[level] ?? 0) / rows.length - share), level).toBeLessThan(0.07);
      const levelRows = rows.filter((row) => row.label === level);
      expect(Math.abs(sealedShare(levelRows) - 1 / 3), level).toBeLessThan(0.05);
    }
  });

  test('threat: at least 60 texts, a third each, distress marked, a third sealed', () => {
    const rows = threatRows(language);
    const of = counts(rows);
    expect(rows.length).toBeGreaterThanOrEqual(60);
    for (const label of ['threat', 'insult', 'harmless'])
      expect(Math.abs((of[label] ?? 0) / rows.length - 1 / 3), label).toBeLessThan(0.05);
    expect(rows.filter((row) => row.distress).length).toBeGreaterThanOrEqual(2);
    expect(Math.abs(sealedShare(rows) - 1 / 3)).toBeLessThan(0.05);
  });

  test('lengths vary within each level, so that length does not give the label away', () => {
    for (const [level, rows] of Map.groupBy(severityRows(language), (row) => row.label)) {
      const words = rows.map((row) => row.text.split(/\s+/).length);
      expect(Math.min(...words), level).toBeLessThanOrEqual(12);
      expect(Math.max(...words), level).toBeGreaterThanOrEqual(40);
    }
  });
});

test('ids and texts are unique over all sets, and no text is a near-copy of another', () => {
  const rows = languages.flatMap((language) => [
    ...severityRows(language),
    ...threatRows(language),
  ]);
  expect(new Set(rows.map((row) => row.id)).size).toBe(rows.length);
  expect(new Set(rows.map((row) => row.text.toLowerCase())).size).toBe(rows.length);
  expect(nearCopies(rows)).toEqual([]);
});

test('the labelling rules and the reason for the sealed part stand beside the sets', () => {
  for (const set of ['severity', 'threat'])
    expect(existsSync(`${corpus}/${set}/README.md`), set).toBe(true);
});
