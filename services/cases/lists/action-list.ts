// Lists of corrective actions over all cases, as people and programs ask for them.
import { z } from 'zod';
import { cursorParameter, limitParameter } from '#shared/api/route.ts';
import { isStorable } from '#shared/events/text.ts';
import type { Staff } from '#shared/people.ts';
import type { CommandType } from '../domain/commands/permissions.ts';
import { actionCommands } from '../domain/investigation/action-commands.ts';
import type { ActionState } from '../domain/investigation/facts.ts';
import { hoursAfter } from '../domain/rules.ts';
import { type ActionLine, listActions } from '../stores/action-store.ts';
import type { Shell } from '../work.ts';
import { cursorText, parseCursor } from './cursor.ts';

/** What a list of corrective actions can be asked for by. */
export const actionListQuery = z.strictObject({
  state: z
    .enum(['requested', 'approved', 'refused', 'done', 'effective'])
    .optional()
    .describe('in this state only'),
  open: z.boolean().optional().describe('true: requested, approved, or done and not yet checked'),
  overdue: z.boolean().optional().describe('true: approved, and past the due time'),
  owner: z
    .string()
    .min(1)
    .max(100)
    .refine(isStorable, 'must be well-formed text')
    .optional()
    .describe('the id of a member of staff, or "me"'),
  cursor: cursorParameter,
  limit: limitParameter,
});
export type ActionListQuery = z.infer<typeof actionListQuery>;

const openStates: readonly ActionState[] = ['requested', 'approved', 'done'];

/** The states that are asked for; those that all of the filters have in common. */
function statesOf({ state, open, overdue }: ActionListQuery): readonly ActionState[] | undefined {
  if (!(state ?? open ?? overdue)) return undefined;
  const among = overdue ? (['approved'] as const) : open ? openStates : undefined;
  if (!state) return among;
  return among && !among.some((known) => known === state) ? [] : [state];
}

/** A corrective action as lists show it. */
type ListedAction = Omit<ActionLine, 'caseId' | 'policyVersion'> & {
  /** From when on it can be said that it worked; once it is done. */
  checkFrom: string | null;
  allowed: CommandType[];
};

/** A page of corrective actions, in order of their due time. `of` is who asks. */
export async function actionsPage(
  shell: Pick<Shell, 'db' | 'signer' | 'clock' | 'policies'>,
  asked: ActionListQuery,
  of: Pick<Staff, 'staffId' | 'role'>,
): Promise<{ actions: ListedAction[]; next?: string }> {
  const { db, signer, clock } = shell;
  const { limit, overdue } = asked;
  const owner = asked.owner === 'me' ? of.staffId : asked.owner;
  const [dueAt = '', caseId = '', actionId = ''] =
    parseCursor(signer, 'corrective-actions', asked) ?? [];
  const after = dueAt ? { dueAt, caseId, actionId } : undefined;
  const dueBefore = overdue ? clock.now() : undefined;
  const found = await listActions(db.query, {
    ...{ states: statesOf(asked), owner, limit, after, dueBefore },
  });
  const followed = found.map(({ policyVersion }) => ({
    policyVersion: policyVersion ?? undefined,
  }));
  const rulesOf = await shell.policies.rulesFor(db.query, followed);
  const actions = found.map(({ caseId: _, policyVersion, ...line }): ListedAction => {
    const { policy } = rulesOf({ policyVersion: policyVersion ?? undefined });
    const { checkAfterDays } = policy.correctiveActions;
    const checkFrom = line.doneAt ? hoursAfter(line.doneAt, checkAfterDays * 24) : null;
    return { ...line, checkFrom, allowed: actionCommands(line, line.caseStatus, of) };
  });
  const last = found.length === limit ? found.at(-1) : undefined;
  if (!last) return { actions };
  const place = [last.dueAt.toISOString(), last.caseId, last.actionId];
  return { actions, next: cursorText(signer, 'corrective-actions', asked, place) };
}
