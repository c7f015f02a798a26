// Which language a text is in: the detector's scores, the source's hint and the policy's words, weighed. Pure.
import type { Reading } from './lexicon.ts';

/** The language of what could not be told (ISO 639-2 `und`). */
export const UNDETERMINED = 'und';

/** What a detector says of a text: a score by language, higher is likelier. */
export type LanguageGuess = { scores: Record<string, number>; reliable: boolean };

/** A language that the organisation has words for is likelier than one it has not. */
const EXPECTED_FACTOR = 1.15;
/** The source's own word (page language, platform) weighs as much as a few more letters. */
const HINT_FACTOR = 1.3;
/** Below so many letters the detector guesses, and a hint is better. */
const SURE_LETTERS_MIN = 20;

/** The primary language of a BCP 47 tag, or undefined. */
export function primaryLanguage(tag: string | undefined): string | undefined {
  const primary = /^[a-z]{2,3}(?=$|[-_])/i.exec(tag ?? '')?.[0].toLowerCase();
  return primary === UNDETERMINED ? undefined : primary;
}

/** The language among readings that most of the policy's words were found in, when one leads. */
function byWords(readings: Reading[]): string | undefined {
  const ranked = readings
    .map(({ language, found }) => ({
      language,
      hits: found.reduce((sum, find) => sum + find.weight, 0),
    }))
    .sort((a, b) => b.hits - a.hits);
  const [first, second] = ranked;
  return first && first.hits > (second?.hits ?? 0) ? first.language : undefined;
}

/**
 * Decides the language of a text of so many letters. `readIn` reads the text in the expected languages; it is only called
 * when the detector is not sure and there is no hint.
 */
export function decideLanguage(
  guess: LanguageGuess,
  letters: number,
  expected: readonly string[],
  hint: string | undefined,
  readIn: (languages: readonly string[]) => Reading[],
): string {
  if (letters === 0) return hint ?? UNDETERMINED;
  const ranked = Object.entries(guess.scores)
    .map(([language, score]) => ({
      language,
      score:
        score *
        (expected.includes(language) ? EXPECTED_FACTOR : 1) *
        (language === hint ? HINT_FACTOR : 1),
    }))
    .sort((a, b) => b.score - a.score || (a.language < b.language ? -1 : 1));
  const best = ranked[0];
  if (best && guess.reliable && letters >= SURE_LETTERS_MIN) return best.language;
  if (hint) return best && guess.reliable && best.language !== hint ? best.language : hint;
  const spoken = byWords(readIn(expected));
  if (spoken) return spoken;
  return best && guess.reliable ? best.language : UNDETERMINED;
}
