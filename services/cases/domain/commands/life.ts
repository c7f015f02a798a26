// The commands about the life of a case: assign, investigate, record, escalate, resolve, follow up, reopen.
import { actorText, type Case, isAtLeast } from '../case.ts';
import {
  closeCase,
  closeTasksOfResolved,
  escalateTo,
  openReview,
  reopenCase,
  wantsReviewAtOnce,
} from '../consequences.ts';
import { type Decision, type Draft, draftOn, refuse } from '../draft.ts';
import { leaveToPerson, noticeToStaff, requestToCustomer } from '../messages.ts';
import { othersOpen } from '../remedies/review.ts';
import { remedySeverityAfter } from '../remedies/terms.ts';
import { type Context, findStaffer, hoursAfter, reachOf } from '../rules.ts';
import { titlesIn } from '../texts/task-titles.ts';
import type { CommandOf } from './commands.ts';

const actorId = (context: Context): string =>
  context.actor.type === 'staff' ? context.actor.staffId : actorText(context.actor);

function assignTo(draft: Draft, context: Context, staffId: string): void {
  const name = context.staff.find((person) => person.staffId === staffId)?.name ?? staffId;
  const before = draft.current.assignee;
  draft.add('case.assigned', { staffId, name });
  if (before) draft.handOver(before, staffId);
}

export function assign(current: Case, body: CommandOf<'assign'>, context: Context): Decision {
  const person = findStaffer(context.staff, body.to);
  if (!person) return refuse('invalid', 'No active member of staff by that name can take it.');
  const { actor } = context;
  const toSelf = person.staffId === actorId(context);
  if (!toSelf && !(actor.type === 'staff' && isAtLeast(actor.role, 'supervisor')))
    return refuse('role_too_low', 'Assigning others needs the role supervisor or above.');
  if (current.assignee === person.staffId)
    return refuse('not_possible', 'They have the case already.');
  const draft = draftOn(current, context);
  assignTo(draft, context, person.staffId);
  if (!toSelf)
    noticeToStaff(draft, context, {
      key: `assigned/${draft.current.version}`,
      person,
      title: (locale) => titlesIn(locale).investigate(),
      dueAt: hoursAfter(context.now, 24),
    });
  return draft.decided();
}

export function takeOver(current: Case, _body: unknown, context: Context): Decision {
  if (current.assignee === actorId(context))
    return refuse('not_possible', 'You have the case already.');
  const draft = draftOn(current, context);
  assignTo(draft, context, actorId(context));
  return draft.decided();
}

export function startInvestigation(current: Case, _body: unknown, context: Context): Decision {
  const draft = draftOn(current, context);
  draft.add('investigation.started', {});
  draft.close('done', ['review']);
  return draft.decided();
}

export function note(current: Case, body: CommandOf<'note'>, context: Context): Decision {
  const draft = draftOn(current, context);
  draft.add('note.added', body);
  return draft.decided();
}

export function correct(current: Case, body: CommandOf<'correct'>, context: Context): Decision {
  const { categories } = context.rules.policy;
  if (
    body.category &&
    body.category !== 'unknown' &&
    !categories.some((known) => known.key === body.category)
  )
    return refuse(
      'invalid',
      `The policy has these categories: ${categories.map((known) => known.key).join(', ')}.`,
    );
  const draft = draftOn(current, context);
  const remedySeverity = body.severity
    ? remedySeverityAfter(current, body.severity, context)
    : current.remedySeverity;
  draft.add('case.corrected', { ...body, remedySeverity });
  const unresolved = current.status !== 'resolved';
  if (unresolved && !wantsReviewAtOnce(current) && wantsReviewAtOnce(draft.current))
    openReview(draft, context);
  return draft.decided();
}

export function impact(current: Case, body: CommandOf<'impact'>, context: Context): Decision {
  const draft = draftOn(current, context);
  const currency = body.lossAmount ? (body.lossCurrency ?? context.rules.policy.currency) : '';
  draft.add('impact.assessed', {
    ...(body as Record<string, string | number>),
    ...(currency ? { lossCurrency: currency } : {}),
  });
  return draft.decided();
}

export function rootCause(
  current: Case,
  body: CommandOf<'root-cause'>,
  context: Context,
): Decision {
  const draft = draftOn(current, context);
  draft.add('root_cause.recorded', body);
  return draft.decided();
}

export function escalate(current: Case, body: CommandOf<'escalate'>, context: Context): Decision {
  const level = body.level ?? current.escalationLevel + 1;
  if (level <= current.escalationLevel || level > 3)
    return refuse(
      'not_possible',
      current.escalationLevel === 3
        ? 'The case is at the highest level.'
        : `The case is at level ${current.escalationLevel}: escalate to a higher one.`,
    );
  const draft = draftOn(current, context);
  escalateTo(draft, context, { level, reason: body.reason });
  return draft.decided();
}

/** Resolving a new case is the first-contact fix: whoever does it has the case by it (R23). */
export function resolve(current: Case, body: CommandOf<'resolve'>, context: Context): Decision {
  const draft = draftOn(current, context);
  if (!current.assignee) assignTo(draft, context, actorId(context));
  const undecided = othersOpen(current, '');
  draft.add('case.resolved', { ...body, ...(undecided.length > 0 ? { undecided } : {}) });
  closeTasksOfResolved(draft);
  const key = `closing/${current.epoch}`;
  const requested = requestToCustomer(draft, context, {
    key,
    purpose: 'closing',
    values: { outcomeSummary: body.summary },
  });
  // Every resolution on a social channel goes by direct message (R46): where the resolver may not write, a responder does.
  if (!requested && !current.contactSuspended && reachOf(current) === 'direct_message')
    leaveToPerson(draft, {
      key,
      title: (locale) => titlesIn(locale).tellOutcome(),
      dueAt: hoursAfter(context.now, 24),
    });
  return draft.decided();
}

/** R25: satisfied closes; not satisfied reopens one level up. */
export function followUp(current: Case, body: CommandOf<'follow-up'>, context: Context): Decision {
  const draft = draftOn(current, context);
  draft.add('follow_up.recorded', body);
  if (body.satisfied) {
    closeCase(draft, { how: 'satisfied' });
  } else {
    reopenCase(draft, context, { reason: 'the customer is not satisfied', raise: true });
  }
  return draft.decided();
}

export function reopen(current: Case, body: CommandOf<'reopen'>, context: Context): Decision {
  const draft = draftOn(current, context);
  reopenCase(draft, context, { reason: body.reason, raise: false });
  return draft.decided();
}
