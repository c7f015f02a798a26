// Evidence: why a label was given, bounded as the event's schema wants it. No judgement here.
import type { Evidence } from '#shared/events/intake.ts';

const WORDS_MAX = 20;

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

/** One piece of evidence. Words are shown once each, as they stand in the text. */
export function evidence(
  label: Evidence['label'],
  value: string,
  source: Evidence['source'],
  words: Iterable<string> = [],
  weighed: { weights?: number[]; weight?: number } = {},
): Evidence {
  const shown = new Map<string, number>();
  let at = 0;
  for (const word of words) {
    const weight = weighed.weights?.[at++] ?? 0;
    shown.set(word, Math.max(shown.get(word) ?? Number.NEGATIVE_INFINITY, weight));
  }
  const kept = [...shown].slice(0, WORDS_MAX);
  return {
    label,
    value: value.slice(0, 100),
    source,
    words: kept.map(([word]) => word.slice(0, 100)),
    ...(weighed.weights ? { weights: kept.map(([, weight]) => rounded(weight)) } : {}),
    ...(weighed.weight === undefined ? {} : { weight: rounded(weighed.weight) }),
  };
}
