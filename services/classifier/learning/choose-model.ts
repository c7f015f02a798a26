// A person chooses the model: another one, or back to the one before. What they chose is recorded with who and why.

import type { Db } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { findModel, lockActivations, putActivation, replacedBy } from './model-store.ts';

type Choice = { byWhom: string; reason?: string | undefined };

/** What is current after a choice. */
export type Chosen = { version: string; replaced: string | null };

/**
 * Makes a model current. All processes use it from their next batch on.
 * @throws RequestError 404 when there is no such model
 */
export async function activateModel(
  db: Db,
  version: string,
  { byWhom, reason = '' }: Choice,
): Promise<Chosen> {
  return db.transaction(async (tx) => {
    const current = await lockActivations(tx);
    if (!(await findModel(tx.query, version)))
      throw new RequestError(404, 'no_such_model', `There is no model ${version.slice(0, 40)}.`);
    const replaced = current?.version ?? null;
    if (replaced !== version)
      await putActivation(tx, {
        version,
        replaced,
        how: 'person',
        byWhom,
        reason: reason || null,
      });
    return { version, replaced };
  });
}

/**
 * Goes back to the model that the current one replaced.
 * @throws RequestError 409 when there is none
 */
export async function rollBackModel(db: Db, { byWhom, reason = '' }: Choice): Promise<Chosen> {
  return db.transaction(async (tx) => {
    const current = await lockActivations(tx);
    const before = current && (await replacedBy(tx.query, current.version));
    if (!before || !current)
      throw new RequestError(
        409,
        'nothing_before',
        'There is no model before the current one that is still kept.',
      );
    const replaced = current.version;
    await putActivation(tx, {
      version: before,
      replaced,
      how: 'rollback',
      byWhom,
      reason: reason || null,
    });
    return { version: before, replaced };
  });
}
