// Hears of cases: what people corrected is kept to learn from, what they resolved was looked at. Both are read from what the
// cases publish; nothing is decided here.
import type { Consumer } from '#shared/bus.ts';
import type { Clock } from '#shared/clock.ts';
import { type CaseChanged, caseChangedTopic } from '#shared/events/case.ts';
import { keepCorrections, markReviewed } from './correction-store.ts';

const isByStaff = ({ actor }: CaseChanged): boolean => actor.startsWith('staff:');

/** The consumer of the cases' changes. Repeats change nothing: rows are keyed by the timeline's entry. */
export function correctionConsumer(clock: Clock): Consumer<CaseChanged> {
  return {
    group: 'classifier',
    topic: caseChangedTopic,
    asyncCommit: true,
    handle: async (batch, tx) => {
      const changes = batch.map(({ payload }) => payload).filter(isByStaff);
      const corrected = changes.filter(({ change }) => change === 'case.corrected');
      // Whether it is a threat is all that was looked at: what else was decided of the item is not confirmed by it.
      const threats = changes.filter(({ change }) => change === 'threat.decided');
      const seen = changes.filter(({ change }) => change === 'case.resolved');
      const caseIds = [...new Set([...corrected, ...seen].map(({ caseId }) => caseId))];
      const said = [...corrected, ...threats];
      if (said.length > 0) await keepCorrections(tx, said);
      if (caseIds.length > 0) await markReviewed(tx, caseIds, clock.now());
    },
  };
}
