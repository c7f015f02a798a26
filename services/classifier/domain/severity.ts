// How severe an issue is, by the guidelines table (SOP 000 §5, R15). Rules only ever raise: the highest wins.
import { type Evidence, type Severity, severities } from '#shared/events/intake.ts';
import type { PolicyData } from '#shared/policy/policy.ts';
import { evidence } from './evidence.ts';
import { foundFor, type Reading } from './lexicon.ts';
import { findAmounts, findDurations } from './quantities.ts';
import { matchPattern, sentencesOf } from './signals/patterns.ts';
import type { Seen } from './signals/signals.ts';
import { excerpt } from './words.ts';

type Classification = PolicyData['classification'];
type Raise = { severity: Severity; rule: string; words: string[] };

const rank = (severity: Severity): number => severities.indexOf(severity);

/** The higher of two severities. */
const atLeast = (one: Severity, other: Severity): Severity =>
  rank(one) >= rank(other) ? one : other;

/** A reading, the signals in it, and the sentences that speak of what is imagined or long past. */
type Seeing = { reading: Reading; seen: Seen; notMeant: ReadonlySet<number> };

function* byTerms(seeing: Seeing[], rules: Classification['severities']): Generator<Raise> {
  for (const [index, { severity, rule }] of rules.entries()) {
    const found = seeing.flatMap(({ reading, notMeant }) =>
      foundFor(reading, `severity/${index}`).filter(
        (find) => !find.negated && !notMeant.has(find.sentence),
      ),
    );
    if (found.length > 0) yield { severity, rule, words: found.map((find) => find.words) };
  }
}

/** What stands together as a pattern of the policy wants. */
function* byPatterns(
  seeing: Seeing[],
  patterns: Classification['severityPatterns'],
): Generator<Raise> {
  for (const pattern of patterns) {
    for (const { seen, notMeant } of seeing) {
      const words = matchPattern(pattern, seen, notMeant);
      if (words) yield { severity: pattern.severity, rule: pattern.rule, words };
    }
  }
}

/** A length of time counts where its sentence speaks of waiting, and not of a warranty or a membership. */
function* byDelay(
  readings: Reading[],
  whole: string,
  delay: Classification['delay'],
): Generator<Raise> {
  for (const reading of readings) {
    const near = new Set(foundFor(reading, 'delay/near').map((find) => find.sentence));
    const unless = new Set(foundFor(reading, 'delay/unless').map((find) => find.sentence));
    const words = findDurations(reading.words, reading.language)
      .filter(({ sentence }) => near.has(sentence) && !unless.has(sentence))
      .filter(
        ({ count, unit }) => count >= (delay.significantFrom[unit] ?? Number.POSITIVE_INFINITY),
      )
      .map(({ start, end }) => excerpt(whole, start, end));
    if (words.length > 0) yield { severity: delay.severity, rule: delay.rule, words };
  }
}

/** How far from an amount the word that makes it a loss may stand, in characters. */
const LOSS_REACH = 120;

/** An amount counts where a word of loss stands near: a price alone is not a loss. */
function* byLoss(
  readings: Reading[],
  whole: string,
  loss: Classification['loss'],
): Generator<Raise> {
  const near = readings
    .flatMap((reading) => foundFor(reading, 'loss/near'))
    .filter((find) => !find.negated);
  if (near.length === 0) return;
  for (const amount of findAmounts(whole)) {
    const word = near.find((find) => Math.abs(find.start - amount.start) <= LOSS_REACH);
    if (!word) continue;
    for (const { from, severity } of loss.levels)
      if (amount.value >= from)
        yield { severity, rule: loss.rule, words: [amount.words, word.words] };
  }
}

/**
 * The severity of an issue: the highest of all rules that fire, and `floor` at least. A text that no rule speaks for is
 * what the table calls minor.
 */
export function decideSeverity(
  readings: Reading[],
  signals: Seen[],
  whole: string,
  policy: Classification,
  floor: Severity,
): { severity: Severity; raised: boolean; evidence: Evidence[] } {
  const seeing = readings.map((reading, at) => {
    const seen: Seen = signals[at] ?? new Map();
    return { reading, seen, notMeant: sentencesOf(seen, policy.notMeant) };
  });
  const raises = [
    ...byTerms(seeing, policy.severities),
    ...byPatterns(seeing, policy.severityPatterns),
    ...byDelay(readings, whole, policy.delay),
    ...byLoss(readings, whole, policy.loss),
  ].sort((one, other) => rank(other.severity) - rank(one.severity));
  const severity = raises.reduce<Severity>((high, raise) => atLeast(high, raise.severity), floor);
  return {
    severity,
    raised: raises.length > 0,
    evidence:
      raises.length > 0
        ? raises
            .slice(0, 12)
            .map((raise) =>
              evidence('severity', `${raise.severity}: ${raise.rule}`, 'rule', raise.words),
            )
        : [evidence('severity', floor, 'default')],
  };
}
