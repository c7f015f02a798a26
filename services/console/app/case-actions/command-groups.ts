// Which commands stand where: what comes next first, the rest by what it is about; only what the API allows and the case has
// something for.
import { actionsFor, remediesFor } from './choices.ts';
import type { CaseView, CommandName } from './dialog-store.ts';

/** Groups of the menu, in order. */
const groups = {
  customer: [
    'send-update',
    'answer',
    'record-contact',
    'acknowledge-in-person',
    'request-call-back',
    'report-call-back',
    'follow-up',
  ],
  investigation: [
    'impact',
    'add-evidence',
    'root-cause',
    'correct',
    'note',
    'record-complained-about',
    'withdraw-complained-about',
  ],
  remedies: [
    'propose-remedy',
    'approve-remedy',
    'reject-remedy',
    'withdraw-remedy',
    'deliver-remedy',
    'confirm-remedy',
    'settle-payout',
  ],
  actions: [
    'request-action',
    'approve-action',
    'refuse-action',
    'record-step',
    'complete-action',
    'verify-action',
  ],
  safety: [
    'escalate',
    'mark-agitated',
    'mark-threatening',
    'decide-threat',
    'lift-suspension',
    'keep-suspension',
    'report-violence',
  ],
  life: [
    'assign',
    'take-over',
    'start-investigation',
    'wait',
    'resume',
    'resolve',
    'reopen',
    'link',
    'unlink',
    'merge',
    'unmerge',
    'move-to-policy',
    'hold',
    'release',
  ],
} as const satisfies Record<string, readonly CommandName[]>;

export type GroupName = keyof typeof groups;

/**
 * Commands that have a dialog on the page of a case.
 * @public read by services/console-commands.test.ts, which compares them with those of the API
 */
export const dialogCommands: readonly CommandName[] = Object.values(groups).flat();

/**
 * Commands that are given on another page, by its path; why it is not a dialog is that page's to say.
 * @public read by services/console-commands.test.ts
 */
export const commandsElsewhere: Partial<Record<CommandName, string>> = {
  // Written beside what was said on the platform, by its responders only.
  'record-app-answer': '/social',
};

/** Whether a case has something that a command could be about; what it needs beyond that, the API says. */
function hasUseFor(view: CaseView, command: CommandName, staffId: string): boolean {
  switch (command) {
    case 'approve-remedy':
    case 'reject-remedy':
      // R37: never one's own; the API refuses it too.
      return remediesFor(view, command).some(({ proposedBy }) => proposedBy !== `staff:${staffId}`);
    case 'withdraw-remedy':
    case 'deliver-remedy':
    case 'confirm-remedy':
    case 'settle-payout':
      return remediesFor(view, command).length > 0;
    case 'approve-action':
    case 'refuse-action':
    case 'record-step':
    case 'complete-action':
    case 'verify-action':
      return actionsFor(view, command).length > 0;
    case 'report-call-back':
      return view.callBacks.some(({ state }) => state === 'requested');
    case 'withdraw-complained-about':
      return view.complainedAbout.length > 0;
    case 'decide-threat':
      return view.suspectedThreat !== undefined;
    case 'lift-suspension':
      return view.contactSuspended;
    case 'keep-suspension':
      return view.contactSuspended && !view.suspensionDecidedAt;
    case 'mark-threatening':
      return !view.contactSuspended;
    case 'mark-agitated':
      return !view.agitated || (view.agitatedEpoch ?? 1) !== view.epoch;
    case 'take-over':
      return view.assignee !== staffId;
    case 'escalate':
      return view.escalationLevel < 3;
    case 'acknowledge-in-person':
      return view.acknowledgement.state !== 'done';
    case 'unlink':
      return (view.linkedCases?.length ?? 0) > 0;
    case 'hold':
      return !view.legalHold;
    case 'release':
      return view.legalHold === true;
    default:
      return true;
  }
}

/** All commands that somebody can give to a case now. */
export function commandsFor(
  view: CaseView,
  session: { staffId: string; role: string },
): CommandName[] {
  const held: CommandName[] = session.role === 'admin' ? ['hold', 'release'] : [];
  const allowed: readonly CommandName[] = [...view.allowedCommands, ...held];
  return Object.values(groups)
    .flat()
    .filter((command) => allowed.includes(command) && hasUseFor(view, command, session.staffId));
}

/** The commands of each group that are possible, groups without any left out. */
export function groupsFor(
  view: CaseView,
  session: { staffId: string; role: string },
): [GroupName, CommandName[]][] {
  const possible = commandsFor(view, session);
  return (Object.entries(groups) as [GroupName, readonly CommandName[]][])
    .map(([name, commands]): [GroupName, CommandName[]] => [
      name,
      commands.filter((one) => possible.includes(one)),
    ])
    .filter(([, commands]) => commands.length > 0);
}

const nextSteps: readonly CommandName[] = [
  'lift-suspension',
  'take-over',
  'start-investigation',
  'approve-remedy',
  'follow-up',
  'propose-remedy',
  'resolve',
  'reopen',
];
const NEXT_MAX = 3;

/** The few that stand as buttons: what usually comes next in this state. */
export const nextFor = (possible: readonly CommandName[]): CommandName[] =>
  nextSteps.filter((command) => possible.includes(command)).slice(0, NEXT_MAX);
