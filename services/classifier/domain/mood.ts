// How the writer feels, and whether they threaten people (R17). A threat needs words of a threat: feeling alone is none.
import type { Evidence } from '#shared/events/intake.ts';
import type { PolicyData } from '#shared/policy/policy.ts';
import { evidence } from './evidence.ts';
import { foundFor, type Reading, type TextModel } from './lexicon.ts';
import { matchPattern } from './signals/patterns.ts';
import type { Seen } from './signals/signals.ts';
import { isNegated } from './terms.ts';
import { excerpt, type Tokens } from './words.ts';

type Classification = PolicyData['classification'];

/** The tone of a text: `value` from -1 to 1, and how many words it rests on. */
export type Sentiment = { value: number; count: number; words: string[] };

/** Takes the place of that many neutral words, so that one bad word in a short text does not make it all bad. */
const SHRINK = 2;
/** Weaker words ("sind", -0.005) are noise of the word lists. */
const POLARITY_MIN = 0.1;

/** The tone of the words, a negation turning the one after it. */
export function readSentiment(reading: Reading, whole: string, model: TextModel): Sentiment {
  let sum = 0;
  let count = 0;
  const worst: { polarity: number; words: string }[] = [];
  const known = new Map<string, number>();
  reading.words.forEach((word, at) => {
    const polarity = known.get(word.lower) ?? model.polarity(word.lower, reading.language);
    known.set(word.lower, polarity);
    if (Math.abs(polarity) < POLARITY_MIN) return;
    const signed = isNegated(reading.words, at, reading.language) ? -polarity : polarity;
    sum += signed;
    count++;
    if (signed < 0) worst.push({ polarity: signed, words: excerpt(whole, word.start, word.end) });
  });
  worst.sort((a, b) => a.polarity - b.polarity);
  return {
    value: sum / (count + SHRINK),
    count,
    words: worst.slice(0, 10).map((word) => word.words),
  };
}

/**
 * Whether somebody threatens people or premises: by a term of threat, or by signals that are a threat together. Never by tone,
 * and a negation does not clear a term: a person must look.
 */
export function decideThreat(
  readings: Reading[],
  seen: Seen[],
  patterns: Classification['threatPatterns'],
): { threat: boolean; evidence: Evidence[] } {
  const words = readings
    .flatMap((reading) => foundFor(reading, 'threat'))
    .map((find) => find.words);
  const told = words.length > 0 ? [evidence('threat', 'threat', 'term', words)] : [];
  for (const signals of seen) {
    for (const pattern of patterns) {
      if (pattern.never.some((name) => signals.has(name))) continue;
      const together = matchPattern(pattern, signals);
      if (together) told.push(evidence('threat', `threat: ${pattern.rule}`, 'rule', together));
    }
  }
  return { threat: told.length > 0, evidence: told };
}

/** Whether a text shouts: mostly capitals, or exclamation marks in number. */
function isShouted(tokens: Tokens, shouting: Classification['shouting']): boolean {
  const capitals =
    tokens.spelledOut >= shouting.wordsMin &&
    tokens.capitals / tokens.spelledOut >= shouting.capitalsShare;
  return capitals || tokens.exclamations >= shouting.exclamationMarks;
}

/** Whether the writer is very upset: by their words, by a very bad tone, or by shouting in a bad tone. */
export function decideAgitated(
  readings: Reading[],
  tokens: Tokens,
  sentiment: Sentiment,
  policy: Classification,
): { agitated: boolean; evidence: Evidence[] } {
  const words = readings
    .flatMap((reading) => foundFor(reading, 'agitated'))
    .filter((find) => !find.negated)
    .map((find) => find.words);
  if (words.length > 0)
    return { agitated: true, evidence: [evidence('agitated', 'words', 'term', words)] };
  // Three words at least: one "catastrophe" is a figure of speech.
  if (sentiment.value < policy.agitatedBelow && sentiment.count >= 3)
    return {
      agitated: true,
      evidence: [evidence('agitated', 'tone', 'sentiment', sentiment.words)],
    };
  if (sentiment.value < 0 && isShouted(tokens, policy.shouting))
    return {
      agitated: true,
      evidence: [evidence('agitated', 'shouting', 'rule', sentiment.words)],
    };
  return { agitated: false, evidence: [] };
}
