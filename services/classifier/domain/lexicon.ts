// The policy's words made ready for each language: one pass over a text finds the terms of all lists.
import type { PolicyData } from '#shared/policy/policy.ts';
import { compileTerms, type Found, findTerms, type TermGroup, type TermIndex } from './terms.ts';
import { readWords, type Stem, type Tokens, type Word } from './words.ts';

/** What natural language processing gives for a language; the identity and zero where there is nothing better. */
export type TextModel = {
  stem(word: string, language: string): string;
  /** How good or bad a lower-case word sounds, from -1 to 1. */
  polarity(word: string, language: string): number;
};

/** All terms of a policy by language. */
export type Lexicon = ReadonlyMap<string, TermIndex>;

/** A text read in one language, with the terms found in it. */
export type Reading = { language: string; words: Word[]; found: Found[] };

/** Whom a find speaks for: `category/KEY`, `kind/KIND`, `severity/INDEX`, `threat`, `agitated`, `delay/near`… */
export type Owner = string;
const IDIOM: Owner = 'idiom';

type TermsByLanguage = Record<string, string[]>;

function* lists(
  policy: Pick<PolicyData, 'categories' | 'classification'>,
): Generator<[Owner, TermsByLanguage]> {
  for (const category of policy.categories) yield [`category/${category.key}`, category.terms];
  const { kinds, severities, threat, agitated, delay, loss, idioms, signals } =
    policy.classification;
  for (const [kind, terms] of Object.entries(kinds)) yield [`kind/${kind}`, terms ?? {}];
  for (const [index, rule] of severities.entries()) yield [`severity/${index}`, rule.terms];
  yield ['threat', threat];
  yield ['agitated', agitated];
  yield ['delay/near', delay.near];
  yield ['delay/unless', delay.unless];
  yield ['loss/near', loss.near];
  for (const [name, terms] of Object.entries(signals)) yield [`signal/${name}`, terms];
  yield [IDIOM, idioms];
}

/** The stemmer of one language. */
const stemOf =
  (model: TextModel, language: string): Stem =>
  (word) =>
    model.stem(word, language);

/** Prepares every list of the policy for every language that it has words in. */
export function compileLexicon(
  policy: Pick<PolicyData, 'categories' | 'classification'>,
  model: TextModel,
): Lexicon {
  const groups = new Map<string, TermGroup[]>();
  for (const [owner, byLanguage] of lists(policy)) {
    for (const [language, terms] of Object.entries(byLanguage)) {
      const group = groups.get(language) ?? [];
      group.push({ owner, terms });
      groups.set(language, group);
    }
  }
  return new Map(
    [...groups].map(([language, group]) => [
      language,
      compileTerms(group, language, stemOf(model, language)),
    ]),
  );
}

/** Reads a text in a language of the lexicon. */
export function readText(
  tokens: Tokens,
  language: string,
  lexicon: Lexicon,
  model: TextModel,
): Reading {
  const words = readWords(tokens.tokens, language, stemOf(model, language));
  const index = lexicon.get(language);
  return { language, words, found: index ? literal(findTerms(index, words, tokens.whole)) : [] };
}

/** The finds that are meant: what stands within a figure of speech is not. */
function literal(found: Found[]): Found[] {
  const idioms = found.filter((find) => find.owner === IDIOM);
  return found.filter(
    (find) =>
      find.owner !== IDIOM &&
      !idioms.some((idiom) => find.start < idiom.end && idiom.start < find.end),
  );
}

/** The finds of one owner. */
export const foundFor = (reading: Reading, owner: Owner): Found[] =>
  reading.found.filter((find) => find.owner === owner);
