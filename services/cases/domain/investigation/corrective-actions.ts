// The commands about corrective actions (R24): asked for by the frontline, approved by a manager, done by their owner, and
// checked by a manager. They stand in the record of the case that asked (SOP 004 §4.6), and outlive it.

import { nameFor } from '../assignment/name-for.ts';
import { actorText, type Case, isAtLeast } from '../case.ts';
import type { Command } from '../commands/commands.ts';
import { type Decided, type Decision, type Draft, draftOn, refuse } from '../draft.ts';
import { noticeToStaff } from '../messages.ts';
import { type Context, findStaffer, hoursAfter } from '../rules.ts';
import { recoveryTitlesIn } from '../texts/recovery-titles.ts';
import type { Title } from '../texts/task-titles.ts';
import { causeFault } from './evidence.ts';
import type { CorrectiveAction } from './facts.ts';
import type { InvestigationBody } from './schemas.ts';

const ACTIONS_MAX = 50;
const DUE_HOURS_MAX = 366 * 24;
const REWORK_HOURS = 14 * 24;

const unknown = () => refuse('not_found', 'This case has no such corrective action.');
const notNow = ({ actionId, state }: CorrectiveAction, what: string) =>
  refuse('not_possible', `${actionId} is ${state}: it cannot be ${what}.`);
const nobody = () =>
  refuse('invalid', 'No active member of staff by that name can own it.', 'owner');

const find = (current: Case, actionId: string): CorrectiveAction | undefined =>
  current.actions.find((action) => action.actionId === actionId);

/** A time that was given, in UTC; or what is wrong with it. */
export function dueFault(dueAt: string, context: Context): string | undefined {
  const at = new Date(dueAt).toISOString();
  if (at <= context.now.toISOString()) return 'The due time must be in the future.';
  return at > hoursAfter(context.now, DUE_HOURS_MAX)
    ? 'The due time is at most a year ahead.'
    : undefined;
}

/** Puts a corrective action on a list: that of its owner, or of a manager. */
function openFor(
  draft: Draft,
  context: Context,
  task: {
    key: string;
    kind: 'approve_action' | 'do_action' | 'verify_action';
    title: Title;
    dueAt: string;
    owner?: string;
  },
): void {
  const { owner: staffId, key, kind, title, dueAt } = task;
  const manager = nameFor(draft.current, context, 'department_manager');
  const person = staffId
    ? context.staff.find((known) => known.staffId === staffId)
    : manager.person;
  const owner = staffId ? { staffId } : manager.owner;
  draft.open({ key, kind, title, owner, dueAt });
  // Whoever gives themselves something to do knows of it.
  if (person && actorText(context.actor) !== `staff:${person.staffId}`)
    noticeToStaff(draft, context, { key, person, title, dueAt });
}

/** Requests a corrective action. Further cases are linked to it by `linkAction`. */
export function requestAction(
  current: Case,
  body: InvestigationBody<'request-action'>,
  context: Context,
): Decision {
  if (current.actions.length >= ACTIONS_MAX)
    return refuse('not_possible', `A case has at most ${ACTIONS_MAX} corrective actions.`);
  const dueWrong = dueFault(body.dueAt, context);
  if (dueWrong) return refuse('invalid', dueWrong, 'dueAt');
  const causeWrong = body.rootCause && causeFault(body.rootCause, context);
  if (causeWrong) return refuse('invalid', causeWrong, 'rootCause');
  const person = findStaffer(context.staff, body.owner);
  if (!person) return nobody();
  const draft = draftOn(current, context);
  const actionId = `A${current.actions.length + 1}`;
  draft.add('corrective_action.requested', {
    actionId,
    problem: body.problem,
    rootCause: body.rootCause ?? current.rootCause?.cause,
    proposal: body.proposal,
    owner: { staffId: person.staffId, name: person.name },
    dueAt: new Date(body.dueAt).toISOString(),
    cases: body.cases ?? [],
  });
  openFor(draft, context, {
    key: `approve-action/${actionId}`,
    kind: 'approve_action',
    title: (locale) => recoveryTitlesIn(locale).approveAction(actionId, body.problem),
    dueAt: hoursAfter(context.now, context.rules.policy.correctiveActions.approveWithinHours),
  });
  return draft.decided();
}

/** Puts on a further case's record that a corrective action of another case refers to it (R61). */
export function linkAction(
  other: Case,
  action: { reference: string; actionId: string },
  context: Context,
): Decision {
  const draft = draftOn(other, context);
  draft.add('corrective_action.linked', action);
  return draft.decided();
}

/** The references of further cases that a command names. */
export function furtherCases(command: Command): string[] {
  switch (command.type) {
    case 'request-action':
      return command.body.cases ?? [];
    case 'link':
    case 'unlink':
      return [command.body.to];
    case 'merge':
      return [command.body.into];
    case 'unmerge':
      return [command.body.from];
    default:
      return [];
  }
}

/** What a decision about one case means for a further one that its command named. */
export function decideFurther(
  other: Case,
  decided: Decided,
  context: Context,
): Decided | undefined {
  const { reference } = decided.after;
  const requested = decided.entries.find((entry) => entry.type === 'corrective_action.requested');
  if (!requested) return undefined;
  const { actionId } = requested.data;
  const linked = linkAction(other, { reference, actionId }, context);
  return linked.ok ? linked : undefined;
}

function openToDo(draft: Draft, context: Context, actionId: string): void {
  const action = find(draft.current, actionId);
  if (!action) return;
  openFor(draft, context, {
    key: `do-action/${actionId}/${action.reworks}`,
    kind: 'do_action',
    title: (locale) => recoveryTitlesIn(locale).doAction(actionId, action.problem),
    dueAt: action.dueAt,
    owner: action.owner,
  });
}

/** A manager approves it, with another owner or time where that is better. */
export function approveAction(
  current: Case,
  body: InvestigationBody<'approve-action'>,
  context: Context,
): Decision {
  const action = find(current, body.actionId);
  if (!action) return unknown();
  if (action.state !== 'requested') return notNow(action, 'approved');
  const person = findStaffer(context.staff, body.owner ?? action.owner);
  if (!person) return nobody();
  const dueAt = body.dueAt ? new Date(body.dueAt).toISOString() : action.dueAt;
  const fault = dueFault(dueAt, context);
  if (fault) return refuse('invalid', `${fault} Give another with dueAt.`, 'dueAt');
  const draft = draftOn(current, context);
  const owner = { staffId: person.staffId, name: person.name };
  draft.add('corrective_action.approved', { actionId: action.actionId, owner, dueAt });
  draft.close('done', ['approve_action'], `approve-action/${action.actionId}`);
  openToDo(draft, context, action.actionId);
  return draft.decided();
}

/** A manager refuses it, with a reason. */
export function refuseAction(
  current: Case,
  body: InvestigationBody<'refuse-action'>,
  context: Context,
): Decision {
  const action = find(current, body.actionId);
  if (!action) return unknown();
  if (action.state !== 'requested') return notNow(action, 'refused');
  const draft = draftOn(current, context);
  draft.add('corrective_action.refused', body);
  draft.close('done', ['approve_action'], `approve-action/${action.actionId}`);
  return draft.decided();
}

/** Records a step taken. */
export function recordStep(
  current: Case,
  body: InvestigationBody<'record-step'>,
  context: Context,
): Decision {
  const action = find(current, body.actionId);
  if (!action) return unknown();
  if (action.state !== 'approved') return notNow(action, 'worked on');
  const draft = draftOn(current, context);
  draft.add('corrective_action.step_taken', body);
  return draft.decided();
}

/** Its owner, or a supervisor, says that it is done; a manager is to check it after the policy's time. */
export function completeAction(
  current: Case,
  body: InvestigationBody<'complete-action'>,
  context: Context,
): Decision {
  const action = find(current, body.actionId);
  if (!action) return unknown();
  const { actor } = context;
  const isTheirs = actorText(actor) === `staff:${action.owner}`;
  if (!isTheirs && !(actor.type === 'staff' && isAtLeast(actor.role, 'supervisor')))
    return refuse('not_the_owner', 'Only its owner or a supervisor may say that it is done.');
  if (action.state !== 'approved') return notNow(action, 'done');
  const draft = draftOn(current, context);
  const { actionId, reworks } = action;
  draft.add('corrective_action.done', body);
  draft.close('done', ['do_action'], `do-action/${actionId}`);
  const { checkAfterDays, checkWithinDays } = context.rules.policy.correctiveActions;
  openFor(draft, context, {
    key: `verify-action/${actionId}/${reworks}`,
    kind: 'verify_action',
    title: (locale) => recoveryTitlesIn(locale).verifyAction(actionId),
    dueAt: hoursAfter(context.now, (checkAfterDays + checkWithinDays) * 24),
  });
  return draft.decided();
}

/** A manager says whether it worked: that it did only after the policy's time, that it did not at any time. */
export function verifyAction(
  current: Case,
  body: InvestigationBody<'verify-action'>,
  context: Context,
): Decision {
  const action = find(current, body.actionId);
  if (!action) return unknown();
  if (action.state !== 'done' || !action.doneAt) return notNow(action, 'verified');
  const { actionId } = action;
  const { checkAfterDays } = context.rules.policy.correctiveActions;
  const from = hoursAfter(action.doneAt, checkAfterDays * 24);
  if (body.effective && context.now.toISOString() < from)
    return refuse('not_possible', `Too early to say: from ${from} on.`);
  const dueAt = body.dueAt
    ? new Date(body.dueAt).toISOString()
    : hoursAfter(context.now, REWORK_HOURS);
  const fault = body.effective ? undefined : dueFault(dueAt, context);
  if (fault) return refuse('invalid', fault, 'dueAt');
  const draft = draftOn(current, context);
  const { effective, note } = body;
  draft.add('corrective_action.verified', {
    ...{ actionId, effective, note },
    ...(effective ? {} : { dueAt }),
  });
  draft.close('done', ['verify_action'], `verify-action/${actionId}`);
  if (!effective) openToDo(draft, context, actionId);
  return draft.decided();
}
