// What comes after each answer of a payout provider: paid, asked again later, put before a person. Pure: sending is the
// port's, storing the worker's.
import type { PayoutReport } from '../reactions/payout.ts';

/** What one try told. */
export type PayoutAnswer =
  | { kind: 'paid'; providerReference?: string | undefined }
  /** A definite no: it was not paid and will not be. */
  | { kind: 'refused'; reason: string }
  /** The provider has it and is not done. */
  | { kind: 'pending' }
  /** Certain that this try was not taken: no connection, signed out, too many requests. */
  | { kind: 'not_taken'; reason: string }
  /** Asked for the key, the provider does not know it. */
  | { kind: 'unknown_key' }
  /** It may or may not have been taken. */
  | { kind: 'unclear'; reason: string };

/** How often and how long a payout is tried by itself. */
export type PayoutPatience = {
  /** Tries after which a person takes over. */
  triesMax: number;
  /** The first pause; each further one is twice as long, up to ten minutes. */
  pauseMs: number;
  /** How long the provider remembers a key: later, nothing is sent again by itself. */
  keyWindowMs: number;
};

/** What was tried: sent, or only asked about because it was in doubt. */
export type PayoutTry = { asked: 'pay' | 'look'; tries: number; firstSentAt: Date };

/** What becomes of the row; `wakeAt` absent: nothing more by itself. `report`: what the case is told. */
export type PayoutStep = {
  state: 'requested' | 'in_doubt' | 'paid' | 'failed';
  wakeAt?: Date;
  reason?: string;
  report?: Omit<PayoutReport, 'remedyId'>;
};

const PAUSE_MAX_MS = 600_000;

/** Never blindly repeated: what was sent is sent again only after the provider said that it does not know the key. */
export function payoutStep(
  tried: PayoutTry,
  answer: PayoutAnswer,
  patience: PayoutPatience,
  now: Date,
): PayoutStep {
  const pauseMs = Math.min(PAUSE_MAX_MS, patience.pauseMs * 2 ** Math.min(tried.tries, 20));
  const later = new Date(now.getTime() + pauseMs);
  const isSpent = tried.tries >= patience.triesMax;
  const isLate = now.getTime() - tried.firstSentAt.getTime() > patience.keyWindowMs;
  const doubt = (reason: string, wakeAt?: Date): PayoutStep => ({
    state: 'in_doubt',
    reason,
    ...(wakeAt ? { wakeAt } : {}),
    ...(wakeAt ? {} : { report: { status: 'in_doubt', reason } }),
  });
  switch (answer.kind) {
    case 'paid':
      return {
        state: 'paid',
        report: { status: 'paid', providerReference: answer.providerReference },
      };
    case 'refused':
      return {
        state: 'failed',
        reason: answer.reason,
        report: { status: 'failed', reason: answer.reason },
      };
    case 'pending': {
      // The provider has it: it is only looked at, however long that takes; a person hears once that it takes long.
      const slow = { state: 'in_doubt', reason: 'pending', wakeAt: later } as const;
      return isLate ? { ...slow, report: { status: 'in_doubt', reason: 'pending' } } : slow;
    }
    case 'not_taken':
      if (tried.asked === 'look') return doubt(answer.reason, isSpent ? undefined : later);
      if (!isSpent) return { state: 'requested', reason: answer.reason, wakeAt: later };
      return {
        state: 'failed',
        reason: answer.reason,
        report: { status: 'failed', reason: answer.reason },
      };
    case 'unknown_key':
      if (isLate || isSpent) return doubt(isLate ? 'key_window_over' : 'key_unknown');
      return { state: 'requested', reason: 'key_unknown', wakeAt: later };
    case 'unclear':
      return doubt(answer.reason, isSpent ? undefined : later);
    default:
      return answer satisfies never;
  }
}
