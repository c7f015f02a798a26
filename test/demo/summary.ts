// What the demo says at its end: for people, or as JSON for programs.
import { minutesText } from './picture.ts';
import type { Show } from './show.ts';
import type { Stage } from './stage.ts';
import { addsUp, type Figures, quarantinedOf, suppressedOf } from './watch.ts';

const countBy = <T>(things: Iterable<T>, of: (thing: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const thing of things) counts[of(thing)] = (counts[of(thing)] ?? 0) + 1;
  return counts;
};

/** All that is to be said. */
export function summarise(stage: Stage, show: Show, figures: Figures, options: { seed: number }) {
  const { watch, sent, company } = show;
  const cases = [...watch.cases.values()];
  const count = (change: string): number => watch.changes.get(change) ?? 0;
  return {
    seed: options.seed,
    simulatedHours: Math.round(stage.clock.hoursSinceStart() * 10) / 10,
    said: show.plan.length,
    /** What senders were told is accepted: must be what the ledger received. */
    accepted: sent.accepted,
    refused: sent.refused,
    turnedAway: sent.turnedAway,
    caughtUp: sent.caughtUp,
    faults: sent.faults,
    ledger: figures.total,
    connectors: figures.connectors,
    addsUp: addsUp(figures.total) && figures.total.received === sent.accepted,
    cases: {
      severity: countBy(cases, ({ severity }) => severity),
      category: countBy(cases, ({ category }) => category),
      status: countBy(cases, ({ status }) => status),
      kind: countBy(cases, ({ kind }) => kind),
    },
    acknowledgements: figures.acknowledgements,
    escalations: Object.fromEntries(watch.escalations),
    remedies: {
      proposed: count('remedy.proposed'),
      approved: count('remedy.approved'),
      delivered: count('remedy.delivered'),
      cost: (show.costCents() / 100).toFixed(2),
    },
    mails: {
      sent: figures.messagesSent,
      taken: stage.mail.mails.length,
      refusedConnections: stage.mail.refused(),
    },
    directMessages: stage.x.world.messages.length,
    publicPosts: stage.x.violations.length,
    staff: {
      commands: company.deeds.commands,
      refusals: Object.fromEntries(company.deeds.refusals),
    },
    outages: show.outages,
    errorsLogged: stage.errors(),
  };
}
export type Summary = ReturnType<typeof summarise>;

/** The summary for people. */
export function summaryText(summary: Summary): string {
  const { ledger, acknowledgements: acks, escalations, remedies } = summary;
  const outages = summary.outages.map(
    ({ what, from, until, refused }) =>
      `  ${what} for ${minutesText(((until ?? from).getTime() - from.getTime()) / 60_000)}, ${refused} refusals meanwhile`,
  );
  return [
    `${summary.accepted} accepted in ${summary.simulatedHours} hours of the demo; ${summary.turnedAway} turned away honestly, ${summary.caughtUp} of them caught up`,
    `${ledger.received} received = ${ledger.cases} cases + ${ledger.joined} joined + ${suppressedOf(ledger)} suppressed + ${quarantinedOf(ledger)} quarantined + ${ledger.pending} pending: ${summary.addsUp ? 'adds up' : 'DOES NOT ADD UP'}`,
    `acknowledged ${acks.sent} by mail (median ${minutesText(acks.medianMinutes)}, slowest ${minutesText(acks.slowestMinutes)}), ${acks.byPerson} by a person, ${acks.waiting} waiting for one`,
    `escalated L1 ${escalations[1] ?? 0}, L2 ${escalations[2] ?? 0}, L3 ${escalations[3] ?? 0}; remedies ${remedies.approved} approved, ${remedies.delivered} delivered, EUR ${remedies.cost}`,
    `${summary.mails.sent} mails, ${summary.directMessages} direct messages, ${summary.publicPosts} posts in public`,
    ...outages,
    '',
  ].join('\n');
}
