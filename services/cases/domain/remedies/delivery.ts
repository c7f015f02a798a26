// How approved compensation reaches the customer: by message or letter, by the payout port, by hand; and what a case that
// closes does with what is still open (R38). Who may approve is not known here.
import type { Case, Remedy } from '../case.ts';
import type { Draft } from '../draft.ts';
import { leaveToPerson, ownerOf, requestToCustomer } from '../messages.ts';
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

/** Puts giving a remedy on a person's list. */
export function deliverByHand(draft: Draft, context: Context, remedyId: string): void {
  const title: Title = (locale) => titlesIn(locale).deliverRemedy(remedyId);
  const owner = ownerOf(draft.current);
  const dueAt = hoursAfter(context.now, DELIVER_WITHIN_HOURS);
  // A key of its own each time: a payout that was tried again may fail again.
  const key = `deliver/${remedyId}/${draft.current.version}`;
  draft.open({ key, kind: 'deliver_remedy', title, owner, dueAt });
}

/**
 * Sends an approved remedy on its way. While contact is suspended nothing does, no money either; lifting the suspension
 * sends it.
 */
export function seeToDelivery(draft: Draft, context: Context, remedyId: string): void {
  const remedy = findRemedy(draft.current, remedyId);
  if (!remedy || draft.current.contactSuspended) return;
  if (remedy.delivery === 'payout' && context.rules.hasPayoutPort) {
    draft.add('payout.requested', { remedyId });
    return;
  }
  const reach = reachOf(draft.current);
  // A letter goes with a mail; where there is none, a person prints it.
  const told =
    (remedy.delivery !== 'letter' || reach === 'email') && tellOfRemedy(draft, context, remedy);
  if (told && isGivenByMessage(remedy)) return;
  if (isGivenByMessage(remedy) && reach === 'direct_message') {
    const title: Title = (locale) => titlesIn(locale).deliverRemedy(remedyId);
    const dueAt = hoursAfter(context.now, DELIVER_WITHIN_HOURS);
    leaveToPerson(draft, { key: `deliver/${remedyId}`, title, dueAt });
    return;
  }
  deliverByHand(draft, context, remedyId);
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
