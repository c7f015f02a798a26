// The commands about who has a case: assign, take over, and whom of the staff it complains about (R20, R21).
import { assignTo, keepImpartial, tellAssignee } from '../assignment/assign.ts';
import { isAway } from '../assignment/availability.ts';
import { partialityOf, partialStaff } from '../assignment/impartial.ts';
import { moveDecisions } from '../assignment/move-decisions.ts';
import { actorText, type Case, isAtLeast } from '../case.ts';
import { type Decision, draftOn, refuse } from '../draft.ts';
import { type Context, findStaffer } from '../rules.ts';
import type { CommandOf } from './commands.ts';

const actorId = (context: Context): string =>
  context.actor.type === 'staff' ? context.actor.staffId : actorText(context.actor);

export function assign(current: Case, body: CommandOf<'assign'>, context: Context): Decision {
  const person = findStaffer(context.staff, body.to);
  if (!person)
    return refuse('invalid', 'No active member of staff by that name can take it.', 'to');
  const { actor } = context;
  const toSelf = person.staffId === actorId(context);
  if (!toSelf && !(actor.type === 'staff' && isAtLeast(actor.role, 'supervisor')))
    return refuse('role_too_low', 'Assigning others needs the role supervisor or above.');
  if (current.assignee === person.staffId)
    return refuse('not_possible', 'They have the case already.');
  const partial = partialityOf(current, person, context.staff);
  if (partial) return refuse('not_impartial', partial);
  if (!toSelf && isAway(person, context.now))
    return refuse('not_possible', `${person.name} is away until ${person.away?.until ?? ''}.`);
  const draft = draftOn(current, context);
  assignTo(draft, context, person.staffId);
  if (!toSelf) tellAssignee(draft, context, person.staffId);
  return draft.decided();
}

export function takeOver(current: Case, _body: unknown, context: Context): Decision {
  const staffId = actorId(context);
  if (current.assignee === staffId) return refuse('not_possible', 'You have the case already.');
  const name = context.staff.find((person) => person.staffId === staffId)?.name ?? staffId;
  const partial = partialityOf(current, { staffId, name }, context.staff);
  if (partial) return refuse('not_impartial', partial);
  const draft = draftOn(current, context);
  assignTo(draft, context, staffId);
  return draft.decided();
}

/** R21: whoever has the case and is not impartial any more loses it at once. */
export function recordComplainedAbout(
  current: Case,
  body: CommandOf<'record-complained-about'>,
  context: Context,
): Decision {
  const person = findStaffer(context.staff, body.who);
  if (!person) return refuse('invalid', 'There is no active member of staff by that name.', 'who');
  const { staffId, name } = person;
  if (current.complainedAbout.some((known) => known.staffId === staffId))
    return refuse('not_possible', 'That stands on record already.');
  const draft = draftOn(current, context);
  draft.add('staff.complained_about', { staffId, name, evidence: body.reason });
  keepImpartial(draft, context);
  moveDecisions(draft, context);
  return draft.decided();
}

/** A name that was found, but that the complaint is not about. Never by that person. */
export function withdrawComplainedAbout(
  current: Case,
  body: CommandOf<'withdraw-complained-about'>,
  context: Context,
): Decision {
  const known = current.complainedAbout.find(
    ({ staffId }) => staffId === (findStaffer(context.staff, body.who)?.staffId ?? body.who),
  );
  if (!known) return refuse('not_found', 'The case is about nobody by that name.');
  if (partialStaff(current, context.staff).has(actorId(context)))
    return refuse('not_impartial', 'Somebody impartial must say so (R21).');
  const draft = draftOn(current, context);
  const { staffId, name } = known;
  draft.add('staff.not_complained_about', { staffId, name, reason: body.reason });
  return draft.decided();
}
