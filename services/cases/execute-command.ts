// Carries out a person's command on a case: one transaction in which roles are read again, the case is locked, decided and
// written. The same for the API and the command line.
import { createHash } from 'node:crypto';
import { storeBlobs } from '#shared/blobs.ts';
import { canonicalJson } from '#shared/canonical-json.ts';
import type { Query, Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { parseInput } from '#shared/http.ts';
import { parseReference } from '#shared/ids.ts';
import { findStaff, type Staff } from '#shared/people.ts';
import { actorText, type Case } from './domain/case.ts';
import { type Command, commandSchemas } from './domain/commands/commands.ts';
import { decideOther } from './domain/commands/joining.ts';
import { type CommandType, commandRefusal, commandTypes } from './domain/commands/permissions.ts';
import { decide } from './domain/decide.ts';
import type { Decided, Refused } from './domain/draft.ts';
import { decideFurther, furtherCases } from './domain/investigation/corrective-actions.ts';
import type { FileFacts, Gathered } from './domain/investigation/facts.ts';
import { findRemedy } from './domain/remedies/delivery.ts';
import type { Context } from './domain/rules.ts';
import { gatherFor } from './lookup/gather.ts';
import { warnOfBudget } from './remedies/remedy-budget.ts';
import { factsForCommand } from './remedies/remedy-facts.ts';
import { settleClaim } from './social-desk/claim-store.ts';
import { caseIdByReference, lockCases, type StoredCase } from './stores/cases-store.ts';
import { claimCommandKey, dropCommandKeys, finishCommandKey } from './stores/command-key-store.ts';
import { newestVersion, versionByNumber } from './stores/policy-store.ts';
import { entriesBefore } from './stores/read-store.ts';
import { staffWithLoad } from './stores/task-store.ts';
import { knownTasksOf } from './tasks/task-clock.ts';
import { beginWork, type Shell } from './work.ts';

export type CommandRequest = {
  reference: string;
  type: string;
  body: unknown;
  staffId: string;
  /** The version that the person saw; another one is refused with 412. */
  ifVersion?: number | undefined;
  /** The same key with the same request gives the first answer again. */
  idempotencyKey?: string | undefined;
  /** A file that goes into the case with this command: its bytes are stored in the same transaction. */
  file?: { facts: FileFacts; bytes: Uint8Array } | undefined;
};

export type CommandAnswer = {
  reference: string;
  version: number;
  status: string;
  epoch: number;
  escalationLevel: number;
  /** The entries that the command wrote. */
  entries: { version: number; type: string; data: unknown }[];
};

/** The HTTP status of each refusal. */
const statusOf: Record<Refused['code'], number> = {
  not_in_this_status: 409,
  role_too_low: 403,
  not_the_assignee: 403,
  not_a_responder: 403,
  not_the_owner: 403,
  not_impartial: 403,
  own_proposal: 403,
  contact_suspended: 409,
  not_found: 404,
  invalid: 422,
  not_possible: 409,
};

/** A refusal for the edge, with what is wrong at which field. */
export const refusalError = ({ code, message, field }: Refused): RequestError =>
  new RequestError(statusOf[code], code, message, field ? { fields: { [field]: message } } : {});

/** No such case (or none that may be told of). */
export const noSuchCase = (): RequestError =>
  new RequestError(404, 'not_found', 'There is no case with this reference.');

const isCommand = (type: string): type is CommandType => (commandTypes as string[]).includes(type);

/** A command with its body checked; an unknown key is refused (S23). */
export function parseCommand(type: string, body: unknown): Command {
  if (!isCommand(type))
    throw new RequestError(
      404,
      'unknown_command',
      `There is no command ${type.slice(0, 50)}: choose among ${commandTypes.join(', ')}.`,
    );
  return { type, body: parseInput(commandSchemas[type] as never, body ?? {}) } as Command;
}

/** What a context is for: to act (what it counts is held until the end of the transaction), or to look only. */
export type Asked = { staffId: string; command: Command; current: Case; toAct: boolean };

/** What the command is decided by, to act read under the lock on the case: whoever waited may have lost a role meanwhile. */
export async function contextFor(
  shell: Shell,
  query: Query,
  { staffId, command, current, toAct }: Asked,
): Promise<Context> {
  const { role, responderFor } = await staffNow({ query }, staffId);
  const actor = { type: 'staff' as const, staffId, role, responderFor };
  const now = shell.clock.now();
  // Caps are those of whoever proposed: an approver is shown them.
  const proposedBy =
    command.type === 'approve-remedy'
      ? findRemedy(current, command.body.remedyId)?.proposedBy
      : undefined;
  const rulesOf = await shell.policies.rulesFor(query, [current]);
  const rules = rulesOf(current);
  const asked = { type: command.type, rules, current, actor: proposedBy ?? actorText(actor), now };
  return {
    rules,
    now,
    actor,
    target:
      command.type === 'move-to-policy' ? await targetOf(query, command.body.number) : undefined,
    remedyFacts: await factsForCommand(shell, query, asked, toAct),
    staff: await staffWithLoad(query),
    tasks:
      command.type === 'record-complained-about'
        ? (await knownTasksOf(query, [current.caseId])).get(current.caseId)
        : undefined,
  };
}

/** The member of staff as they are now: a demotion works at once. */
export async function staffNow(tx: Pick<Tx, 'query'>, staffId: string): Promise<Staff> {
  const staff = await findStaff(tx.query, staffId);
  if (!staff?.active)
    throw new RequestError(403, 'not_active', 'This member of staff is not active.');
  return staff;
}

const furtherField: Partial<Record<CommandType, string>> = {
  link: 'to',
  unlink: 'to',
  merge: 'into',
  unmerge: 'from',
};

/** A further case that a command names is not there. */
function noSuchFurther({ type }: Command, named: string): RequestError {
  const field = furtherField[type] ?? 'cases';
  const title = `There is no case ${named.slice(0, 20)} (${field}).`;
  return new RequestError(422, 'invalid', title, { fields: { [field]: title } });
}

/** The case of a command, and the further ones that it names (`missing`: one that is not there); all locked in one order. */
async function lockFor(
  tx: Tx,
  request: CommandRequest,
  command: Command,
): Promise<{ stored: StoredCase; others: StoredCase[]; missing: string | undefined }> {
  const canonical = parseReference(request.reference);
  const caseId = canonical && (await caseIdByReference(tx.query, canonical));
  if (!caseId) throw noSuchCase();
  const ids = new Set([caseId]);
  let missing: string | undefined;
  for (const named of furtherCases(command)) {
    const reference = parseReference(named);
    const other = reference && (await caseIdByReference(tx.query, reference));
    if (other) ids.add(other);
    else missing ??= named;
  }
  const all = await lockCases(tx.query, [...ids]);
  const stored = all.find(({ state }) => state.caseId === caseId);
  if (!stored) throw noSuchCase();
  return { stored, others: all.filter((each) => each !== stored), missing };
}

function answerOf(decided: Decided): CommandAnswer {
  const { reference, version, status, epoch, escalationLevel } = decided.after;
  const entries = decided.entries.map((entry) => ({
    version: entry.version,
    type: entry.type,
    data: entry.data,
  }));
  return { reference, version, status, epoch, escalationLevel, entries };
}

// The version of the policy that a case is to follow.
async function targetOf(query: Query, number: number | undefined): Promise<Context['target']> {
  const found = number ? await versionByNumber(query, number) : await newestVersion(query);
  return found && { number: found.number, version: found.digest };
}

const CHANGES_MAX = 50;

/** What a person is told who acted on what they had read before others changed it: by whom, and what. */
async function changedMeanwhile(tx: Tx, current: Case, seen: number): Promise<RequestError> {
  const { caseId, version } = current;
  const entries = await entriesBefore(tx.query, caseId, version + 1, CHANGES_MAX);
  const changes = entries
    .filter((entry) => entry.version > seen)
    .map((entry) => ({
      version: entry.version,
      type: entry.type,
      at: entry.at,
      actor: entry.actor,
    }));
  return new RequestError(
    412,
    'changed_meanwhile',
    `The case changed meanwhile (version ${version}): read it again.`,
    { members: { version, changes } },
  );
}

async function carryOut(
  shell: Shell,
  tx: Tx,
  request: CommandRequest,
  command: Command,
  gathered: Gathered | undefined,
): Promise<CommandAnswer> {
  const { staffId } = request;
  await staffNow(tx, staffId);
  const { stored, others, missing } = await lockFor(tx, request, command);
  const current = stored.state;
  const known = await contextFor(shell, tx.query, { staffId, command, current, toAct: true });
  const context: Context = { ...known, gathered, others: others.map(({ state }) => state) };
  // Who may not give it at all is not told whether the other case is there (R72).
  const refused = missing && commandRefusal(current, command.type, context);
  if (missing) throw refused ? refusalError(refused) : noSuchFurther(command, missing);
  if (request.ifVersion !== undefined && request.ifVersion !== stored.state.version)
    throw await changedMeanwhile(tx, stored.state, request.ifVersion);
  await settleClaim(tx.query, stored.state.caseId, command.type, staffId, context.now);
  const decision = decide(stored.state, command, context);
  if (!decision.ok) throw refusalError(decision);
  const work = beginWork(tx, shell, [stored, ...others]);
  work.take(decision, stored.trace);
  const rulesOf = await shell.policies.rulesOfCases(
    tx.query,
    others.map(({ state }) => state),
  );
  for (const other of others) {
    const rules = rulesOf(other.state);
    const own = { ...context, rules };
    const linked =
      decideFurther(other.state, decision, own) ?? decideOther(other.state, decision, own);
    if (linked) work.take(linked, other.trace);
  }
  if (request.file) await storeBlobs(tx, [request.file.bytes]);
  await work.flush();
  await warnOfBudget(shell, tx, decision);
  const { caseId, reference, version } = decision.after;
  const { type } = command;
  tx.afterCommit(() =>
    shell.log.info(
      { caseId, reference, trace: stored.trace, command: type, version, staffId },
      'case commanded',
    ),
  );
  return answerOf(decision);
}

// Longer than any client tries again (draft-ietf-httpapi-idempotency-key-header §2.3 leaves it to the server).
const KEYS_KEPT_MS = 7 * 24 * 3_600_000;

/** Forgets some Idempotency-Keys of commands that are a week old. Gives whether there may be more of them. */
export async function pruneCommandKeys(shell: Shell, max = 1000): Promise<boolean> {
  const before = new Date(shell.clock.now().getTime() - KEYS_KEPT_MS);
  return (await dropCommandKeys(shell.db.query, before, max)) >= max;
}

/**
 * Carries out a command, once.
 * @throws RequestError with the reason when it is refused; then nothing was written.
 */
export async function executeCommand(
  shell: Shell,
  request: CommandRequest,
): Promise<CommandAnswer> {
  const command = parseCommand(request.type, request.body);
  const { staffId, idempotencyKey: key, file } = request;
  const gathered = file ? { file: file.facts } : await gatherFor(shell, command, staffId);
  return shell.db.transaction(async (tx) => {
    if (!key) return carryOut(shell, tx, request, command, gathered);
    const asked = {
      reference: parseReference(request.reference),
      command,
      ...(file ? { file: file.facts } : {}),
    };
    const digest = createHash('sha256').update(canonicalJson(asked)).digest('hex');
    const known = await claimCommandKey(tx.query, { staffId, key, digest, now: shell.clock.now() });
    if (known && known.digest !== digest)
      throw new RequestError(
        409,
        'idempotency_key_reused',
        'This Idempotency-Key came with another request before: use a new one.',
      );
    if (known) return known.response as CommandAnswer;
    const answer = await carryOut(shell, tx, request, command, gathered);
    await finishCommandKey(tx.query, staffId, key, answer);
    return answer;
  });
}
