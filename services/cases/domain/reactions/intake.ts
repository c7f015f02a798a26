// What a received item does to a case: it opens one, or it is a customer's reply to one.
import { type Classification, type IntakeReceived, SUBJECT_MAX } from '#shared/events/intake.ts';
import { cutText } from '#shared/events/text.ts';
import { labelIn } from '#shared/policy/policy.ts';
import { acknowledgementOf } from '#shared/policy/promises.ts';
import { assignByRouting, keepImpartial } from '../assignment/assign.ts';
import { staffNamedIn } from '../assignment/impartial.ts';
import { moveDecisions } from '../assignment/move-decisions.ts';
import type { Case } from '../case.ts';
import {
  askAboutThreat,
  closeCase,
  leaveApologyToPerson,
  markAgitated,
  openReview,
  reopenCase,
  seeToAcknowledgement,
  suspendContact,
  wantsReviewAtOnce,
} from '../consequences.ts';
import { type Decided, type Draft, draftOn, draftOpening } from '../draft.ts';
import { raiseAcknowledgementAt } from '../escalation.ts';
import { isLowScore, ratingOf, type Tie } from '../matching.ts';
import { ownerOf } from '../messages.ts';
import type { Context } from '../rules.ts';
import { linkTitle, type Title, titlesIn } from '../texts/task-titles.ts';
import type { EntryData } from '../timeline/entries.ts';

const SUBJECT_FROM_TEXT = 80;
/** Categories named in the title of a task. */
const SUGGESTED_MAX = 3;
const ADDRESS = /^[^\s@<>]{1,64}@[^\s@<>]{1,255}$/;

const subjectOf = (item: IntakeReceived): string => {
  const line = item.subject.trim() || (item.text.trim().split('\n', 1)[0] ?? '');
  return cutText(line, item.subject.trim() ? SUBJECT_MAX : SUBJECT_FROM_TEXT).trim();
};

// What the sender was told stands, also where the policy gives such a case more time (R10).
const earlierOf = (own: string, told: string | undefined): string =>
  told !== undefined && Date.parse(told) < Date.parse(own) ? new Date(told).toISOString() : own;

/** Where staff may be named: in what was said, and in the form's own field for it (R21). */
const namingText = ({ subject, text, log }: IntakeReceived): string =>
  [subject, text, ...(log?.staffNamed ?? [])].join('\n');

function openingData(
  caseId: string,
  item: IntakeReceived,
  classification: Classification,
  context: Context,
): EntryData['case.opened'] {
  const { sender, mail, survey } = item;
  const { policy } = context.rules;
  // The clocks run from the receipt, however late it comes through; a source's clock that is ahead cannot stretch them.
  const received = Math.min(new Date(item.receivedAt).getTime(), context.now.getTime());
  const receivedAt = new Date(received).toISOString();
  const email = sender.email && ADDRESS.test(sender.email) ? sender.email : undefined;
  // A low score is a complaint, whatever its comment was taken for (R05).
  const kind = isLowScore(item, policy) || item.unreadable ? 'complaint' : classification.kind;
  const facts = { kind, severity: classification.severity, channel: item.channel };
  return {
    caseId,
    reference: item.reference,
    itemId: item.itemId,
    channel: item.channel,
    kind,
    category: classification.category,
    severity: classification.severity,
    language:
      classification.language === 'und' ? (item.language ?? 'und') : classification.language,
    subject: subjectOf(item),
    customer: { ...sender, email },
    receivedAt,
    acknowledgeBy: earlierOf(
      acknowledgementOf(policy, facts, receivedAt).dueAt,
      item.acknowledgeBy,
    ),
    decided: classification.decided,
    classifierVersion: classification.classifierVersion,
    evidence: classification.evidence,
    suggestions: classification.decided ? undefined : classification.suggestions,
    answers: mail?.messageId ? [mail.messageId] : [],
    robotSigns: mail?.robotSigns ?? [],
    loggedBy: item.loggedBy,
    log: item.log,
    orderNumber: item.orderNumber,
    survey: survey && { scale: survey.scale, score: survey.score, service: survey.service },
    postUrl: item.social?.url,
    unreadable: item.unreadable,
    released: item.released,
  };
}

/** Opens a case: acknowledged at once, or by a person, or held back; on the lists of those who must act (R03, R10, R17). */
export function openCase(
  caseId: string,
  item: IntakeReceived,
  classification: Classification,
  how: { relayed: boolean; links: { reference: string; reason: string }[] },
  context: Context,
): Decided {
  const draft = draftOpening(openingData(caseId, item, classification, context), context);
  const dueAt = raiseAcknowledgementAt(draft.current, context.rules);
  for (const link of how.links) {
    draft.add('link.proposed', link);
    const title = linkTitle(link.reference, link.reason);
    const owner = { role: 'supervisor' };
    draft.open({ key: `link/${link.reference}`, kind: 'check_link', title, owner, dueAt });
  }
  // First: nobody whom it is about is told of it, or has it (R21).
  for (const named of staffNamedIn(namingText(item), context.staff))
    draft.add('staff.complained_about', named);
  seeToThreat(draft, item, classification, context);
  if (item.log?.told) draft.add('case.acknowledged', { how: item.log.told });
  else if (item.log?.selfIdentified) leaveApologyToPerson(draft, context);
  else seeToAcknowledgement(draft, context, how.relayed);
  if (classification.agitated) markAgitated(draft, context, 'the classifier found agitation');
  if (item.unreadable) {
    const title: Title = (locale) => titlesIn(locale).unreadable();
    const owner = { role: 'supervisor' };
    draft.open({ key: 'unreadable', kind: 'unreadable', title, owner, dueAt });
  } else if (!classification.decided && draft.current.kind !== 'feedback')
    openTriage(draft, classification, dueAt, context);
  if (wantsReviewAtOnce(draft.current)) openReview(draft, context);
  assignByRouting(draft, context);
  return draft.decided();
}

/** What the classifier is sure of suspends contact; what it suspects, a person decides soon (R17). */
function seeToThreat(
  draft: Draft,
  { itemId }: IntakeReceived,
  { threat, suspectedThreat: probability }: Classification,
  context: Context,
): void {
  if (threat) suspendContact(draft, context, 'the classifier found a threat');
  else if (probability !== undefined) askAboutThreat(draft, context, { itemId, probability });
}

/** What the classifier was not sure of, a person decides (R15): what it may be is offered, the likeliest first. */
function openTriage(
  draft: Draft,
  { suggestions = [] }: Classification,
  dueAt: string,
  { rules }: Context,
): void {
  const { categories } = rules.policy;
  const maybe = (locale: string): string =>
    suggestions
      .slice(0, SUGGESTED_MAX)
      .flatMap(({ category, probability }) => {
        const known = categories.find(({ key }) => key === category);
        const share = `${Math.round(probability * 100)} %`;
        return known ? [`${labelIn(known.label, locale)} (${share})`] : [];
      })
      .join(', ');
  const title: Title = (locale) => titlesIn(locale).triage(maybe(locale));
  draft.open({ key: 'triage', kind: 'triage', title, owner: { role: 'frontline' }, dueAt });
}

function surveyAnswer(draft: Draft, item: IntakeReceived, context: Context): void {
  if (draft.current.status !== 'resolved') return;
  const satisfied = !isLowScore(item, context.rules.policy);
  draft.add('follow_up.recorded', { satisfied });
  draft.close('done', ['follow_up']);
  // A low score reopens the case, where the rules of matching say so.
  if (!satisfied) return;
  closeCase(draft, { how: 'satisfied' });
}

/** A customer's item joins a case: no second acknowledgement (R10); waiting ends; a dissatisfied one reopens (R25). */
export function joinReply(
  current: Case,
  item: IntakeReceived,
  classification: Classification,
  how: { by: Tie; reopens: boolean; isAboutMerged?: boolean },
  context: Context,
): Decided {
  const draft = draftOn(current, context);
  const rating = ratingOf(item, current, how.isAboutMerged);
  draft.add('customer.replied', {
    itemId: item.itemId,
    reference: item.reference,
    by: how.by,
    kind: classification.kind,
    answers: item.mail?.messageId ? [item.mail.messageId] : [],
    score: item.survey?.score,
    epoch: rating?.epoch,
    again: rating?.again ? true : undefined,
    released: item.released,
  });
  // What a reply says of staff counts as what the first message said (R21).
  for (const named of staffNamedIn(namingText(item), context.staff))
    if (!current.complainedAbout.some(({ staffId }) => staffId === named.staffId))
      draft.add('staff.complained_about', named);
  keepImpartial(draft, context);
  if (draft.current.complainedAbout.length > current.complainedAbout.length)
    moveDecisions(draft, context);
  seeToThreat(draft, item, classification, context);
  if (draft.current.status === 'waiting')
    draft.add('case.resumed', { reason: 'the customer replied' });
  if (rating?.settles) surveyAnswer(draft, item, context);
  if (how.reopens)
    reopenCase(draft, context, {
      reason: item.survey ? 'low score of the recovery' : 'the customer complained again',
      // SOP 004 §4.7: who is not satisfied goes up, whichever way they say so (R25).
      raise: true,
      dissatisfied: true,
    });
  if (classification.agitated) markAgitated(draft, context, 'the classifier found agitation');
  const settled = draft.current.status === 'closed' && item.text.trim() === '';
  if (!settled || rating?.again || how.isAboutMerged)
    draft.open({
      key: `reply/${item.itemId}`,
      kind: 'read_reply',
      title: (locale) => titlesIn(locale).readReply(),
      owner: ownerOf(draft.current),
      dueAt: acknowledgementOf(
        context.rules.policy,
        { kind: draft.current.kind, severity: draft.current.severity, channel: item.channel },
        context.now,
      ).dueAt,
    });
  return draft.decided();
}
