// What an investigation and its follow-up leave in a case: evidence, corrective actions, call-backs, satisfaction. Types only.

/** What evidence can be: found by the look-up, taken from records, said by a named person, or a file. */
export const evidenceKinds = ['order', 'customer', 'record', 'statement', 'file'] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** A file that staff uploaded; its bytes are a blob. The name is as they gave it, for display only: never a path. */
export type FileFacts = { name: string; mediaType: string; bytes: number; sha256: string };

/** What the look-up gave for an order or a customer, at the time that its timeline entry names. */
export type Snapshot = { found: Record<string, string> };

/** What the shell gathered for a command before it was decided: from another system, or from an upload. */
export type Gathered = { snapshot?: Snapshot | undefined; file?: FileFacts | undefined };

/** A piece of evidence. Its texts and snapshots stand in the timeline entry that added it. */
export type CaseEvidence = {
  evidenceId: string;
  kind: EvidenceKind;
  title: string;
  at: string;
  addedBy: string;
  file?: FileFacts | undefined;
};

/** `approved` again after a check that found it not effective. */
export type ActionState = 'requested' | 'approved' | 'refused' | 'done' | 'effective';

/** A corrective action (R24). It belongs to the case that asked for it and may refer to others (R61); it outlives them. */
export type CorrectiveAction = {
  actionId: string;
  state: ActionState;
  problem: string;
  owner: string;
  dueAt: string;
  requestedBy: string;
  approvedBy?: string | undefined;
  doneAt?: string | undefined;
  verifiedBy?: string | undefined;
  /** How often it was found not effective. */
  reworks: number;
  /** References of further cases with the same problem. */
  cases: string[];
};

/** A call that somebody was asked to make (R27). */
export type CallBack = {
  callBackId: string;
  /** `reported`: its report is in, of a talk or of why nobody tries again. */
  state: 'requested' | 'reported';
  to: string;
  reason: string;
  dueAt: string;
  reportTo: string;
  /** Calls that reached nobody. */
  tries: number;
};

/** That the customer was asked how their case was handled, in this epoch (R28). */
export type Satisfaction = {
  at: string;
  how: 'email' | 'by_hand' | 'unreachable' | 'not_asked';
};

/** The part of a case that is about these. */
export type InvestigationFacts = {
  evidence: CaseEvidence[];
  /** A key of the policy's tree, and why in words (R21). */
  rootCause?: { cause: string; text: string } | undefined;
  actions: CorrectiveAction[];
  /** Corrective actions of other cases that refer to this one, as `<reference>/<action>`. */
  linkedActions: string[];
  callBacks: CallBack[];
  /** When somebody last spoke with the customer, and how often they did (R26). */
  lastContactAt: string;
  contacts: number;
  satisfaction?: Satisfaction | undefined;
  /** The customer said that they are not satisfied, and nothing better since (R29). */
  dissatisfied: boolean;
};
