// The only owner of `natural`: stemmers and the tone of words. What they mean is decided in domain/.
import type { TextModel } from './domain/lexicon.ts';

type Stemmer = { stem(word: string): string };
type Language = {
  stemmer(): Promise<{ default: Stemmer }>;
  sentiment: { language: string; vocabulary: 'afinn' | 'pattern'; scale: number; stemmed: boolean };
};

// `scale` is the strongest word of the list: AFINN goes from -5 to 5, Pattern from -1 to 1. `stemmed`: the list lacks
// forms, so that stems are looked up too; where it has them stems only add mistakes (French "pourriez" as "pourri").
const afinn = { vocabulary: 'afinn', scale: 5 } as const;
const pattern = { vocabulary: 'pattern', scale: 1 } as const;
const languages: Record<string, Language> = {
  en: {
    stemmer: () => import('natural/lib/natural/stemmers/porter_stemmer.js'),
    sentiment: { language: 'English', ...afinn, stemmed: false },
  },
  de: {
    stemmer: () => import('natural/lib/natural/stemmers/porter_stemmer_de.js'),
    sentiment: { language: 'German', ...pattern, stemmed: true },
  },
  es: {
    stemmer: () => import('natural/lib/natural/stemmers/porter_stemmer_es.js'),
    sentiment: { language: 'Spanish', ...afinn, stemmed: true },
  },
  fr: {
    stemmer: () => import('natural/lib/natural/stemmers/porter_stemmer_fr.js'),
    sentiment: { language: 'French', ...pattern, stemmed: false },
  },
};

/** Languages that words are stemmed in. Learning and asking must agree on them, so that all are always loaded. */
export const stemmedLanguages: readonly string[] = Object.keys(languages);

/** Stems are kept by word: stemming costs microseconds, and people use few words. Emptied when full. */
const STEMS_KEPT_MAX = 50_000;

function remember(stemmer: Stemmer): Stemmer {
  const known = new Map<string, string>();
  return {
    stem: (word) => {
      const before = known.get(word);
      if (before !== undefined) return before;
      if (known.size >= STEMS_KEPT_MAX) known.clear();
      const stem = stemmer.stem(word);
      known.set(word, stem);
      return stem;
    },
  };
}

/**
 * Loads stemmers and word lists of the languages (tags that `natural` has nothing for are passed over).
 * @throws when the package is not whole: then the program must not start.
 */
export async function loadTextModel(wanted: Iterable<string>): Promise<TextModel> {
  const { default: SentimentAnalyzer } = await import(
    'natural/lib/natural/sentiment/SentimentAnalyzer.js'
  );
  const loaded = new Map<string, { stemmer: Stemmer; polarity(word: string): number }>();
  for (const tag of new Set(wanted)) {
    const language = languages[tag];
    if (!language) continue;
    const stemmer = remember((await language.stemmer()).default);
    const { language: name, vocabulary, scale, stemmed } = language.sentiment;
    const analyzers = [null, ...(stemmed ? [stemmer] : [])].map((by) => {
      const analyzer = new SentimentAnalyzer(name, by, vocabulary);
      // The German list writes nouns with a capital, the analyser looks up lower case: without this no noun has a tone.
      for (const [word, value] of Object.entries(analyzer.vocabulary))
        analyzer.vocabulary[word.toLowerCase()] ??= value;
      return analyzer;
    });
    loaded.set(tag, {
      stemmer,
      // One word at a time: the analyser never ends a negation, so a whole text after one "not" would be turned around.
      polarity: (word) => {
        for (const analyzer of analyzers) {
          const score = analyzer.getSentiment([word]);
          if (score !== 0) return score / scale;
        }
        return 0;
      },
    });
  }
  return {
    stem: (word, language) => loaded.get(language)?.stemmer.stem(word) ?? word,
    polarity: (word, language) => loaded.get(language)?.polarity(word) ?? 0,
  };
}
