// Sending a command to a case: with the version that was seen and the key of its dialog; and asking what it would do.
import { answered, api, type Schema } from '../api/client.ts';
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
export function postCommand(sending: Sending): Promise<CommandAnswer> {
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

/** Gives a command to a case, and has what shows it read again. Throws Problem. */
export async function sendCommand(sending: Sending): Promise<CommandAnswer> {
  const answer = await postCommand(sending);
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
