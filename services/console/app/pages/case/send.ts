// Giving a command from the page of a case, and what others did to it meanwhile.
import { isProblem } from '../../api/problem.ts';
import {
  type Change,
  giveCommand,
  isOthers,
  refreshAfter,
} from '../../case-actions/send-command.ts';
import type { CaseView } from './case-query.ts';

export type Command = CaseView['allowedCommands'][number];

/** What others did since a version, the newest first. */
export const meanwhile = (view: CaseView, since: number | undefined, me: string): Change[] =>
  since === undefined
    ? []
    : view.timeline
        .filter(({ version, actor }) => version > since && isOthers(actor, me))
        .reverse();

/**
 * Gives a command; the page is up to date afterwards.
 * @throws Problem; 412 when a person or the customer was faster.
 */
export async function give(
  view: Pick<CaseView, 'reference' | 'version'>,
  command: Command,
  body: Record<string, unknown>,
  by: { me: string; key?: string },
): Promise<void> {
  const { reference, version } = view;
  const { me, key = crypto.randomUUID() } = by;
  try {
    await giveCommand({ reference, command, body, version, key: `${key}.${version}` }, me);
  } catch (error) {
    if (isProblem(error, 412)) void refreshAfter(reference);
    throw error;
  }
  await refreshAfter(reference);
}
