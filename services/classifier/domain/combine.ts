// Rules and model together (R03, R15, R17): what each says of a text becomes one answer, or triage where it is not sure. Words
// of the policy add to the log-odds of what they speak for; rules alone may raise a severity, the model by a step at most.
import {
  type Classification,
  type Evidence,
  type Kind,
  kinds,
  type Severity,
  severities,
} from '#shared/events/intake.ts';
import type { PolicyData } from '#shared/policy/policy.ts';
import { decideCategory, type Score, UNKNOWN } from './category.ts';
import { evidence } from './evidence.ts';
import type { Answer } from './learner/linear-model.ts';
import type { Head, Learnt } from './learnt.ts';

type Learning = PolicyData['learning'];
type Weighed = { label: string; probability: number };

/** A model and the text it is asked about. */
export type Asked = { learnt: Learnt; text: string; language: string };

/** A text with the marks of its signals, its signs of harm, and what a mark of the evidence stands for. */
export type AskedOfThreat = Asked & { harmSigns: number; wordsOf(word: string): string };

/** A label that the model never saw is as likely as one in so many. */
const UNSEEN = 1 / 300;
/** More points of one category say no more. */
const POINTS_MAX = 4;
const SUGGESTED_MAX = 5;
const SUGGESTED_FROM = 0.02;

/** What the model says, where it knows the language. */
const answerIn = ({ learnt, text, language }: Asked, head: Head): Answer | undefined =>
  learnt.languages.has(language) ? learnt.ask(head, text, language) : undefined;

/** What the model says of what is like something that was learnt from: nothing else is judged by it. */
const answerOf = (asked: Asked, head: Head): Answer | undefined => {
  const answer = answerIn(asked, head);
  return answer?.inScope ? answer : undefined;
};

/** Probabilities of labels from the model's and from points of the rules: a product of experts (Hinton 2002). */
function pool(
  labels: readonly string[],
  answer: Answer | undefined,
  points: (label: string) => number,
  termWeight: number,
): Weighed[] {
  const known = new Map(answer?.ranked.map((each) => [each.label, each.probability]));
  const odds = labels.map((label) => {
    const probability = Math.max(UNSEEN, known.get(label) ?? (answer ? UNSEEN : 1));
    return Math.log(probability) + termWeight * Math.min(POINTS_MAX, points(label));
  });
  const highest = Math.max(...odds);
  const weights = odds.map((value) => Math.exp(value - highest));
  const sum = weights.reduce((total, weight) => total + weight, 0);
  // Sorting is stable: of equals the policy's order decides.
  return labels
    .map((label, at) => ({ label, probability: (weights[at] as number) / sum }))
    .sort((a, b) => b.probability - a.probability);
}

function modelEvidence(
  asked: Asked,
  head: Head,
  label: string,
  probability: number,
  against?: string,
): Evidence {
  const told = asked.learnt.explain(head, asked.text, asked.language, label, against);
  return evidence(
    head,
    label,
    'model',
    told.map(({ word }) => word),
    { weights: told.map(({ weight }) => weight), weight: probability },
  );
}

/** What a text is about, how sure that is, and what else it may be. */
export type CategoryDecision = {
  category: string;
  confidence: number;
  suggestions: NonNullable<Classification['suggestions']>;
  evidence: Evidence[];
};

/** Decides the category; below the policy's threshold it is `unknown`, with suggestions for whoever decides (R15). */
export function combineCategory(
  scores: Score[],
  asked: Asked | undefined,
  keys: readonly string[],
  learning: Learning,
): CategoryDecision {
  const byRules = decideCategory(scores);
  const given = asked && answerIn(asked, 'category');
  // Of what is like nothing that was learnt from there are suggestions, no answer.
  const answer = given?.inScope ? given : undefined;
  if (!given && scores.length === 0)
    return { ...byRules, category: UNKNOWN, confidence: 0, suggestions: [] };
  const points = new Map(scores.map(({ key, score }) => [key, score]));
  const ranked = pool(keys, given, (key) => points.get(key) ?? 0, learning.termWeight);
  const [first, second] = ranked;
  const suggestions = ranked
    .filter(({ probability }) => probability >= SUGGESTED_FROM)
    .slice(0, SUGGESTED_MAX)
    .map(({ label, probability }) => ({
      category: label,
      probability: Math.round(probability * 1000) / 1000,
    }));
  if (!first) return { ...byRules, confidence: 0, suggestions };
  const confidence = first.probability;
  // Without a model the words alone decide, as the policy orders them.
  if (!answer || !asked) return { ...byRules, confidence, suggestions };
  const sure = confidence >= learning.decideFrom.category;
  const probability = answer.ranked.find(({ label }) => label === first.label)?.probability ?? 0;
  const told = [
    ...byRules.evidence.filter(({ source }) => source === 'term'),
    modelEvidence(asked, 'category', first.label, probability, second?.label),
  ];
  if (!sure) told.unshift(evidence('category', UNKNOWN, 'default', [], { weight: confidence }));
  return { category: sure ? first.label : UNKNOWN, confidence, suggestions, evidence: told };
}

/** How firmly the rules say of what kind an item is. */
export type KindByRules = { kind: Kind; evidence: Evidence[]; by: 'fact' | 'words' | 'default' };

/** The words of a kind count as so many points. */
const KIND_POINTS = 3;

/**
 * Decides the kind: the answer whose expected cost is least, by what the policy says each mistake costs. A fact (a low score,
 * a word of trouble, a severity, a threat) is not argued with; anything but a complaint must be probable besides (R03).
 */
export function combineKind(
  rules: KindByRules,
  asked: Asked | undefined,
  learning: Learning,
): { kind: Kind; confidence: number; evidence: Evidence[] } {
  const answer = rules.by === 'fact' || !asked ? undefined : answerOf(asked, 'kind');
  if (!answer || !asked) return { ...rules, confidence: 1 };
  const points = (kind: string) => (rules.by === 'words' && kind === rules.kind ? KIND_POINTS : 0);
  const ranked = pool(kinds, answer, points, learning.termWeight);
  const probabilityOf = (kind: Kind): number =>
    ranked.find(({ label }) => label === kind)?.probability ?? 0;
  const costOf = (said: Kind): number =>
    kinds.reduce(
      (sum, true_) =>
        sum +
        (true_ === said ? 0 : probabilityOf(true_) * (learning.mistakeCosts[true_]?.[said] ?? 1)),
      0,
    );
  const cheapest = kinds.reduce((best, kind) => (costOf(kind) < costOf(best) ? kind : best));
  const sure = probabilityOf(cheapest) >= learning.decideFrom.kind;
  const kind = cheapest !== 'complaint' && sure ? cheapest : 'complaint';
  const told = modelEvidence(asked, 'kind', kind, probabilityOf(kind));
  const kept = rules.evidence.filter(({ value, source }) => value === kind || source !== 'default');
  return { kind, confidence: probabilityOf(kind), evidence: [...kept, told] };
}

/** Raises a severity by one step where the model is sure that the issue is worse than the rules saw. Never lowers it. */
export function combineSeverity(
  rules: { severity: Severity; evidence: Evidence[] },
  asked: Asked | undefined,
  learning: Learning,
): { severity: Severity; evidence: Evidence[] } {
  const answer = asked && answerOf(asked, 'severity');
  const next = severities[severities.indexOf(rules.severity) + 1];
  if (!answer || !asked || !next) return rules;
  const atLeastNext = answer.ranked
    .filter(({ label }) => severities.indexOf(label as Severity) >= severities.indexOf(next))
    .reduce((sum, { probability }) => sum + probability, 0);
  if (atLeastNext < learning.decideFrom.severity) return rules;
  const told = modelEvidence(asked, 'severity', answer.label, atLeastNext, rules.severity);
  return {
    severity: next,
    evidence: [
      { ...told, value: next },
      ...rules.evidence.filter((each) => each.source !== 'default'),
    ],
  };
}

/** Agitation that the rules did not see (R17): by the model where it is sure. What they saw stays. */
export function combineAgitated(
  rules: { agitated: boolean; evidence: Evidence[] },
  asked: Asked | undefined,
  learning: Learning,
): { agitated: boolean; evidence: Evidence[] } {
  const answer = rules.agitated || !asked ? undefined : answerOf(asked, 'agitated');
  const probability = answer?.ranked.find(({ label }) => label === 'true')?.probability ?? 0;
  if (!asked || probability < learning.decideFrom.agitated) return rules;
  const told = modelEvidence(asked, 'agitated', 'true', probability);
  return { agitated: true, evidence: [...rules.evidence, { ...told, value: 'model' }] };
}

/** What is said of a threat: that it is one, or how probable it is where a person should look. */
export type ThreatDecision = {
  threat: boolean;
  suspected?: number;
  evidence: Evidence[];
};

/**
 * Threats that the rules did not see (R17): by the model where it is sure and words of harm stand in the text; where either is
 * missing, a person is asked. What the rules saw stays, and the model is asked about words and signals only: tone is none of them. Unlike other decisions it is also given
 * for texts unlike those learnt from: a threat is worth a look in whatever words.
 */
export function combineThreat(
  rules: { threat: boolean; evidence: Evidence[] },
  asked: AskedOfThreat | undefined,
  { decideFrom, threatSignsMin }: Learning,
): ThreatDecision {
  if (rules.threat || !asked) return rules;
  const answer = answerIn(asked, 'threat');
  const probability = answer?.ranked.find(({ label }) => label === 'true')?.probability ?? 0;
  if (probability < decideFrom.threatLook) return rules;
  const threat = probability >= decideFrom.threat && asked.harmSigns >= threatSignsMin;
  const told = modelEvidence(asked, 'threat', 'true', probability);
  // A word that gave several signals is shown once, with what it was worth in all.
  const weights = new Map<string, number>();
  told.words.forEach((mark, at) => {
    const word = asked.wordsOf(mark);
    weights.set(word, (weights.get(word) ?? 0) + (told.weights?.[at] ?? 0));
  });
  const shown = {
    ...told,
    value: threat ? 'threat: model' : 'suspected: model',
    words: [...weights.keys()],
    weights: [...weights.values()],
  };
  return {
    threat,
    ...(threat ? {} : { suspected: probability }),
    evidence: [...rules.evidence, shown],
  };
}
