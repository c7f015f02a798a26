// Evidence: why a label was given, bounded as the event's schema wants it. No judgement here.
import type { Evidence } from '#shared/events/intake.ts';

const WORDS_MAX = 20;

/** One piece of evidence. Words are shown once each, as they stand in the text. */
export function evidence(
  label: Evidence['label'],
  value: string,
  source: Evidence['source'],
  words: Iterable<string> = [],
): Evidence {
  return {
    label,
    value: value.slice(0, 100),
    source,
    words: [...new Set(words)].slice(0, WORDS_MAX).map((word) => word.slice(0, 100)),
  };
}
