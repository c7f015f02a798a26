// People acting on the compensation of a case, for tests of the pure domain.
import type { Severity } from '#shared/events/intake.ts';
import type { Case, Remedy } from '../../services/cases/domain/case.ts';
import type { Command } from '../../services/cases/domain/commands/commands.ts';
import { decide } from '../../services/cases/domain/decide.ts';
import type { Decided } from '../../services/cases/domain/draft.ts';
import { reviewOf } from '../../services/cases/domain/remedies/review.ts';
import type { Context } from '../../services/cases/domain/rules.ts';
import { actorOf, caseIn, contextOf } from './case-fixtures.ts';

/** An assigned case of a severity. */
export const at = (severity: Severity): Case => ({
  ...caseIn('assigned'),
  severity,
  remedySeverity: severity,
});

/** What becomes of a command. */
export const act = (current: Case, by: string, command: Command, more: Partial<Context> = {}) =>
  decide(current, command, contextOf(actorOf(by), more.now, more));

/** A command that must not be refused. */
export function taken(
  current: Case,
  by: string,
  command: Command,
  more: Partial<Context> = {},
): Decided {
  const decision = act(current, by, command, more);
  if (!decision.ok) throw new Error(`${command.type}: ${decision.code} ${decision.message}`);
  return decision;
}

/** The command to propose. */
export const propose = (option: string, amount?: string, more: object = {}): Command => ({
  type: 'propose-remedy',
  body: { option, reason: 'x', ...(amount === undefined ? {} : { amount }), ...more },
});
/** The command to approve. */
export const approve = (remedyId: string, more: object = {}): Command => ({
  type: 'approve-remedy',
  body: { remedyId, ...more },
});

/** What an approver is shown of a proposal. */
export const shown = (current: Case, remedyId = 'R1', more: Partial<Context> = {}) => {
  const remedy = current.remedies.find((known) => known.remedyId === remedyId) as Remedy;
  return reviewOf(current, remedy, contextOf({ type: 'system' }, more.now, more)).warnings;
};
/** The entry of an approval. */
export const approvalIn = ({ entries }: Decided) =>
  entries.find((entry) => entry.type === 'remedy.approved')?.data;
