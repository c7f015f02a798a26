// Which category of the policy a text is about. A tie or no word at all is `unknown`, never a guess.
import type { Evidence } from '#shared/events/intake.ts';
import { evidence } from './evidence.ts';
import type { Reading } from './lexicon.ts';
import type { Found } from './terms.ts';
import type { Tokens } from './words.ts';

/** The category of what no category's words were found for, or no clear winner. */
export const UNKNOWN = 'unknown';

/** What the subject says it is about counts double. */
const SUBJECT_FACTOR = 2;
/** Candidates shown to whoever decides instead. */
const CANDIDATES_MAX = 3;
const OWNER = 'category/';

type Score = { key: string; score: number; words: string[] };

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
  return { key, score, words: kept.map((find) => find.words) };
}

function scoresOf(found: Found[], subjectEnd: number): Score[] {
  const byOwner = Map.groupBy(
    found.filter((find) => find.owner.startsWith(OWNER)),
    (find) => find.owner,
  );
  return [...byOwner]
    .map(([owner, finds]) => scoreOf(owner.slice(OWNER.length), finds, subjectEnd))
    .sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1));
}

/** Decides the category by the words found; evidence holds the best candidates, the winner first. */
export function decideCategory(
  readings: Reading[],
  tokens: Tokens,
): { category: string; evidence: Evidence[] } {
  const { greeting, subjectEnd } = tokens;
  const found = readings.flatMap((reading) => reading.found);
  const beyond = found.filter((find) => find.start < greeting.start || find.start >= greeting.end);
  // "Hi, my parcel!" has no more to it than its salutation.
  const own = scoresOf(beyond, subjectEnd);
  const scores = own.length > 0 ? own : scoresOf(found, subjectEnd);
  const shown = scores
    .slice(0, CANDIDATES_MAX)
    .map((score) => evidence('category', score.key, 'term', score.words));
  const [first, second] = scores;
  if (!first || first.score === second?.score) {
    return { category: UNKNOWN, evidence: [...shown, evidence('category', UNKNOWN, 'default')] };
  }
  return { category: first.key, evidence: shown };
}
