// Which commands somebody can give to a corrective action as it stands, for lists over cases (R24). The commands themselves, which
// check again: corrective-actions.ts.
import type { CaseStatus } from '#shared/events/case.ts';
import { isAtLeast, type Role } from '../case.ts';
import { type CommandType, isInTable } from '../commands/permissions.ts';
import type { ActionState } from './facts.ts';

const byState: Record<ActionState, readonly CommandType[]> = {
  requested: ['approve-action', 'refuse-action'],
  approved: ['record-step', 'complete-action'],
  done: ['verify-action'],
  refused: [],
  effective: [],
};

/** The commands that a person can give to a corrective action of a case in a status. */
export function actionCommands(
  action: { state: ActionState; owner: string },
  status: CaseStatus,
  person: { staffId: string; role: Role },
): CommandType[] {
  const isTheirs = action.owner === person.staffId || isAtLeast(person.role, 'supervisor');
  return byState[action.state].filter(
    (command) => isInTable(status, command, person) && (command !== 'complete-action' || isTheirs),
  );
}
