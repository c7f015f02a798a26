// The commands about the life of a case: assign, investigate, record, escalate, reopen. Resolving: ../investigation/closure.ts.
import { actorText, type Case, isAtLeast } from '../case.ts';
import {
  assignTo,
  escalateTo,
  openReview,
  reopenCase,
  wantsReviewAtOnce,
} from '../consequences.ts';
import { type Decision, draftOn, refuse } from '../draft.ts';
import { noticeToStaff } from '../messages.ts';
import { remedySeverityAfter } from '../remedies/terms.ts';
import { type Context, findStaffer, hoursAfter } from '../rules.ts';
import { titlesIn } from '../texts/task-titles.ts';
import type { CommandOf } from './commands.ts';

const actorId = (context: Context): string =>
  context.actor.type === 'staff' ? context.actor.staffId : actorText(context.actor);

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

export function reopen(current: Case, body: CommandOf<'reopen'>, context: Context): Decision {
  const draft = draftOn(current, context);
  reopenCase(draft, context, { reason: body.reason, raise: false, dissatisfied: false });
  return draft.decided();
}
