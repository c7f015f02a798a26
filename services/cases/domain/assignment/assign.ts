// Giving a case to somebody, with the open tasks of whoever had it. Whether they may have it is asked before.
import { caseKinds, type Draft } from '../draft.ts';
import { noticeToStaff } from '../messages.ts';
import { type Context, hoursAfter } from '../rules.ts';
import { titlesIn } from '../texts/task-titles.ts';
import type { EntryData } from '../timeline/entries.ts';
import { partialStaff } from './impartial.ts';
import { chooseInvestigator } from './routing.ts';

type Reason = EntryData['case.assigned']['reason'];

/** Gives a case to somebody; `reason` when no person decided it. */
export function assignTo(draft: Draft, context: Context, staffId: string, reason?: Reason): void {
  const name = context.staff.find((person) => person.staffId === staffId)?.name ?? staffId;
  const from = draft.current.assignee;
  draft.add('case.assigned', {
    staffId,
    name,
    ...(reason ? { reason } : {}),
    ...(reason && from ? { from } : {}),
  });
  if (from) draft.give({ from: [from], kinds: caseKinds }, { staffId });
}

/** Takes an open case from somebody whom it is about by now (R21). */
export function keepImpartial(draft: Draft, context: Context): void {
  const { assignee, status } = draft.current;
  if (status === 'resolved' || status === 'closed' || status === 'merged') return;
  if (assignee && partialStaff(draft.current, context.staff).has(assignee))
    reassign(draft, context, 'impartiality');
}

/** Tells somebody that a case is theirs to investigate. */
export const tellAssignee = (draft: Draft, context: Context, staffId: string): void =>
  noticeToStaff(draft, context, {
    key: `assigned/${draft.current.version}`,
    person: context.staff.find((person) => person.staffId === staffId),
    title: (locale) => titlesIn(locale).investigate(),
    dueAt: hoursAfter(context.now, 24),
  });

/** Gives a new case to somebody by the policy's rules, where it says so; nobody there: it stays the supervisors' to assign. */
export function assignByRouting(draft: Draft, context: Context): void {
  if (!context.rules.policy.routing.autoAssign || draft.current.assignee) return;
  const chosen = chooseInvestigator(draft.current, context);
  if (!chosen) return;
  assignTo(draft, context, chosen.person.staffId, chosen.reason);
  tellAssignee(draft, context, chosen.person.staffId);
}

/**
 * Takes a case from whoever may not or cannot have it any more: to their deputy, else by routing, else back to the
 * supervisors. `deputy` only counts when they are there and impartial.
 */
export function reassign(
  draft: Draft,
  context: Context,
  reason: 'absence' | 'impartiality',
  deputy?: string,
): void {
  const { current } = draft;
  const from = current.assignee;
  if (!from) return;
  const others = { ...context, staff: context.staff.filter((one) => one.staffId !== from) };
  const standIn =
    deputy !== undefined && !partialStaff(current, context.staff).has(deputy)
      ? others.staff.find((one) => one.staffId === deputy)
      : undefined;
  const to = standIn ?? chooseInvestigator(current, others)?.person;
  if (!to) {
    draft.add('case.unassigned', { from, reason });
    // What they have of it is the supervisors', like the case; of somebody away each task has its own way.
    if (reason === 'impartiality')
      draft.give({ from: [from], kinds: caseKinds }, { role: 'supervisor' });
    return;
  }
  assignTo(draft, context, to.staffId, reason);
  tellAssignee(draft, context, to.staffId);
}
