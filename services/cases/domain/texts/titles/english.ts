// What tasks are called in English. Choosing among languages: ../task-titles.ts.
import type { RemedyWarning } from '../../remedies/review.ts';

/** What an approver should look at, after the rest. */
export const seeAlso = (lookAt: string): string => (lookAt ? ` (${lookAt})` : '');

/** The titles in English. */
export const english = {
  escalation: (level: number, action: string) => `Level ${level}: ${action}`,
  resolve: () => 'Resolve the case',
  review: () => 'Review and initiate investigation',
  warning: (level: number) => `Goes to level ${level} soon`,
  investigate: () => 'Investigate this case',
  agitated: () => 'Very upset customer: take over the conversation',
  decideContact: () => 'Threat: decide whether and how this customer is answered',
  decideContactOverdue: () => 'Threat: nobody decided in time whether this customer is answered',
  reportViolence: () => 'Threat: file the workplace-violence report',
  answerSocial: () => 'Answer by direct message: acknowledge and promise an answer',
  findPerson: () => 'Came by a machine: find the person behind it and acknowledge by hand',
  acknowledgeInPerson: () => 'No e-mail address: acknowledge in person or by phone',
  acknowledgeNow: () => 'Not acknowledged yet: do it by hand before the time is over',
  acknowledgementFailed: () =>
    'The acknowledgement was not delivered: reach the customer another way',
  assign: () => 'Assign an investigator',
  nextUpdate: () => 'Tell the customer how things stand',
  digest: (count: number) => `${count} things came up for you`,
  dueSoon: (title: string) => `Due soon: ${title}`,
  overdue: (title: string) => `Overdue: ${title}`,
  handedOver: (title: string) => `Yours from now on: ${title}`,
  answerInquiry: () => 'Answer the inquiry',
  waitEnded: () => 'The wait is over: go on',
  readReply: () => 'The customer wrote again: read and answer',
  tellOutcome: () => 'Resolved: tell the customer the outcome by direct message',
  checkLink: (reference: string, reason: string) => `May belong to ${reference}: ${reason}`,
  triage: (maybe: string) =>
    maybe ? `Decide what this is about, perhaps: ${maybe}` : 'Decide what this is about',
  suspectedThreat: () => 'May be a threat: read it, and suspend contact if it is one',
  unreadable: () => 'Could not be read: look at the original',
  approveRemedy: (remedy: string, what: string, lookAt: string) =>
    `Approve or reject ${remedy}: ${what}${seeAlso(lookAt)}`,
  lookAt: {
    splitting: 'perhaps split up',
    severity_lowered: 'severity lowered',
    customer_remedies: 'other remedies of this customer',
    others_open: 'other open proposals',
    above_caps: 'above the caps',
    above_budget: 'above the budget',
  } as Record<RemedyWarning['kind'], string>,
  deliverRemedy: (remedy: string) =>
    `Compensation ${remedy}: tell the customer, then record its delivery`,
  giveWithoutContact: (remedy: string) =>
    `Contact stays suspended: give ${remedy} without contact, or lift the suspension`,
  tellEscalation: (level: number) => `Now at level ${level}: tell the customer, and record it`,
  tellOutcomeInPerson: () =>
    'Resolved: nobody could write to the customer: tell them the outcome, and record it',
  tellPaid: (remedy: string) => `${remedy} was paid out: tell the customer, and record it`,
  tellUpdate: () => 'Nobody could write to the customer: tell them the update, and record it',
  payoutTrouble: (remedy: string, status: string, reason: string) =>
    `The payout of ${remedy} is ${status.replace('_', ' ')} (${reason}): check with the provider, then settle it`,
  paidTwice: (remedy: string) =>
    `${remedy} was paid out although it had been given by hand: get one of the two back`,
  remedyBudget: (month: string, percent: string, spent: string) =>
    `Compensation of ${month} has reached ${percent} % of its budget: ${spent}`,
  remedyNotDelivered: (remedy: string, status: string) =>
    `Compensation ${remedy} was not delivered (${status}): check, then deliver by hand`,
  messageFailed: (purpose: string, status: string) =>
    `The ${purpose} was not delivered (${status})`,
  quarantined: (reference: string, reason: string) =>
    `Look at ${reference}: ${reason}, not acted on by itself`,
  deadLetter: (topic: string, group: string, tries: number) =>
    `${topic} could not be handled by ${group} after ${tries} tries: redress dead-letter show`,
  connectorDown: (connector: string, reason: string) =>
    `${connector} cannot do its work: ${reason}`,
  reasons: {
    not_a_participant: 'not sent by a participant',
    authentication_failed: 'the sender’s mail server was not proven',
    merged: 'that case was merged',
    too_late: 'that case was closed too long ago',
    ambiguous_sender: 'more than one sender',
    too_large: 'too large',
  } as Record<string, string>,
};
/** What each language says. */
export type Titles = typeof english;
