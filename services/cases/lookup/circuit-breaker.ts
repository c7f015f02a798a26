// A circuit breaker: after failures in a row nobody asks for a while, then one tries (half-open). Time is told, not read.

export type CircuitState = 'closed' | 'open' | 'half_open';

export type CircuitBreaker = {
  /** Whether a request may go now. In `half_open` one may, until it has told how it went. */
  allows(now: Date): boolean;
  succeeded(): void;
  failed(now: Date): void;
  state(now: Date): CircuitState;
  /** How long until one may try, in milliseconds. */
  retryInMs(now: Date): number;
};

/** Makes one, closed. */
export function createCircuitBreaker(options: {
  openAfterFailures: number;
  retryAfterMs: number;
}): CircuitBreaker {
  let failures = 0;
  let openUntil: number | undefined;
  /** When the one that tries began; one that never tells how it went does not block for ever. */
  let tryingSince: number | undefined;
  const retryInMs = (now: Date): number =>
    openUntil === undefined ? 0 : Math.max(0, openUntil - now.getTime());
  return {
    retryInMs,
    state: (now) =>
      openUntil === undefined ? 'closed' : retryInMs(now) > 0 ? 'open' : 'half_open',
    allows: (now) => {
      if (openUntil === undefined) return true;
      if (retryInMs(now) > 0) return false;
      const at = now.getTime();
      if (tryingSince !== undefined && at - tryingSince < options.retryAfterMs) return false;
      tryingSince = at;
      return true;
    },
    succeeded: () => {
      failures = 0;
      openUntil = undefined;
      tryingSince = undefined;
    },
    failed: (now) => {
      failures += 1;
      tryingSince = undefined;
      if (openUntil !== undefined || failures >= options.openAfterFailures)
        openUntil = now.getTime() + options.retryAfterMs;
    },
  };
}
