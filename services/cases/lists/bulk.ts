// One command for many cases: each is a command of its own, with its own rights, transaction and answer, so that what is
// refused for one says nothing of the others.
import { z } from 'zod';
import { RequestError } from '#shared/errors.ts';
import { toRequestError } from '#shared/http.ts';
import { parseReference } from '#shared/ids.ts';
import { type CommandType, commandTypes } from '../domain/commands/permissions.ts';
import { executeCommand } from '../execute-command.ts';
import type { Shell } from '../work.ts';

/** What concerns one case only: it is decided by somebody who reads that case. */
const oneByOne: readonly CommandType[] = [
  'propose-remedy',
  'withdraw-remedy',
  'approve-remedy',
  'reject-remedy',
  'deliver-remedy',
  'confirm-remedy',
  'settle-payout',
  'decide-threat',
  'lift-suspension',
  'keep-suspension',
  'report-violence',
  'answer',
  'record-app-answer',
  'approve-action',
  'refuse-action',
  'record-step',
  'complete-action',
  'verify-action',
  'report-call-back',
];

/** The commands that many cases can be given at once. */
export const bulkCommands = commandTypes.filter((type) => !oneByOne.includes(type));

const REFERENCES_MAX = 200;

/** A command for many cases. */
export const bulkBody = z.strictObject({
  command: z.enum(bulkCommands as [CommandType, ...CommandType[]]).describe('the command'),
  references: z
    .array(z.string().min(1).max(40))
    .min(1)
    .max(REFERENCES_MAX)
    .describe(`the cases, up to ${REFERENCES_MAX}`),
  body: z
    .record(z.string(), z.unknown())
    .default({})
    .describe('what the command takes, the same for each'),
});
export type Bulk = z.infer<typeof bulkBody>;

/** What became of one of them. */
export type BulkResult =
  | { reference: string; done: true; version: number; status: string }
  | { reference: string; done: false; code: string; problem: string };

/**
 * Carries out a command for each case in turn, telling of each as it is done. With a key, a repeat goes on where the first
 * attempt ended: what was done is not done again.
 */
export async function* executeBulk(
  shell: Shell,
  bulk: Bulk,
  by: { staffId: string; idempotencyKey?: string | undefined },
): AsyncGenerator<BulkResult> {
  // However it is typed, it is the same case: once for each.
  const acted = new Set<string>();
  for (const reference of bulk.references) {
    const canonical = parseReference(reference) ?? reference;
    if (acted.has(canonical)) continue;
    acted.add(canonical);
    try {
      const { command: type, body } = bulk;
      const { staffId, idempotencyKey: key } = by;
      const answer = await executeCommand(shell, {
        reference,
        type,
        body,
        staffId,
        ...(key ? { idempotencyKey: `bulk/${key}/${canonical}` } : {}),
      });
      yield { reference, done: true, version: answer.version, status: answer.status };
    } catch (error) {
      const problem = toRequestError(error);
      // A fault of ours, or the database away, is the end of all of them: those done are known by the key.
      if (!(error instanceof RequestError) && problem.status >= 500) throw error;
      yield { reference, done: false, code: problem.code, problem: problem.message };
    }
  }
}
