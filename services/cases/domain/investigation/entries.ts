// The timeline entries of investigations and follow-up: evidence, corrective actions, call-backs, satisfaction (R21–R29).
import type { DeadlineId, Named } from '../timeline/entries.ts';
import type { EvidenceKind, FileFacts, Satisfaction, Snapshot } from './facts.ts';

/** Somebody whose words stand on record: a member of staff, or another by name. */
export type Witness = { staffId?: string | undefined; name: string };

/** What each type of entry says. */
export type InvestigationEntryData = {
  'evidence.added': {
    evidenceId: string;
    kind: EvidenceKind;
    title: string;
    text?: string | undefined;
    statementBy?: Witness | undefined;
    snapshot?: Snapshot | undefined;
    file?: FileFacts | undefined;
  };
  'root_cause.recorded': { cause: string; text: string };
  'corrective_action.requested': {
    actionId: string;
    problem: string;
    rootCause?: string | undefined;
    proposal: string;
    owner: Witness & { staffId: string };
    dueAt: string;
    cases: string[];
  };
  /** A corrective action of another case refers to this one. What it is about stands there, and is erased there (R71). */
  'corrective_action.linked': { reference: string; actionId: string };
  'corrective_action.approved': {
    actionId: string;
    owner: Witness & { staffId: string };
    dueAt: string;
  };
  'corrective_action.refused': { actionId: string; reason: string };
  'corrective_action.step_taken': { actionId: string; text: string };
  'corrective_action.done': { actionId: string; summary: string };
  'corrective_action.verified': {
    actionId: string;
    effective: boolean;
    note: string;
    /** When it is to be done better, where it was not effective. */
    dueAt?: string | undefined;
  };
  'call_back.requested': {
    callBackId: string;
    to: Witness & { staffId: string };
    reason: string;
    dueAt: string;
    reportTo: Witness & { staffId: string };
  };
  /** `givenUp`: nobody tries again; its report goes to whom it was asked for. */
  'call_back.tried': { callBackId: string; summary: string; givenUp?: boolean | undefined };
  'call_back.reported': {
    callBackId: string;
    summary: string;
    reportTo: Witness & { staffId: string };
    /** The customer was told what is to be told; absent in entries of before that counted so. */
    told?: true | undefined;
  };
  'check_in.due': { deadline: DeadlineId };
  'follow_up.due': { deadline: DeadlineId };
  'satisfaction.asked': { how: Satisfaction['how']; deadline?: DeadlineId | undefined };
  /** Nobody could ask by itself: a person does. */
  'satisfaction.left_to_a_person': { deadline: DeadlineId };
  'follow_up.recorded': { satisfied: boolean; comment?: string | undefined };
  'client.lost': { to: Named };
};
