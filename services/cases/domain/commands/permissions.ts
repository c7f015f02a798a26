// Who may do what, and in which status: the state × command table of the requirements as data. Checked before any command.
import type { CaseStatus } from '#shared/events/case.ts';
import { isSocial } from '#shared/events/intake.ts';
import { leavesToOthers } from '../assignment/impartial.ts';
import { type Case, isAtLeast, type LadderRole, type Role } from '../case.ts';
import { type Refused, refuse } from '../draft.ts';
import { type Context, mayWriteOn } from '../rules.ts';

/** What a command asks of the person besides their role. */
type Bond =
  /** Must have the case. */
  | 'assignee'
  /** Must have the case, or stand at or above supervisor. */
  | 'assignee_or_supervisor'
  /** Must have the case; a new one, which nobody has, is taken by it (first-contact fix, R23). */
  | 'assignee_or_new'
  /** On social channels, must be a designated responder of the platform (R45). */
  | 'responder_if_social'
  /** Must be a designated responder of the platform; only for social channels (R45). */
  | 'responder';

export type CommandRule = { statuses: readonly CaseStatus[]; least: LadderRole; bond?: Bond };

const unresolved = ['new', 'assigned', 'investigating', 'waiting'] as const;
const untilResolved = [...unresolved, 'resolved'] as const;
const fromAssigned = ['assigned', 'investigating', 'waiting', 'resolved', 'closed'] as const;
const untilClosed = [...untilResolved, 'closed'] as const;

/**
 * The table. `least` is the least role; what depends on more than role and status (assigning others, the level of an
 * approval) is checked by the command itself.
 */
const commandTable = {
  assign: { statuses: unresolved, least: 'frontline' },
  'take-over': { statuses: unresolved, least: 'frontline' },
  'record-complained-about': { statuses: untilResolved, least: 'frontline' },
  'withdraw-complained-about': { statuses: untilResolved, least: 'supervisor' },
  'start-investigation': {
    statuses: ['assigned'],
    least: 'frontline',
    bond: 'assignee_or_supervisor',
  },
  note: { statuses: untilResolved, least: 'frontline' },
  correct: { statuses: untilResolved, least: 'frontline' },
  impact: { statuses: untilResolved, least: 'frontline' },
  'root-cause': { statuses: untilResolved, least: 'frontline' },
  'add-evidence': { statuses: untilResolved, least: 'frontline' },
  'request-action': { statuses: fromAssigned, least: 'frontline' },
  'approve-action': { statuses: fromAssigned, least: 'department_manager' },
  'refuse-action': { statuses: fromAssigned, least: 'department_manager' },
  'record-step': { statuses: fromAssigned, least: 'frontline' },
  'complete-action': { statuses: fromAssigned, least: 'frontline' },
  'verify-action': { statuses: fromAssigned, least: 'department_manager' },
  'request-call-back': {
    statuses: untilResolved,
    least: 'frontline',
    bond: 'responder_if_social',
  },
  // A call that was asked for is reported, or given up, of a closed case too: its task has no other end (R27).
  'report-call-back': {
    statuses: untilClosed,
    least: 'frontline',
    bond: 'responder_if_social',
  },
  'send-update': { statuses: untilResolved, least: 'frontline', bond: 'responder_if_social' },
  'record-contact': { statuses: untilResolved, least: 'frontline', bond: 'responder_if_social' },
  'acknowledge-in-person': {
    statuses: untilResolved,
    least: 'frontline',
    bond: 'responder_if_social',
  },
  answer: { statuses: untilResolved, least: 'frontline', bond: 'responder' },
  'record-app-answer': { statuses: untilResolved, least: 'frontline', bond: 'responder' },
  wait: {
    statuses: ['assigned', 'investigating', 'waiting'],
    least: 'frontline',
    bond: 'assignee',
  },
  resume: { statuses: ['waiting'], least: 'frontline', bond: 'assignee' },
  escalate: { statuses: unresolved, least: 'frontline' },
  'mark-agitated': { statuses: untilResolved, least: 'frontline' },
  'mark-threatening': { statuses: untilResolved, least: 'frontline' },
  // Their own look settles it, also where the case is closed already (R17).
  'decide-threat': { statuses: untilClosed, least: 'supervisor' },
  // A reply to a closed case may threaten too: a manager decides on each threat (R17).
  'lift-suspension': { statuses: untilClosed, least: 'department_manager' },
  'keep-suspension': { statuses: untilClosed, least: 'department_manager' },
  'report-violence': { statuses: untilClosed, least: 'frontline' },
  'propose-remedy': { statuses: untilResolved, least: 'frontline' },
  'withdraw-remedy': { statuses: untilResolved, least: 'frontline' },
  'approve-remedy': { statuses: untilResolved, least: 'frontline' },
  'reject-remedy': { statuses: untilResolved, least: 'frontline' },
  'deliver-remedy': { statuses: untilClosed, least: 'frontline' },
  'confirm-remedy': { statuses: untilClosed, least: 'frontline' },
  'settle-payout': { statuses: untilClosed, least: 'supervisor' },
  resolve: { statuses: unresolved, least: 'frontline', bond: 'assignee_or_new' },
  'follow-up': { statuses: ['resolved'], least: 'frontline' },
  reopen: { statuses: ['resolved', 'closed'], least: 'frontline' },
  'move-to-policy': { statuses: untilResolved, least: 'supervisor' },
  link: { statuses: untilClosed, least: 'supervisor' },
  unlink: { statuses: untilClosed, least: 'supervisor' },
  merge: { statuses: untilClosed, least: 'supervisor' },
  unmerge: { statuses: ['merged'], least: 'supervisor' },
} as const satisfies Record<string, CommandRule>;

export type CommandType = keyof typeof commandTable;
export const commandTypes = Object.keys(commandTable) as CommandType[];

function bondRefusal(
  current: Case,
  bond: Bond,
  context: Pick<Context, 'actor'>,
): Refused | undefined {
  const { actor } = context;
  if (actor.type !== 'staff') return undefined;
  const has = current.assignee === actor.staffId;
  switch (bond) {
    case 'assignee':
      return has ? undefined : notTheirs();
    case 'assignee_or_supervisor':
      return has || isAtLeast(actor.role, 'supervisor') ? undefined : notTheirs();
    case 'assignee_or_new':
      return has || (current.status === 'new' && !current.assignee) ? undefined : notTheirs();
    case 'responder':
      if (!isSocial(current.channel))
        return refuse('not_possible', 'Only social cases are answered this way: send an update.');
      return mayWriteOn(current.channel, actor) ? undefined : notResponder(current);
    case 'responder_if_social':
      return mayWriteOn(current.channel, actor) ? undefined : notResponder(current);
    default:
      return bond satisfies never;
  }
}

const notTheirs = (): Refused =>
  refuse('not_the_assignee', 'Only whoever has the case may do this: take it over first.');
const notResponder = (current: Case): Refused =>
  refuse(
    'not_a_responder',
    `Only designated responders for ${current.channel} write to customers there.`,
  );

/** Whether status and role alone allow a command, for lists: bonds and the command's own rules are not looked at. */
export function isInTable(
  status: CaseStatus,
  command: CommandType,
  { role }: { role: Role },
): boolean {
  const rule: CommandRule = commandTable[command];
  return isAtLeast(role, rule.least) && rule.statuses.includes(status);
}

/** Why a person may not give a command to a case as it is, or undefined when the table allows it. */
export function commandRefusal(
  current: Case,
  command: CommandType,
  context: Pick<Context, 'actor'>,
): Refused | undefined {
  const rule: CommandRule = commandTable[command];
  const { actor } = context;
  if (actor.type !== 'staff' || !isAtLeast(actor.role, rule.least))
    return refuse('role_too_low', `This needs the role ${rule.least} or above.`);
  const bond = rule.bond && bondRefusal(current, rule.bond, context);
  if (!rule.statuses.includes(current.status))
    return refuse(
      'not_in_this_status',
      `A case that is ${current.status} does not take "${command}".`,
    );
  return bond || undefined;
}

// What decides on a complaint or ends it: whom it is about leaves that to others (R21). Assigning, investigating, correcting, resolving,
// merging, contact and compensation have rules of their own for it.
const leftToOthers: readonly CommandType[] = [
  'approve-action',
  'refuse-action',
  'verify-action',
  'follow-up',
];

/** Why somebody whom a case is about leaves a command to others, where somebody impartial may give it; undefined for all others. */
export function partialRefusal(
  current: Case,
  command: CommandType,
  context: Pick<Context, 'actor' | 'staff' | 'now'>,
): Refused | undefined {
  if (!leftToOthers.includes(command)) return undefined;
  const partial = leavesToOthers(current, commandTable[command].least, context);
  return partial ? refuse('not_impartial', partial) : undefined;
}

/** What somebody may do with a case now, and of all else why not: what a screen offers, and what it says of the rest. */
export type Permitted = {
  allowedCommands: CommandType[];
  refusedCommands: Partial<Record<CommandType, { code: Refused['code']; why: string }>>;
};

/**
 * The table read for one person and one case. What depends on more than role, bond and status (assigning others, the level of
 * an approval) is still refused by the command itself.
 */
export function permittedTo(current: Case, context: Pick<Context, 'actor'>): Permitted {
  const permitted: Permitted = { allowedCommands: [], refusedCommands: {} };
  for (const type of commandTypes) {
    const refused = commandRefusal(current, type, context);
    if (refused) permitted.refusedCommands[type] = { code: refused.code, why: refused.message };
    else permitted.allowedCommands.push(type);
  }
  return permitted;
}
