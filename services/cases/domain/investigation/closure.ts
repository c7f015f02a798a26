// Resolving a case, and the gate before it: what a longer case must have before its outcome may be told (R21, R23, R24).
import { isSocial } from '#shared/events/intake.ts';
import { assignTo } from '../assignment/assign.ts';
import { partialStaff } from '../assignment/impartial.ts';
import { actorText, type Case } from '../case.ts';
import { closeTasksOfResolved } from '../consequences.ts';
import { type Decision, type Draft, draftOn, type Refused, refuse } from '../draft.ts';
import { leaveToPerson, requestToCustomer, tellingKinds } from '../messages.ts';
import { othersOpen } from '../remedies/review.ts';
import type { Context } from '../rules.ts';
import { titlesIn } from '../texts/task-titles.ts';
import type { InvestigationBody } from './schemas.ts';

/** Whether it may still be fixed at first contact: small, nobody has worked on it, and it never went up (R23). */
export const isFirstContact = (current: Case, context: Context): boolean =>
  current.status === 'new' &&
  current.epoch === 1 &&
  current.escalationLevel === 0 &&
  context.rules.policy.investigation.firstContactSeverities.includes(current.severity);

/** What a longer case must have before its outcome may be told: the cause, and what is done about it or why nothing is. */
const gateParts = ['root_cause', 'action_or_reason'] as const;
export type GatePart = (typeof gateParts)[number];

/** All that still stands in the way of resolving a case; nothing for kinds without a gate and for the first-contact fix. */
export function missingToResolve(
  current: Case,
  body: Partial<Pick<InvestigationBody<'resolve'>, 'whyNoAction'>>,
  context: Context,
): GatePart[] {
  const { gateKinds } = context.rules.policy.investigation;
  if (!gateKinds.includes(current.kind) || isFirstContact(current, context)) return [];
  const acted =
    current.linkedActions.length > 0 || current.actions.some(({ state }) => state !== 'refused');
  return gateParts.filter((part) =>
    part === 'root_cause' ? !current.rootCause : !acted && !body.whyNoAction,
  );
}

const gateMessages: Record<GatePart, string> = {
  root_cause: 'Record the root cause first ("root-cause"): why it happened.',
  action_or_reason:
    'Request a corrective action first ("request-action"), or say why none is needed (whyNoAction).',
};

/** Why a case may not be resolved yet, or undefined. */
function gateRefusal(
  current: Case,
  body: InvestigationBody<'resolve'>,
  context: Context,
): Refused | undefined {
  const [missing] = missingToResolve(current, body, context);
  return missing && refuse('not_possible', gateMessages[missing]);
}

/** Resolving a new case is the first-contact fix: whoever does it has the case by it (R23). */
export function resolve(
  current: Case,
  body: InvestigationBody<'resolve'>,
  context: Context,
): Decision {
  const refused = gateRefusal(current, body, context);
  if (refused) return refused;
  const { actor } = context;
  const by = actor.type === 'staff' ? actor.staffId : actorText(actor);
  if (!current.assignee && partialStaff(current, context.staff).has(by))
    return refuse('not_impartial', 'Somebody impartial must resolve it: it is about you (R21).');
  const draft = draftOn(current, context);
  if (!current.assignee) assignTo(draft, context, by);
  const undecided = othersOpen(current, '');
  const { language: locale, ...said } = body;
  draft.add('case.resolved', { ...said, ...(undecided.length > 0 ? { undecided } : {}) });
  closeTasksOfResolved(draft);
  if (body.told) {
    draft.close('done', ['message_failed']);
    return draft.decided();
  }
  tellOutcome(draft, context, { key: `closing/${current.epoch}`, summary: body.summary, locale });
  return draft.decided();
}

function tellOutcome(
  draft: Draft,
  context: Context,
  { key, summary, locale }: { key: string; summary: string; locale?: string | undefined },
): void {
  const { channel, epoch } = draft.current;
  const requested = requestToCustomer(draft, context, {
    key: `closing/${epoch}`,
    purpose: 'closing',
    values: { outcomeSummary: summary },
    locale,
  });
  // Every resolution on a social channel goes by direct message (R46): where the resolver may not write, a responder does.
  if (!requested)
    leaveToPerson(draft, context, {
      key,
      title: (of) => {
        const { tellOutcome: bySocial, tellOutcomeInPerson } = titlesIn(of);
        return isSocial(channel) ? bySocial() : tellOutcomeInPerson();
      },
    });
}

/** Tells the outcome of a case that was resolved while nothing could go out, or whose telling a threat cut short (R17). */
export function tellOutcomeLate(draft: Draft, context: Context): void {
  const { status, resolution, epoch, version, messages, toldAt } = draft.current;
  if (status !== 'resolved' || !resolution || resolution.told) return;
  const key = `closing/${epoch}`;
  if (messages.some((known) => known.key === key) || (toldAt && toldAt > resolution.at)) return;
  const { summary } = resolution;
  // Who was to tell it by hand is asked once, or no more where it can be written now.
  draft.close('cancelled', tellingKinds, key);
  tellOutcome(draft, context, { key: `${key}/${version}`, summary });
}
