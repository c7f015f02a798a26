// What an item is: kind, category, severity, language, mood, with the evidence for each (R03, R15, R17). Pure: the same
// item and policy give the same answer. How the words were learnt is not known here.
import type { Classification, IntakeReceived, Severity } from '#shared/events/intake.ts';
import type { Policy } from '#shared/policy/policy.ts';
import { scoreCategories, UNKNOWN } from './category.ts';
import {
  type Asked,
  type AskedOfThreat,
  type CategoryDecision,
  combineAgitated,
  combineCategory,
  combineKind,
  combineSeverity,
  combineThreat,
} from './combine.ts';
import { evidence } from './evidence.ts';
import { decideKind } from './kind.ts';
import { decideLanguage, type LanguageGuess, primaryLanguage, UNDETERMINED } from './language.ts';
import { type Learnt, modelText } from './learnt.ts';
import { type Lexicon, type Reading, readText, type TextModel } from './lexicon.ts';
import { decideAgitated, decideThreat, readSentiment, type Sentiment } from './mood.ts';
import { decideSeverity } from './severity.ts';
import { harmSigns, markText, threatMarks, wordsOfMark } from './signals/marks.ts';
import { type Seen, seeSignals } from './signals/signals.ts';
import { type Tokens, tokenise } from './words.ts';

/** The rules' own version: it changes when the same text and policy may give another answer. */
const RULES_VERSION = 'rules-4';

/**
 * What a person has not yet seen and no rule could read is moderate: the supervisor's review (R30, L1) starts at opening,
 * and nothing is given away by the frontline on a guess.
 */
const UNREAD_SEVERITY: Severity = 'moderate';

/** All that classifying needs besides the item. */
export type Knowledge = {
  policy: Policy;
  lexicon: Lexicon;
  model: TextModel;
  guessLanguage(text: string): LanguageGuess;
  /** The current learnt model; rules alone decide where there is none. */
  learnt?: Learnt | undefined;
};

const noTone: Sentiment = { value: 0, count: 0, words: [] };

const versions = (policy: Policy, model?: string) => ({
  ...(model ? { modelVersion: model } : {}),
  classifierVersion: [RULES_VERSION, ...(model ? [model] : []), policy.version].join('+'),
  policyVersion: policy.version,
});

/** The classification of what the classifier failed on: a complaint that a person must look at (R03). */
export function unclassified(policy: Policy): Classification {
  return {
    kind: 'complaint',
    category: UNKNOWN,
    severity: UNREAD_SEVERITY,
    language: UNDETERMINED,
    agitated: false,
    threat: false,
    decided: false,
    evidence: [
      evidence('kind', 'complaint', 'failure'),
      evidence('category', UNKNOWN, 'failure'),
      evidence('severity', UNREAD_SEVERITY, 'failure'),
    ],
    ...versions(policy),
  };
}

/** Reads a text in a language, once. */
function readerOf(tokens: Tokens, { lexicon, model }: Knowledge): (language: string) => Reading {
  const readings = new Map<string, Reading>();
  return (language) => {
    const reading = readings.get(language) ?? readText(tokens, language, lexicon, model);
    readings.set(language, reading);
    return reading;
  };
}

type Read = ReturnType<typeof readerOf>;

function languageOf(
  item: IntakeReceived,
  tokens: Tokens,
  knowledge: Knowledge,
  read: Read,
): string {
  // The detector looks at the first few hundred characters; the body says more than a subject line.
  const body = tokens.tokens.filter((token) => token.start >= tokens.subjectEnd);
  const start = (body.length >= 3 ? body : tokens.tokens)
    .slice(0, 100)
    .map((token) => token.lower)
    .join(' ');
  const letters = start.replace(/[^\p{L}]/gu, '').length;
  return decideLanguage(
    knowledge.guessLanguage(start),
    letters,
    [...knowledge.lexicon.keys()],
    primaryLanguage(item.language),
    (languages) => languages.map(read),
  );
}

/** The question about a threat: the text with the marks of its signals, as the model learnt it. */
function askedOfThreat(asked: Asked, seen: Seen, { classification }: Policy): AskedOfThreat {
  const marks = threatMarks(classification);
  return {
    ...asked,
    text: markText(asked.text, seen, marks),
    harmSigns: harmSigns(seen, classification),
    wordsOf: (word) => wordsOfMark(word, seen, marks),
  };
}

/** Classifies an item. Whatever it may say, there is an answer. */
export function classify(item: IntakeReceived, knowledge: Knowledge): Classification {
  const { policy, lexicon, model } = knowledge;
  const tokens = tokenise(item.subject, item.text);
  const read = readerOf(tokens, knowledge);
  const language = languageOf(item, tokens, knowledge, read);
  // Rules are applied in the text's language, or in every language there is when it is none of them: a threat or an
  // injury must not be missed because the language was.
  const readings = (lexicon.has(language) ? [language] : [...lexicon.keys()]).map(read);
  const readable = lexicon.has(language) && tokens.tokens.length > 0 && !item.unreadable;
  const reading = readable ? readings[0] : undefined;

  const sentiment = reading ? readSentiment(reading, tokens.whole, model) : noTone;
  const signals = readings.map((each) => seeSignals(each, tokens.whole, policy.classification));
  // What cannot be read has nothing that a model could judge by.
  const { learnt } = knowledge;
  const asked: Asked | undefined =
    learnt && tokens.tokens.length > 0 && !item.unreadable
      ? { learnt, text: modelText(item.subject, item.text), language }
      : undefined;
  const { learning } = policy;
  const threat = combineThreat(
    decideThreat(readings, signals, policy.classification.threatPatterns),
    reading && asked && askedOfThreat(asked, signals[0] ?? new Map(), policy),
    learning,
  );
  const agitated = combineAgitated(
    decideAgitated(readings, tokens, sentiment, policy.classification),
    asked,
    learning,
  );
  const floor = reading ? 'minor' : UNREAD_SEVERITY;
  const raised = decideSeverity(readings, signals, tokens.whole, policy.classification, floor);
  const signs = {
    raised: raised.raised,
    agitated: agitated.agitated,
    threat: threat.threat,
    sentiment,
    question: tokens.whole.includes('?'),
    survey: item.survey,
  };
  const kind = combineKind(decideKind(reading, signs, policy), asked, learning);
  // A question or praise is no issue that could be worse than it reads.
  const severity = combineSeverity(raised, kind.kind === 'complaint' ? asked : undefined, learning);
  const keys = policy.categories.map(({ key }) => key);
  const scores = reading ? scoreCategories([reading], tokens, keys) : [];
  const category = combineCategory(scores, asked, keys, learning);
  return {
    kind: kind.kind,
    category: category.category,
    severity: severity.severity,
    language,
    agitated: agitated.agitated,
    threat: threat.threat,
    ...(threat.suspected === undefined ? {} : { suspectedThreat: rounded(threat.suspected) }),
    decided: category.category !== UNKNOWN,
    evidence: [
      ...kind.evidence,
      ...category.evidence,
      ...severity.evidence,
      ...agitated.evidence,
      ...threat.evidence,
      evidence('sentiment', sentiment.value.toFixed(2), 'sentiment', sentiment.words),
      evidence('language', language, language === UNDETERMINED ? 'default' : 'language'),
    ],
    ...(asked ? confidenceOf(kind.confidence, category) : {}),
    ...versions(policy, asked?.learnt.version),
  };
}

const confidenceOf = (kind: number, category: CategoryDecision) => ({
  confidence: { kind: rounded(kind), category: rounded(category.confidence) },
  suggestions: category.suggestions,
});

const rounded = (share: number): number => Math.round(share * 1000) / 1000;
