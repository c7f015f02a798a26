// Whose corrections are to be doubted: those of one person that mostly contradict answers which the current model is sure of.
// Nine in ten sure answers are right, so that such a batch is a mistake, a misunderstanding, or meant to mislead. Pure.
import type { PolicyData } from '#shared/policy/policy.ts';
import type { Correction } from './material.ts';

/** What the current model is sure a text is about; undefined where it is not sure. */
export type SureOf = (text: string, language: string) => string | undefined;

/** One move from what the model was sure of to what a person said, as a key. */
const moveOf = (from: string, to: string): string => `${from}\n${to}`;

/** Others who said the same so often, against each of one's own, take the doubt away. */
const CONFIRMED_SHARE = 0.25;

/**
 * Parts corrections into those to learn from and those to leave out until somebody else confirms them: of a person whose
 * corrections mostly contradict sure answers, the contradicting ones that hardly anybody else made.
 */
export function partDoubtful(
  corrections: readonly Correction[],
  sureOf: SureOf,
  { correctionsMin, contradictShare }: PolicyData['learning']['doubt'],
): { kept: Correction[]; doubtful: Correction[] } {
  const moves = new Map<Correction, string>();
  const counts = new Map<string, number>();
  const byPersonAndMove = new Map<string, number>();
  const add = (map: Map<string, number>, key: string) => map.set(key, (map.get(key) ?? 0) + 1);
  const keyOf = (person: string, move: string) => `${person}\n${move}`;
  for (const correction of corrections) {
    const { category, text, language, person } = correction;
    const sure = category === undefined ? undefined : sureOf(text, language);
    if (category === undefined || sure === undefined || sure === category) continue;
    const move = moveOf(sure, category);
    moves.set(correction, move);
    add(counts, move);
    add(byPersonAndMove, keyOf(person, move));
  }
  const people = Map.groupBy(corrections, ({ person }) => person);
  const doubted = new Set(
    [...people]
      .filter(([, own]) => {
        const against = own.filter((each) => moves.has(each)).length;
        return own.length >= correctionsMin && against > contradictShare * own.length;
      })
      .map(([person]) => person),
  );
  const isDoubtful = (correction: Correction): boolean => {
    const move = moves.get(correction);
    if (move === undefined || !doubted.has(correction.person)) return false;
    const own = byPersonAndMove.get(keyOf(correction.person, move)) ?? 0;
    return (counts.get(move) ?? 0) - own < CONFIRMED_SHARE * own;
  };
  return {
    kept: corrections.filter((each) => !isDoubtful(each)),
    doubtful: corrections.filter(isDoubtful),
  };
}
