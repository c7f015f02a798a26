// What a case is, as its timeline replays to. No decisions here: those are in decide.ts and commands-*.ts.
import type { Weekday } from '#shared/calendar/openings.ts';
import type { CaseStatus } from '#shared/events/case.ts';
import type { Channel, Kind, Severity } from '#shared/events/intake.ts';
import type { MessageReported, Purpose } from '#shared/events/message.ts';
import type { InvestigationFacts } from './investigation/facts.ts';

/** Who a case is for, as far as they told. */
export type Customer = {
  name?: string | undefined;
  email?: string | undefined;
  phone?: string | undefined;
  handle?: string | undefined;
  platformUserId?: string | undefined;
};

export type MessageState = 'requested' | MessageReported['status'];

/** A message that the case asked for, and the last thing known of it. */
export type CaseMessage = {
  key: string;
  purpose: Purpose;
  via: 'email' | 'direct_message';
  party: 'customer' | 'staff';
  state: MessageState;
  reason?: string | undefined;
};

/**
 * The promise of R10. `requested`: a message is on its way. `by_hand`: a person does it. `held`: contact is suspended.
 * `failed`: it could not be delivered and a person knows (R11).
 */
export type Acknowledgement = {
  state: 'requested' | 'by_hand' | 'held' | 'failed' | 'done';
  dueAt: string;
  messageKey?: string | undefined;
  at?: string | undefined;
  how?: 'email' | 'direct_message' | 'in_person' | 'phone' | 'by_hand' | undefined;
};

export type RemedyState =
  | 'proposed'
  | 'approved'
  | 'delivered'
  | 'confirmed'
  | 'rejected'
  | 'withdrawn';

/** How a case came to its end; `imported`: before it was taken over from another system. */
export type ClosedHow = 'satisfied' | 'lapse' | 'imported';

/** A compensation. What was proposed never changes: another amount is another proposal (S39). */
export type Remedy = {
  remedyId: string;
  /** The version of the timeline entry that proposed it; an approval names it. */
  proposalVersion: number;
  option: string;
  amount?: string | undefined;
  currency?: string | undefined;
  payee: string;
  /** The severity whose row of the guidelines table governs it. */
  severity: Severity;
  approval: LadderRole;
  fourEyes: boolean;
  /** R36: given by the frontline at any severity. */
  appeasement?: true | undefined;
  delivery: 'message' | 'letter' | 'payout' | 'by_hand';
  /** R39: what it costs the organisation, as estimated and as it came out, in the currency of the policy. */
  cost: { estimated: string; actual?: string | undefined };
  proposedBy: string;
  proposedAt: string;
  state: RemedyState;
  approvedBy?: string | undefined;
  approvedAt?: string | undefined;
  messageKey?: string | undefined;
  deliveredAt?: string | undefined;
  confirmedAt?: string | undefined;
  /** What is known of its payout, for one that the port pays out. */
  payout?: 'requested' | 'in_doubt' | 'paid' | 'failed' | undefined;
};

/** A change of severity by a person, for whoever approves compensation soon after (S41). */
export type SeverityChange = { from: Severity; to: Severity; at: string; by: string };

/** Roles in rising order of authority. */
export const ladder = [
  'frontline',
  'supervisor',
  'department_manager',
  'senior_management',
] as const;
export type LadderRole = (typeof ladder)[number];
export type Role = LadderRole | 'admin' | 'auditor';

/** Whether a role stands at or above a rung; auditor and admin stand beside the ladder. */
export const isAtLeast = (role: Role, least: LadderRole): boolean =>
  (ladder as readonly Role[]).indexOf(role) >= ladder.indexOf(least);

/** A case as its timeline replays to. Times are RFC 3339 in UTC. */
export type Case = InvestigationFacts & {
  caseId: string;
  reference: string;
  version: number;
  /** The version of the policy that it was opened under, or was moved to: its decisions follow it (R32). */
  policyVersion?: string | undefined;
  status: CaseStatus;
  kind: Kind;
  category: string;
  severity: Severity;
  /** The severity that governs remedies: lowering it counts only when done by one who may approve at the old one (S41). */
  remedySeverity: Severity;
  /** The last changes of the severity, oldest first. */
  severityChanges: SeverityChange[];
  channel: Channel;
  language: string;
  subject: string;
  customer: Customer;
  openedAt: string;
  /** Where the matrix starts: the opening, or the last reopening. */
  epochStartedAt: string;
  epoch: number;
  escalationLevel: number;
  assignee?: string | undefined;
  investigating: boolean;
  /** Staff whom the complaint is about: they and who reports to them are kept away from it (R21). */
  complainedAbout: { staffId: string; name: string; evidence: string }[];
  acknowledgement: Acknowledgement;
  contactSuspended: boolean;
  suspensions: number;
  suspendedAt?: string | undefined;
  /** The item that may be a threat, until a person has decided: nothing but a neutral acknowledgement goes out by itself (R17). */
  suspectedThreat?: string | undefined;
  /** When a manager decided that contact stays suspended. */
  suspensionDecidedAt?: string | undefined;
  /** There was a threat: its first answer says nothing of what was written (R17). */
  threatened: boolean;
  violenceReports: number;
  agitated: boolean;
  /** The epoch that a manager was last told of it in; the first when absent. */
  agitatedEpoch?: number | undefined;
  unreadable: boolean;
  /** It came by way of a machine (form vendor, list): acknowledged by a person, not by itself. */
  relayed: boolean;
  answeredAt?: string | undefined;
  waits: number;
  /** Waits for the customer since the epoch began: the times of service stand still in them, the matrix never. */
  pauses: { from: string; to?: string | undefined }[];
  waiting?: { until: string; reason: string; from: 'assigned' | 'investigating' } | undefined;
  /** When the customer was last told something by us. */
  toldAt?: string | undefined;
  /** An update that nobody could write to them: told as soon as somebody speaks with them. */
  untold?: { isAnswer: boolean } | undefined;
  /** When the customer was told to expect the resolution: what was agreed takes the place of the policy's time (R22, R23). */
  estimatedResolution?: string | undefined;
  resolution?:
    | {
        outcome: string;
        summary: string;
        at: string;
        whyNoAction?: string | undefined;
        told?: string | undefined;
      }
    | undefined;
  /** Cases that belong to it, each with a story of its own; by reference. */
  linkedCases?: string[] | undefined;
  /** Cases whose story goes on in it. */
  tookIn?: string[] | undefined;
  /** Where its own story goes on, and the status that it comes back to when it is taken out again. */
  mergedInto?: { reference: string; caseId: string; from: CaseStatus } | undefined;
  /** Nothing of it is erased (R71). */
  legalHold?: true | undefined;
  /** Since then its record has no personal data. */
  erasedAt?: string | undefined;
  closedAt?: string | undefined;
  closedHow?: ClosedHow | undefined;
  impact?: Record<string, string | number> | undefined;
  remedies: Remedy[];
  messages: CaseMessage[];
  /** What the customer was told, for the status page. */
  updates: { at: string; text: string }[];
  /** Message-IDs of the customer's mails, newest last: what we write answers them. */
  answers: string[];
  /** Epochs whose survey has its one answer (R29). */
  ratedEpochs?: number[] | undefined;
  /** Deadlines that fired, as `kind/level/epoch`: each fires once (R30). */
  fired: string[];
};

/** What the pure part needs to know of a member of staff. */
export type Staffer = {
  staffId: string;
  name: string;
  email: string;
  role: Role;
  team?: string | undefined;
  locale: string;
  responderFor: readonly string[];
  /** Languages they write to customers in, besides that of their lists. */
  languages?: readonly string[] | undefined;
  skills?: readonly string[] | undefined;
  /** Their hours by weekday; those of their calendar when absent. */
  shift?: Partial<Record<Weekday, string[]>> | undefined;
  calendar?: string | undefined;
  /** Away from one instant until another, and the id of who stands in. */
  away?: { from: string; until: string; deputy?: string | undefined } | undefined;
  /** Whom they report to: impartiality (R21), and where what they leave undone goes. */
  reportsTo?: string | undefined;
  /** Open tasks they own: the least loaded is chosen. */
  load: number;
};

/** Who acts. */
export type Actor =
  | { type: 'staff'; staffId: string; role: Role; responderFor: readonly string[] }
  | { type: 'customer' }
  | { type: 'clock' }
  | { type: 'system' };

/** `staff:<id>`, `customer`, `clock` or `system`: as it stands on record. */
export const actorText = (actor: Actor): string =>
  actor.type === 'staff' ? `staff:${actor.staffId}` : actor.type;
