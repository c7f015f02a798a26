// What classifying needs besides the item and a learnt model: the policy's words and the language models, made ready once.
import type { Policy } from '#shared/policy/policy.ts';
import type { Knowledge } from './domain/classify.ts';
import { compileLexicon } from './domain/lexicon.ts';
import { loadLanguageModel } from './language-model.ts';
import { loadTextModel, stemmedLanguages } from './text-model.ts';

/** All but the learnt model, which changes while it runs. */
export type Knowing = Omit<Knowledge, 'learnt'>;

/** Loads the language models and prepares the policy's words: about half a second and 150 MB. */
export async function loadKnowledge(policy: Policy): Promise<Knowing> {
  const languages = new Set([
    ...policy.locales,
    ...stemmedLanguages,
    ...policy.categories.flatMap((category) => Object.keys(category.terms)),
    ...Object.keys(policy.classification.threat),
  ]);
  const [model, guessLanguage] = await Promise.all([loadTextModel(languages), loadLanguageModel()]);
  return { policy, model, guessLanguage, lexicon: compileLexicon(policy, model) };
}
