// What cases write to the log of what they decided, with the trace of the item or case. Ids only: no text of anybody.
import type { Delivered } from '#shared/bus.ts';
import type { IntakeClassified } from '#shared/events/intake.ts';
import type { Log } from '#shared/log.ts';
import type { Case } from './domain/case.ts';
import type { TimelineEntry } from './domain/timeline/entries.ts';
import type { OutcomeRow } from './stores/intake-store.ts';

/** One line an outcome: what became of each item. */
export function logOutcomes(
  log: Log,
  outcomes: OutcomeRow[],
  events: Map<string, Delivered<IntakeClassified>>,
): void {
  for (const { itemId, outcome, caseId, caseReference, reason } of outcomes) {
    const event = events.get(itemId);
    const reference = event?.payload.item.reference;
    log.info(
      { itemId, reference, trace: event?.trace, outcome, caseId, caseReference, reason },
      'item decided',
    );
  }
}

/** One line an escalation, whoever or whatever raised the case. Its reason is a person's words. */
export function logEscalations(
  log: Log,
  changed: { trace: string; steps: { entry: TimelineEntry; after: Case }[] }[],
): void {
  for (const { steps, trace } of changed)
    for (const { entry, after } of steps) {
      if (entry.type !== 'case.escalated') continue;
      const { caseId, reference } = after;
      const { level, epoch } = entry.data;
      log.info({ caseId, reference, trace, level, epoch, by: entry.actor }, 'case escalated');
    }
}
