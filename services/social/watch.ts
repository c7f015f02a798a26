// Watching one account: ask the platform, store what it shows together with the cursor, tell of outages once. No HTTP here.
import { event } from '#shared/bus.ts';
import { isDatabaseAway, type Tx } from '#shared/db.ts';
import { errorText, PermanentError, TransientError } from '#shared/errors.ts';
import { type ConnectorHealth, connectorHealthTopic } from '#shared/events/operations.ts';
import { newId, newTrace } from '#shared/ids.ts';
import { type AcceptedItem, acceptItem } from '#shared/intake.ts';
import type { Log } from '#shared/log.ts';
import type { Mention, MentionPage, Platform } from '#shared/platforms/platform.ts';
import type { Deps } from '#shared/runtime.ts';
import { dedupKeyOf, toReceived } from './domain/mention.ts';
import { moveCursor, readWatch, recordFailure, type WatchState } from './social-store.ts';

/** A failure that passes becomes an alert after this time; a permanent one at once. */
const ALERT_AFTER_MS = 300_000;

/** Another process moved the cursor meanwhile: what this one fetched is stored by the other. */
class CursorMoved extends Error {
  override name = 'CursorMoved';
}

type WatchDeps = Pick<Deps, 'db' | 'clock' | 'metrics'> & { log: Log };

/** The name that an account's items and alerts carry. */
const connectorOf = (platform: Platform): string => `${platform.channel}:${platform.account}`;

const healthEvent = (health: ConnectorHealth, alertId: string) =>
  event(connectorHealthTopic, health, {
    cause: alertId,
    name: health.healthy ? 'recovered' : 'failing',
    trace: newTrace(),
  });

/** The platform's own object; nested too deeply to be written, what was read of it. */
function originalOf(mention: Mention): string {
  try {
    return JSON.stringify(mention.original) ?? '';
  } catch {
    return JSON.stringify({ ...mention, original: 'nested too deeply to be kept' });
  }
}

/** What a mention that was new is known by in the logs. */
type NewMention = { itemId: string; reference: string; trace: string };

const itemOf = (mention: Mention, platform: Platform, receivedAt: Date) => ({
  dedupKey: dedupKeyOf(platform.channel, mention),
  trace: newTrace(),
  original: new TextEncoder().encode(originalOf(mention)),
  attachments: [],
  received: toReceived(mention, {
    platform: platform.channel,
    connector: connectorOf(platform),
    receivedAt,
  }),
});

/** Accepts one mention; when the database refuses its content, the item is kept all the same, as unreadable. */
async function acceptCarefully(
  tx: Tx,
  item: ReturnType<typeof itemOf>,
  log: Log,
): Promise<AcceptedItem> {
  try {
    return await tx.savepoint(() => acceptItem(tx, item));
  } catch (error) {
    if (isDatabaseAway(error)) throw error;
    log.error({ err: error, dedupKey: item.dedupKey }, 'a mention could not be stored as it is');
    const { text: _text, sender: _sender, ...rest } = item.received;
    const received = {
      ...rest,
      sender: {},
      text: '',
      unreadable: `It could not be stored as it is: ${errorText(error)}`.slice(0, 200),
    };
    return await acceptItem(tx, { ...item, received });
  }
}

/** Items, cursor and the end of an outage in one transaction. Gives the items that were new. */
async function storePage(
  tx: Tx,
  page: MentionPage,
  state: WatchState,
  context: { platform: Platform; now: Date; log: Log; careful: boolean },
): Promise<NewMention[]> {
  const { platform, now, log } = context;
  const connector = connectorOf(platform);
  const fresh: NewMention[] = [];
  for (const mention of page.mentions) {
    const item = itemOf(mention, platform, now);
    const accepted = context.careful
      ? await acceptCarefully(tx, item, log)
      : await acceptItem(tx, item);
    const { itemId, reference, repeated } = accepted;
    if (!repeated) fresh.push({ itemId, reference, trace: item.trace });
  }
  const moved = await moveCursor(tx.query, { connector, from: state, to: page.next, at: now });
  if (!moved) throw new CursorMoved();
  if (state.alertId && state.failingSince) {
    const since = state.failingSince.toISOString();
    tx.publish(healthEvent({ connector, healthy: true, since }, state.alertId));
  }
  return fresh;
}

/** Records a failed round; the first one that deserves it publishes the alert. Gives whether an alert is out. */
async function storeFailure(
  deps: WatchDeps,
  connector: string,
  state: WatchState,
  error: unknown,
): Promise<boolean> {
  const at = deps.clock.now();
  const since = state.failingSince ?? at;
  const lasting = at.getTime() - since.getTime() >= ALERT_AFTER_MS;
  const alerts = error instanceof PermanentError || lasting;
  const alertId = state.alertId ?? (alerts ? newId() : null);
  const waitMs = error instanceof TransientError ? error.retryAfterMs : undefined;
  const retryAt = waitMs === undefined ? null : new Date(at.getTime() + waitMs);
  const reason = errorText(error).slice(0, 1000);
  await deps.db.transaction(async (tx) => {
    const failure = { connector, from: state, at, since, reason, retryAt, alertId };
    const recorded = await recordFailure(tx.query, failure);
    if (!recorded || state.alertId || !alertId) return;
    tx.publish(
      healthEvent({ connector, healthy: false, reason, since: since.toISOString() }, alertId),
    );
  });
  const facts = { connector, reason, retryAt, since };
  if (alertId && !state.alertId) deps.log.error(facts, 'the account cannot be watched');
  else deps.log.warn(facts, 'watching failed, trying again');
  return alertId !== null;
}

/** One account's rounds. `turn` gives true when there is more to fetch at once. */
export function createWatch(
  platform: Platform,
  deps: WatchDeps,
): { connector: string; turn(signal: AbortSignal): Promise<boolean> } {
  const connector = connectorOf(platform);
  const { db, clock, log, metrics } = deps;
  // The token may be another account's: checked before the first read, and again after each refusal.
  let checked = false;

  const store = async (page: MentionPage, state: WatchState): Promise<NewMention[]> => {
    const context = { platform, now: clock.now(), log };
    try {
      return await db.transaction((tx) =>
        storePage(tx, page, state, { ...context, careful: false }),
      );
    } catch (error) {
      if (error instanceof CursorMoved || isDatabaseAway(error)) throw error;
      log.warn({ err: error, connector }, 'storing a page failed: storing its mentions one by one');
      return await db.transaction((tx) =>
        storePage(tx, page, state, { ...context, careful: true }),
      );
    }
  };

  const fetchPage = async (state: WatchState, signal: AbortSignal): Promise<MentionPage> => {
    if (!checked) await platform.health(signal);
    checked = true;
    return await platform.watch(state.cursor, signal);
  };

  const turn = async (signal: AbortSignal): Promise<boolean> => {
    const state = await readWatch(db.query, connector);
    if (state.retryAt && state.retryAt > clock.now()) {
      metrics.connectorHealthy.set({ connector }, state.alertId ? 0 : 1);
      return false;
    }
    let page: MentionPage;
    try {
      page = await fetchPage(state, signal);
    } catch (error) {
      if (signal.aborted) return false;
      if (error instanceof PermanentError) checked = false;
      const alerted = await storeFailure(deps, connector, state, error);
      metrics.connectorHealthy.set({ connector }, alerted ? 0 : 1);
      return false;
    }
    try {
      const accepted = await store(page, state);
      metrics.connectorReceived.inc({ connector }, accepted.length);
      metrics.connectorHealthy.set({ connector }, 1);
      for (const mention of accepted) log.info({ connector, ...mention }, 'item accepted');
      if (state.alertId) log.info({ connector }, 'the account can be watched again');
      return page.more;
    } catch (error) {
      if (!(error instanceof CursorMoved)) throw error;
      log.info({ connector }, 'another process watches this account too: leaving the page to it');
      return false;
    }
  };
  return { connector, turn };
}
