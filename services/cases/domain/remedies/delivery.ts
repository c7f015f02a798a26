// How approved compensation reaches the customer: by message or letter, by the payout port, by hand; and what a case that
// closes does with what is still open (R38). Who may approve is not known here.
import { nameFor } from '../assignment/name-for.ts';
import type { Case, Remedy } from '../case.ts';
import type { Draft, NewTask } from '../draft.ts';
import {
  leaveToPerson,
  noticeToStaff,
  ownerOf,
  requestToCustomer,
  tellingKinds,
} from '../messages.ts';
import { type Context, hoursAfter, localeFor, reachOf } from '../rules.ts';
import { type Title, titlesIn } from '../texts/task-titles.ts';
import { remedyLabel } from './terms.ts';

const DELIVER_WITHIN_HOURS = 24;

/** A remedy of a case by its id. */
export const findRemedy = (current: Case, remedyId: string): Remedy | undefined =>
  current.remedies.find((remedy) => remedy.remedyId === remedyId);

/** Whether telling the customer is giving it to them: then the message's fate is that of the remedy. */
export const isGivenByMessage = ({ delivery }: Pick<Remedy, 'delivery'>): boolean =>
  delivery === 'message' || delivery === 'letter';

/** Writes the customer the compensation message (R38). False where none may go out by itself. */
export function tellOfRemedy(draft: Draft, context: Context, remedy: Remedy): boolean {
  const { policy } = context.rules;
  const locale = localeFor(draft.current.language, policy.locales);
  return requestToCustomer(draft, context, {
    key: `compensation/${remedy.remedyId}`,
    purpose: 'compensation',
    remedyId: remedy.remedyId,
    values: {
      remedyLabel: remedyLabel(policy, remedy.option, locale),
      ...(remedy.amount && remedy.currency
        ? { amount: remedy.amount, currency: remedy.currency }
        : {}),
      // The letter is dated by its approval, however often and whenever it is written out.
      ...(remedy.delivery === 'letter' && remedy.approvedAt
        ? { letterDate: remedy.approvedAt, remedyId: remedy.remedyId }
        : {}),
    },
  });
}

/** Tells the customer what was paid to them, by message or by a person, who is not asked any more once it can be written. */
export function tellOfPayout(draft: Draft, context: Context, remedy: Remedy): void {
  const key = `tell-remedy/${remedy.remedyId}`;
  if (tellOfRemedy(draft, context, remedy)) {
    draft.close('cancelled', tellingKinds, key);
    return;
  }
  leaveToPerson(draft, context, {
    key,
    title: (locale) => titlesIn(locale).tellPaid(remedy.remedyId),
  });
}

/** Puts giving a remedy on a person's list. */
export function deliverByHand(
  draft: Draft,
  context: Context,
  remedyId: string,
  owner: NewTask['owner'] = ownerOf(draft.current),
): void {
  if (draft.current.suspensionDecidedAt) {
    giveWithoutContact(draft, context, remedyId);
    return;
  }
  const title: Title = (locale) => titlesIn(locale).deliverRemedy(remedyId);
  const dueAt = hoursAfter(context.now, DELIVER_WITHIN_HOURS);
  // A key of its own each time: a payout that was tried again may fail again.
  const key = `deliver/${remedyId}/${draft.current.version}`;
  draft.open({ key, kind: 'deliver_remedy', title, owner, dueAt });
}

/** Why nobody may record it as given yet: it is under way by itself, in words. */
export function onItsWay(current: Case, remedy: Remedy): string | undefined {
  if (remedy.payout === 'requested' || remedy.payout === 'in_doubt')
    return 'Its payout is under way: wait for what becomes of it, or settle it.';
  const message = current.messages.find((known) => known.key === remedy.messageKey);
  const isUnderWay = message?.state === 'requested' || message?.state === 'delayed';
  return isGivenByMessage(remedy) && isUnderWay
    ? 'Its message is on the way: wait for what becomes of it.'
    : undefined;
}

/**
 * What was approved and waits stays with a manager while contact stays suspended (R17): staff disengage, and what is owed
 * needs somebody who gives it without them, or lifts the suspension.
 */
export function keepWithManager(draft: Draft, context: Context): void {
  for (const remedy of draft.current.remedies)
    if (remedy.state === 'approved' && !onItsWay(draft.current, remedy)) {
      const { remedyId } = remedy;
      draft.close('cancelled', ['deliver_remedy'], `deliver/${remedyId}`);
      giveWithoutContact(draft, context, remedyId);
    }
}

/** Contact is allowed again: what is owed goes its own way. `wasKept`: all of it was with a manager until now. */
export function resumeDelivery(draft: Draft, context: Context, wasKept: boolean): void {
  for (const remedy of draft.current.remedies) {
    const { remedyId, state, messageKey, payout } = remedy;
    // Paid while nothing could be said.
    if (state === 'delivered' && payout === 'paid' && !messageKey)
      tellOfPayout(draft, context, remedy);
    const wasHeld = !messageKey && !payout;
    if (state !== 'approved' || onItsWay(draft.current, remedy) || !(wasHeld || wasKept)) continue;
    draft.close('cancelled', ['deliver_remedy'], `deliver/${remedyId}`);
    if (wasHeld) seeToDelivery(draft, context, remedyId);
    else deliverByHand(draft, context, remedyId);
  }
}

/** Leaves giving a remedy to a manager, who does so without staff who are not to meet the customer (R17). */
export function giveWithoutContact(draft: Draft, context: Context, remedyId: string): void {
  const { person, owner } = nameFor(draft.current, context, 'department_manager');
  const title: Title = (locale) => titlesIn(locale).giveWithoutContact(remedyId);
  const dueAt = hoursAfter(context.now, DELIVER_WITHIN_HOURS);
  const key = `deliver/${remedyId}/${draft.current.version}`;
  draft.open({ key, kind: 'deliver_remedy', title, owner, dueAt });
  noticeToStaff(draft, context, { key, person, title, dueAt });
}

/**
 * Sends an approved remedy on its way. While contact is suspended nothing does, no money either; lifting the suspension
 * sends it, and once a manager has decided to keep it, it is theirs.
 */
export function seeToDelivery(draft: Draft, context: Context, remedyId: string): void {
  const remedy = findRemedy(draft.current, remedyId);
  if (!remedy) return;
  if (draft.current.contactSuspended) {
    if (draft.current.suspensionDecidedAt) giveWithoutContact(draft, context, remedyId);
    return;
  }
  if (remedy.delivery === 'payout' && context.rules.hasPayoutPort) {
    draft.add('payout.requested', { remedyId });
    return;
  }
  const reach = reachOf(draft.current);
  // A letter goes with a mail; where there is none, a person prints it.
  const told =
    (remedy.delivery !== 'letter' || reach === 'email') && tellOfRemedy(draft, context, remedy);
  if (told && isGivenByMessage(remedy)) return;
  // Only responders write there, and no other answer of theirs ends it (R45).
  const byResponder = isGivenByMessage(remedy) && reach === 'direct_message';
  const { channel } = draft.current;
  deliverByHand(
    draft,
    context,
    remedyId,
    byResponder ? { role: 'responder', platform: channel } : undefined,
  );
}

/**
 * What a case that closes does with its remedies: a satisfied customer has confirmed what was delivered, and a proposal
 * that nobody decided is withdrawn, on record, never left hanging.
 */
export function settleRemediesAtClose(draft: Draft, how: { satisfied: boolean }): void {
  for (const { remedyId, state } of draft.current.remedies) {
    if (state === 'proposed')
      draft.add('remedy.withdrawn', { remedyId, reason: 'the case was closed' });
    if (state === 'delivered' && how.satisfied)
      draft.add('remedy.confirmed', { remedyId, note: 'satisfied' });
  }
}
