// Tells people when the mail server is away for longer than a restart takes, and when it is back. It sends no mail itself.
import { event } from '#shared/bus.ts';
import type { Clock } from '#shared/clock.ts';
import type { Db } from '#shared/db.ts';
import { type ConnectorHealth, connectorHealthTopic } from '#shared/events/operations.ts';
import { newTrace } from '#shared/ids.ts';
import { createLoop, type Service } from '#shared/lifecycle.ts';
import type { Log } from '#shared/log.ts';
import type { Metrics } from '#shared/metrics.ts';
import type { EmailSender, SmtpHealth } from './senders/email.ts';

const CONNECTOR = 'smtp';
/** A mail server that restarts is back within this time: nobody is called for it. */
const TOLERATED_MS = 60_000;
const IDLE_MS = 2_000;
// Any fixed id: the parent of the ids of these events (RFC 9562 §5.5 wants a namespace).
const NAMESPACE = 'b1a6b1c5-52f1-4c0c-9d3e-6a7f7f0c9a55';

/** What is to be told now, given what was told last: one alert, one recovery. */
function healthNews(
  health: SmtpHealth | undefined,
  told: boolean | undefined,
  now: Date,
): ConnectorHealth | undefined {
  if (!health || health.healthy === told) return undefined;
  const tolerated = now.getTime() - health.since.getTime() < TOLERATED_MS;
  if (!health.healthy && tolerated) return undefined;
  const { healthy, since, reason } = health;
  return {
    connector: CONNECTOR,
    healthy,
    since: since.toISOString(),
    ...(reason === undefined ? {} : { reason }),
  };
}

/** Makes the part that watches the sender's connections. */
export function createSmtpHealth(options: {
  db: Db;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  email: Pick<EmailSender, 'health'>;
}): Service {
  const { db, clock, log, metrics, email } = options;
  let told: boolean | undefined;
  const turn = async (): Promise<boolean> => {
    const health = email.health();
    if (health) metrics.connectorHealthy.set({ connector: CONNECTOR }, health.healthy ? 1 : 0);
    const news = healthNews(health, told, clock.now());
    if (!news) return false;
    await db.transaction(async (tx) => {
      const name = `${news.since}/${news.healthy}`;
      tx.publish(event(connectorHealthTopic, news, { cause: NAMESPACE, name, trace: newTrace() }));
    });
    told = news.healthy;
    return false;
  };
  return createLoop({ name: 'notifier-health', log, idleMs: IDLE_MS, turn });
}
