// Reads the examples that come with Redress (examples/): what a new organisation's first model is learnt from.
import { readFileSync } from 'node:fs';
import { type Lesson, parseExamples } from './domain/learning/examples.ts';

/** The languages that there are examples in. */
const languages = ['en', 'de', 'es', 'fr'] as const;

let known: Lesson[] | undefined;

/** All examples, read once a process. */
export function starterExamples(): Lesson[] {
  known ??= languages.flatMap((language) => {
    const file = new URL(`./examples/${language}.txt`, import.meta.url);
    return parseExamples(readFileSync(file, 'utf8'), language, `examples/${language}.txt`);
  });
  return known;
}
