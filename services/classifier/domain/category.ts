// Which category of the policy a text is about. A tie or no word at all is `unknown`, never a guess.
import type { Evidence } from '#shared/events/intake.ts';
import { evidence } from './evidence.ts';
import type { Reading } from './lexicon.ts';
import type { Found } from './terms.ts';

/** The category of what no category's words were found for, or no clear winner. */
export const UNKNOWN = 'unknown';

/** What the subject says it is about counts double. */
const SUBJECT_FACTOR = 2;
/** Candidates shown to whoever decides instead. */
const CANDIDATES_MAX = 3;

type Score = { key: string; score: number; words: string[] };

function scoresOf(found: Found[], subjectEnd: number): Score[] {
  const scores = new Map<string, Score>();
  const counted = new Map<string, number>();
  for (const find of found) {
    const [list, key] = find.owner.split('/');
    if (list !== 'category' || key === undefined) continue;
    const value = find.weight * (find.start < subjectEnd ? SUBJECT_FACTOR : 1);
    const before = counted.get(`${key}/${find.term}`) ?? 0;
    const score = scores.get(key) ?? { key, score: 0, words: [] };
    // A term counts once, at its best place: repeating a word does not make it more true.
    score.score += Math.max(0, value - before);
    score.words.push(find.words);
    counted.set(`${key}/${find.term}`, Math.max(before, value));
    scores.set(key, score);
  }
  return [...scores.values()].sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1));
}

/** Decides the category by the words found; evidence holds the best candidates, the winner first. */
export function decideCategory(
  readings: Reading[],
  subjectEnd: number,
): { category: string; evidence: Evidence[] } {
  const scores = scoresOf(
    readings.flatMap((reading) => reading.found),
    subjectEnd,
  );
  const shown = scores
    .slice(0, CANDIDATES_MAX)
    .map((score) => evidence('category', score.key, 'term', score.words));
  const [first, second] = scores;
  if (!first || first.score === second?.score) {
    return { category: UNKNOWN, evidence: [...shown, evidence('category', UNKNOWN, 'default')] };
  }
  return { category: first.key, evidence: shown };
}
