// The command that lets a case follow another version of the policy, on purpose and on record (R32).
import type { Case } from '../case.ts';
import { type Decision, draftOn, refuse } from '../draft.ts';
import type { Context } from '../rules.ts';
import type { CommandOf } from './commands.ts';

export function moveToPolicy(
  current: Case,
  body: CommandOf<'move-to-policy'>,
  context: Context,
): Decision {
  const { target } = context;
  if (!target)
    return refuse('invalid', 'There is no such version of the policy: list them first.', 'number');
  if (target.version === current.policyVersion)
    return refuse('not_possible', `The case follows version ${target.number} already.`);
  const draft = draftOn(current, context);
  const { policyVersion: from } = current;
  draft.add('policy.moved', {
    ...(from ? { from } : {}),
    to: target.version,
    number: target.number,
    reason: body.reason,
  });
  return draft.decided();
}
