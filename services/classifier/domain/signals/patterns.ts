// Whether the signals of a text stand together as a pattern of the policy wants. No words and no levels here.
import type { Place, Seen } from './signals.ts';

/** What must stand together, how near, and what rules it out. */
export type Pattern = {
  all: readonly string[];
  within: 'sentence' | 'passage' | 'text';
  unless: readonly string[];
};

const reach = { sentence: 0, passage: 1, text: Number.POSITIVE_INFINITY } as const;

const placesOf = (seen: Seen, names: string): readonly Place[] =>
  names.includes('|')
    ? names.split('|').flatMap((name) => seen.get(name) ?? [])
    : (seen.get(names) ?? []);

/** The sentences that hold any of some signals. */
export const sentencesOf = (seen: Seen, names: readonly string[]): ReadonlySet<number> =>
  new Set(names.flatMap((name) => (seen.get(name) ?? []).map(({ sentence }) => sentence)));

/**
 * The words by which a pattern is there, or undefined. Sentences in `void_` count for nothing. Each signal must stand in reach
 * of the first, so that the order of `all` says around what the others are looked for.
 */
export function matchPattern(
  { all, within, unless }: Pattern,
  seen: Seen,
  void_: ReadonlySet<number> = new Set(),
): string[] | undefined {
  const [first, ...others] = all;
  if (first === undefined) return undefined;
  const heads = placesOf(seen, first);
  if (heads.length === 0) return undefined;
  const tails = others.map((names) => placesOf(seen, names));
  if (tails.some((places) => places.length === 0)) return undefined;
  const barred = unless.length > 0 ? sentencesOf(seen, unless) : undefined;
  const counts = ({ sentence }: Place) => !void_.has(sentence) && !barred?.has(sentence);
  for (const head of heads) {
    if (!counts(head)) continue;
    const found = tails.map((places) =>
      places.find(
        (place) => counts(place) && Math.abs(place.sentence - head.sentence) <= reach[within],
      ),
    );
    if (found.every((place) => place !== undefined))
      return [head.words, ...found.map((place) => place?.words ?? '')];
  }
  return undefined;
}
