// The clock of the promises: claims due deadlines with SKIP LOCKED and lets the domain decide them. Any number of
// processes may run it; each deadline fires once, and a restart loses none: they are rows.
import type { Tx } from '#shared/db.ts';
import { createLoop, type Service } from '#shared/lifecycle.ts';
import type { Case } from './domain/case.ts';
import { withLoadOf } from './domain/draft.ts';
import { deadlinesOf } from './domain/escalation.ts';
import { decideDeadline } from './domain/reactions/deadline.ts';
import type { Context } from './domain/rules.ts';
import type { DeadlineId } from './domain/timeline/entries.ts';
import { type StoredCase, syncDeadlines } from './stores/cases-store.ts';
import { claimDueCases, dueDeadlines, PUT_OFF_MS, putOff } from './stores/deadline-store.ts';
import { staffWithLoad } from './stores/task-store.ts';
import { fireDueTasks } from './tasks/task-clock.ts';
import { beginWork, type Shell } from './work.ts';

// With several due in a case, one look takes fewer cases.
const DEADLINES_MAX = 100;

/**
 * Fires what is due now, once. Gives how many cases it looked at: zero means that nothing is due (or others hold it).
 */
export async function fireDueDeadlines(shell: Shell): Promise<number> {
  return shell.db.transaction(async (tx) => {
    const now = shell.clock.now();
    const claimed = await claimDueCases(tx.query, now, DEADLINES_MAX);
    if (claimed.length === 0) return 0;
    const caseIds = claimed.map(({ state }) => state.caseId);
    const due = Map.groupBy(await dueDeadlines(tx.query, caseIds, now), ({ caseId }) => caseId);
    const context: Context = {
      rules: shell.rules,
      now,
      actor: { type: 'clock' },
      staff: await staffWithLoad(tx.query),
    };
    try {
      await tx.savepoint(() => fireCases(shell, context, claimed, due, tx));
    } catch {
      // One of them fails: each by itself, so that it does not hold back the others.
      for (const stored of claimed) await fireAlone(shell, context, stored, due, tx);
    }
    return claimed.length;
  });
}

type Due = Map<string, DeadlineId[]>;

async function fireAlone(
  shell: Shell,
  context: Context,
  stored: StoredCase,
  due: Due,
  tx: Tx,
): Promise<void> {
  const { caseId } = stored.state;
  try {
    await tx.savepoint(() => fireCases(shell, context, [stored], due, tx));
  } catch (error) {
    shell.log.error({ err: error, caseId }, 'a deadline failed; it is tried again in a minute');
    const until = new Date(context.now.getTime() + PUT_OFF_MS);
    await putOff(tx.query, caseId, context.now, until);
  }
}

async function fireCases(
  shell: Shell,
  context: Context,
  claimed: StoredCase[],
  due: Due,
  tx: Tx,
): Promise<void> {
  const work = beginWork(tx, shell, claimed);
  const rulesOf = await shell.policies.rulesFor(
    tx.query,
    claimed.map(({ state }) => state),
  );
  const stale = new Set<Case>();
  let { staff } = context;
  for (const { state, trace } of claimed) {
    for (const { kind, level, epoch } of due.get(state.caseId) ?? []) {
      const current = work.caseOf(state.caseId) ?? state;
      const rules = rulesOf(current);
      const decision = decideDeadline(
        current,
        { kind, level, epoch },
        { ...context, rules, staff },
      );
      if (!decision.ok) {
        stale.add(state);
        continue;
      }
      work.take(decision, trace);
      staff = withLoadOf(staff, decision);
    }
  }
  await work.flush();
  // Stored under another policy, or no longer asked for: what the state asks for now counts.
  const syncs = [...stale].map((state) => {
    const { caseId } = state;
    const current = work.caseOf(caseId) ?? state;
    const open = deadlinesOf(current, rulesOf(current));
    return { caseId, open, fired: [], isNew: false };
  });
  if (syncs.length > 0) await syncDeadlines(tx.query, syncs, context.now);
}

/** Deadlines, then tasks: what the former open may be due for the latter. Zero: nothing is due. */
export const fireDue = async (shell: Shell): Promise<number> =>
  (await fireDueDeadlines(shell)) + (await fireDueTasks(shell));

/**
 * The running part: looks each `everyMs`, at once again while it finds something. That ends: what it claimed fired, was put
 * off or is no longer due, and what others hold it does not claim.
 */
export function createDeadlineClock(shell: Shell, everyMs: number): Service {
  return createLoop({
    name: 'cases deadlines',
    log: shell.log,
    idleMs: everyMs,
    turn: async () => (await fireDue(shell)) > 0,
  });
}
