// Things that several decisions do: raise a level, suspend contact, reopen, ask for what a person must do instead.

import { isSocial, severities } from '#shared/events/intake.ts';
import { labelIn } from '#shared/policy/policy.ts';
import { laterOf } from '#shared/policy/promises.ts';
import { keepImpartial } from './assignment/assign.ts';
import { nameFor } from './assignment/name-for.ts';
import type { Case, LadderRole } from './case.ts';
import { type Draft, suspendedKinds, type TaskKind } from './draft.ts';
import { levelsAhead, raiseAcknowledgementAt } from './escalation.ts';
import {
  leaveToPerson,
  noticeToStaff,
  ownerOf,
  requestAcknowledgement,
  requestToCustomer,
  tellingKinds,
} from './messages.ts';
import { settleRemediesAtClose } from './remedies/delivery.ts';
import { type Context, hoursAfter, reachOf } from './rules.ts';
import { recoveryTitlesIn } from './texts/recovery-titles.ts';
import { type Title, titlesIn } from './texts/task-titles.ts';
import type { DeadlineId, EntryData } from './timeline/entries.ts';

const defaultRoles: LadderRole[] = ['supervisor', 'department_manager', 'senior_management'];

/** Raises a case to a level: a named person by role has it on their list, and the customer is told (R22, R30, R31). */
export function escalateTo(
  draft: Draft,
  context: Context,
  raise: { level: number; reason: string; deadline?: DeadlineId; reopened?: true },
): void {
  const { level, reason, deadline } = raise;
  const { policy } = context.rules;
  const rule = policy.escalation.find((known) => known.level === level);
  const role = rule?.role ?? defaultRoles[level - 1] ?? 'senior_management';
  const { to, person, owner } = nameFor(draft.current, context, role);
  const { epoch } = draft.current;
  draft.add('case.escalated', { level, epoch, ...to, reason, deadline });
  const { current } = draft;
  const next = levelsAhead(current, context.rules)[0]?.dueAt;
  const now = context.now.toISOString();
  const dueAt = next && next > now ? next : hoursAfter(now, 24);
  const key = `escalation/${current.epoch}/${level}`;
  const title: Title = (locale) => {
    const titles = titlesIn(locale);
    return titles.escalation(level, rule ? labelIn(rule.action, locale) : titles.resolve());
  };
  draft.open({ key, kind: 'escalation', title, owner, dueAt });
  noticeToStaff(draft, context, { key, person, title, dueAt });
  if (current.severity === 'critical' && level === 1) {
    // R31: management hears of a critical escalation at once, not at its own level.
    const manager = nameFor(current, context, 'department_manager').person;
    const notice = { key: `critical/${current.epoch}`, title, dueAt };
    noticeToStaff(draft, context, { ...notice, person: manager });
  }
  const message = {
    key,
    purpose: 'escalation-notice' as const,
    // Why it goes up, so that the text is true: a reopened case has not waited.
    values: {
      level,
      ...(deadline ? { overdue: true } : {}),
      ...(raise.reopened ? { reopened: true } : {}),
    },
  };
  if (reachOf(current) === 'email' && requestToCustomer(draft, context, message)) return;
  // Told by a person, then; of the last level is enough.
  draft.close('cancelled', tellingKinds, 'tell-escalation');
  leaveToPerson(draft, context, {
    key: `tell-escalation/${epoch}/${level}`,
    title: (locale) => titlesIn(locale).tellEscalation(level),
  });
}

/** The supervisor's review that level 1 asks for (R30). One a case and epoch. */
export function openReview(draft: Draft, context: Context): void {
  const { current } = draft;
  const level = levelsAhead(current, context.rules).find((ahead) => ahead.level === 1);
  if (!level) return;
  const rule = context.rules.policy.escalation.find((known) => known.level === 1);
  draft.open({
    key: `review/${current.epoch}`,
    kind: 'review',
    title: (locale) => (rule ? labelIn(rule.action, locale) : titlesIn(locale).review()),
    owner: { role: rule?.role ?? 'supervisor' },
    dueAt: level.dueAt,
  });
}

/** From Moderate the review is on a supervisor's list from the start (R30). */
export const wantsReviewAtOnce = (current: Case): boolean =>
  current.kind === 'complaint' &&
  severities.indexOf(current.severity) >= severities.indexOf('moderate');

/** Whether a manager was told of a very upset customer since the case was opened, or last opened again. */
export const isManagerTold = ({ agitated, agitatedEpoch = 1, epoch }: Case): boolean =>
  agitated && agitatedEpoch === epoch;

/** A very upset customer goes to a manager at once (R17); again when the case was opened again. */
export function markAgitated(draft: Draft, context: Context, reason: string): void {
  if (isManagerTold(draft.current)) return;
  const { epoch } = draft.current;
  const { to, person, owner } = nameFor(draft.current, context, 'department_manager');
  draft.add('case.marked_agitated', { reason, to, epoch });
  const key = epoch === 1 ? 'agitated' : `agitated/${epoch}`;
  const dueAt = hoursAfter(context.now, context.rules.policy.contactDecision.withinHours);
  const title: Title = (locale) => titlesIn(locale).agitated();
  draft.open({ key, kind: 'agitated_customer', title, owner, dueAt });
  noticeToStaff(draft, context, { key, person, title, dueAt, urgent: true });
}

/** A threat: staff disengage, nothing goes out, a manager decides whether and how the customer is answered (R17). */
export function suspendContact(draft: Draft, context: Context, reason: string): void {
  if (draft.current.contactSuspended) return;
  const { to, person, owner } = nameFor(draft.current, context, 'department_manager');
  const decideBy = hoursAfter(context.now, context.rules.policy.contactDecision.withinHours);
  draft.add('contact.suspended', { reason, decideBy, to });
  // Staff disengage: nobody speaks with the customer until contact is allowed again.
  draft.pause(suspendedKinds);
  const key = `suspension/${draft.current.suspensions}`;
  const title: Title = (locale) => titlesIn(locale).decideContact();
  draft.open({ key, kind: 'decide_contact', title, owner, dueAt: decideBy });
  noticeToStaff(draft, context, { key, person, title, dueAt: decideBy, urgent: true });
  draft.open({
    key: `violence/${draft.current.suspensions}`,
    kind: 'violence_report',
    title: (locale) => titlesIn(locale).reportViolence(),
    owner: draft.current.assignee ? { staffId: draft.current.assignee } : owner,
    dueAt: hoursAfter(context.now, context.rules.policy.contactDecision.reportWithinHours),
  });
}

/**
 * What may be a threat (R17): a supervisor decides soon whether it is one. Until then nothing goes out by itself but the neutral
 * acknowledgement; staff who must answer still can.
 */
export function askAboutThreat(
  draft: Draft,
  context: Context,
  { itemId, probability }: { itemId: string; probability: number },
): void {
  if (draft.current.contactSuspended) return;
  const { to, person, owner } = nameFor(draft.current, context, 'supervisor');
  const dueAt = hoursAfter(context.now, context.rules.policy.contactDecision.withinHours);
  const isAsked = draft.current.suspectedThreat !== undefined;
  draft.add('threat.suspected', { itemId, probability, decideBy: dueAt, to });
  // One decision about the case, however many items gave rise to it.
  if (isAsked) return;
  const key = `suspected-threat/${itemId}`;
  const title: Title = (locale) => titlesIn(locale).suspectedThreat();
  draft.open({ key, kind: 'suspected_threat', title, owner, dueAt });
  noticeToStaff(draft, context, { key, person, title, dueAt, urgent: true });
}

/** Whether what was suspected is a threat is decided: on record, which the classifier learns from, and off the lists. */
export function settleSuspicion(
  draft: Draft,
  decision: { threat: boolean; reason?: string | undefined },
): void {
  const { suspectedThreat: itemId } = draft.current;
  if (itemId === undefined) return;
  draft.add('threat.decided', { itemId, ...decision });
  draft.close('done', ['suspected_threat']);
}

/** Sees to the acknowledgement of a case that has none under way: by mail, or by a person, or held back (R10, R17). */
export function seeToAcknowledgement(draft: Draft, context: Context, relayed: boolean): void {
  const { current } = draft;
  if (current.contactSuspended) {
    const held = { reason: 'contact_suspended' } as const;
    draft.add('acknowledgement.held', relayed ? { ...held, relayed } : held);
    return;
  }
  if (!relayed && reachOf(current) === 'email' && requestAcknowledgement(draft, context)) return;
  const raiseAt = raiseAcknowledgementAt(current, context.rules);
  // Held back until its time was nearly over: whoever does it now has some hours.
  const { withinHours } = context.rules.policy.contactDecision;
  const dueAt = current.threatened
    ? laterOf(raiseAt, hoursAfter(context.now, withinHours))
    : raiseAt;
  if (isSocial(current.channel)) {
    draft.add('acknowledgement.left_to_a_person', { reason: 'social' });
    draft.open({
      key: 'acknowledge',
      kind: 'answer_social',
      title: (locale) => titlesIn(locale).answerSocial(),
      owner: { role: 'responder', platform: current.channel },
      dueAt,
    });
    return;
  }
  draft.add('acknowledgement.left_to_a_person', {
    reason: relayed ? 'relayed_by_machine' : 'no_address',
  });
  draft.open({
    key: 'acknowledge',
    kind: 'acknowledge_in_person',
    title: (locale) =>
      relayed ? titlesIn(locale).findPerson() : titlesIn(locale).acknowledgeInPerson(),
    owner: ownerOf(current),
    dueAt,
  });
}

/** What staff noticed themselves has nobody to thank for telling us: a person apologises first (R04). */
export function leaveApologyToPerson(draft: Draft, context: Context): void {
  const { current } = draft;
  draft.add('acknowledgement.left_to_a_person', { reason: 'self_identified' });
  draft.open({
    key: 'acknowledge',
    kind: 'acknowledge_in_person',
    title: (locale) => recoveryTitlesIn(locale).selfIdentified(),
    owner: ownerOf(current),
    dueAt: raiseAcknowledgementAt(current, context.rules),
  });
}

/** Opens a case again: a new epoch; `raise` goes one level up with it (R25). */
export function reopenCase(
  draft: Draft,
  context: Context,
  reopening: { reason: string; raise: boolean; dissatisfied: boolean },
): void {
  const level = Math.min(3, draft.current.escalationLevel + 1);
  const { reason, dissatisfied } = reopening;
  draft.add('case.reopened', { reason, dissatisfied });
  draft.close('cancelled', ['follow_up', ...tellingKinds]);
  // Whoever resolved it may be whom it is about by now.
  keepImpartial(draft, context);
  if (reopening.raise) {
    escalateTo(draft, context, { level, reason, reopened: true });
  } else if (wantsReviewAtOnce(draft.current)) openReview(draft, context);
}

const doneByResolving: TaskKind[] = [
  'review',
  'triage',
  'escalation',
  'wait_ended',
  'agitated_customer',
  'read_reply',
  'check_in',
  ...tellingKinds,
];

/** What is settled by resolving a case. */
export const closeTasksOfResolved = (draft: Draft): void => draft.close('done', doneByResolving);

/**
 * Closes a case: what was delivered to a satisfied customer is confirmed, undecided proposals are withdrawn on record,
 * and what nobody needs to do any more is off the lists.
 */
export function closeCase(draft: Draft, closing: EntryData['case.closed']): void {
  settleRemediesAtClose(draft, { satisfied: closing.how === 'satisfied' });
  draft.add('case.closed', closing);
  closeTasksOfClosed(draft);
}

const closeTasksOfClosed = (draft: Draft): void =>
  draft.close('cancelled', [
    ...doneByResolving,
    'acknowledge_in_person',
    'answer_social',
    'acknowledgement_failed',
    'approve_remedy',
    'message_failed',
    'check_link',
    'unreadable',
    'triage',
    'follow_up',
  ]);
