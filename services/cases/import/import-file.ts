// Importing an old list: rows in batches, each batch one transaction. A row comes in by the one way in (the intake ledger,
// connector `import`) and is decided in the same transaction; the consumer of the bus then finds that on record.
import { sha256 } from '#shared/blobs.ts';
import { canonicalJson } from '#shared/canonical-json.ts';
import type { Tx } from '#shared/db.ts';
import { derivedId, newTrace } from '#shared/ids.ts';
import { acceptItems, type NewItem } from '#shared/intake.ts';
import type { Actor } from '../domain/case.ts';
import type { Decided } from '../domain/draft.ts';
import { importCase, type OldCase } from '../domain/imported/import-case.ts';
import type { Context } from '../domain/rules.ts';
import { staffNow } from '../execute-command.ts';
import type { OutcomeRow } from '../stores/intake-store.ts';
import { staffWithLoad } from '../stores/task-store.ts';
import { beginWork, type Shell } from '../work.ts';
import { type CsvRow, openCsv, type RowFault } from './csv-rows.ts';
import { knownRows } from './import-store.ts';
import { mapRow } from './map-row.ts';
import type { Mapping } from './mapping.ts';

export type ImportRequest = {
  path: string;
  mapping: Mapping;
  /** Says what would be done, and does nothing. */
  dryRun: boolean;
  /** Who imports, where they said so; it stands on record. */
  staffId?: string | undefined;
  /** Hears how many bytes of how many are read. */
  onProgress?: (read: number, size: number) => void;
};

/** What became of the rows: `rows` is the sum of the four. */
export type ImportResult = {
  dryRun: boolean;
  rows: number;
  imported: number;
  /** Here already, and the same. */
  unchanged: number;
  /** Here already, but their row says something else by now: left as they are. */
  changed: number;
  atFault: number;
  changes: { line: number; id: string; reference: string }[];
  faults: RowFault[];
};

type Candidate = { line: number; key: string; old: OldCase; dedupKey: string; original: Buffer };
type Batch = Pick<ImportResult, 'changes' | 'faults' | 'imported' | 'unchanged'> & {
  keys: [string, number][];
};
type Stage = { shell: Shell; request: ImportRequest; seen: ReadonlyMap<string, number> };

const BATCH_ROWS = 200;
/** Faults and changes that are named; all are counted. */
const NAMED_MAX = 1000;
// Any fixed id: the parent of keys (RFC 9562 §5.5 wants a namespace).
const IMPORT = '5d0c8a1e-3b7f-4c52-9a6d-2f8e1b4c7a90';
// For finding out whether a row is refused, which no id changes.
const NOWHERE = '00000000-0000-0000-0000-000000000000';

async function actorOf(tx: Tx, staffId: string | undefined): Promise<Actor> {
  if (staffId === undefined) return { type: 'system' };
  const { role, responderFor } = await staffNow(tx, staffId);
  return { type: 'staff', staffId, role, responderFor };
}

const itemOf = ({ old, dedupKey, original }: Candidate): NewItem => ({
  dedupKey,
  trace: newTrace(),
  original,
  attachments: [],
  received: {
    channel: old.channel,
    connector: 'import',
    receivedAt: old.receivedAt,
    sender: old.customer,
    subject: old.subject,
    text: old.text,
    textCut: false,
    ...(old.language === 'und' ? {} : { language: old.language }),
  },
});

/** The rows that can be imported, as far as they themselves say. */
function readRows(stage: Stage, rows: readonly CsvRow[], context: Context, batch: Batch) {
  const { mapping } = stage.request;
  const { source } = mapping;
  const own = new Map<string, number>();
  const found: Candidate[] = [];
  for (const { line, record } of rows) {
    const mapped = mapRow(record, mapping, context.rules.policy, context.now);
    const refused = (reason: string) => batch.faults.push({ line, reason });
    if (typeof mapped === 'string') {
      refused(mapped);
      continue;
    }
    const { key, old } = mapped;
    const first = stage.seen.get(key) ?? own.get(key);
    if (first !== undefined) {
      refused(`id: the same as in line ${first}`);
      continue;
    }
    own.set(key, line);
    const dedupKey = derivedId(IMPORT, `${source}/${key}`);
    found.push({ line, key, old, dedupKey, original: Buffer.from(canonicalJson(record)) });
  }
  batch.keys = [...own];
  return found;
}

/** Takes those that are here already out. */
async function withoutKnown(tx: Tx, candidates: Candidate[], batch: Batch): Promise<Candidate[]> {
  const known = await knownRows(
    tx.query,
    candidates.map(({ dedupKey }) => dedupKey),
  );
  return candidates.filter(({ dedupKey, original, line, key: id }) => {
    const before = known.get(dedupKey);
    if (!before) return true;
    if (before.sha256 === sha256(original)) batch.unchanged++;
    else batch.changes.push({ line, id, reference: before.reference });
    return false;
  });
}

/** Takes those out that may not be imported as they stand. */
function withoutRefused(
  candidates: Candidate[],
  source: string,
  context: Context,
  batch: Batch,
): Candidate[] {
  const ids = { caseId: NOWHERE, itemId: NOWHERE, reference: '', source };
  return candidates.filter(({ line, key, old }) => {
    const decision = importCase({ ...ids, key }, old, context);
    if (Array.isArray(decision)) return true;
    batch.faults.push({ line, reason: decision.message });
    return false;
  });
}

async function writeCases(
  { shell, request }: Stage,
  tx: Tx,
  candidates: Candidate[],
  context: Context,
): Promise<number> {
  const items = candidates.map(itemOf);
  const accepted = await acceptItems(tx, items);
  const work = beginWork(tx, shell, []);
  const outcomes: OutcomeRow[] = [];
  for (const [index, { key, old }] of candidates.entries()) {
    const ids = accepted[index];
    // Another import of the same list was faster.
    if (!ids || ids.repeated) continue;
    const { itemId, reference } = ids;
    const caseId = derivedId(itemId, 'case');
    const { source } = request.mapping;
    const steps = importCase({ caseId, itemId, reference, source, key }, old, context) as Decided[];
    for (const step of steps) work.take(step, items[index]?.trace ?? '');
    const decidedAt = context.now.toISOString();
    const rest = { reason: null, owner: null, decidedAt };
    outcomes.push({ itemId, outcome: 'case', caseId, caseReference: reference, ...rest });
  }
  if (outcomes.length === 0) return 0;
  await work.flush(outcomes);
  tx.afterCommit(() =>
    shell.log.info({ source: request.mapping.source, cases: outcomes.length }, 'cases imported'),
  );
  return outcomes.length;
}

function importBatch(stage: Stage, rows: readonly CsvRow[]): Promise<Batch> {
  const { shell, request } = stage;
  return shell.db.transaction(async (tx) => {
    const batch: Batch = { imported: 0, unchanged: 0, changes: [], faults: [], keys: [] };
    const context: Context = {
      rules: (await shell.policies.rulesFor(tx.query, []))(),
      now: shell.clock.now(),
      actor: await actorOf(tx, request.staffId),
      staff: await staffWithLoad(tx.query),
    };
    const read = readRows(stage, rows, context, batch);
    const fresh = await withoutKnown(tx, read, batch);
    const sound = withoutRefused(fresh, request.mapping.source, context, batch);
    const written = request.dryRun ? sound.length : await writeCases(stage, tx, sound, context);
    batch.imported = written;
    batch.unchanged += sound.length - written;
    return batch;
  });
}

/**
 * Imports a list. What is committed stays when it is broken off: run again, the rest is imported.
 * @throws RequestError when the file cannot be read, or a column of the mapping is not in it
 */
export async function importFile(shell: Shell, request: ImportRequest): Promise<ImportResult> {
  const { path, mapping, dryRun, onProgress = () => {} } = request;
  const counted = { rows: 0, imported: 0, unchanged: 0, changed: 0, atFault: 0 };
  const result: ImportResult = { dryRun, ...counted, changes: [], faults: [] };
  const addFault = (fault: RowFault): void => {
    result.rows++;
    result.atFault++;
    if (result.faults.length < NAMED_MAX) result.faults.push(fault);
  };
  const delimiter = mapping.delimiter === 'tab' ? '\t' : mapping.delimiter;
  const csv = await openCsv(path, delimiter, Object.values(mapping.columns), addFault);
  const seen = new Map<string, number>();
  const take = async (rows: CsvRow[]): Promise<void> => {
    if (rows.length === 0) return;
    const batch = await importBatch({ shell, request, seen }, rows);
    for (const [key, line] of batch.keys) seen.set(key, line);
    result.rows += rows.length - batch.faults.length;
    result.imported += batch.imported;
    result.unchanged += batch.unchanged;
    result.changed += batch.changes.length;
    result.changes.push(...batch.changes.slice(0, NAMED_MAX - result.changes.length));
    for (const fault of batch.faults) addFault(fault);
    onProgress(csv.read(), csv.size);
  };
  let waiting: CsvRow[] = [];
  for await (const row of csv.rows) {
    waiting.push(row);
    if (waiting.length < BATCH_ROWS) continue;
    await take(waiting);
    waiting = [];
  }
  await take(waiting);
  result.faults.sort((one, other) => one.line - other.line);
  return result;
}
