// What tasks are called, in the languages of the templates. Whoever opens a task says what it is, never in which language:
// lists are in the policy's first one, mails in their reader's.

import { english, type Titles } from './titles/english.ts';
import { french } from './titles/french.ts';
import { german } from './titles/german.ts';
import { spanish } from './titles/spanish.ts';

/** What a task is called, in a language. */
export type Title = (locale: string) => string;

const languages = new Map([
  ['en', english],
  ['de', german],
  ['es', spanish],
  ['fr', french],
]);

/** The titles in a language; English where there are none in it. */
export const titlesIn = (locale: string): Titles => languages.get(locale) ?? english;

/** A reason of the rules for intake in words; one without words as it is. */
const reasonIn = (titles: Titles, reason: string): string =>
  titles.reasons[reason] ?? reason.replaceAll('_', ' ');

/** The title of a link to check. */
export const linkTitle =
  (reference: string, reason: string): Title =>
  (locale) => {
    const titles = titlesIn(locale);
    return titles.checkLink(reference, reasonIn(titles, reason));
  };

/** The title of a quarantined item. */
export const quarantineTitle =
  (reference: string, reason: string): Title =>
  (locale) => {
    const titles = titlesIn(locale);
    return titles.quarantined(reference, reasonIn(titles, reason));
  };

/** A title as it stands in lists: in the first language of the policy. */
export const listTitle = (title: Title, { locales }: { locales: readonly string[] }): string =>
  title(locales[0] ?? 'en');

/** The languages that there are titles in, for readers of any of them. */
export const titleLanguages: readonly string[] = [...languages.keys()];

/** A title as it is stored: for lists, and in every language by its tag, for whoever reads in another. */
export const storedTitle = (
  title: Title,
  policy: { locales: readonly string[] },
): { title: string; titles: Record<string, string> } => ({
  title: listTitle(title, policy),
  titles: Object.fromEntries(titleLanguages.map((locale) => [locale, title(locale)])),
});
