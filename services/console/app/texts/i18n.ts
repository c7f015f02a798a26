// Texts in four languages: one file a page and language, loaded when the page is. English stands in for what is missing, which
// texts.test.ts does not let happen.
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';

/** Languages of the console. */
export const languages = ['en', 'de', 'es', 'fr'] as const;
export type Language = (typeof languages)[number];

type Texts = { default: Record<string, unknown> };
const files = import.meta.glob<Texts>('./*/*.json');

/** The language to begin with: chosen before, else the browser's first that is there. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem('redress-language') ?? '', ...navigator.languages];
  const found = wanted
    .map((tag) => tag.slice(0, 2))
    .find((tag) => languages.includes(tag as Language));
  return (found as Language | undefined) ?? 'en';
}

const fromFiles = {
  type: 'backend' as const,
  init() {},
  read(language: string, namespace: string, done: (error: unknown, texts: unknown) => void) {
    const load = files[`./${language}/${namespace}.json`];
    if (!load) {
      done(new Error(`no texts ${namespace} in ${language}`), null);
      return;
    }
    load().then(
      (texts) => done(null, texts.default),
      (error: unknown) => done(error, null),
    );
  },
};

/** Readies the texts of the shell. Pages name theirs: `useTranslation('work')`. */
export async function startTexts(): Promise<void> {
  await i18next
    .use(fromFiles)
    .use(initReactI18next)
    .init({
      lng: preferredLanguage(),
      fallbackLng: 'en',
      ns: ['common', 'shell'],
      defaultNS: 'common',
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
    });
  document.documentElement.lang = i18next.language;
}

/** Readies files of texts. */
export const readyTexts = (names: readonly string[]): Promise<void> =>
  i18next.loadNamespaces(names);

/** Changes the language for this browser. */
export async function chooseLanguage(language: Language): Promise<void> {
  localStorage.setItem('redress-language', language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}
