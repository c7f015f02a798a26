// Logs an outage once when it begins and once when it ends, however many tries lie between.
import type { Log } from '../log.ts';

/** Tells of one kind of outage. */
export type Outage = {
  /** A try failed: a warning the first time, then only for those who debug. */
  failed(facts: Record<string, unknown>, message: string): void;
  /** A try went well. */
  over(): void;
};

/** Makes one; `ended` is what is logged when it is over. */
export function createOutage(log: Log, ended: string): Outage {
  let failures = 0;
  return {
    failed: (facts, message) => {
      failures++;
      if (failures === 1) log.warn(facts, message);
      else log.debug({ ...facts, failures }, message);
    },
    over: () => {
      if (failures > 0) log.info({ failures }, ended);
      failures = 0;
    },
  };
}
