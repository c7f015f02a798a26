// Deciding in the tests of the pure domain of cases, and what a decision holds, in short.
import type { Case } from '../../services/cases/domain/case.ts';
import type { Command } from '../../services/cases/domain/commands/commands.ts';
import { decide } from '../../services/cases/domain/decide.ts';
import type { Decided, Decision } from '../../services/cases/domain/draft.ts';
import { deadlinesOf } from '../../services/cases/domain/escalation.ts';
import { decideDeadline } from '../../services/cases/domain/reactions/deadline.ts';
import { actorOf, contextOf, hoursOn, rules } from './case-fixtures.ts';

/** Lets somebody try a command, some hours after the opening. */
export const act = (current: Case, by: string, command: Command, hours = 0): Decision =>
  decide(current, command, contextOf(actorOf(by), hoursOn(hours)));

/** A decision that must not be refused. */
export function ok(decision: Decision): Decided {
  if (!decision.ok) throw new Error(decision.message);
  return decision;
}

/** `ok`, or why it was refused. */
export const code = (decision: Decision): string => (decision.ok ? 'ok' : decision.code);
/** The tasks that it opens. */
export const opens = ({ tasks }: Decided) =>
  tasks.flatMap((task) => ('open' in task ? [task.open] : []));
export const types = ({ entries }: Decided) => entries.map(({ type }) => type);
/** The messages that it asks for, as `<party> <key>`. */
export const mails = ({ entries }: Decided) =>
  entries.flatMap((entry) =>
    entry.type === 'message.requested' ? [`${entry.data.recipient.party} ${entry.data.key}`] : [],
  );

/** Fires everything that is due at a time, in the order of the due times. */
export function pass(current: Case, hours: number): { after: Case; fired: Decided[] } {
  const fired: Decided[] = [];
  let after = current;
  for (let round = 0; round < 20; round++) {
    const [next] = deadlinesOf(after, rules)
      .filter(({ dueAt }) => dueAt <= hoursOn(hours).toISOString())
      .sort((left, right) => (left.dueAt < right.dueAt ? -1 : 1));
    if (!next) break;
    const at = new Date(next.dueAt);
    const decided = ok(decideDeadline(after, next, contextOf({ type: 'clock' }, at)));
    fired.push(decided);
    after = decided.after;
  }
  return { after, fired };
}
