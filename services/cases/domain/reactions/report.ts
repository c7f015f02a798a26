// What the fate of a message does to its case: milestones met, or put before a person (R11, R38).
import type { MessageReported } from '#shared/events/message.ts';
import { nameFor } from '../assignment/name-for.ts';
import type { Case, CaseMessage } from '../case.ts';
import { reopenCase } from '../consequences.ts';
import { type Decided, type Draft, draftOn } from '../draft.ts';
import { leaveAskingToPerson } from '../investigation/follow-up-firings.ts';
import { noticeToStaff, ownerOf } from '../messages.ts';
import { giveWithoutContact, isGivenByMessage } from '../remedies/delivery.ts';
import { type Context, hoursAfter } from '../rules.ts';
import { recoveryTitlesIn } from '../texts/recovery-titles.ts';
import { type Title, titlesIn } from '../texts/task-titles.ts';
import { isNews } from '../timeline/messages.ts';

type Report = { key: string; status: MessageReported['status']; reason?: string | undefined };

const isTrouble = (status: Report['status']): boolean => status !== 'sent' && status !== 'delayed';

function reportAcknowledgement(
  draft: Draft,
  context: Context,
  report: Report,
  via: CaseMessage['via'],
) {
  const { acknowledgement } = draft.current;
  if (report.status === 'sent') {
    if (acknowledgement.state === 'done') return;
    draft.add('case.acknowledged', { how: via });
    draft.close('done', ['acknowledgement_failed', 'acknowledge_in_person', 'answer_social']);
    return;
  }
  if (!isTrouble(report.status)) return;
  draft.add('acknowledgement.failed', { reason: report.reason ?? report.status });
  const { person, owner } = nameFor(draft.current, context, 'supervisor');
  const now = context.now.toISOString();
  const inTime = acknowledgement.dueAt > now ? acknowledgement.dueAt : hoursAfter(now, 4);
  // Named after the message too: a second answer may fail like the first, and both are told.
  const key = `acknowledgement/${report.key}/${report.status}`;
  const title: Title = (locale) => titlesIn(locale).acknowledgementFailed();
  draft.open({ key, kind: 'acknowledgement_failed', title, owner, dueAt: inTime });
  noticeToStaff(draft, context, { key, person, title, dueAt: inTime });
}

function reportCompensation(
  draft: Draft,
  context: Context,
  report: Report,
  via: CaseMessage['via'],
) {
  const remedy = draft.current.remedies.find((known) => known.messageKey === report.key);
  if (!remedy) return;
  const { remedyId } = remedy;
  // What a person or the payout port gives is theirs, told or not.
  if (!isGivenByMessage(remedy)) {
    if (isTrouble(report.status)) messageTrouble(draft, context, report, 'compensation');
    return;
  }
  if (report.status === 'sent') {
    if (remedy.state !== 'approved') return;
    draft.add('remedy.delivered', { remedyId, how: via });
    draft.close('done', ['deliver_remedy'], `deliver/${remedyId}`);
    return;
  }
  if (!isTrouble(report.status)) return;
  if (remedy.state === 'delivered')
    draft.add('remedy.delivery_failed', { remedyId, reason: report.reason ?? report.status });
  if (draft.current.suspensionDecidedAt) {
    giveWithoutContact(draft, context, remedyId);
    return;
  }
  draft.open({
    key: `deliver/${remedyId}/${report.status}`,
    kind: 'deliver_remedy',
    title: (locale) => titlesIn(locale).remedyNotDelivered(remedyId, report.status),
    owner: ownerOf(draft.current),
    dueAt: hoursAfter(context.now, 24),
  });
}

function messageTrouble(draft: Draft, context: Context, report: Report, purpose: string): void {
  draft.open({
    key: `message/${report.key}/${report.status}`,
    kind: 'message_failed',
    title: (locale) => titlesIn(locale).messageFailed(purpose, report.status),
    owner: ownerOf(draft.current),
    dueAt: hoursAfter(context.now, 24),
  });
}

const isLost = (status: Report['status']): boolean =>
  status === 'failed' || status === 'bounced' || status === 'suppressed';

/**
 * The outcome did not reach the customer: the case is not resolved, whatever stands in it (field 3.11). Whoever said that
 * they are satisfied has had it.
 */
function reportLostClosing(draft: Draft, context: Context, report: Report): void {
  const { current } = draft;
  const over = current.status === 'resolved' || current.closedHow === 'lapse';
  if (over && report.key === `closing/${current.epoch}`)
    reopenCase(draft, context, {
      reason: `the outcome did not reach the customer: ${report.reason ?? report.status}`,
      raise: false,
      dissatisfied: false,
    });
  const owner = ownerOf(draft.current);
  const person = context.staff.find(({ staffId }) => staffId === draft.current.assignee);
  const key = `message/${report.key}/${report.status}`;
  const title: Title = (locale) => recoveryTitlesIn(locale).outcomeNotDelivered();
  const dueAt = hoursAfter(context.now, 24);
  draft.open({ key, kind: 'message_failed', title, owner, dueAt });
  noticeToStaff(draft, context, { key, person, title, dueAt });
}

/** Takes in what became of a message. What is known already, or older, changes nothing (the bus may repeat). */
export function decideReport(current: Case, report: Report, context: Context): Decided {
  const draft = draftOn(current, context);
  const message = current.messages.find((known) => known.key === report.key);
  if (!message || !isNews(message.state, report.status)) return draft.decided();
  draft.add('message.reported', {
    key: report.key,
    status: report.status,
    reason: report.reason,
  });
  const isAcknowledgement =
    current.acknowledgement.messageKey === report.key || message.purpose === 'acknowledgement';
  const doneOtherwise =
    current.acknowledgement.state === 'done' && current.acknowledgement.messageKey !== report.key;
  if (isAcknowledgement) {
    if (!doneOtherwise) reportAcknowledgement(draft, context, report, message.via);
  } else if (message.purpose === 'compensation') {
    reportCompensation(draft, context, report, message.via);
  } else if (message.purpose === 'closing' && isLost(report.status)) {
    reportLostClosing(draft, context, report);
  } else if (message.purpose === 'satisfaction' && isLost(report.status)) {
    // Asked by nobody, then: a person does.
    if (current.status === 'resolved') leaveAskingToPerson(draft, context);
  } else if (message.party === 'customer' && isTrouble(report.status)) {
    messageTrouble(draft, context, report, message.purpose);
  }
  return draft.decided();
}
