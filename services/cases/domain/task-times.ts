// When the owner of a task is warned, and who has it after them when it is overdue. Pure; the clock: tasks/task-clock.ts.
import type { Policy } from '#shared/policy/policy.ts';
import { isAtLeast, type LadderRole, ladder, type Staffer } from './case.ts';
import type { NewTask } from './draft.ts';
import { choosePerson } from './rules.ts';
import type { Named } from './timeline/entries.ts';

const HOUR_MS = 3_600_000;

/**
 * When the owner of a task is warned: the policy's lead time before it is due, and never before half its time is over.
 * Undefined when it is due as it is opened.
 */
export function warnAtOf(
  policy: Policy,
  task: { kind: string; dueAt: string; warnAt?: string },
  openedAt: string,
): string | undefined {
  if (task.warnAt && openedAt < task.warnAt && task.warnAt < task.dueAt) return task.warnAt;
  const span = new Date(task.dueAt).getTime() - new Date(openedAt).getTime();
  if (!(span > 0)) return undefined;
  const { warnHoursBefore, warnHoursBeforeOf } = policy.tasks;
  const leadMs = Math.min((warnHoursBeforeOf[task.kind] ?? warnHoursBefore) * HOUR_MS, span / 2);
  return new Date(Math.floor(new Date(task.dueAt).getTime() - leadMs)).toISOString();
}

/** A task that is open, as its row has it. */
export type OpenTask = {
  taskId: string;
  key: string;
  kind: NewTask['kind'];
  title: string;
  owner: NewTask['owner'];
  dueAt: string;
  /** Overdue: on whose list it stands besides its owner's, and how many rungs it went up. */
  raised?: (Named & { steps: number }) | undefined;
};

/** When an overdue task goes up the next rung, after it went up at `now` to `to`; never from the top. RFC 3339. */
export function nextRungAt(
  { tasks }: Pick<Policy, 'tasks'>,
  kind: string,
  to: Named,
  now: Date,
): string | undefined {
  if (to.role === ladder.at(-1)) return undefined;
  const hours = tasks.upAfterHoursOf[kind] ?? tasks.upAfterHours;
  return new Date(now.getTime() + hours * HOUR_MS).toISOString();
}

const rungAbove = (role: string): LadderRole => {
  const at = Math.max(0, (ladder as readonly string[]).indexOf(role));
  // Responders, admins and auditors stand beside the ladder: theirs goes to a supervisor.
  return ladder[Math.min(at + 1, ladder.length - 1)] ?? 'supervisor';
};

/**
 * Who an overdue task goes up to: the one whom its owner reports to, else somebody of the next rung, of the owner's team
 * first. At the top it stays with senior management.
 */
export function superiorOf(
  owner: NewTask['owner'],
  staff: readonly Staffer[],
  team: string | undefined,
  /** Of whom it is chosen: who is there, and impartial. */
  eligible: readonly Staffer[] = staff,
): Named & { person?: Staffer | undefined } {
  const person =
    'staffId' in owner ? staff.find((one) => one.staffId === owner.staffId) : undefined;
  const reportsTo = person?.reportsTo;
  const boss = reportsTo ? eligible.find((one) => one.staffId === reportsTo) : undefined;
  if (boss && person && boss.staffId !== person.staffId && isAtLeast(boss.role, 'supervisor'))
    return { role: boss.role as LadderRole, staffId: boss.staffId, name: boss.name, person: boss };
  const role = person?.role ?? ('role' in owner ? owner.role : 'frontline');
  const others = eligible.filter((one) => one.staffId !== person?.staffId);
  const ownerTeam = 'role' in owner ? owner.team : undefined;
  return choosePerson(others, rungAbove(role), person?.team ?? ownerTeam ?? team);
}

/**
 * To whom an overdue task goes next: from its owner first, then from whom it went to last. Each rung but the first stands
 * above the one before, whoever reports to whom; undefined at the top.
 */
export function nextRung(
  { owner, raised }: Pick<OpenTask, 'owner' | 'raised'>,
  staff: readonly Staffer[],
  team: string | undefined,
  eligible: readonly Staffer[] = staff,
): (Named & { person?: Staffer | undefined }) | undefined {
  if (!raised) return superiorOf(owner, staff, team, eligible);
  const { role, staffId } = raised;
  if (role === ladder.at(-1)) return undefined;
  const boss = superiorOf(staffId ? { staffId } : { role }, staff, team, eligible);
  return ladder.indexOf(boss.role) > ladder.indexOf(role)
    ? boss
    : choosePerson(eligible, rungAbove(role), team);
}
