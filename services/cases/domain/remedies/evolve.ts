// How the entries of remedies and their payouts change a case. Pure and total: no rules here, only consequences.
import type { Case, Remedy } from '../case.ts';
import type { Change } from '../timeline/change.ts';
import type { EntryType } from '../timeline/entries.ts';

/** The change of a case by which one remedy of it changes. */
export const withRemedy = (
  current: Case,
  remedyId: string,
  change: Partial<Remedy>,
): Partial<Case> => ({
  remedies: current.remedies.map((remedy) =>
    remedy.remedyId === remedyId ? { ...remedy, ...change } : remedy,
  ),
});

const costOf = (current: Case, remedyId: string): Remedy['cost'] =>
  current.remedies.find((remedy) => remedy.remedyId === remedyId)?.cost ?? { estimated: '0.00' };

/** The cost with what it came to: as it was told, else (once delivered) as estimated. */
function costed(
  current: Case,
  remedyId: string,
  told: string | undefined,
  settles: boolean,
): Remedy['cost'] {
  const known = costOf(current, remedyId);
  const actual = told ?? known.actual ?? (settles ? known.estimated : undefined);
  return actual === undefined ? known : { ...known, actual };
}

/** The changes, by type of entry. */
export const remedyChanges = {
  'remedy.proposed': (c, data, { actor, version, at }) => ({
    remedies: [
      ...c.remedies,
      {
        remedyId: data.remedyId,
        proposalVersion: version,
        option: data.option,
        amount: data.amount,
        currency: data.currency,
        payee: data.payee,
        severity: data.severity,
        approval: data.approval,
        fourEyes: data.fourEyes,
        ...(data.appeasement ? { appeasement: true as const } : {}),
        delivery: data.delivery,
        cost: { estimated: data.estimatedCost },
        proposedBy: actor,
        proposedAt: at,
        state: 'proposed',
      },
    ],
  }),
  'remedy.withdrawn': (c, data) => withRemedy(c, data.remedyId, { state: 'withdrawn' }),
  'remedy.approved': (c, data, { actor, at }) =>
    withRemedy(c, data.remedyId, { state: 'approved', approvedBy: actor, approvedAt: at }),
  'remedy.rejected': (c, data) => withRemedy(c, data.remedyId, { state: 'rejected' }),
  'remedy.delivered': (c, data, { at }) =>
    withRemedy(c, data.remedyId, {
      state: 'delivered',
      deliveredAt: at,
      cost: costed(c, data.remedyId, data.cost, true),
    }),
  'remedy.delivery_failed': (c, data) =>
    withRemedy(c, data.remedyId, {
      state: 'approved',
      deliveredAt: undefined,
      cost: { estimated: costOf(c, data.remedyId).estimated },
    }),
  'remedy.confirmed': (c, data, { at }) =>
    withRemedy(c, data.remedyId, {
      state: 'confirmed',
      confirmedAt: at,
      cost: costed(c, data.remedyId, data.cost, false),
    }),
  'payout.requested': (c, data) => withRemedy(c, data.remedyId, { payout: 'requested' }),
  'payout.reported': (c, data) => withRemedy(c, data.remedyId, { payout: data.status }),
  'payout.settled': () => ({}),
} satisfies { [T in EntryType]?: Change<T> };
