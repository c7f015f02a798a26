// Whether an item is a complaint, an inquiry or feedback (R03). A complaint is never filed as anything else on a guess:
// one sign of trouble is enough to make it one.
import type { Evidence, IntakeReceived, Kind } from '#shared/events/intake.ts';
import type { PolicyData } from '#shared/policy/policy.ts';
import { evidence } from './evidence.ts';
import { grammarOf } from './grammar.ts';
import { foundFor, type Reading } from './lexicon.ts';
import type { Sentiment } from './mood.ts';

/** A kind, and what it rests on: a fact is not argued with, words may be weighed against others. */
type Decision = { kind: Kind; evidence: Evidence[]; by: 'fact' | 'words' | 'default' };
type Survey = IntakeReceived['survey'];

/** What else was seen in the text, that an inquiry or praise would not have. */
export type Signs = {
  raised: boolean;
  agitated: boolean;
  threat: boolean;
  sentiment: Sentiment;
  /** There is a question mark. */
  question: boolean;
  survey: Survey;
};

const share = (survey: NonNullable<Survey>): number => survey.score / survey.scale;

/** The words that speak of trouble: complaint terms, and praise that is negated ("not happy"). */
function trouble(reading: Reading): string[] {
  const complaints = foundFor(reading, 'kind/complaint').filter((find) => !find.negated);
  const unhappy = foundFor(reading, 'kind/feedback').filter((find) => find.negated);
  return [...complaints, ...unhappy].map((find) => find.words);
}

/** Praise may hold a word of slightly bad tone ("pay"), no more. */
const PRAISE_TONE_MIN = -0.1;

/** Praise must be whole: no "but", no "not", nothing of a bad tone. */
function isPraise(reading: Reading, sentiment: Sentiment): boolean {
  const { contrasts, negators } = grammarOf(reading.language);
  const mixed = reading.words.some(
    (word) => contrasts.has(word.folded) || negators.has(word.folded),
  );
  return !mixed && sentiment.value >= PRAISE_TONE_MIN;
}

/** A high score and nothing else. */
const highScore: Decision = {
  kind: 'feedback',
  evidence: [evidence('kind', 'feedback: high score', 'rule')],
  by: 'fact',
};

/** Short terms ("can I") ask only where there is a question mark: elsewhere they are turns of phrase. */
const ASKING_WEIGHT_MIN = 3;

const complaint = (source: Evidence['source'], value: string, words: string[] = []): Decision => ({
  kind: 'complaint',
  evidence: [evidence('kind', value, source, words)],
  by: source === 'default' ? 'default' : 'fact',
});

function decideWithoutTrouble(
  reading: Reading,
  signs: Signs,
  policy: PolicyData['classification'],
): Decision {
  const asked = foundFor(reading, 'kind/inquiry')
    .filter((find) => signs.question || find.weight >= ASKING_WEIGHT_MIN)
    .map((find) => find.words);
  const said = foundFor(reading, 'kind/feedback').map((find) => find.words);
  // A question waits for an answer, so it goes before praise.
  if (asked.length > 0 && signs.sentiment.value > policy.inquiryAbove)
    return {
      kind: 'inquiry',
      evidence: [evidence('kind', 'inquiry', 'term', asked)],
      by: 'words',
    };
  if (said.length > 0 && isPraise(reading, signs.sentiment))
    return {
      kind: 'feedback',
      evidence: [evidence('kind', 'feedback', 'term', said)],
      by: 'words',
    };
  if (signs.survey && share(signs.survey) >= policy.contentFromShare) return highScore;
  return complaint('default', 'complaint');
}

/** Decides the kind. `reading` is absent when the language is not known: then it is a complaint. */
export function decideKind(
  reading: Reading | undefined,
  signs: Signs,
  policy: PolicyData,
): Decision {
  const { survey, agitated, threat, raised } = signs;
  if (survey && share(survey) <= policy.surveys.lowShare)
    return complaint('rule', 'complaint: low score');
  if (!reading) {
    const content = survey && share(survey) >= policy.classification.contentFromShare;
    return content && !agitated && !threat && !raised
      ? highScore
      : complaint('default', 'complaint');
  }
  const words = trouble(reading);
  if (words.length > 0) return complaint('term', 'complaint', words);
  if (threat || agitated || raised) return complaint('rule', 'complaint: severity or mood');
  return decideWithoutTrouble(reading, signs, policy.classification);
}
