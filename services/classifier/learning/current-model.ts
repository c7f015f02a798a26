// The model that a process classifies with: always the one that is current in the database, loaded again when another became
// so. All processes follow without a restart.
import { createHash } from 'node:crypto';
import type { Query } from '#shared/db.ts';
import { errorText } from '#shared/errors.ts';
import type { Log } from '#shared/log.ts';
import type { StemOf } from '../domain/learner/features.ts';
import type { Model } from '../domain/learner/linear-model.ts';
import { type Head, type Learnt, prepareModel } from '../domain/learnt.ts';
import { decodeModel } from '../model-file.ts';
import { currentVersion, type ModelFiles, modelFiles } from './model-store.ts';

/** The version of a model: of the checksums of its files, so that the same content has the same version. */
export function versionOfFiles(files: ModelFiles): string {
  const hash = createHash('sha256');
  for (const [head, file] of Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)))
    hash.update(`${head}\n`).update(file);
  return hash.digest('hex').slice(0, 12);
}

/**
 * A model from its files, ready to be asked.
 * @throws ModelFileError when one is damaged, Error when they are not those of this version
 */
export async function loadLearnt(
  version: string,
  files: ModelFiles,
  stemOf: StemOf,
): Promise<Learnt> {
  if (versionOfFiles(files) !== version)
    throw new Error(`model ${version} is damaged: its files are not those it was stored with`);
  const heads: Partial<Record<Head, Model>> = {};
  for (const [head, file] of Object.entries(files) as [Head, Uint8Array][])
    heads[head] = (await decodeModel(Buffer.from(file), `model ${version}, ${head}`)).model;
  return prepareModel({ version, heads }, stemOf);
}

/** Gives the current model. */
export type CurrentModel = {
  /** One small query; loads the model when another became current. Never throws for a bad model: the one before stays. */
  get(query: Query): Promise<Learnt | undefined>;
};

/** Makes the holder of the current model. */
export function createCurrentModel(stemOf: StemOf, log: Log): CurrentModel {
  let loaded: Learnt | undefined;
  let refused: string | undefined;
  return {
    get: async (query) => {
      const version = await currentVersion(query);
      if (version === undefined || version === loaded?.version || version === refused)
        return loaded;
      const files = await modelFiles(query, version);
      try {
        loaded = await loadLearnt(version, files, stemOf);
        log.info({ model: version }, 'another model is current');
      } catch (error) {
        refused = version;
        log.error(
          { model: version, reason: errorText(error) },
          'the current model cannot be used: go back with "redress classifier rollback"',
        );
      }
      return loaded;
    },
  };
}
