// The commands about compensation: propose, withdraw, approve, reject, deliver, confirm, settle a payout.

import type { Case, Remedy, RemedyState } from '../case.ts';
import { type Decision, type Draft, draftOn, type Refused, refuse } from '../draft.ts';
import { noticeToStaff } from '../messages.ts';
import { centsText, parseCents } from '../money.ts';
import { SETTLED, takePayoutReport } from '../reactions/payout.ts';
import { nameApprover } from '../remedies/approver.ts';
import { findRemedy, onItsWay, seeToDelivery } from '../remedies/delivery.ts';
import { centsOf } from '../remedies/facts.ts';
import { decidesAs, othersOpen, warningsFor } from '../remedies/review.ts';
import { isAllowed, payeeOf, remedyLabel, type Terms, termsFor } from '../remedies/terms.ts';
import { type Context, hoursAfter } from '../rules.ts';
import { type Title, titlesIn } from '../texts/task-titles.ts';
import type { CommandOf } from './commands.ts';

const noSuchRemedy = () => refuse('not_found', 'This case has no such remedy.');

type Act = (draft: Draft, remedy: Remedy, context: Context) => Refused | undefined;

/**
 * The shape of all commands about one remedy: it is there, it is in the state that the command is for, nothing speaks
 * against it; then it is written.
 */
function onRemedy<Body extends { remedyId: string }>(
  from: RemedyState,
  participle: string,
  rule: {
    against?(current: Case, remedy: Remedy, body: Body, context: Context): Refused | undefined;
  },
  act: (body: Body) => Act,
) {
  return (current: Case, body: Body, context: Context): Decision => {
    const remedy = findRemedy(current, body.remedyId);
    if (!remedy) return noSuchRemedy();
    const against = rule.against?.(current, remedy, body, context);
    // What role may never do is said first: it tells less of the remedy.
    if (against && against.code !== 'not_possible') return against;
    if (remedy.state !== from)
      return refuse(
        'not_possible',
        `${remedy.remedyId} is ${remedy.state}: it cannot be ${participle}.`,
      );
    if (against) return against;
    const draft = draftOn(current, context);
    return act(body)(draft, remedy, context) ?? draft.decided();
  };
}

function approve(
  draft: Draft,
  context: Context,
  remedy: Remedy,
  as: 'own' | 'level' | 'alternate',
): void {
  const { remedyId, proposalVersion, option, amount, currency, payee } = remedy;
  const decided = decidesAs(draft.current, remedy, context);
  const others = othersOpen(draft.current, remedyId);
  draft.add('remedy.approved', {
    remedyId,
    proposalVersion,
    option,
    amount,
    currency,
    payee,
    role: 'ok' in decided ? remedy.approval : decided.needed,
    as,
    warnings: warningsFor(draft.current, remedy, context),
    ...(others.length > 0 ? { othersOpen: others } : {}),
  });
  draft.close('done', ['approve_remedy'], `approve/${remedyId}`);
  seeToDelivery(draft, context, remedyId);
}

/** Puts an approval on somebody's list: never the proposer's (R37). */
function askForApproval(draft: Draft, context: Context, remedy: Remedy): void {
  const { remedyId, option, amount, currency } = remedy;
  const { person, owner } = nameApprover(draft.current, remedy, context);
  const dueAt = hoursAfter(context.now, context.rules.policy.remedyApproval.withinHours);
  const kinds = new Set(warningsFor(draft.current, remedy, context).map(({ kind }) => kind));
  const title: Title = (locale) => {
    const label = remedyLabel(context.rules.policy, option, locale);
    const what = amount ? `${label}, ${amount} ${currency}` : label;
    const { approveRemedy: write, lookAt } = titlesIn(locale);
    return write(remedyId, what, [...kinds].map((kind) => lookAt[kind]).join(', '));
  };
  const key = `approve/${remedyId}`;
  draft.open({ key, kind: 'approve_remedy', title, owner, dueAt });
  noticeToStaff(draft, context, { key, person, title, dueAt });
}

function propose(draft: Draft, body: CommandOf<'propose-remedy'>, terms: Terms): string {
  const remedyId = `R${draft.current.remedies.length + 1}`;
  const { own: _, ...proposed } = terms;
  const payee = payeeOf(draft.current);
  draft.add('remedy.proposed', {
    remedyId,
    option: body.option,
    payee,
    reason: body.reason,
    ...proposed,
  });
  return remedyId;
}

export function proposeRemedy(
  current: Case,
  body: CommandOf<'propose-remedy'>,
  context: Context,
): Decision {
  const terms = termsFor(current, body, context);
  if ('fault' in terms) return refuse('invalid', terms.fault, terms.field);
  const draft = draftOn(current, context);
  const remedyId = propose(draft, body, terms);
  const proposed = findRemedy(draft.current, remedyId);
  if (!proposed) return noSuchRemedy();
  if (terms.own) approve(draft, context, proposed, 'own');
  else askForApproval(draft, context, proposed);
  return draft.decided();
}

export const withdrawRemedy = onRemedy<CommandOf<'withdraw-remedy'>>(
  'proposed',
  'withdrawn',
  {},
  (body) => (draft) => {
    draft.add('remedy.withdrawn', body);
    draft.close('cancelled', ['approve_remedy'], `approve/${body.remedyId}`);
    return undefined;
  },
);

function mayDecide(current: Case, remedy: Remedy, context: Context): Refused | undefined {
  const decided = decidesAs(current, remedy, context);
  return 'ok' in decided ? decided : undefined;
}

const reject = (draft: Draft, remedyId: string, reason: string): void => {
  draft.add('remedy.rejected', { remedyId, reason });
  draft.close('done', ['approve_remedy'], `approve/${remedyId}`);
};

/** The approval binds what was read: another version, amount or payee is refused (S39). */
function notWhatWasRead(
  current: Case,
  remedy: Remedy,
  body: CommandOf<'approve-remedy'>,
  context: Context,
): Refused | undefined {
  if (body.proposalVersion !== undefined && body.proposalVersion !== remedy.proposalVersion)
    return refuse('not_possible', 'This is not the proposal that you read: read it again.');
  if (body.amount !== undefined && parseCents(body.amount) !== parseCents(remedy.amount ?? ''))
    return refuse('not_possible', 'This is not the amount that was proposed: read it again.');
  if (payeeOf(current) !== remedy.payee)
    return refuse(
      'not_possible',
      'The customer’s address changed since: withdraw and propose again.',
    );
  if (!isAllowed(context.rules.policy, current, remedy))
    return refuse('not_possible', 'The policy no longer allows this option: withdraw it.');
  return undefined;
}

export const approveRemedy = onRemedy<CommandOf<'approve-remedy'>>(
  'proposed',
  'approved',
  {
    against: (current, remedy, body, context) =>
      mayDecide(current, remedy, context) ?? notWhatWasRead(current, remedy, body, context),
  },
  (body) => (draft, remedy, context) => {
    const decided = decidesAs(draft.current, remedy, context);
    if ('ok' in decided) return decided;
    const others = othersOpen(draft.current, remedy.remedyId);
    approve(draft, context, remedy, decided.as);
    if (body.others !== 'reject') return undefined;
    for (const remedyId of others) {
      const other = findRemedy(draft.current, remedyId);
      const refused = other && mayDecide(draft.current, other, context);
      if (refused) return refused;
      reject(draft, remedyId, `${remedy.remedyId} was approved instead`);
    }
    return undefined;
  },
);

export const rejectRemedy = onRemedy<CommandOf<'reject-remedy'>>(
  'proposed',
  'rejected',
  { against: (current, remedy, _body, context) => mayDecide(current, remedy, context) },
  (body) => (draft) => {
    reject(draft, body.remedyId, body.reason);
    return undefined;
  },
);

const underWay = (current: Case, remedy: Remedy): Refused | undefined => {
  const why = onItsWay(current, remedy);
  return why ? refuse('not_possible', why) : undefined;
};

const costText = (cost: string | undefined): string | undefined =>
  cost === undefined ? undefined : centsText(centsOf(cost));

export const deliverRemedy = onRemedy<CommandOf<'deliver-remedy'>>(
  'approved',
  'delivered',
  { against: underWay },
  (body) => (draft) => {
    draft.add('remedy.delivered', { ...body, cost: costText(body.cost) });
    draft.close('done', ['deliver_remedy'], `deliver/${body.remedyId}`);
    // A payout that failed is settled by giving it another way.
    draft.close('done', ['payout_trouble'], `payout/${body.remedyId}`);
    return undefined;
  },
);

export const confirmRemedy = onRemedy<CommandOf<'confirm-remedy'>>(
  'delivered',
  'confirmed',
  {},
  (body) => (draft) => {
    draft.add('remedy.confirmed', { ...body, cost: costText(body.cost) });
    return undefined;
  },
);

const unsettled = (_current: Case, remedy: Remedy): Refused | undefined =>
  remedy.payout === 'in_doubt' || remedy.payout === 'failed'
    ? undefined
    : refuse(
        'not_possible',
        `The payout of ${remedy.remedyId} is not in doubt and has not failed.`,
      );

/** A person found out what the port could not: it was paid, it was not, or the provider is to be asked once more. */
export const settlePayout = onRemedy<CommandOf<'settle-payout'>>(
  'approved',
  'settled',
  { against: unsettled },
  (body) => (draft, _remedy, context) => {
    const { remedyId, outcome, reason } = body;
    draft.add('payout.settled', { remedyId, outcome, reason });
    draft.close('done', ['payout_trouble'], `payout/${remedyId}`);
    if (outcome === 'retry') {
      draft.close('cancelled', ['deliver_remedy'], `deliver/${remedyId}`);
      if (!context.rules.hasPayoutPort)
        return refuse('not_possible', 'No payout port is set up: deliver it by hand.');
      draft.add('payout.requested', { remedyId });
      return undefined;
    }
    const status = outcome === 'paid' ? 'paid' : 'failed';
    takePayoutReport(draft, context, { remedyId, status, reason: SETTLED });
    return undefined;
  },
);
