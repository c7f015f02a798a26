// How each channel fares: what is configured, the outages on record, the intake ledger of the last days, put together.
import type { Clock } from '#shared/clock.ts';
import type { Query } from '#shared/db.ts';
import { type LedgerCounts, readLastReceived, readLedger } from '#shared/ledger.ts';
import type { ConnectorHealth } from '../connector-health.ts';
import type { MailboxConfig } from '../email-config.ts';
import { type RecordedOutage, readOutages } from '../email-store.ts';
import type { Trials } from './mailbox-trial.ts';

/** What the routes need of the service. */
export type ChannelContext = {
  db: { query: Query };
  clock: Clock;
  mailboxes: (Pick<ConnectorHealth, 'failing'> & { config: MailboxConfig })[];
  /** Whether the SMTP inlet is on. */
  takesSmtp: boolean;
  /** The connectors of watched accounts on platforms. */
  accounts: string[];
  trials: Trials;
};

export const channelKinds = [
  'mailbox',
  'smtp_inlet',
  'social',
  'form',
  'api',
  'survey',
  'status_page',
  'staff_log',
  'import',
  'other',
] as const;
export type ChannelKind = (typeof channelKinds)[number];
export type ChannelState = 'ok' | 'failing' | 'off';

/** Days that the counts are of. */
export const COUNTED_DAYS = 7;
const DAY_MS = 86_400_000;

// What is always there, by the names of their connectors.
const kinds: Record<string, ChannelKind> = {
  'smtp-inlet': 'smtp_inlet',
  form: 'form',
  api: 'api',
  'survey-page': 'survey',
  'survey-api': 'survey',
  'status-page': 'status_page',
  'staff-log': 'staff_log',
  import: 'import',
};

function kindOf(connector: string, accounts: string[]): ChannelKind {
  if (connector.startsWith('imap:')) return 'mailbox';
  if (accounts.includes(connector) || connector.startsWith('x:')) return 'social';
  return kinds[connector] ?? 'other';
}

const sum = (reasons: Record<string, number>): number =>
  Object.values(reasons).reduce((total, count) => total + count, 0);

const countsOf = (counts: LedgerCounts | undefined) => ({
  received: counts?.received ?? 0,
  cases: counts?.cases ?? 0,
  joined: counts?.joined ?? 0,
  suppressed: sum(counts?.suppressed ?? {}),
  quarantined: sum(counts?.quarantined ?? {}),
  pending: counts?.pending ?? 0,
});

/** The outage of a connector: what this process sees comes before what is on record. */
function outageOf(context: ChannelContext, connector: string, recorded?: RecordedOutage) {
  const mailbox = context.mailboxes.find(({ config }) => `imap:${config.name}` === connector);
  const seen = mailbox?.failing();
  if (seen) return { since: seen.since, reason: seen.reason, isOver: false };
  return recorded?.reason ? recorded : undefined;
}

/** All channels: those configured, then those of which the ledger has items of the last days. */
export async function listChannels(context: ChannelContext) {
  const { db, clock, mailboxes, accounts, takesSmtp } = context;
  const now = clock.now();
  const range = {
    from: new Date(now.getTime() - COUNTED_DAYS * DAY_MS),
    until: new Date(now.getTime() + 1),
  };
  const configured = [...mailboxes.map(({ config }) => `imap:${config.name}`), ...accounts];
  const ledger = await readLedger(db.query, range);
  const always = Object.keys(kinds);
  const names = [...new Set([...configured, ...always, ...Object.keys(ledger.connectors)])];
  const [received, outages] = await Promise.all([
    readLastReceived(db.query, names),
    readOutages(db.query, names),
  ]);
  const isOn = (name: string): boolean =>
    configured.includes(name) || (name === 'smtp-inlet' ? takesSmtp : always.includes(name));
  const rank = (name: string): number => channelKinds.indexOf(kindOf(name, accounts));
  const channels = names.map((name) => {
    const recorded = outages.find(({ connector }) => connector === name);
    const outage = outageOf(context, name, recorded);
    const isFailing = isOn(name) && outage !== undefined && !outage.isOver;
    const state: ChannelState = !isOn(name) ? 'off' : isFailing ? 'failing' : 'ok';
    const mailbox = mailboxes.find(({ config }) => `imap:${config.name}` === name)?.config;
    return {
      name,
      kind: kindOf(name, accounts),
      state,
      failingSince: isFailing ? (outage.since?.toISOString() ?? null) : null,
      lastError: outage?.reason ?? null,
      lastErrorAt: outage?.since?.toISOString() ?? null,
      lastReceivedAt: received.get(name)?.toISOString() ?? null,
      place: mailbox ? `${mailbox.user}, ${mailbox.host}:${mailbox.port}, ${mailbox.folder}` : null,
      canBeTested: mailbox !== undefined,
      counts: countsOf(ledger.connectors[name]),
    };
  });
  return channels.sort((a, b) => rank(a.name) - rank(b.name));
}
