// The models of the classifier in PostgreSQL, and which of them is current.
import type { Query, Tx } from '#shared/db.ts';
import type { Comparison } from '../domain/learning/take-over.ts';
import { type Head, heads } from '../domain/learnt.ts';

/** A model as it is listed. */
export type ModelRow = {
  version: string;
  origin: 'starter' | 'training';
  policyVersion: string;
  categories: string[];
  texts: number;
  corrections: number;
  comparison: Comparison | null;
  createdAt: Date;
};

/** How a model became current. */
export type Activation = {
  version: string;
  replaced: string | null;
  how: 'starter' | 'training' | 'person' | 'rollback';
  byWhom: string;
  reason: string | null;
  at: Date;
};

/** The files of a model, one for each decision. */
export type ModelFiles = Partial<Record<Head, Uint8Array>>;

/** A new model. */
export type NewModel = Omit<ModelRow, 'createdAt'> & { fingerprint?: string; files: ModelFiles };

const columns = `m.version, m.origin, m.policy_version as "policyVersion", m.categories, m.texts, m.corrections,
  m.comparison, m.created_at as "createdAt"`;
const activationColumns = 'a.version, a.replaced, a.how, a.by_whom as "byWhom", a.reason, a.at';

/** Stores a model once: the same version, or a starter of the same fingerprint, is there already. */
export async function putModel(tx: Tx, model: NewModel): Promise<void> {
  const { version, origin, fingerprint, policyVersion, categories, texts, corrections } = model;
  const stored = await tx.query(
    `insert into classifier.models
       (version, origin, fingerprint, policy_version, categories, texts, corrections, comparison)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning 1`,
    [
      version,
      origin,
      fingerprint ?? null,
      policyVersion,
      categories,
      texts,
      corrections,
      model.comparison ? JSON.stringify(model.comparison) : null,
    ],
  );
  if (stored.length === 0) return;
  const files = Object.entries(model.files);
  await tx.query(
    `insert into classifier.model_heads (version, head, file)
     select $1, head, file from unnest($2::text[], $3::bytea[]) as given (head, file)`,
    [version, files.map(([head]) => head), files.map(([, file]) => Buffer.from(file))],
  );
}

/** The files of a model; none when there is no such model. */
export async function modelFiles(query: Query, version: string): Promise<ModelFiles> {
  const rows = await query<{ head: Head; file: Buffer }>(
    'select h.head, h.file from classifier.model_heads h where h.version = $1',
    [version],
  );
  return Object.fromEntries(
    rows.filter(({ head }) => heads.includes(head)).map(({ head, file }) => [head, file]),
  );
}

/** The starter that was made from the same, when there is one. */
export async function starterVersion(
  query: Query,
  fingerprint: string,
): Promise<string | undefined> {
  const [row] = await query<{ version: string }>(
    'select m.version from classifier.models m where m.fingerprint = $1',
    [fingerprint],
  );
  return row?.version;
}

/** Which model is current; nothing before the first start. One row of an index: asked for each batch. */
export async function currentVersion(query: Query): Promise<string | undefined> {
  const [row] = await query<{ version: string }>(
    'select a.version from classifier.activations a order by a.activation_id desc limit 1',
  );
  return row?.version;
}

/** How models became current, the last first. */
export async function listActivations(query: Query, limit: number): Promise<Activation[]> {
  return query<Activation>(
    `select ${activationColumns} from classifier.activations a order by a.activation_id desc limit $1`,
    [limit],
  );
}

/** Waits for others who make a model current, so that what is current stays so until the transaction ends. */
export async function lockActivations(tx: Tx): Promise<Activation | undefined> {
  await tx.query('lock table classifier.activations in share row exclusive mode');
  return (await listActivations(tx.query, 1))[0];
}

/** Makes a model current. */
export async function putActivation(tx: Tx, given: Omit<Activation, 'at'>): Promise<void> {
  await tx.query(
    `insert into classifier.activations (version, replaced, how, by_whom, reason)
     values ($1, $2, $3, $4, $5)`,
    [given.version, given.replaced, given.how, given.byWhom, given.reason],
  );
}

/** What a model replaced when it first became current: where going back leads. */
export async function replacedBy(query: Query, version: string): Promise<string | undefined> {
  const [row] = await query<{ replaced: string }>(
    `select a.replaced from classifier.activations a
     join classifier.models m on m.version = a.replaced
     where a.version = $1 and a.how <> 'rollback' order by a.activation_id limit 1`,
    [version],
  );
  return row?.replaced;
}

/** The models there are, the newest first. */
export async function listModels(query: Query, limit: number): Promise<ModelRow[]> {
  return query<ModelRow>(
    `select ${columns} from classifier.models m order by m.created_at desc, m.version limit $1`,
    [limit],
  );
}

/** One model. */
export async function findModel(query: Query, version: string): Promise<ModelRow | undefined> {
  const [row] = await query<ModelRow>(
    `select ${columns} from classifier.models m where m.version = $1`,
    [version],
  );
  return row;
}

/** Drops models beyond the newest so many; the current one, those it leads back to and starters stay. */
export async function pruneModels(query: Query, kept: number): Promise<void> {
  await query(
    `delete from classifier.models m where m.origin <> 'starter'
       and m.version not in (select n.version from classifier.models n order by n.created_at desc limit $1)
       and m.version not in (select a.version from classifier.activations a order by a.activation_id desc limit $1)`,
    [kept],
  );
}
