// Giving a command to a case: with the version that was seen, so that nobody overwrites anybody, and once however often it is sent.
import { isProblem } from '../../api/problem.ts';
import { postCommand, refreshAfter } from '../../case-actions/send-command.ts';
import type { CaseView } from './case-query.ts';

export type Command = CaseView['allowedCommands'][number];
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
const isOthers = (actor: string, me: string): boolean =>
  actor !== 'clock' && actor !== 'system' && actor !== `staff:${me}`;

const isIdle = ({ changes }: Conflict, me: string): boolean =>
  changes.length > 0 && changes.every(({ actor }) => !isOthers(actor, me));

/** What others did since a version, the newest first. */
export const meanwhile = (view: CaseView, since: number | undefined, me: string): Change[] =>
  since === undefined
    ? []
    : view.timeline
        .filter(({ version, actor }) => version > since && isOthers(actor, me))
        .reverse();

/**
 * Gives a command. What clocks and oneself wrote meanwhile is no reason to ask again.
 * @throws Problem; 412 when a person or the customer was faster.
 */
export async function give(
  view: Pick<CaseView, 'reference' | 'version'>,
  command: Command,
  body: Record<string, unknown>,
  by: { me: string; key?: string },
): Promise<void> {
  const { reference } = view;
  const { me, key = crypto.randomUUID() } = by;
  let { version } = view;
  for (let tries = 0; ; tries++) {
    try {
      await postCommand({ reference, command, body, version, key: `${key}.${version}` });
      break;
    } catch (error) {
      const conflict = conflictOf(error);
      if (!conflict || !isIdle(conflict, me) || tries === 3) {
        if (conflict) void refreshAfter(reference);
        throw error;
      }
      version = conflict.version;
    }
  }
  await refreshAfter(reference);
}
