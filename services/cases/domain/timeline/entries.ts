// The entries of a timeline: the events that a case is made of, each typed. How they change a case is in evolve.ts.
import type {
  Channel,
  Classification,
  Evidence,
  IntakeReceived,
  Kind,
  Severity,
} from '#shared/events/intake.ts';
import type { MessageReported, MessageRequested, Purpose } from '#shared/events/message.ts';
import type { Acknowledgement, Case, ClosedHow, Customer, LadderRole, Remedy } from '../case.ts';
import type { InvestigationEntryData } from '../investigation/entries.ts';
import type { RemedyWarning } from '../remedies/review.ts';

/** Names one deadline of a case; unique, so that each fires once. */
export type DeadlineId = { kind: DeadlineKind; level: number; epoch: number };
const deadlineKinds = [
  'acknowledge_raise',
  'acknowledge',
  'escalation_warning',
  'escalation',
  'wait_end',
  'suspension_decision',
  'check_in',
  'ask_satisfaction',
  'follow_up',
  'lapse',
] as const;
export type DeadlineKind = (typeof deadlineKinds)[number];
export const deadlineKey = (id: DeadlineId): string => `${id.kind}/${id.level}/${id.epoch}`;

/** A named person, or nobody of that role or above. */
export type Named = { role: LadderRole; staffId?: string | undefined; name?: string | undefined };

/** What each type of entry says. */
export type EntryData = InvestigationEntryData & {
  'case.opened': {
    caseId: string;
    reference: string;
    itemId: string;
    channel: Channel;
    kind: Kind;
    category: string;
    severity: Severity;
    language: string;
    subject: string;
    customer: Customer;
    receivedAt: string;
    acknowledgeBy: string;
    decided: boolean;
    classifierVersion: string;
    evidence: Evidence[];
    /** What it may be about where that was left to a person, the likeliest first. */
    suggestions?: Classification['suggestions'];
    answers: string[];
    robotSigns: string[];
    loggedBy?: string | undefined;
    log?: IntakeReceived['log'];
    orderNumber?: string | undefined;
    survey?: { scale: number; score: number; service?: string | undefined } | undefined;
    postUrl?: string | undefined;
    unreadable?: string | undefined;
    /** The rules had set the item aside, and a person let it on. */
    released?: IntakeReceived['released'];
  };
  /** It was taken over from another system: entries before this one are its history, its promises begin here. */
  'case.imported': { source: string; key: string; assignee?: string | undefined };
  /** It may belong to another case; nothing is shown to its sender, a person decides. */
  'link.proposed': { reference: string; reason: string };
  'customer.replied': {
    itemId: string;
    reference: string;
    by: string;
    kind: Kind;
    answers: string[];
    score?: number | undefined;
    /** The epoch whose resolution the score is about; absent where none was resolved. */
    epoch?: number | undefined;
    /** That epoch has its answer already: kept as a word of the customer's. */
    again?: true | undefined;
    released?: IntakeReceived['released'];
  };
  'message.requested': {
    key: string;
    purpose: Purpose;
    via: 'email' | 'direct_message';
    recipient: MessageRequested['recipient'];
    locale: string;
    values: Record<string, string | number | boolean>;
    answers: string[];
    dueAt?: string | undefined;
    author: string;
    remedyId?: string | undefined;
  };
  'message.reported': {
    key: string;
    status: MessageReported['status'];
    reason?: string | undefined;
  };
  /** `relayed`: a machine passed it on, so that a person acknowledges it once contact is allowed again. */
  'acknowledgement.held': { reason: 'contact_suspended'; relayed?: true | undefined };
  'acknowledgement.left_to_a_person': {
    reason: 'social' | 'no_address' | 'relayed_by_machine' | 'self_identified';
  };
  'acknowledgement.failed': { reason: string };
  'acknowledgement.raised': { deadline: DeadlineId };
  'acknowledgement.missed': { deadline: DeadlineId };
  'case.acknowledged': {
    how: NonNullable<Acknowledgement['how']>;
    note?: string | undefined;
  };
  'case.assigned': {
    staffId: string;
    name: string;
    /** Why, when no person assigned it: by routing; nobody fits, so a supervisor; whoever had it is away, or not impartial. */
    reason?: 'routing' | 'nobody_there' | 'absence' | 'impartiality' | undefined;
    from?: string | undefined;
  };
  /** Nobody is there who could have it: it is the supervisors' to assign. */
  'case.unassigned': { from: string; reason: 'absence' | 'impartiality' };
  /** Somebody of the staff is complained about: found in the text, or said by a person (R21). */
  'staff.complained_about': { staffId: string; name: string; evidence: string };
  'staff.not_complained_about': { staffId: string; name: string; reason: string };
  'task.handed_over': { key: string; from: string; to: Named };
  'investigation.started': Record<string, never>;
  'note.added': { text: string };
  /** Another case belongs to it; both go on. On the record of both. */
  'case.linked': { reference: string; reason: string };
  'case.unlinked': { reference: string; reason: string };
  /** Its story goes on in another case of the same customer. */
  'case.merged': { reference: string; caseId: string; from: Case['status']; reason: string };
  /** It was taken out of that case again, and is where it was. */
  'case.unmerged': { reference: string; status: Case['status']; reason: string };
  /** The story of another case goes on in it, or no longer does. */
  'case.took_in': { reference: string; reason: string };
  'case.gave_back': { reference: string; reason: string };
  'case.corrected': {
    kind?: Kind | undefined;
    category?: string | undefined;
    severity?: Severity | undefined;
    language?: string | undefined;
    remedySeverity: Severity;
    reason: string;
  };
  'impact.assessed': Record<string, string | number>;
  'update.sent': {
    text: string;
    estimatedResolution?: string | undefined;
    /** What it is: news on the case, or the answer that an inquiry was promised. An entry without it counts as an answer. */
    template?: 'update' | 'answer' | undefined;
    /** Nobody could be written to: it stands on the status page, and a person tells them. */
    untold?: true | undefined;
  };
  'contact.recorded': { how: string; summary: string };
  'case.waiting': { until: string; reason: string; for?: 'customer' | 'third_party' | undefined };
  'case.resumed': { reason: string; deadline?: DeadlineId | undefined };
  'escalation.warned': { level: number; deadline: DeadlineId };
  'case.escalated': Named & {
    level: number;
    epoch: number;
    reason: string;
    deadline?: DeadlineId | undefined;
  };
  'case.marked_agitated': { reason: string; to: Named; epoch?: number | undefined };
  /** An item may be a threat, as probable as that: a person decides whether it is (R17). */
  'threat.suspected': { itemId: string; probability: number; decideBy: string; to: Named };
  'threat.decided': { itemId: string; threat: boolean; reason?: string | undefined };
  'contact.suspended': { reason: string; decideBy: string; to: Named };
  'suspension.overdue': { deadline: DeadlineId; to: Named };
  'suspension.lifted': { reason: string };
  /** A manager decided that the customer is not answered. */
  'suspension.kept': { reason: string };
  /** The workplace-violence report (R17). */
  'violence.reported': {
    what: string;
    who: string;
    where: string;
    occurredAt: string;
    against?: string | undefined;
    injuries?: string | undefined;
    policeInformed: boolean;
    policeReference?: string | undefined;
    witnesses: string[];
  };
  'remedy.proposed': {
    remedyId: string;
    option: string;
    amount?: string | undefined;
    currency?: string | undefined;
    payee: string;
    severity: Severity;
    approval: LadderRole;
    fourEyes: boolean;
    appeasement?: true | undefined;
    delivery: Remedy['delivery'];
    /** In the currency of the policy (R39). */
    estimatedCost: string;
    reason: string;
  };
  'remedy.withdrawn': { remedyId: string; reason: string };
  'remedy.approved': {
    remedyId: string;
    proposalVersion: number;
    option: string;
    amount?: string | undefined;
    currency?: string | undefined;
    payee: string;
    /** The level that it needed. */
    role: LadderRole;
    /** Within one's own powers, as one of that level, or as the named alternate where nobody of it exists (R37). */
    as: 'own' | 'level' | 'alternate';
    /** What the approver was shown (S41). */
    warnings: RemedyWarning[];
    /** Proposals of the same case that stay undecided, unless they were rejected with it. */
    othersOpen?: string[] | undefined;
  };
  'remedy.rejected': { remedyId: string; reason: string };
  /** `cost`: what it came to; as estimated when absent. */
  'remedy.delivered': { remedyId: string; how: string; cost?: string | undefined };
  'remedy.delivery_failed': { remedyId: string; reason: string };
  'remedy.confirmed': { remedyId: string; note?: string | undefined; cost?: string | undefined };
  /** The port is to pay it out, under a key that derives from case and remedy: asked again, it is the same payout. */
  'payout.requested': { remedyId: string };
  'payout.reported': {
    remedyId: string;
    status: 'paid' | 'failed' | 'in_doubt';
    reason?: string | undefined;
    providerReference?: string | undefined;
  };
  'payout.settled': { remedyId: string; outcome: 'paid' | 'not_paid' | 'retry'; reason: string };
  'case.resolved': {
    outcome: string;
    summary: string;
    /** Why no corrective action is needed. */
    whyNoAction?: string | undefined;
    /** How the customer was told already: no message goes out. */
    told?: 'phone' | 'in_person' | 'letter' | undefined;
    /** Remedies that nobody had decided: resolving leaves them open, closing withdraws them. */
    undecided?: string[] | undefined;
  };
  'case.closed': { how: ClosedHow; deadline?: DeadlineId | undefined };
  'case.reopened': {
    reason: string;
    /** Because the customer is not satisfied. */
    dissatisfied?: boolean | undefined;
  };
  'customer.answered': { text: string; key: string };
  /** A responder answered by hand, by direct message in the platform's own app (R46). */
  'answer.recorded': { text: string; occurredAt?: string };
  /** A member of staff is told with the next mail of what came up for them. */
  'notice.queued': { key: string; staffId: string; title: string; dueAt: string; sendAt: string };
  /** The owner of a task was reminded before it was due. */
  'task.warned': { taskId: string; key: string; kind: string; dueAt: string; owner: string };
  /** A task was not done in time: it went up a rung, once each. */
  'task.overdue': {
    taskId: string;
    key: string;
    kind: string;
    dueAt: string;
    owner: string;
    to: Named;
    /** The second time and later: who had it on their list until now, and how often it went up with this time. */
    from?: Named | undefined;
    step?: number | undefined;
  };
  /** It follows another version of the policy from here on, on purpose (R32). */
  'policy.moved': { from?: string | undefined; to: string; number: number; reason: string };
  /** Nothing of the case is erased until it is released (R71). */
  'legal_hold.set': { reason: string };
  'legal_hold.released': { reason: string };
  /** Its personal data is gone: what entries said, and their salts. */
  'case.erased': {
    reason: string;
    /** Somebody asked for it, or the policy's period was over (and how many days that is). */
    why?: 'request' | 'retention' | undefined;
    keptDays?: number | undefined;
    /** Until then copies of what was erased may stand in the log of events. */
    logUntil?: string | undefined;
    /** The digest of what is left of the case's row: SHA-256 of its canonical JSON, in hex. */
    left?: string | undefined;
  };
  'task.done': { taskId: string; kind: string; note?: string | undefined };
};

export type EntryType = keyof EntryData;

/** What happened, without who and when. */
export type Entry = { [T in EntryType]: { type: T; data: EntryData[T] } }[EntryType];

/** An entry as it stands on record. */
export type TimelineEntry = Entry & {
  /** 1, 2, 3 … without gaps. */
  version: number;
  at: string;
  actor: string;
  /** The policy version that the decision followed (R32). */
  policyVersion: string;
};
