// Sending a command to a case: with the version that was seen and the key of its dialog, so that nobody overwrites anybody and it
// happens once; and asking what it would do.
import { answered, api, type Schema } from '../api/client.ts';
import { isProblem } from '../api/problem.ts';
import { queryClient } from '../api/query.ts';
import type { CommandName } from './dialog-store.ts';

export type CommandAnswer = Schema<'CommandAnswer'>;
export type Effects = Schema<'CommandEffects'>;

export type Sending = {
  reference: string;
  command: CommandName;
  body: Record<string, unknown>;
  /** The version that the person saw. */
  version: number;
  key: string;
};

// Which path takes a command: all have one shape, so that one of them lends its types.
const pathOf = (command: CommandName, body: Record<string, unknown>) => {
  const last = command === 'add-evidence' && body.kind === 'file' ? 'files' : command;
  return `/api/v1/cases/{reference}/${last}` as '/api/v1/cases/{reference}/note';
};

const bodyOf = (command: CommandName, body: Record<string, unknown>): Record<string, unknown> => {
  if (command !== 'add-evidence' || body.kind !== 'file') return body;
  const { kind: _kind, file, ...rest } = body;
  return { ...rest, ...(file as object) };
};

/** What shows cases and what people have to do: asked again after something was done. */
export async function refreshAfter(reference: string): Promise<void> {
  const stale = ['cases', 'tasks', 'approvals', 'corrective-actions', 'work', 'board', 'social'];
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ['case', reference] }),
    ...stale.map((first) => queryClient.invalidateQueries({ queryKey: [first] })),
  ]);
}

/** Gives a command to a case; nothing is read again yet. Throws Problem. */
function postCommand(sending: Sending): Promise<CommandAnswer> {
  const { reference, command, body, version, key } = sending;
  return answered(
    api.POST(pathOf(command, body), {
      params: {
        path: { reference },
        header: { 'Idempotency-Key': key, 'If-Match': `"${version}"` },
      },
      body: bodyOf(command, body) as { text: string },
    }),
  );
}

export type Change = { version: number; type: string; at: string; actor: string };

/** Somebody was faster: what they did, by entries. */
export type Conflict = { version: number; changes: Change[] };

/** What a refused command says of others who were faster, or undefined when it was refused for another reason. */
export function conflictOf(error: unknown): Conflict | undefined {
  if (!isProblem(error, 412)) return undefined;
  const { version, changes } = error.members as Partial<Conflict>;
  return typeof version === 'number' && Array.isArray(changes) ? { version, changes } : undefined;
}

/** Whether an entry is of another person: nothing of clocks, machines or oneself has to be weighed. */
export const isOthers = (actor: string, me: string): boolean =>
  actor !== 'clock' && actor !== 'system' && actor !== `staff:${me}`;

const isIdle = ({ changes }: Conflict, me: string): boolean =>
  changes.length > 0 && changes.every(({ actor }) => !isOthers(actor, me));

const TRIES = 4;

/**
 * Gives a command; nothing is read again yet. With `me`, what clocks, machines and oneself wrote meanwhile is no reason to ask
 * again. A try on another version has a key of its own: the one before was refused.
 * @throws Problem; 412 when a person or the customer was faster.
 */
export async function giveCommand(sending: Sending, me?: string): Promise<CommandAnswer> {
  let { version, key } = sending;
  for (let left = TRIES; ; left--) {
    try {
      return await postCommand({ ...sending, version, key });
    } catch (error) {
      const conflict = conflictOf(error);
      if (me === undefined || !conflict || !isIdle(conflict, me) || left === 1) throw error;
      version = conflict.version;
      key = `${sending.key}.${version}`;
    }
  }
}

/** Gives a command, and has what shows the case read again. @throws Problem, as `giveCommand`. */
export async function sendCommand(sending: Sending, me?: string): Promise<CommandAnswer> {
  const answer = await giveCommand(sending, me);
  void refreshAfter(sending.reference);
  return answer;
}

/** What a command would do; nothing is done. */
export const effectsOf = (
  reference: string,
  command: CommandName,
  body: Record<string, unknown>,
): Promise<Effects> =>
  answered(
    api.POST('/api/v1/cases/{reference}/effects', {
      params: { path: { reference } },
      body: { command: command as Exclude<CommandName, 'hold' | 'release'>, body },
    }),
  );
