// What several sections of the policy are made of: keys, labels, lists of terms, roles, amounts. No section lives here.
import { z } from 'zod';

/** The roles of the ladder, in rising order of authority (docs/glossary.md). */
export const ladderRole = z.enum([
  'frontline',
  'supervisor',
  'department_manager',
  'senior_management',
]);

/** A word that is stored with cases: small letters, digits and underscores. */
export const policyKey = z
  .string()
  .max(50)
  .regex(/^[a-z][a-z0-9_]*$/, 'expected a word of small letters, digits and "_", such as "late_1"');

/** What people read, by BCP 47 primary language. */
export const labels = z
  .record(z.string(), z.string().max(200))
  .describe('What people read, by language; en is the fallback.');

/** A decimal amount in the currency of the policy. */
export const amount = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,2})?$/, 'expected an amount in quotes, such as "25.00"');

// One word of a term: plain, `=exact`, `begin*`, `*end`; or `*` alone for up to three words.
const termWord = /^(?:\*|=?[^\s*=]+|[^\s*=]{3,}\*|\*[^\s*=]{3,})$/u;
const termFault =
  'a term is words; "=word" means exactly so, "word*" and "*word" any ending or beginning (3 letters at least), "*" alone between words up to three others';

const term = z
  .string()
  .min(1)
  .max(100)
  .refine((written) => {
    const words = written.trim().split(/\s+/);
    const spelled = (word: string | undefined) => /[\p{L}\p{N}]/u.test(word ?? '');
    return (
      words.every((word) => termWord.test(word) && (word === '*' || spelled(word))) &&
      spelled(words[0]) &&
      spelled(words.at(-1))
    );
  }, termFault);

// A list, or the same in one text with commas: easier to read and to change.
const termList = z.preprocess(
  (given) => (typeof given === 'string' ? given.split(',').map((each) => each.trim()) : given),
  z.array(term).max(500),
);

/** Words and phrases by BCP 47 primary language. */
export const terms = z
  .record(z.string().regex(/^[a-z]{2,3}$/, 'expected a language like "en"'), termList)
  .describe(
    'Words and phrases that speak for it, by language, as a list or with commas. Matched by stem, case and accents ignored.',
  );

/** Whether no two entries of a list have the same key. */
export const areDistinct = (given: { key: string }[]): boolean =>
  new Set(given.map(({ key }) => key)).size === given.length;
