// Whether a connector can do its work: the gauge, /readyz, and one alert an outage and one recovery, also over restarts.
import { event } from '#shared/bus.ts';
import { isDatabaseAway } from '#shared/db.ts';
import { connectorHealthTopic } from '#shared/events/operations.ts';
import { cutText, storableText } from '#shared/events/text.ts';
import { newId, newTrace } from '#shared/ids.ts';
import type { Log } from '#shared/log.ts';
import type { Check, Deps } from '#shared/runtime.ts';
import type { FailureCode } from './domain/mailbox-outcome.ts';
import { noteOutage, noteRecovery } from './email-store.ts';

/** Told by a connector how it goes; tells the operators. */
export type ConnectorHealth = {
  /** It works. */
  ok(): Promise<void>;
  /** It does not. `refused`: it will not by itself (a refused sign-in), so the alert goes out at once. `code`: if it is known. */
  failed(reason: string, refused: boolean, code?: FailureCode): Promise<void>;
  /** Since when and why it does not, if so. */
  failing(): Outage | undefined;
  check: Check;
};

export type Outage = { since: Date; reason: string; code: FailureCode | null };

/** What passes by itself, such as a restarting server, becomes an alert after this time. */
const ALERT_AFTER_MS = 300_000;
const REASON_MAX = 1000;

/** Makes the health of one connector: a short failure is logged, a lasting or refused one published once, as its end is. */
export function createConnectorHealth(
  connector: string,
  { db, clock, metrics, log }: Pick<Deps, 'db' | 'clock' | 'metrics'> & { log: Log },
): ConnectorHealth {
  let failing: Outage | undefined;
  // What the database is known to say; unknown after a start or a failed write.
  let announced: 'ok' | 'outage' | undefined;
  const announce = async (state: 'ok' | 'outage'): Promise<void> => {
    if (announced === state) return;
    const outage = failing;
    try {
      await db.transaction(async (tx) => {
        const since = outage
          ? await noteOutage(tx, connector, outage)
          : await noteRecovery(tx, connector);
        if (!since) return;
        const health = {
          connector,
          healthy: !outage,
          since: since.toISOString(),
          ...(outage ? { reason: outage.reason } : {}),
        };
        tx.publish(event(connectorHealthTopic, health, { cause: newId(), trace: newTrace() }));
      });
      announced = state;
    } catch (error) {
      if (!isDatabaseAway(error)) throw error;
      log.warn({ err: error }, 'the state of the connector could not be recorded yet');
    }
  };
  return {
    ok: async () => {
      if (failing) log.info({ since: failing.since }, 'the connector works again');
      failing = undefined;
      metrics.connectorHealthy.set({ connector }, 1);
      await announce('ok');
    },
    failed: async (said, refused, code) => {
      // What a server said may hold anything.
      const reason = cutText(storableText(said), REASON_MAX);
      const now = clock.now();
      const isNews = failing === undefined;
      failing = { since: failing?.since ?? now, reason, code: code ?? null };
      metrics.connectorHealthy.set({ connector }, 0);
      const lasting = now.getTime() - failing.since.getTime() >= ALERT_AFTER_MS;
      const alerts = refused || lasting;
      if (alerts && announced !== 'outage')
        log.error({ reason }, 'the connector cannot do its work');
      else if (isNews) log.warn({ reason }, 'the connector failed, trying again');
      if (alerts) await announce('outage');
    },
    failing: () => failing,
    check: {
      name: connector,
      check: async () => {
        if (failing) throw new Error(`since ${failing.since.toISOString()}: ${failing.reason}`);
      },
    },
  };
}
