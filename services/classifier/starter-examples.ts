// Reads the examples that come with Redress (examples/): what a new organisation's first model is learnt from.
import { readFileSync } from 'node:fs';
import { type Lesson, parseExamples } from './domain/learning/examples.ts';

/** The languages that there are examples in. */
const languages = ['en', 'de', 'es', 'fr'] as const;

/** The files of each language: all kinds of items, threats in many words, and what only looks like one. */
const folders = ['', 'threat/', 'no-threat/'] as const;

let known: Lesson[] | undefined;

/** All examples, read once a process. */
export function starterExamples(): Lesson[] {
  known ??= languages.flatMap((language) =>
    folders.flatMap((folder) => {
      const name = `examples/${folder}${language}.txt`;
      const content = readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
      return parseExamples(content, language, name);
    }),
  );
  return known;
}
