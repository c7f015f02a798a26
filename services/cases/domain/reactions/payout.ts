// What the payout port found out becomes entries and tasks of the case: paid, failed, or in doubt for too long (R37, R38).
import type { Case } from '../case.ts';
import { type Decided, type Draft, draftOn } from '../draft.ts';
import { ownerOf } from '../messages.ts';
import { deliverByHand, findRemedy, tellOfPayout } from '../remedies/delivery.ts';
import { type Context, hoursAfter } from '../rules.ts';
import { titlesIn } from '../texts/task-titles.ts';

/** What is known of a payout. `in_doubt`: the port cannot find out by itself any more, a person must. */
export type PayoutReport = {
  remedyId: string;
  status: 'paid' | 'failed' | 'in_doubt';
  /** A closed word, e.g. `http_422`, `key_unknown`, `settled_by_person`. */
  reason?: string | undefined;
  /** The provider's own reference. */
  providerReference?: string | undefined;
};

/** The reason of a report that a person made: they know of it. */
export const SETTLED = 'settled_by_person';

function raise(draft: Draft, context: Context, report: PayoutReport, twice: boolean): void {
  const { remedyId, status, reason = status } = report;
  draft.open({
    key: `payout/${remedyId}/${draft.current.version}`,
    // Getting money back has no command: a person says when it is done.
    kind: twice ? 'paid_twice' : 'payout_trouble',
    title: (locale) =>
      twice
        ? titlesIn(locale).paidTwice(remedyId)
        : titlesIn(locale).payoutTrouble(remedyId, status, reason),
    owner: ownerOf(draft.current),
    dueAt: hoursAfter(context.now, 4),
  });
}

/** Adds what a report means. Nothing where it says nothing new: reports repeat after a crash. */
export function takePayoutReport(draft: Draft, context: Context, report: PayoutReport): void {
  const { remedyId, status } = report;
  const remedy = findRemedy(draft.current, remedyId);
  if (!remedy?.payout || remedy.payout === status || remedy.payout === 'paid') return;
  draft.add('payout.reported', report);
  draft.close('done', ['payout_trouble'], `payout/${remedyId}`);
  if (status === 'paid') {
    // Somebody had given it by hand because it seemed to have failed: a person must get it back.
    if (remedy.state !== 'approved') {
      raise(draft, context, report, true);
      return;
    }
    draft.add('remedy.delivered', { remedyId, how: 'payout', cost: remedy.amount });
    draft.close('done', ['deliver_remedy'], `deliver/${remedyId}`);
    if (!remedy.messageKey) tellOfPayout(draft, context, remedy);
    return;
  }
  if (report.reason !== SETTLED) raise(draft, context, report, false);
  if (status === 'failed') deliverByHand(draft, context, remedyId);
}

/** Takes in what became of a payout. */
export function decidePayout(current: Case, report: PayoutReport, context: Context): Decided {
  const draft = draftOn(current, context);
  takePayoutReport(draft, context, report);
  return draft.decided();
}
