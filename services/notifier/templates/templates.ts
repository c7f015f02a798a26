// Which template a message is written by: the version that was in force when it was taken up, kept with it. Kept in memory, as
// a version never changes.
import type { Query } from '#shared/db.ts';
import type { Purpose } from '#shared/events/message.ts';
import type { EditedLocales } from '../render.ts';
import { type CompiledTemplate, compileTemplate } from './compile.ts';
import { newestTemplates, templateSources } from './template-store.ts';

/** The versions in force at a moment; none where the template of the program holds. */
export type InForce = {
  versionOf(purpose: Purpose, locale: string): number | undefined;
  isEdited: EditedLocales;
};

export type Templates = {
  /** Reads which versions are in force: with each batch of messages, so that the next one follows what was published. */
  inForce(query: Query): Promise<InForce>;
  /** A version, compiled; undefined for none. @throws Error when there is no such version. */
  compiled(version: number | null | undefined): Promise<CompiledTemplate | undefined>;
};

const KEPT_MAX = 200;

/** Makes the templates of this process. */
export function createTemplates(query: Query): Templates {
  const known = new Map<number, CompiledTemplate>();
  const load = async (version: number): Promise<CompiledTemplate> => {
    const [found] = await templateSources(query, [version]);
    if (!found) throw new Error(`rendering: there is no version ${version} of the template`);
    const compiled = compileTemplate(found.sources);
    const { subject } = compiled;
    const isTest = found.kind === 'test';
    const shown = isTest
      ? { ...compiled, subject: (of: object) => `[Test] ${subject(of)}` }
      : compiled;
    // The oldest goes: versions in force are few.
    const [oldest] = known.keys();
    if (known.size >= KEPT_MAX && oldest !== undefined) known.delete(oldest);
    known.set(version, shown);
    return shown;
  };
  return {
    inForce: async (given) => {
      const newest = await newestTemplates(given);
      const byKey = new Map(
        newest
          .filter(({ kind }) => kind === 'published')
          .map(({ purpose, locale, versionId }) => [`${purpose}/${locale}`, versionId]),
      );
      const versionOf = (purpose: Purpose, locale: string) => byKey.get(`${purpose}/${locale}`);
      return {
        versionOf,
        isEdited: (purpose, locale) => versionOf(purpose, locale) !== undefined,
      };
    },
    compiled: async (version) =>
      version === null || version === undefined
        ? undefined
        : (known.get(version) ?? (await load(version))),
  };
}
