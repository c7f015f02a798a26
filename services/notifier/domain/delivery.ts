// What follows a try: retry with growing pauses, give up, wait for a person. Pure; the shell stores and reports it.
import type { MessageReported, Purpose } from '#shared/events/message.ts';

/** What became of one try to send. `ours`: the way out is broken (server away, sign-in refused), not this message. */
export type Outcome =
  | { kind: 'sent'; reason?: string }
  | { kind: 'transient'; reason: string; retryAfterMs?: number; ours?: boolean }
  | { kind: 'permanent'; reason: string }
  | { kind: 'in_doubt'; reason: string };

/** What a decision looks at. */
export type Tried = {
  purpose: Purpose;
  via: 'email' | 'direct_message';
  /** Tries so far, the judged one included. */
  attempts: number;
  doubts: number;
  delayReported: boolean;
  createdAt: Date;
};

/** The message's next state, and what to report of it. */
export type Step = {
  state: 'sent' | 'delayed' | 'failed' | 'in_doubt';
  reason?: string;
  wakeAt?: Date;
  doubted: boolean;
  report?: MessageReported['status'];
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** A recipient's server that keeps saying "later" is given up on after the promise of R10 has run out. */
const GIVE_UP_MS = 24 * HOUR_MS;
/** When our own way out is broken nothing is given up for RFC 5321 §4.5.4.1's four to five days. */
const GIVE_UP_OURS_MS = 120 * HOUR_MS;
/** RFC 5321 §4.5.4.1 asks for 30 minutes between tries of a refused message, after some quicker first ones. */
const RETRY_MAX_MS = 30 * MINUTE_MS;
/** An own server that is away is asked again sooner, so that acknowledgements leave within minutes of its return. */
const RETRY_OURS_MAX_MS = 5 * MINUTE_MS;
/** Copies under the same Message-ID that may go out because nobody can tell whether one did. */
export const DOUBTS_MAX = 3;
/** Senders that may die over one message before a person looks: most of them died before it was their turn. */
export const LEASE_LOSSES_MAX = 10;

/** Money and direct messages are never sent again unless a person has looked (ADR 0003). */
export const waitsForPersonInDoubt = (message: Pick<Tried, 'purpose' | 'via'>): boolean =>
  message.purpose === 'compensation' || message.via === 'direct_message';

/** The pause before try `attempts + 1`: half a minute, doubling. */
export function retryDelayMs(attempts: number, ours: boolean): number {
  const growing = 0.5 * MINUTE_MS * 2 ** Math.min(Math.max(attempts - 1, 0), 12);
  return Math.min(growing, ours ? RETRY_OURS_MAX_MS : RETRY_MAX_MS);
}

function retry(message: Tried, now: Date, delayMs: number, reason: string): Step {
  return {
    state: 'delayed',
    reason,
    wakeAt: new Date(now.getTime() + delayMs),
    doubted: false,
    ...(message.delayReported ? {} : { report: 'delayed' as const }),
  };
}

function decideAfterDoubt(message: Tried, reason: string, now: Date): Step {
  if (waitsForPersonInDoubt(message) || message.doubts + 1 >= DOUBTS_MAX)
    return { state: 'in_doubt', reason, doubted: true, report: 'in_doubt' };
  return { ...retry(message, now, retryDelayMs(message.attempts, false), reason), doubted: true };
}

/** What follows the outcome of a try. */
export function decideAfterTry(message: Tried, outcome: Outcome, now: Date): Step {
  switch (outcome.kind) {
    case 'sent':
      return {
        state: 'sent',
        doubted: false,
        report: 'sent',
        ...(outcome.reason === undefined ? {} : { reason: outcome.reason }),
      };
    case 'permanent':
      return { state: 'failed', reason: outcome.reason, doubted: false, report: 'failed' };
    case 'in_doubt':
      return decideAfterDoubt(message, outcome.reason, now);
    case 'transient': {
      const ours = outcome.ours === true;
      const delayMs = Math.max(retryDelayMs(message.attempts, ours), outcome.retryAfterMs ?? 0);
      const giveUpMs = ours ? GIVE_UP_OURS_MS : GIVE_UP_MS;
      if (now.getTime() + delayMs - message.createdAt.getTime() > giveUpMs)
        return { state: 'failed', reason: outcome.reason, doubted: false, report: 'failed' };
      return retry(message, now, delayMs, outcome.reason);
    }
    default:
      return outcome satisfies never;
  }
}

/**
 * What to do with a message whose sender died or went silent. `attempting` was set just before the data of a message
 * that must not be repeated went: without it, that one was certainly never sent.
 */
export function decideAfterLease(
  message: Pick<Tried, 'purpose' | 'via' | 'doubts'> & { attempting: boolean },
): 'send' | 'wait_for_person' {
  if (waitsForPersonInDoubt(message)) return message.attempting ? 'wait_for_person' : 'send';
  return message.doubts + 1 >= LEASE_LOSSES_MAX ? 'wait_for_person' : 'send';
}
