// The commands about compensation: propose, withdraw, approve, reject, deliver, confirm.
import { actorText, type Case, isAtLeast, type Remedy } from '../case.ts';
import { nameFor } from '../consequences.ts';
import { type Decision, type Draft, draftOn, refuse } from '../draft.ts';
import { leaveToPerson, noticeToStaff, ownerOf, requestToCustomer } from '../messages.ts';
import { parseCents } from '../money.ts';
import { approvalNow, optionsAt, payeeOf, remedyLabel, termsFor } from '../remedy.ts';
import { type Context, hoursAfter, localeFor, reachOf } from '../rules.ts';
import { type Title, titlesIn } from '../texts/task-titles.ts';
import type { CommandOf } from './commands.ts';

const find = (current: Case, remedyId: string): Remedy | undefined =>
  current.remedies.find((remedy) => remedy.remedyId === remedyId);
const unknown = () => refuse('not_found', 'This case has no such remedy.');
const notNow = (remedy: Remedy, what: string) =>
  refuse('not_possible', `${remedy.remedyId} is ${remedy.state}: it cannot be ${what}.`);

/** Sends an approved remedy on its way: by message where one may go out, else as a task for a person. */
export function seeToDelivery(draft: Draft, context: Context, remedyId: string): void {
  const remedy = find(draft.current, remedyId);
  if (!remedy) return;
  const { policy } = context.rules;
  const locale = localeFor(draft.current.language, policy.locales);
  const requested = requestToCustomer(draft, context, {
    key: `compensation/${remedyId}`,
    purpose: 'compensation',
    remedyId,
    values: {
      remedyLabel: remedyLabel(policy, remedy.option, locale),
      ...(remedy.amount && remedy.currency
        ? { amount: remedy.amount, currency: remedy.currency }
        : {}),
    },
  });
  // While contact is suspended nothing goes out; lifting the suspension sends it.
  if (requested || draft.current.contactSuspended) return;
  const dueAt = hoursAfter(context.now, 24);
  const title: Title = (locale) => titlesIn(locale).deliverRemedy(remedyId);
  if (reachOf(draft.current) === 'direct_message')
    leaveToPerson(draft, { key: `deliver/${remedyId}`, title, dueAt });
  else {
    const owner = ownerOf(draft.current);
    draft.open({ key: `deliver/${remedyId}`, kind: 'deliver_remedy', title, owner, dueAt });
  }
}

function approve(draft: Draft, context: Context, remedy: Remedy): void {
  const { remedyId, proposalVersion, option, amount, currency, payee } = remedy;
  draft.add('remedy.approved', {
    remedyId,
    proposalVersion,
    option,
    amount,
    currency,
    payee,
    role: approvalNow(draft.current, remedy, context.rules.policy),
  });
  draft.close('done', ['approve_remedy'], `approve/${remedyId}`);
  seeToDelivery(draft, context, remedyId);
}

export function proposeRemedy(
  current: Case,
  body: CommandOf<'propose-remedy'>,
  context: Context,
): Decision {
  const terms = termsFor(current, body, context);
  if (typeof terms === 'string') return refuse('invalid', terms);
  const draft = draftOn(current, context);
  const remedyId = `R${current.remedies.length + 1}`;
  const { amount, currency, severity, approval, fourEyes } = terms;
  draft.add('remedy.proposed', {
    remedyId,
    option: body.option,
    amount,
    currency,
    payee: payeeOf(current),
    severity,
    approval,
    fourEyes,
    reason: body.reason,
  });
  const remedy = find(draft.current, remedyId);
  if (terms.own && remedy) {
    approve(draft, context, remedy);
    return draft.decided();
  }
  // The proposer cannot be the one whose list it lands on.
  const proposer = context.actor.type === 'staff' ? context.actor.staffId : '';
  const others = context.staff.filter((person) => person.staffId !== proposer);
  const { person, owner } = nameFor(current, { ...context, staff: others }, approval);
  const dueAt = hoursAfter(context.now, 24);
  const title: Title = (locale) => {
    const label = remedyLabel(context.rules.policy, body.option, locale);
    return titlesIn(locale).approveRemedy(
      remedyId,
      amount ? `${label}, ${amount} ${currency}` : label,
    );
  };
  const key = `approve/${remedyId}`;
  draft.open({ key, kind: 'approve_remedy', title, owner, dueAt });
  noticeToStaff(draft, context, { key, person, title, dueAt });
  return draft.decided();
}

export function withdrawRemedy(
  current: Case,
  body: CommandOf<'withdraw-remedy'>,
  context: Context,
): Decision {
  const remedy = find(current, body.remedyId);
  if (!remedy) return unknown();
  if (remedy.state !== 'proposed') return notNow(remedy, 'withdrawn');
  const draft = draftOn(current, context);
  draft.add('remedy.withdrawn', body);
  draft.close('cancelled', ['approve_remedy'], `approve/${body.remedyId}`);
  return draft.decided();
}

function approverRefusal(current: Case, remedy: Remedy, context: Context): Decision | undefined {
  const needed = approvalNow(current, remedy, context.rules.policy);
  const { actor } = context;
  if (actor.type !== 'staff' || !isAtLeast(actor.role, needed))
    return refuse('role_too_low', `Deciding ${remedy.remedyId} needs the role ${needed} or above.`);
  // A severity that has risen since also brings its four eyes.
  const fourEyes = remedy.fourEyes || needed !== 'frontline';
  if (fourEyes && remedy.proposedBy === actorText(actor))
    return refuse('own_proposal', 'Another person than the proposer must decide this.');
  return undefined;
}

export function approveRemedy(
  current: Case,
  body: CommandOf<'approve-remedy'>,
  context: Context,
): Decision {
  const remedy = find(current, body.remedyId);
  if (!remedy) return unknown();
  const refused = approverRefusal(current, remedy, context);
  if (refused) return refused;
  if (remedy.state !== 'proposed') return notNow(remedy, 'approved');
  if (body.proposalVersion !== undefined && body.proposalVersion !== remedy.proposalVersion)
    return refuse('not_possible', 'This is not the proposal that you read: read it again.');
  if (body.amount !== undefined && parseCents(body.amount) !== parseCents(remedy.amount ?? ''))
    return refuse('not_possible', 'This is not the amount that was proposed: read it again.');
  if (!optionsAt(context.rules.policy, current.remedySeverity).some((o) => o.key === remedy.option))
    return refuse('not_possible', 'The policy no longer allows this option: withdraw it.');
  const draft = draftOn(current, context);
  approve(draft, context, remedy);
  return draft.decided();
}

export function rejectRemedy(
  current: Case,
  body: CommandOf<'reject-remedy'>,
  context: Context,
): Decision {
  const remedy = find(current, body.remedyId);
  if (!remedy) return unknown();
  const refused = approverRefusal(current, remedy, context);
  if (refused) return refused;
  if (remedy.state !== 'proposed') return notNow(remedy, 'rejected');
  const draft = draftOn(current, context);
  draft.add('remedy.rejected', body);
  draft.close('done', ['approve_remedy'], `approve/${body.remedyId}`);
  return draft.decided();
}

export function deliverRemedy(
  current: Case,
  body: CommandOf<'deliver-remedy'>,
  context: Context,
): Decision {
  const remedy = find(current, body.remedyId);
  if (!remedy) return unknown();
  if (remedy.state !== 'approved') return notNow(remedy, 'delivered');
  const message = current.messages.find((known) => known.key === remedy.messageKey);
  if (message && (message.state === 'requested' || message.state === 'delayed'))
    return refuse('not_possible', 'Its message is on the way: wait for what becomes of it.');
  const draft = draftOn(current, context);
  draft.add('remedy.delivered', body);
  draft.close('done', ['deliver_remedy', 'tell_by_direct_message'], `deliver/${body.remedyId}`);
  return draft.decided();
}

export function confirmRemedy(
  current: Case,
  body: CommandOf<'confirm-remedy'>,
  context: Context,
): Decision {
  const remedy = find(current, body.remedyId);
  if (!remedy) return unknown();
  if (remedy.state !== 'delivered') return notNow(remedy, 'confirmed');
  const draft = draftOn(current, context);
  draft.add('remedy.confirmed', body);
  return draft.decided();
}
