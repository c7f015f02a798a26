// The clock of approvers: an approval never stays with somebody who may not give it any more. Roles, absences, the policy and what a
// case is about all change without the case: it looks at what is, in turn, and not at what happened.
import type { Tx } from '#shared/db.ts';
import type { Case } from '../domain/case.ts';
import { type Decided, withLoadOf } from '../domain/draft.ts';
import { returnApprovals } from '../domain/reactions/approvals.ts';
import type { Context } from '../domain/rules.ts';
import type { OpenTask } from '../domain/task-times.ts';
import { lockCases } from '../stores/cases-store.ts';
import { staffWithLoad } from '../stores/task-store.ts';
import { beginWork, type Shell } from '../work.ts';
import { approvalsOfPeople } from './approver-store.ts';
import { knownTasksOf, openTask } from './task-clock.ts';

// As many approvals as one look takes. Nobody waits for it: who may decide, may without having it on their list.
const APPROVALS_MAX = 200;
const START = '00000000-0000-0000-0000-000000000000';

type Found = { state: Case; tasks: OpenTask[] };

async function contextsOf(shell: Shell, tx: Pick<Tx, 'query'>, states: Case[]) {
  const rulesOf = await shell.policies.rulesFor(tx.query, states);
  const staff = await staffWithLoad(tx.query);
  const now = shell.clock.now();
  return (state: Case, people: Context['staff'] = staff): Context => ({
    ...{ rules: rulesOf(state), now, actor: { type: 'clock' }, staff: people },
  });
}

/** Gives those back that lie wrong, read again under the lock of their cases. Gives how many cases changed. */
const giveBack = (shell: Shell, caseIds: string[]): Promise<number> =>
  shell.db.transaction(async (tx) => {
    const claimed = await lockCases(tx.query, caseIds);
    const states = claimed.map(({ state }) => state);
    const tasks = await knownTasksOf(tx.query, caseIds);
    const contextOf = await contextsOf(shell, tx, states);
    const work = beginWork(tx, shell, claimed);
    let staff: Context['staff'] | undefined;
    let moved = 0;
    for (const { state, trace } of claimed) {
      const context = contextOf(state, staff);
      const decided: Decided = returnApprovals(state, tasks.get(state.caseId) ?? [], context);
      if (decided.entries.length === 0) continue;
      moved++;
      work.take(decided, trace);
      staff = withLoadOf(context.staff, decided);
    }
    await work.flush();
    return moved;
  });

/** Makes the round that looks at all approvals in turn, some each time. Each turn gives how many cases changed. */
export function createApproverRound(shell: Shell): () => Promise<number> {
  let after = START;
  return async () => {
    const { query } = shell.db;
    const page = await approvalsOfPeople(query, after, APPROVALS_MAX);
    after = page.length < APPROVALS_MAX ? START : (page.at(-1)?.task.taskId ?? START);
    const found: Found[] = page.map(({ task, state }) => ({ state, tasks: [openTask(task)] }));
    if (found.length === 0) return 0;
    const contextOf = await contextsOf(
      shell,
      { query },
      found.map(({ state }) => state),
    );
    const wrong = found.filter(
      ({ state, tasks }) => returnApprovals(state, tasks, contextOf(state)).entries.length > 0,
    );
    const caseIds = [...new Set(wrong.map(({ state }) => state.caseId))];
    return caseIds.length === 0 ? 0 : giveBack(shell, caseIds);
  };
}
