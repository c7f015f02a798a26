// Remedies and payouts of changed cases become rows. What was decided is not questioned here. SQL: the stores.
import type { Query } from '#shared/db.ts';
import { derivedId } from '#shared/ids.ts';
import type { Case, Remedy } from '../domain/case.ts';
import { findRemedy } from '../domain/remedies/delivery.ts';
import type { TimelineEntry } from '../domain/timeline/entries.ts';
import { type PayoutRow, putPayouts, settlePayouts } from '../stores/payout-store.ts';
import { putRemedies, type RemedyRow } from '../stores/remedy-store.ts';
import type { Shell } from '../work.ts';
import { customerDigests } from './remedy-facts.ts';

/** The key that the provider knows a payout by: the same remedy has the same, whenever it is made. */
export const payoutIdOf = (caseId: string, remedyId: string): string =>
  derivedId(caseId, `payout/${remedyId}`);

const remedyRow = (shell: Shell, current: Case, { cost, ...remedy }: Remedy): RemedyRow => ({
  ...remedy,
  caseId: current.caseId,
  estimatedCost: cost.estimated,
  actualCost: cost.actual,
  customerKeys: customerDigests(shell, current),
});

type Changed = {
  before: Case | undefined;
  current: Case;
  trace: string;
  steps: { entry: TimelineEntry; after: Case }[];
};

function payoutRows({ current, trace, steps }: Changed): PayoutRow[] {
  return steps.flatMap(({ entry, after }): PayoutRow[] => {
    if (entry.type !== 'payout.requested') return [];
    const { caseId, reference } = current;
    const { remedyId } = entry.data;
    const remedy = findRemedy(after, remedyId);
    if (!remedy?.amount || !remedy.currency) return [];
    const { option, amount, currency, payee } = remedy;
    const payoutId = payoutIdOf(caseId, remedyId);
    return [
      {
        payoutId,
        caseId,
        remedyId,
        reference,
        option,
        amount,
        currency,
        payee,
        trace,
        at: entry.at,
      },
    ];
  });
}

const settlements = ({ current, steps }: Changed) =>
  steps.flatMap(({ entry }) => {
    if (entry.type !== 'payout.settled' || entry.data.outcome === 'retry') return [];
    const { remedyId, outcome } = entry.data;
    const state = outcome === 'paid' ? ('paid' as const) : ('failed' as const);
    return [{ payoutId: payoutIdOf(current.caseId, remedyId), state, at: entry.at }];
  });

/** Writes what became of remedies, with sets. */
export async function writeRemedies(query: Query, shell: Shell, changed: Changed[]): Promise<void> {
  const remedies = changed.flatMap(({ before, current }) =>
    before?.remedies === current.remedies
      ? []
      : current.remedies.map((remedy) => remedyRow(shell, current, remedy)),
  );
  if (remedies.length === 0) return;
  await putRemedies(query, remedies);
  const payouts = changed.flatMap(payoutRows);
  if (payouts.length > 0) await putPayouts(query, payouts);
  const settled = changed.flatMap(settlements);
  if (settled.length > 0) await settlePayouts(query, settled);
}
