// The clock of absence: whoever is away, or was deactivated, hands over what they have. It looks at the state of people and
// not at events, so that it does not matter who set them away, or whether it ran then.
import type { Tx } from '#shared/db.ts';
import { withLoadOf } from '../domain/draft.ts';
import { type Absent, decideAbsence } from '../domain/reactions/absence.ts';
import type { Context } from '../domain/rules.ts';
import { staffWithLoad } from '../stores/task-store.ts';
import { beginWork, type Shell } from '../work.ts';
import { absentWithWork, claimCasesOfAbsent } from './absence-store.ts';
import { openTask } from './task-clock.ts';
import { openTasksOf } from './task-clock-store.ts';

const CASES_MAX = 100;

async function handOver(shell: Shell, absent: Map<string, Absent>, tx: Tx): Promise<number> {
  const claimed = await claimCasesOfAbsent(tx.query, [...absent.keys()], CASES_MAX);
  if (claimed.length === 0) return 0;
  const caseIds = claimed.map(({ state }) => state.caseId);
  const rows = await openTasksOf(tx.query, caseIds, [...absent.keys()]);
  const tasks = Map.groupBy(rows, ({ caseId }) => caseId);
  const everybody = await staffWithLoad(tx.query);
  const context: Context = {
    rules: shell.rules,
    now: shell.clock.now(),
    actor: { type: 'clock' },
    staff: everybody.filter(({ staffId }) => !absent.has(staffId)),
  };
  const rulesOf = await shell.policies.rulesFor(
    tx.query,
    claimed.map(({ state }) => state),
  );
  const work = beginWork(tx, shell, claimed);
  let moved = 0;
  let { staff } = context;
  for (const { state, trace } of claimed) {
    const owned = (tasks.get(state.caseId) ?? []).map(openTask);
    const decided = decideAbsence(state, owned, absent, {
      ...context,
      rules: rulesOf(state),
      staff,
    });
    if (decided.entries.length === 0) continue;
    moved++;
    work.take(decided, trace);
    staff = withLoadOf(staff, decided);
  }
  await work.flush();
  return moved;
}

/** Hands over what absent people have, some cases of it. Gives how many cases changed. */
export const reassignAbsent = (shell: Shell): Promise<number> =>
  shell.db.transaction(async (tx) => {
    const found = await absentWithWork(tx.query, shell.clock.now());
    if (found.length === 0) return 0;
    const absent = new Map(
      found.map(({ staffId, role, deputy }) => [
        staffId,
        { staffId, role, deputy: deputy ?? undefined },
      ]),
    );
    return handOver(shell, absent, tx);
  });
