// Which category of the policy a text is about. No word at all is `unknown`; of equals the policy's order decides.
import type { Evidence } from '#shared/events/intake.ts';
import { evidence } from './evidence.ts';
import type { Reading } from './lexicon.ts';
import type { Found } from './terms.ts';
import type { Tokens } from './words.ts';

/** The category of what no category's words were found for. */
export const UNKNOWN = 'unknown';

/** What the subject says it is about counts double. */
const SUBJECT_FACTOR = 2;
/** Candidates shown to whoever decides instead. */
const CANDIDATES_MAX = 3;
const OWNER = 'category/';

/** What the policy's words say for a category: `score` counts them, words of phrases and of the subject line more. */
export type Score = {
  key: string;
  score: number;
  words: string[];
  weights: number[];
};

const overlap = (one: Found, other: Found): boolean =>
  one.start < other.end && other.start < one.end;

/** Finds that count: of those over the same words the longest ("customer service", not also "service"). */
function countable(found: Found[]): Found[] {
  const kept: Found[] = [];
  for (const find of found.toSorted((a, b) => b.weight - a.weight || a.start - b.start))
    if (!kept.some((other) => overlap(find, other))) kept.push(find);
  return kept;
}

function scoreOf(key: string, found: Found[], subjectEnd: number): Score {
  const byTerm = new Map<string, number>();
  const kept = countable(found);
  for (const { term, weight, start } of kept) {
    const value = weight * (start < subjectEnd ? SUBJECT_FACTOR : 1);
    // A term counts once, at its best place: repeating a word does not make it more true.
    byTerm.set(term, Math.max(byTerm.get(term) ?? 0, value));
  }
  const score = [...byTerm.values()].reduce((sum, value) => sum + value, 0);
  return {
    key,
    score,
    words: kept.map((find) => find.words),
    weights: kept.map((find) => find.weight * (find.start < subjectEnd ? SUBJECT_FACTOR : 1)),
  };
}

function scoresOf(found: Found[], subjectEnd: number, order: readonly string[]): Score[] {
  const byOwner = Map.groupBy(
    found.filter((find) => find.owner.startsWith(OWNER)),
    (find) => find.owner,
  );
  return [...byOwner]
    .map(([owner, finds]) => scoreOf(owner.slice(OWNER.length), finds, subjectEnd))
    .sort((a, b) => b.score - a.score || order.indexOf(a.key) - order.indexOf(b.key));
}

/**
 * What speaks for each category by the words found, the best first. `order` are the policy's categories: of two with the same
 * score the earlier wins.
 */
export function scoreCategories(
  readings: Reading[],
  tokens: Tokens,
  order: readonly string[],
): Score[] {
  const { greeting, subjectEnd } = tokens;
  const found = readings.flatMap((reading) => reading.found);
  const beyond = found.filter((find) => find.start < greeting.start || find.start >= greeting.end);
  // "Hi, my parcel!" has no more to it than its salutation.
  const own = scoresOf(beyond, subjectEnd, order);
  return own.length > 0 ? own : scoresOf(found, subjectEnd, order);
}

/** Decides the category by the words alone; evidence holds the best candidates, the winner first. */
export function decideCategory(scores: Score[]): { category: string; evidence: Evidence[] } {
  const shown = scores
    .slice(0, CANDIDATES_MAX)
    .map(({ key, words, weights, score }) =>
      evidence('category', key, 'term', words, { weights, weight: score }),
    );
  const [first] = scores;
  if (!first) {
    return { category: UNKNOWN, evidence: [...shown, evidence('category', UNKNOWN, 'default')] };
  }
  return { category: first.key, evidence: shown };
}
