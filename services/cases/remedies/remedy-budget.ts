// The budget of a month: managers are warned once at each share that the policy names (R39). Nothing is refused for it.
import { monthOf, startOfMonth } from '#shared/calendar/days.ts';
import type { Tx } from '#shared/db.ts';
import { derivedId } from '#shared/ids.ts';
import type { Decided } from '../domain/draft.ts';
import { centsText } from '../domain/money.ts';
import { centsOf } from '../domain/remedies/facts.ts';
import { hoursAfter } from '../domain/rules.ts';
import { titlesIn } from '../domain/texts/task-titles.ts';
import { costSince } from '../stores/remedy-store.ts';
import { openTasks, type TaskRow } from '../stores/task-store.ts';
import { looseTitle } from '../tasks/write-tasks.ts';
import type { Shell } from '../work.ts';

// Any fixed id: the parent of ids of these tasks (RFC 9562 §5.5 wants a namespace).
const BUDGETS = '7e3f0f57-54a3-4f7a-8e11-0f6a6f0f3b52';
const DUE_HOURS = 72;

/**
 * Warns of the budget after an approval. The approval holds the lock on the month, so that of two at once the second sees
 * both; the task's id derives from month and share, so that each comes once.
 */
export async function warnOfBudget(shell: Shell, tx: Tx, decided: Decided): Promise<void> {
  if (!decided.entries.some(({ type }) => type === 'remedy.approved')) return;
  const { policy } = shell.rules;
  const { perMonth, warnAt } = policy.remedyBudget;
  const now = shell.clock.now();
  const spent = await costSince(tx.query, startOfMonth(now, policy.timeZone));
  const month = monthOf(now, policy.timeZone);
  const reached = warnAt.filter((share) => spent >= centsOf(perMonth) * share);
  const tasks = reached.map((share): TaskRow => {
    const percent = String(Math.round(share * 100));
    const key = `${month}/${percent}`;
    const money = `${centsText(spent)} / ${perMonth} ${policy.currency}`;
    return {
      taskId: derivedId(BUDGETS, key),
      caseId: null,
      itemId: null,
      key,
      kind: 'remedy_budget',
      ...looseTitle((locale) => titlesIn(locale).remedyBudget(month, percent, money), policy),
      ownerStaff: null,
      ownerRole: 'department_manager',
      ownerPlatform: null,
      dueAt: hoursAfter(now, DUE_HOURS),
      createdAt: now.toISOString(),
    };
  });
  await openTasks(tx.query, tasks);
}
