// What people decide about a threat (R17): whether what was suspected is one, whether contact stays suspended; and the report.
import { leavesToOthers } from '../assignment/impartial.ts';
import type { Case } from '../case.ts';
import { settleSuspicion, suspendContact } from '../consequences.ts';
import { type Decision, draftOn, type Refused, refuse } from '../draft.ts';
import { keepWithManager } from '../remedies/delivery.ts';
import type { Context } from '../rules.ts';
import type { CommandOf } from './commands.ts';

/** Why somebody may not decide about contact with the customer now (R17, R21). */
export function contactRefusal(current: Case, context: Context): Refused | undefined {
  if (!current.contactSuspended) return refuse('not_possible', 'Contact is not suspended.');
  const partial = leavesToOthers(current, 'department_manager', context);
  return partial ? refuse('not_impartial', partial) : undefined;
}

/** The manager decided: this customer is not answered for now. That is a decision, so nothing is overdue any more. */
export function keepSuspension(
  current: Case,
  body: CommandOf<'keep-suspension'>,
  context: Context,
): Decision {
  const refused = contactRefusal(current, context);
  if (refused) return refused;
  if (current.suspensionDecidedAt)
    return refuse('not_possible', 'That is decided: lift the suspension, or leave it.');
  const draft = draftOn(current, context);
  draft.add('suspension.kept', body);
  draft.close('done', ['decide_contact']);
  keepWithManager(draft, context);
  return draft.decided();
}

/**
 * Whether what the classifier suspected is a threat: then contact is suspended as after any other, else all goes on. Either is a
 * correction that the classifier learns from (R15).
 */
export function decideThreat(
  current: Case,
  body: CommandOf<'decide-threat'>,
  context: Context,
): Decision {
  if (current.suspectedThreat === undefined)
    return refuse('not_possible', 'No threat is suspected, or it was decided: see the timeline.');
  const partial = leavesToOthers(current, 'supervisor', context);
  if (partial) return refuse('not_impartial', partial);
  const { isThreat: threat, reason } = body;
  const draft = draftOn(current, context);
  settleSuspicion(draft, { threat, ...(reason === undefined ? {} : { reason }) });
  if (threat) suspendContact(draft, context, reason ?? 'what was suspected is a threat');
  return draft.decided();
}

/** The report that the Workplace Violence Policy asks for. There may be several: each incident has its own. */
export function reportViolence(
  current: Case,
  body: CommandOf<'report-violence'>,
  context: Context,
): Decision {
  const occurredAt = new Date(body.occurredAt).toISOString();
  if (occurredAt > context.now.toISOString())
    return refuse('invalid', 'occurredAt: what is reported has happened already.', 'occurredAt');
  const draft = draftOn(current, context);
  draft.add('violence.reported', { ...body, occurredAt });
  draft.close('done', ['violence_report']);
  return draft.decided();
}
