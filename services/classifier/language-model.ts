// The only owner of `eld`, the language detector. How its guess is weighed is decided in domain/language.ts.
import type { LanguageGuess } from './domain/language.ts';

/**
 * Loads the detector. The smallest of its four sizes: on short texts of twelve languages it is right as often as the
 * largest (98.6 % and 98.3 %), starts in 0.13 s instead of 1.3 s and takes 90 MB instead of 415 MB.
 */
export async function loadLanguageModel(): Promise<(text: string) => LanguageGuess> {
  const { eld } = await import('eld/extrasmall');
  return (text) => {
    const result = eld.detect(text);
    return { scores: result.getScores(), reliable: result.isReliable() };
  };
}
