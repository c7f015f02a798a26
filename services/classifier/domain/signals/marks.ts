// What the learnt head for threats reads besides a text: which of the policy's signals of a threat are in it, as words of their
// own. The same signal is the same mark in every language, so that what is learnt in one holds in the others. Pure.
import type { PolicyData } from '#shared/policy/policy.ts';
import type { Seen } from './signals.ts';

type Classification = Pick<PolicyData['classification'], 'threatPatterns' | 'threatSigns'>;

/** No word of a language starts like this, so that marks share no feature with words by chance. */
const START = 'zz';

/** A signal and the mark that stands for it. */
export type Mark = { signal: string; mark: string };

/** The marks of each policy: asked for with every text, and always the same. */
const known = new WeakMap<Classification, Mark[]>();

/** The marks of all signals that the policy's patterns and signs of a threat are made of, in a fixed order. */
export function threatMarks(classification: Classification): Mark[] {
  const made = known.get(classification);
  if (made) return made;
  const { threatPatterns, threatSigns } = classification;
  const ofPatterns = threatPatterns.flatMap(({ all, unless, never }) => [
    ...all.flatMap((alternatives) => alternatives.split('|')),
    ...unless,
    ...never,
  ]);
  const signals = [...new Set([...ofPatterns, ...threatSigns.harm, ...threatSigns.besides])].sort();
  const marks = signals.map((signal) => ({ signal, mark: START + signal.replaceAll('_', '') }));
  known.set(classification, marks);
  return marks;
}

/** The marks of a text before the text itself. A mark is parted from its neighbour by a stop: order says nothing. */
export function markText(text: string, seen: Seen, marks: readonly Mark[]): string {
  const own = marks.filter(({ signal }) => seen.has(signal)).map(({ mark }) => mark);
  return own.length === 0 ? text : `${own.join(' . ')} .\n${text}`;
}

/** What people read of a mark: the words of the text that gave the signal. Any other word is given back. */
export function wordsOfMark(word: string, seen: Seen, marks: readonly Mark[]): string {
  const known = word.startsWith(START) ? marks.find(({ mark }) => mark === word) : undefined;
  return (known && seen.get(known.signal)?.[0]?.words) || word;
}

/** How many different signs of harm stand in a text. */
export const harmSigns = (seen: Seen, { threatSigns }: Classification): number =>
  threatSigns.harm.filter((signal) => seen.has(signal)).length;
