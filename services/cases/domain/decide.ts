// The door of the domain: a command to a case becomes entries or a refusal, by table first, by the command's rules then.
import type { Case } from './case.ts';
import {
  assign,
  recordComplainedAbout,
  takeOver,
  withdrawComplainedAbout,
} from './commands/assignment.ts';
import type { Command } from './commands/commands.ts';
import {
  acknowledgeInPerson,
  agitated,
  answer,
  liftSuspension,
  recordAppAnswer,
  recordContact,
  resume,
  sendUpdate,
  threatening,
  wait,
} from './commands/contact.ts';
import { link, merge, unlink, unmerge } from './commands/joining.ts';
import { correct, escalate, impact, note, reopen, startInvestigation } from './commands/life.ts';
import { type CommandType, commandRefusal, partialRefusal } from './commands/permissions.ts';
import { moveToPolicy } from './commands/policy.ts';
import {
  approveRemedy,
  confirmRemedy,
  deliverRemedy,
  proposeRemedy,
  rejectRemedy,
  settlePayout,
  withdrawRemedy,
} from './commands/remedies.ts';
import { decideThreat, keepSuspension, reportViolence } from './commands/threat.ts';
import type { Decision } from './draft.ts';
import { reportCallBack, requestCallBack } from './investigation/call-backs.ts';
import { resolve } from './investigation/closure.ts';
import {
  approveAction,
  completeAction,
  recordStep,
  refuseAction,
  requestAction,
  verifyAction,
} from './investigation/corrective-actions.ts';
import { addEvidence, recordRootCause } from './investigation/evidence.ts';
import { followUp } from './investigation/follow-up.ts';
import type { Context } from './rules.ts';

type Handler = (current: Case, body: never, context: Context) => Decision;

const handlers: Record<CommandType, Handler> = {
  assign,
  'take-over': takeOver,
  'record-complained-about': recordComplainedAbout,
  'withdraw-complained-about': withdrawComplainedAbout,
  'start-investigation': startInvestigation,
  note,
  correct,
  impact,
  'root-cause': recordRootCause,
  'add-evidence': addEvidence,
  'request-action': requestAction,
  'approve-action': approveAction,
  'refuse-action': refuseAction,
  'record-step': recordStep,
  'complete-action': completeAction,
  'verify-action': verifyAction,
  'request-call-back': requestCallBack,
  'report-call-back': reportCallBack,
  'send-update': sendUpdate,
  'record-contact': recordContact,
  'acknowledge-in-person': acknowledgeInPerson,
  answer,
  'record-app-answer': recordAppAnswer,
  wait,
  resume,
  escalate,
  'mark-agitated': agitated,
  'mark-threatening': threatening,
  'decide-threat': decideThreat,
  'lift-suspension': liftSuspension,
  'keep-suspension': keepSuspension,
  'report-violence': reportViolence,
  'propose-remedy': proposeRemedy,
  'withdraw-remedy': withdrawRemedy,
  'approve-remedy': approveRemedy,
  'reject-remedy': rejectRemedy,
  'deliver-remedy': deliverRemedy,
  'confirm-remedy': confirmRemedy,
  'settle-payout': settlePayout,
  resolve,
  'follow-up': followUp,
  reopen,
  'move-to-policy': moveToPolicy,
  link,
  unlink,
  merge,
  unmerge,
};

/** Decides a person's command. Pure: the same case, command and context give the same decision. Never throws. */
export function decide(current: Case, command: Command, context: Context): Decision {
  return (
    commandRefusal(current, command.type, context) ??
    partialRefusal(current, command.type, context) ??
    handlers[command.type](current, command.body as never, context)
  );
}
