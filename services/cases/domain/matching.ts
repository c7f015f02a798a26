// Reply or new, person or machine: what becomes of a received item, from facts passed in. The rules stand here alone.
//
// A stranger never joins a case (S11–S13): whatever an item quotes, it joins only when its sender takes part in the case
// and the mail's authentication did not fail. Otherwise it opens a case of its own, with the link proposed to staff.
import type { Classification, IntakeReceived, MailFacts } from '#shared/events/intake.ts';
import type { Policy } from '#shared/policy/policy.ts';
import type { Case } from './case.ts';
import { hoursAfter } from './rules.ts';

/** By what an item leads to a case, strongest first. */
export const ties = [
  'staff',
  'status_page',
  'own_message',
  'earlier_mail',
  'reference',
  'survey',
  'conversation',
] as const;
export type Tie = (typeof ties)[number];

export type Candidate = { found: Case; by: Tie };

export type IntakeDecision =
  | { outcome: 'case'; relayed: boolean; links: { reference: string; reason: string }[] }
  | { outcome: 'joined'; into: Case; by: Tie; reopens: boolean; isAboutMerged?: true }
  | { outcome: 'suppressed'; reason: string }
  | { outcome: 'quarantined'; reason: string };

const sameAddress = (left: string | undefined, right: string | undefined): boolean =>
  left !== undefined && right !== undefined && left.toLowerCase() === right.toLowerCase();

/** Whether the sender of an item takes part in a case: the same address, or the same user of the same platform. */
function isParticipant(item: IntakeReceived, found: Case): boolean {
  if (sameAddress(item.sender.email, found.customer.email)) return true;
  const { platformUserId } = item.sender;
  return (
    platformUserId !== undefined &&
    item.channel === found.channel &&
    platformUserId === found.customer.platformUserId
  );
}

/** Which resolution of a case a survey's answer is about; `again` when that one has its answer, `settles` when neither. */
export type Rating = { epoch: number; again: boolean; settles: boolean };

/**
 * What a survey's answer rates, of the resolutions that the case has had: the one that was asked about, else the last.
 * Only the first answer about how the case stands now settles anything (R25, R28); all others are words for a person. `isAboutMerged`:
 * it was sent for a case that was merged into this one, whose resolution says nothing of this.
 */
export function ratingOf(
  item: IntakeReceived,
  found: Case,
  isAboutMerged: boolean | undefined,
): Rating | undefined {
  if (!item.survey || isAboutMerged) return undefined;
  const isOver = found.status === 'resolved' || found.status === 'closed';
  const last = isOver ? found.epoch : found.epoch - 1;
  const epoch = item.survey.epoch ?? last;
  if (epoch < 1 || epoch > last) return undefined;
  const again = found.ratedEpochs?.includes(epoch) ?? false;
  return { epoch, again, settles: epoch === found.epoch && !again };
}

/** Whether a survey's score is low (R05). */
export const isLowScore = (item: IntakeReceived, policy: Policy): boolean =>
  item.survey !== undefined && item.survey.score <= item.survey.scale * policy.surveys.lowShare;

/**
 * Why an item is noise, or undefined when a person may speak in it.
 *
 * Certain signs (our own loop, delivery reports, out-of-office and other automatic replies, spam) suppress it. The others
 * (list, bulk, auto-generated, empty return path) also stand on mails that form vendors send for a person: answered by
 * none of them automatically, but a list mail that is clearly a complaint, and all that is merely bulk or auto-generated
 * and answers none of our mails, is a case whose acknowledgement a person gives.
 */
export function noiseReason(
  mail: MailFacts,
  classification: Classification,
  answersOwnMessage: boolean,
): string | undefined {
  const has = (sign: MailFacts['robotSigns'][number]) => mail.robotSigns.includes(sign);
  if (has('own_loop')) return 'own_loop';
  if (mail.bounce || has('delivery_report') || has('mailer_daemon')) return 'bounce';
  if (has('out_of_office')) return 'out_of_office';
  if (has('auto_replied')) return 'auto_reply';
  if (has('spam_flag') && !answersOwnMessage) return 'spam';
  if (!isRelayed(mail)) return undefined;
  if (answersOwnMessage) return 'auto_reply';
  if (classification.decided && classification.kind === 'complaint') return undefined;
  if (has('list')) return 'list';
  return has('null_return_path') ? 'null_sender' : undefined;
}

/** A machine handed it over: nothing may answer it automatically (RFC 3834). */
const isRelayed = (mail: MailFacts | undefined): boolean =>
  mail?.robotSigns.some((sign) =>
    ['list', 'precedence_bulk', 'auto_submitted', 'null_return_path'].includes(sign),
  ) ?? false;

/** Any sign that no person wrote it: whoever lets it on answers it by hand, so that no loop begins. */
const isFromMachine = (mail: MailFacts | undefined): boolean =>
  mail !== undefined && (mail.bounce !== undefined || mail.robotSigns.length > 0);

const inTime = (found: Case, policy: Policy, now: Date): boolean => {
  const ended = found.closedAt ?? found.resolution?.at;
  const over = found.status === 'resolved' || found.status === 'closed';
  return !over || !ended || hoursAfter(ended, policy.reopenWithinDays * 24) >= now.toISOString();
};

/** Why an item that leads to a case may not join it, or undefined when it may. */
function barrier(
  item: IntakeReceived,
  { found, by }: Candidate,
  policy: Policy,
  now: Date,
): string | undefined {
  if (item.mail?.authentication === 'fail') return 'authentication_failed';
  // The status page let in only who proved to take part; staff spoke with whom they log.
  if (by !== 'staff' && by !== 'status_page' && !isParticipant(item, found))
    return 'not_a_participant';
  if (found.status === 'merged') return 'merged';
  return inTime(found, policy, now) ? undefined : 'too_late';
}

type Aside = Extract<IntakeDecision, { outcome: 'suppressed' | 'quarantined' }>;

/** Why an item is not acted on, or undefined when it may be. */
function setAside(
  item: IntakeReceived,
  classification: Classification,
  facts: { answersOwnMessage: boolean },
): Aside | undefined {
  if (item.quarantine) return { outcome: 'quarantined', reason: item.quarantine };
  const noise = item.mail && noiseReason(item.mail, classification, facts.answersOwnMessage);
  return noise ? { outcome: 'suppressed', reason: noise } : undefined;
}

/** What is known of an item besides itself. `isAboutMerged`: the case that its survey names was merged into another one. */
export type Facts = {
  candidates: readonly Candidate[];
  answersOwnMessage: boolean;
  isAboutMerged?: boolean | undefined;
};

/** What becomes of an item. `candidates` are the cases that it leads to, in any order. */
export function decideIntake(
  item: IntakeReceived,
  classification: Classification,
  facts: Facts,
  policy: Policy,
  now: Date,
): IntakeDecision {
  // What a person let on has been looked at: the rules do not set it aside a second time.
  const aside = item.released ? undefined : setAside(item, classification, facts);
  if (aside) return aside;
  const candidates = [...facts.candidates].sort(
    (left, right) => ties.indexOf(left.by) - ties.indexOf(right.by),
  );
  const low = isLowScore(item, policy);
  const joins = candidates.find((candidate) => !barrier(item, candidate, policy, now));
  if (joins) {
    const over = joins.found.status === 'resolved' || joins.found.status === 'closed';
    const dissatisfied = item.survey
      ? low && ratingOf(item, joins.found, facts.isAboutMerged)?.settles === true
      : classification.kind === 'complaint';
    return {
      outcome: 'joined',
      into: joins.found,
      by: joins.by,
      reopens: over && dissatisfied,
      ...(facts.isAboutMerged ? { isAboutMerged: true } : {}),
    };
  }
  // Nobody said anything and nobody is dissatisfied: kept and counted, no case to work on.
  if (item.survey && !low && item.text.trim() === '' && !item.released)
    return { outcome: 'suppressed', reason: 'survey_not_low' };
  const links = new Map<string, string>();
  for (const candidate of candidates)
    links.set(
      candidate.found.reference,
      barrier(item, candidate, policy, now) ?? 'not_a_participant',
    );
  return {
    outcome: 'case',
    relayed: isRelayed(item.mail) || (item.released !== undefined && isFromMachine(item.mail)),
    links: [...links].map(([reference, reason]) => ({ reference, reason })),
  };
}
