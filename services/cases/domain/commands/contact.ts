// The commands about contact with the customer: updates, answers, acknowledging in person, waiting, agitation, threats.
import { isSocial } from '#shared/events/intake.ts';
import { platformFacts } from '#shared/events/social-platforms.ts';
import type { Case } from '../case.ts';
import {
  isManagerTold,
  markAgitated,
  seeToAcknowledgement,
  settleSuspicion,
  suspendContact,
} from '../consequences.ts';
import { type Decision, draftOn, type Refused, refuse, suspendedKinds } from '../draft.ts';
import { tellOutcomeLate } from '../investigation/closure.ts';
import { contactDone } from '../investigation/follow-up.ts';
import { leaveUpdateToPerson, requestToCustomer, tellingKinds } from '../messages.ts';
import { resumeDelivery } from '../remedies/delivery.ts';
import { type Context, hoursAfter, reachOf } from '../rules.ts';
import type { CommandOf } from './commands.ts';
import { contactRefusal } from './threat.ts';

const ESTIMATE_DAYS_MAX = 366;

const suspendedRefusal = (current: Case): Refused | undefined =>
  current.contactSuspended
    ? refuse(
        'contact_suspended',
        'Contact is suspended until a manager lifts it: nothing goes out.',
      )
    : undefined;

/** R46: there is no way to send it from here. */
const byHandRefusal = ({ channel }: Case): Refused | undefined =>
  isSocial(channel) && platformFacts[channel].answers === 'by_hand'
    ? refuse(
        'not_possible',
        `Redress cannot write on ${channel}: answer by direct message in its own app, then record it (record-app-answer).`,
      )
    : undefined;

/**
 * The templates that a reply can stand in now, the usual one first: for an inquiry without its answer that is the answer, as news
 * does not end its promise (R03). By mail an answer waits for the acknowledgement: it would take its place (R10).
 */
export function replyTemplates(current: Case): ('update' | 'answer')[] {
  if (isSocial(current.channel)) return ['answer'];
  if (current.acknowledgement.state !== 'done') return ['update'];
  const isOwed = current.kind === 'inquiry' && !current.answeredAt;
  return isOwed ? ['answer', 'update'] : ['update', 'answer'];
}

export function sendUpdate(
  current: Case,
  body: CommandOf<'send-update'>,
  context: Context,
): Decision {
  const refused = suspendedRefusal(current);
  if (refused) return refused;
  const estimate = body.estimatedResolution && new Date(body.estimatedResolution).toISOString();
  if (estimate && estimate <= context.now.toISOString())
    return refuse(
      'invalid',
      'The estimated resolution must lie in the future.',
      'estimatedResolution',
    );
  if (estimate && estimate > hoursAfter(context.now, ESTIMATE_DAYS_MAX * 24))
    return refuse(
      'invalid',
      `An estimate is at most ${ESTIMATE_DAYS_MAX} days ahead.`,
      'estimatedResolution',
    );
  const purpose = body.template ?? 'update';
  if (purpose === 'answer' && !replyTemplates(current).includes(purpose))
    return refuse('invalid', 'The acknowledgement goes out first: choose the update.', 'template');
  const draft = draftOn(current, context);
  const mayReach = reachOf(current) !== 'none';
  draft.add('update.sent', {
    text: body.text,
    ...(estimate ? { estimatedResolution: estimate } : {}),
    template: purpose,
    ...(mayReach ? {} : { untold: true }),
  });
  draft.close('done', ['read_reply']);
  if (!mayReach) {
    // It stands on the status page; nobody has been told until a person does.
    draft.close('cancelled', tellingKinds, 'tell-update');
    leaveUpdateToPerson(draft, context);
    return draft.decided();
  }
  requestToCustomer(draft, context, {
    key: `update/${draft.current.version}`,
    purpose,
    values: { text: body.text },
    locale: body.language,
  });
  draft.close('done', tellingKinds);
  contactDone(draft);
  return draft.decided();
}

/** R10, R45, R46: a responder's own words, by direct message; the first one is the acknowledgement too. */
export function answer(current: Case, body: CommandOf<'answer'>, context: Context): Decision {
  const refused = suspendedRefusal(current) ?? byHandRefusal(current);
  if (refused) return refused;
  const draft = draftOn(current, context);
  const key = `answer/${current.version + 1}`;
  draft.add('customer.answered', { text: body.text, key });
  const values = { text: body.text };
  const locale = body.language;
  if (!requestToCustomer(draft, context, { key, purpose: 'answer', values, locale }))
    return refuse(
      'not_possible',
      'The platform gave no user to write to: reach them by hand and record the contact.',
    );
  draft.close('done', ['answer_social', ...tellingKinds, 'read_reply']);
  contactDone(draft);
  return draft.decided();
}

/** R46: where Redress cannot write, a responder does it in the platform's own app, by direct message, and it stands on record. */
export function recordAppAnswer(
  current: Case,
  body: CommandOf<'record-app-answer'>,
  context: Context,
): Decision {
  const refused = suspendedRefusal(current);
  if (refused) return refused;
  const occurredAt = body.occurredAt && new Date(body.occurredAt).toISOString();
  if (occurredAt && occurredAt > context.now.toISOString())
    return refuse('invalid', 'occurredAt: what is recorded was written already.', 'occurredAt');
  const draft = draftOn(current, context);
  draft.add('answer.recorded', { text: body.text, ...(occurredAt ? { occurredAt } : {}) });
  if (current.acknowledgement.state !== 'done') draft.add('case.acknowledged', { how: 'by_hand' });
  draft.close('done', ['answer_social', ...tellingKinds, 'read_reply']);
  draft.close('done', ['acknowledgement_failed', 'message_failed']);
  contactDone(draft);
  return draft.decided();
}

/** Told in person or by phone, and that is the acknowledgement (R07, R10). */
export function acknowledgeInPerson(
  current: Case,
  body: CommandOf<'acknowledge-in-person'>,
  context: Context,
): Decision {
  const refused = suspendedRefusal(current);
  if (refused) return refused;
  if (current.acknowledgement.state === 'done')
    return refuse('not_possible', 'The case is acknowledged already.');
  const draft = draftOn(current, context);
  draft.add('case.acknowledged', body);
  draft.close('done', ['acknowledge_in_person', 'acknowledgement_failed', 'answer_social']);
  return draft.decided();
}

export function recordContact(
  current: Case,
  body: CommandOf<'record-contact'>,
  context: Context,
): Decision {
  const draft = draftOn(current, context);
  draft.add('contact.recorded', body);
  draft.close('done', [...tellingKinds, 'agitated_customer']);
  contactDone(draft);
  return draft.decided();
}

export function wait(current: Case, body: CommandOf<'wait'>, context: Context): Decision {
  const until = new Date(body.until).toISOString();
  if (until <= context.now.toISOString())
    return refuse('invalid', 'The wait must end in the future.', 'until');
  const { daysMax } = context.rules.policy.waiting;
  if (until > hoursAfter(context.now, daysMax * 24))
    return refuse('invalid', `A wait is at most ${daysMax} days.`, 'until');
  const draft = draftOn(current, context);
  draft.add('case.waiting', { until, reason: body.reason, for: body.for });
  return draft.decided();
}

export function resume(current: Case, body: CommandOf<'resume'>, context: Context): Decision {
  const draft = draftOn(current, context);
  draft.add('case.resumed', { reason: body.reason });
  draft.close('done', ['wait_ended']);
  return draft.decided();
}

export function agitated(
  current: Case,
  body: CommandOf<'mark-agitated'>,
  context: Context,
): Decision {
  if (isManagerTold(current)) return refuse('not_possible', 'A manager was told already.');
  const draft = draftOn(current, context);
  markAgitated(draft, context, body.reason);
  return draft.decided();
}

export function threatening(
  current: Case,
  body: CommandOf<'mark-threatening'>,
  context: Context,
): Decision {
  if (current.contactSuspended) return refuse('not_possible', 'Contact is suspended already.');
  const draft = draftOn(current, context);
  settleSuspicion(draft, { threat: true, reason: body.reason });
  suspendContact(draft, context, body.reason);
  return draft.decided();
}

/**
 * What was held back goes out: the neutral acknowledgement first (R17), then approved compensation. What people were to do with
 * the customer is on their lists again.
 */
export function liftSuspension(
  current: Case,
  body: CommandOf<'lift-suspension'>,
  context: Context,
): Decision {
  const refused = contactRefusal(current, context);
  if (refused) return refused;
  const draft = draftOn(current, context);
  draft.add('suspension.lifted', body);
  draft.close('done', ['decide_contact']);
  // A closed case has nothing to begin again but what it owes.
  if (current.status !== 'closed' && draft.current.acknowledgement.state === 'held')
    seeToAcknowledgement(draft, context, draft.current.relayed);
  tellOutcomeLate(draft, context);
  const { withinHours } = context.rules.policy.contactDecision;
  draft.resume(suspendedKinds, withinHours);
  resumeDelivery(draft, context, current.suspensionDecidedAt !== undefined);
  return draft.decided();
}
