// How long what is said in a case is kept, and what keeps it longer (R71). Pure: facts and times are arguments.
import type { PolicyData } from '#shared/policy/policy.ts';

/** What keeps personal data although its time is over, or somebody asked for its erasure. */
export const keptReasons = [
  'legal_hold',
  'open_task',
  'payout_under_way',
  'event_under_way',
  'dead_letter',
] as const;
export type KeptReason = (typeof keptReasons)[number];

/** What is known of a case or an item that might be erased. */
export type RetentionFacts = {
  legalHold: boolean;
  /** Tasks that somebody has still to do. */
  openTasks: number;
  /** Payouts of which nobody knows the end or whose failure nobody has settled, and what was approved and is not given yet. */
  payoutsUnderWay: number;
  /** Events about it that failed and are tried again. */
  eventsUnderWay: number;
  /** It is set aside because its event is a dead letter: replaying that makes a case of it. */
  deadLetter?: boolean | undefined;
};

/** Who asks: the policy's period, or a person. Work that is left does not stand against a person's wish. */
export type ErasureCause = 'retention' | 'request';

/** Why something is kept all the same, the gravest first; empty when it may go. */
export function whyKept(facts: RetentionFacts, cause: ErasureCause): KeptReason[] {
  const reasons: [KeptReason, boolean][] = [
    ['legal_hold', facts.legalHold],
    ['payout_under_way', facts.payoutsUnderWay > 0],
    ['event_under_way', facts.eventsUnderWay > 0],
    ['open_task', facts.openTasks > 0 && cause === 'retention'],
    ['dead_letter', facts.deadLetter === true],
  ];
  return reasons.filter(([, holds]) => holds).map(([reason]) => reason);
}

const texts: Record<KeptReason, string> = {
  legal_hold: 'it is under a legal hold: nothing is erased until it is released',
  payout_under_way:
    'a payout of it is under way, or compensation was approved: the payee is needed until it is given, paid or settled',
  event_under_way:
    'an event about it failed and is tried again: wait some minutes, or see "dead-letter list"',
  open_task: 'a task of it is still open',
  dead_letter: 'its event is a dead letter: replay it, so that it becomes a case',
};

/** A reason in words, as an end of "it is kept: …". */
export const keptText = (reason: KeptReason): string => texts[reason];

const DAY_MS = 86_400_000;

/** What ended before these times may go. */
export type Cutoffs = { cases: Date; suppressed: Date; quarantined: Date };

/** The times before which something must have ended, so that its period is over now. */
export function cutoffsOf({ retention }: Pick<PolicyData, 'retention'>, now: Date): Cutoffs {
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
  return {
    cases: before(retention.caseDays),
    suppressed: before(retention.noiseDays),
    quarantined: before(retention.quarantineDays),
  };
}
