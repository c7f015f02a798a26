// The clock of the promises: claims due deadlines with SKIP LOCKED and lets the domain decide them. Any number of
// processes may run it; each deadline fires once, and a restart loses none: they are rows.
import { createLoop, type Service } from '#shared/lifecycle.ts';
import { deadlinesOf } from './domain/escalation.ts';
import { decideDeadline } from './domain/reactions/deadline.ts';
import type { Context } from './domain/rules.ts';
import type { DeadlineId } from './domain/timeline.ts';
import { type StoredCase, syncDeadlines } from './stores/cases-store.ts';
import { claimDueCases, dueDeadlines, putOff } from './stores/deadline-store.ts';
import { staffWithLoad } from './stores/task-store.ts';
import { beginWork, type Shell } from './work.ts';

const CASES_MAX = 100;
const PUT_OFF_MS = 60_000;

/**
 * Fires what is due now, once. Gives how many cases it looked at: zero means that nothing is due (or others hold it).
 */
export async function fireDueDeadlines(shell: Shell): Promise<number> {
  return shell.db.transaction(async (tx) => {
    const now = shell.clock.now();
    const claimed = await claimDueCases(tx.query, now, CASES_MAX);
    if (claimed.length === 0) return 0;
    const caseIds = claimed.map(({ state }) => state.caseId);
    const due = Map.groupBy(await dueDeadlines(tx.query, caseIds, now), ({ caseId }) => caseId);
    const staff = await staffWithLoad(tx.query);
    const context: Context = {
      rules: shell.rules,
      now,
      actor: { type: 'clock' },
      staff,
      givenTodayCents: 0,
    };
    for (const stored of claimed) {
      const { caseId } = stored.state;
      const ids = (due.get(caseId) ?? []).map(({ kind, level, epoch }) => ({ kind, level, epoch }));
      try {
        // A case that fails does not hold back the others.
        await tx.savepoint(() => fireCase(shell, context, stored, ids, tx));
      } catch (error) {
        shell.log.error({ err: error, caseId }, 'a deadline failed; it is tried again in a minute');
        await putOff(tx.query, caseId, now, new Date(now.getTime() + PUT_OFF_MS));
      }
    }
    return claimed.length;
  });
}

async function fireCase(
  shell: Shell,
  context: Context,
  stored: StoredCase,
  ids: DeadlineId[],
  tx: Parameters<typeof beginWork>[0],
): Promise<void> {
  const { caseId } = stored.state;
  const work = beginWork(tx, shell, [stored]);
  let stale = false;
  for (const id of ids) {
    const decision = decideDeadline(work.caseOf(caseId) ?? stored.state, id, context);
    if (decision.ok) work.take(decision, stored.trace);
    else stale = true;
  }
  await work.flush();
  // Stored under another policy, or by a decision that is undone: what the state asks for now counts.
  if (!stale) return;
  const open = deadlinesOf(work.caseOf(caseId) ?? stored.state, shell.rules);
  await syncDeadlines(tx.query, [{ caseId, open, fired: [], isNew: false }], context.now);
}

/** The running part: looks each `everyMs`, at once again while more is due. */
export function createDeadlineClock(shell: Shell, everyMs: number): Service & { wake(): void } {
  return createLoop({
    name: 'cases deadlines',
    log: shell.log,
    idleMs: everyMs,
    turn: async () => (await fireDueDeadlines(shell)) >= CASES_MAX,
  });
}
