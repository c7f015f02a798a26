// Rendering: Handlebars templates of our own, filled with values that are escaped, never compiled (S19). What stands on
// which page is said in page-views.ts.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import handlebars from 'handlebars';
import { de } from './texts/de.ts';
import { en, type Texts } from './texts/en.ts';
import { es } from './texts/es.ts';
import { fr } from './texts/fr.ts';

const textsByLanguage = { en, de, es, fr };
export type Language = keyof typeof textsByLanguage;
export const languageCodes = Object.keys(textsByLanguage) as Language[];
export const textsIn = (language: Language): Texts => textsByLanguage[language];
const isLanguage = (text: unknown): text is Language => languageCodes.includes(text as Language);

/** The languages that pages are offered in: those that the policy answers in, its first as the fallback. */
export function offeredLanguages(locales: readonly string[]): readonly [Language, ...Language[]] {
  const [first = 'en', ...others] = locales.filter(isLanguage);
  return [first, ...others];
}

const fileText = (name: string): string =>
  readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');

/** The one style sheet and the mark, read once. The version is in the link, so they may be kept for a year. */
export const styleSheet = fileText('style.css');
export const mark = fileText('mark.svg');
const styleVersion = createHash('sha256').update(styleSheet).digest('hex').slice(0, 12);

const partials = ['layout', 'field', 'files', 'problem', 'rating', 'reply'];
const views = ['form', 'thanks', 'lookup', 'notice', 'status', 'survey'] as const;
type ViewName = (typeof views)[number];

/**
 * What all pages need to know. `path` is where the page can be had in another language; it is empty on a page that
 * answers a POST, where changing the language would lose what was typed.
 */
export type PageFrame = { language: Language; path: string; query?: Record<string, string> };

export type RenderSettings = {
  languages: readonly Language[];
  organisation: string;
  timeZone: string;
  acknowledgeHours: number;
  filesMax: number;
  bodyBytesMax: number;
};

/** A point in time for programs and for people. */
export type ShownTime = { iso: string; text: string };

export type Renderer = {
  settings: RenderSettings;
  when(at: Date, language: Language): ShownTime;
  render(name: ViewName, frame: PageFrame, values: PageValues): string;
};

type PageValues = { title: string; width: string } & Record<string, unknown>;

const languageLinks = (frame: PageFrame, offered: readonly Language[]) =>
  offered.map((code) => ({
    code,
    name: textsIn(code).name,
    current: code === frame.language,
    href: `${frame.path}?${new URLSearchParams({ ...frame.query, lang: code })}`,
  }));

/** Compiles the templates once. */
export function createRenderer(settings: RenderSettings): Renderer {
  const engine = handlebars.create();
  const compile = (name: string) =>
    engine.compile(fileText(`views/${name}.hbs`), { preventIndent: true });
  for (const name of partials) engine.registerPartial(name, compile(name));
  const templates = new Map(views.map((name) => [name, compile(name)]));
  return {
    settings,
    when: (at, language) => ({
      iso: at.toISOString(),
      text: at.toLocaleString(textsIn(language).dateLocale, {
        timeZone: settings.timeZone,
        weekday: 'long',
        day: 'numeric',
        month: 'long',
        year: 'numeric',
        hour: '2-digit',
        minute: '2-digit',
        timeZoneName: 'short',
      }),
    }),
    render: (name, frame, values) =>
      templates.get(name)?.({
        ...values,
        t: textsIn(frame.language),
        language: frame.language,
        languageLinks:
          frame.path === '' || settings.languages.length < 2
            ? undefined
            : languageLinks(frame, settings.languages),
        organisation: settings.organisation,
        styleVersion,
      }) ?? '',
  };
}
