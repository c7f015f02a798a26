// Templates from their sources: those that come with the program, and those that people wrote. The only user of Handlebars for
// messages. What customers wrote is a value, never a template (S19).
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import Handlebars from 'handlebars';
import { type MessageRequested, type Purpose, purposes } from '#shared/events/message.ts';
import {
  type TemplatePart,
  type TemplateSources,
  templateParts,
} from '../domain/template-values.ts';

/** Makes a text of values. @throws Error when a value that it needs is missing. */
export type Template = (context: object) => string;
/** A template ready to be used. */
export type CompiledTemplate = Record<Exclude<TemplatePart, 'letter'>, Template> & {
  letter?: Template | undefined;
};

const folder = new URL('../../../templates/', import.meta.url);
const compileOptions = {
  strict: true,
  // `if` and `each` are all the logic there is.
  knownHelpersOnly: true,
  knownHelpers: { if: true, each: true },
} satisfies CompileOptions;
const runtimeOptions: Handlebars.RuntimeOptions = {
  allowProtoPropertiesByDefault: false,
  allowProtoMethodsByDefault: false,
};

function createEngine(): typeof Handlebars {
  const engine = Handlebars.create();
  for (const name of Object.keys(engine.helpers)) {
    if (name !== 'if' && name !== 'each') engine.unregisterHelper(name);
  }
  return engine;
}
const engine = createEngine();

function compile(source: string, noEscape: boolean): Template {
  const template = engine.compile<object>(source, { ...compileOptions, noEscape });
  return (context) => template(context, runtimeOptions);
}

/** Compiles a template; only its HTML is escaped. */
export function compileTemplate(sources: TemplateSources): CompiledTemplate {
  const { letter } = sources;
  return {
    subject: compile(sources.subject, true),
    html: compile(sources.html, false),
    text: compile(sources.text, true),
    dm: compile(sources.dm, true),
    ...(letter === undefined ? {} : { letter: compile(letter, true) }),
  };
}

/** The syntax tree of a source. @throws Error with the line, when it is none. */
export const parseTemplate = (source: string): hbs.AST.Program => engine.parse(source);

/** The frame around the HTML of each mail. */
export const compileLayout = (): Template =>
  compile(readFileSync(new URL('layout.hbs', folder), 'utf8'), false);

/** The languages that a purpose comes with. */
export const defaultLocales = (purpose: Purpose): string[] =>
  readdirSync(new URL(`${purpose}/`, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

/** The sources that come with the program, or undefined when there are none in the language. */
export function defaultSources(purpose: Purpose, locale: string): TemplateSources | undefined {
  if (!defaultLocales(purpose).includes(locale)) return undefined;
  const read = (part: TemplatePart): [string, string][] => {
    const file = new URL(`${purpose}/${locale}/${part}.hbs`, folder);
    return existsSync(file) ? [[part, readFileSync(file, 'utf8')]] : [];
  };
  return Object.fromEntries(templateParts.flatMap(read)) as TemplateSources;
}

/** Values as they might be, to show a template with. */
export const sampleValues = (purpose: Purpose): MessageRequested['values'] =>
  JSON.parse(readFileSync(new URL(`${purpose}/sample.json`, folder), 'utf8'));

/** All templates that come with the program, compiled. @throws Error when one cannot be read. */
export const loadDefaults = (): Map<Purpose, Map<string, CompiledTemplate>> =>
  new Map(
    purposes.map((purpose) => {
      const byLocale = defaultLocales(purpose).map((locale): [string, CompiledTemplate] => [
        locale,
        compileTemplate(defaultSources(purpose, locale) as TemplateSources),
      ]);
      return [purpose, new Map(byLocale)];
    }),
  );
