// The commands about the life of a case: investigate, record, escalate, reopen. Who has it: assignment.ts. Resolving:
// ../investigation/closure.ts.
import { severities } from '#shared/events/intake.ts';
import { leavesToOthers, partialStaff } from '../assignment/impartial.ts';
import type { Case } from '../case.ts';
import { escalateTo, openReview, reopenCase, wantsReviewAtOnce } from '../consequences.ts';
import { type Decision, draftOn, refuse } from '../draft.ts';
import { remedySeverityAfter } from '../remedies/terms.ts';
import type { Context } from '../rules.ts';
import type { CommandOf } from './commands.ts';

export function startInvestigation(current: Case, _body: unknown, context: Context): Decision {
  const { actor } = context;
  if (actor.type === 'staff' && partialStaff(current, context.staff).has(actor.staffId))
    return refuse(
      'not_impartial',
      'Somebody impartial must investigate it: it is about you (R21).',
    );
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
      'category',
    );
  const { kind = current.kind, severity = current.severity } = body;
  const eases = severities.indexOf(severity) < severities.indexOf(current.severity);
  // R21: what takes a complaint out of the matrix, or eases it, is not for whom it is about.
  const partial = (eases || kind !== current.kind) && leavesToOthers(current, 'frontline', context);
  if (partial) return refuse('not_impartial', partial);
  const draft = draftOn(current, context);
  const remedySeverity = body.severity
    ? remedySeverityAfter(current, body.severity, context)
    : current.remedySeverity;
  draft.add('case.corrected', { ...body, remedySeverity });
  if (body.category) draft.close('done', ['triage']);
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
