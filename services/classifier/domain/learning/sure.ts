// What the classifier is sure that a text is about, by the policy's words and the model together. Pure.
import type { PolicyData } from '#shared/policy/policy.ts';
import { scoreCategories } from '../category.ts';
import { combineCategory } from '../combine.ts';
import type { Learnt } from '../learnt.ts';
import { type Lexicon, readText, type TextModel } from '../lexicon.ts';
import { tokenise } from '../words.ts';
import type { SureOf } from './doubt.ts';

/** So sure, nine in ten answers are right. */
const SURE_FROM = 0.9;

/** Makes the function that gives the category of a text where that is sure. */
export function createSureOf(
  learnt: Learnt,
  lexicon: Lexicon,
  model: TextModel,
  { categories, learning }: Pick<PolicyData, 'categories' | 'learning'>,
): SureOf {
  const keys = categories.map(({ key }) => key);
  return (text, language) => {
    const tokens = tokenise('', text);
    const readings = lexicon.has(language) ? [readText(tokens, language, lexicon, model)] : [];
    const scores = scoreCategories(readings, tokens, keys);
    const { category, confidence } = combineCategory(
      scores,
      { learnt, text, language },
      keys,
      learning,
    );
    return confidence >= SURE_FROM ? category : undefined;
  };
}
