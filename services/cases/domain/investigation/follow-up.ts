// What the customer's word and a talk with them do: a check-in made, satisfied, not satisfied (R25, R26, R28). When each is
// due: follow-up-times.ts; what a due one does: follow-up-firings.ts.
import type { Case } from '../case.ts';
import { closeCase, reopenCase } from '../consequences.ts';
import { type Decision, type Draft, draftOn } from '../draft.ts';
import type { Context } from '../rules.ts';
import type { InvestigationBody } from './schemas.ts';

/** Somebody spoke with the customer: that is a check-in (R26), and after a resolution it is the asking, too (R28). */
export function contactDone(draft: Draft): void {
  draft.close('done', ['check_in']);
  const { current } = draft;
  if (current.status !== 'resolved') return;
  if (!current.satisfaction) draft.add('satisfaction.asked', { how: 'by_hand' });
  draft.close('done', ['follow_up']);
}

/** R25: satisfied closes; not satisfied reopens one level up. */
export function takeAnswer(
  draft: Draft,
  context: Context,
  answer: { satisfied: boolean; comment?: string | undefined; reason: string },
): void {
  const { satisfied, comment, reason } = answer;
  draft.add('follow_up.recorded', { satisfied, comment });
  draft.close('done', ['follow_up']);
  if (satisfied) {
    closeCase(draft, { how: 'satisfied' });
  } else reopenCase(draft, context, { reason, raise: true, dissatisfied: true });
}

/** Records what the customer said of the recovery, as they told a person. */
export function followUp(
  current: Case,
  body: InvestigationBody<'follow-up'>,
  context: Context,
): Decision {
  const draft = draftOn(current, context);
  takeAnswer(draft, context, { ...body, reason: 'the customer is not satisfied' });
  return draft.decided();
}
