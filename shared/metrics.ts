// The figures of /metrics. Services count here; gauges that need the database are read when they are asked for.
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Counters and gauges with the names that docs/operations.md lists. Labels are closed sets, never ids or addresses. */
export type Metrics = ReturnType<typeof createMetrics>;

/** What the classifier decides, and how its learning goes. */
function classifierMetrics(registers: Registry[]) {
  const gauge = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Gauge({ name, help, labelNames, registers });
  return {
    classified: new Counter({
      name: 'redress_classified_total',
      help: 'Items classified; decided: without a person.',
      labelNames: ['kind', 'severity', 'decided'] as const,
      registers,
    }),
    classifierModel: gauge('redress_classifier_model', '1 for the model that is current.', [
      'model',
    ]),
    classifierAccuracy: gauge(
      'redress_classifier_accuracy',
      'Share of answers of the last 90 days that people left as they were.',
      ['decision', 'model'],
    ),
    classifierDrift: gauge(
      'redress_classifier_drift',
      'Population stability index of the last 7 days against the 28 before.',
      ['decision'],
    ),
    classifierUndecided: gauge(
      'redress_classifier_undecided_share',
      'Share of items of the last 7 days whose category was left to a person.',
      [],
    ),
    classifierCorrections: gauge(
      'redress_classifier_corrections',
      'Corrections of people that are kept.',
      [],
    ),
  };
}

/** Makes a registry of its own, so that several instances can live in one process (tests). */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Gauge({ name, help, labelNames, registers });
  return {
    registry,
    consumerHandled: counter('redress_consumer_handled_total', 'Events handled.', [
      'group',
      'topic',
    ]),
    consumerRetried: counter('redress_consumer_retried_total', 'Failed tries of an event.', [
      'group',
      'topic',
    ]),
    consumerDeadLettered: counter('redress_consumer_dead_lettered_total', 'Events given up on.', [
      'group',
      'topic',
    ]),
    consumerParked: gauge('redress_consumer_parked', 'Events waiting for another try.', [
      'group',
      'topic',
    ]),
    consumerDead: gauge('redress_consumer_dead_letters', 'Dead letters not yet dealt with.', [
      'group',
      'topic',
    ]),
    consumerLag: gauge('redress_consumer_lag', 'Events not yet handled.', ['group', 'topic']),
    connectorReceived: counter('redress_connector_received_total', 'Items received.', [
      'connector',
    ]),
    connectorRefused: counter(
      'redress_connector_refused_total',
      'Items refused with an error to the sender.',
      ['connector', 'reason'],
    ),
    connectorHealthy: gauge(
      'redress_connector_healthy',
      '1 when the connector can reach its source.',
      ['connector'],
    ),
    mailUnreadable: counter(
      'redress_mail_unreadable_total',
      'Mails accepted without all of their content being read.',
      ['connector', 'reason'],
    ),
    mailboxRescans: counter(
      'redress_mailbox_rescans_total',
      'Times a mailbox was numbered anew (UIDVALIDITY) and read from its beginning.',
      ['connector'],
    ),
    itemsReceived: gauge('redress_items_received', 'Items in the intake ledger.', ['connector']),
    itemsAccounted: gauge('redress_items_accounted', 'Items whose outcome is decided.', [
      'connector',
      'outcome',
    ]),
    ...classifierMetrics(registers),
    messages: gauge('redress_messages', 'Outgoing messages by state.', ['state', 'purpose']),
    payouts: gauge('redress_payouts', 'Payouts of remedies by state.', ['state']),
    deadlines: gauge('redress_deadlines', 'Deadlines by kind and state.', ['kind', 'state']),
    httpSeconds: new Histogram({
      name: 'redress_http_request_seconds',
      help: 'Duration of HTTP requests.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
  };
}

/** Counting may take this share of the time, no more. */
const MEASURE_SHARE = 0.05;

/**
 * Makes a measure sparing: it is run again only when so much time has gone by that counting took a twentieth of it, and
 * calls meanwhile share one run. So the figures of a large database are some seconds old, and asking for them often does
 * not slow it down. A measure that fails is told to `onFailure`: the other figures are worth having without it.
 */
export function createSparingMeasure(
  measure: () => Promise<void>,
  onFailure: (error: unknown) => void,
  nowMs: () => number = () => performance.now(),
): () => Promise<void> {
  let againAtMs = Number.NEGATIVE_INFINITY;
  let running: Promise<void> | undefined;
  const run = async (): Promise<void> => {
    const begunMs = nowMs();
    try {
      await measure();
    } catch (error) {
      onFailure(error);
    } finally {
      againAtMs = nowMs() + (nowMs() - begunMs) / MEASURE_SHARE;
      running = undefined;
    }
  };
  return async () => {
    if (!running && nowMs() >= againAtMs) running = run();
    await running;
  };
}
