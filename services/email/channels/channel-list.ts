// How each channel fares: what is configured, the outages on record, the intake ledger of the last days, put together.
import type { Clock } from '#shared/clock.ts';
import type { Query } from '#shared/db.ts';
import { type LedgerCounts, readLastReceived, readLedger } from '#shared/ledger.ts';
import { readPublishedAccounts } from '#shared/platforms/accounts-store.ts';
import type { AccountContext } from '../accounts/account-changes.ts';
import { listAccounts } from '../accounts/account-store.ts';
import type { TrialContext } from '../accounts/account-trial.ts';
import type { AccountWatch } from '../accounts/account-watch.ts';
import type { ConsoleMailboxConfig } from '../accounts/host-rules.ts';
import { knownCode } from '../domain/mailbox-outcome.ts';
import type { MailboxConfig } from '../email-config.ts';
import { type RecordedOutage, readOutages } from '../email-store.ts';
import type { MailboxAccess } from '../imap-connect.ts';
import type { WatchedMailbox } from '../mailbox.ts';
import type { Trials } from './mailbox-trial.ts';

type Watched = Pick<WatchedMailbox, 'failing' | 'progress'>;

/** What the routes need of the service. */
export type ChannelContext = {
  db: { query: Query };
  clock: Clock;
  /** Of the configuration file. */
  mailboxes: (Watched & { config: MailboxAccess })[];
  /** Of the console. */
  watch: Pick<AccountWatch, 'watched'>;
  consoleMailboxes: ConsoleMailboxConfig;
  /** What changing and testing mailboxes of the console needs. */
  own: AccountContext & TrialContext;
  /** Whether the SMTP inlet is on. */
  takesSmtp: boolean;
  /** The connectors of the accounts on platforms that the configuration file has. */
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
export type ChannelState = 'ok' | 'failing' | 'paused' | 'off';

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

/** A mailbox or an account as the list shows it: of the configuration file, or of the console. */
type Shown = {
  origin: 'file' | 'console';
  accountId: string | null;
  isPaused: boolean;
  place: string | null;
  /** What this process sees of a mailbox; a paused one is not watched. */
  watched: Watched | undefined;
};

const placeOf = ({
  user,
  host,
  port,
  folder,
}: Pick<MailboxConfig, 'user' | 'host' | 'port' | 'folder'>) =>
  `${user}, ${host}:${port}, ${folder}`;

/** All mailboxes by connector; one of the console of the same name as one of the file rests. */
async function mailboxesOf({ db, mailboxes, watch }: ChannelContext): Promise<Map<string, Shown>> {
  const watched = new Map(watch.watched().map((each) => [each.accountId, each.mailbox]));
  const made = (await listAccounts(db.query)).map((account): [string, Shown] => [
    `imap:${account.name}`,
    {
      ...{ origin: 'console', accountId: account.accountId, place: placeOf(account) },
      ...{ isPaused: account.state === 'paused', watched: watched.get(account.accountId) },
    },
  ]);
  const configured = mailboxes.map(({ config, ...mailbox }): [string, Shown] => [
    `imap:${config.name}`,
    {
      ...{ origin: 'file', accountId: null, place: placeOf(config), isPaused: false },
      watched: mailbox,
    },
  ]);
  return new Map([...made, ...configured]);
}

/** All accounts on platforms by connector. They are watched by services/social: what it publishes says how they fare. */
async function accountsOf({ db, accounts }: ChannelContext): Promise<Map<string, Shown>> {
  const made = (await readPublishedAccounts(db.query)).map((account): [string, Shown] => [
    account.connector,
    {
      ...{ origin: 'console', accountId: account.accountId, isPaused: account.state === 'paused' },
      place: account.handle === null ? account.userId : `@${account.handle}, ${account.userId}`,
      watched: undefined,
    },
  ]);
  const configured = accounts.map((connector): [string, Shown] => [
    connector,
    { origin: 'file', accountId: null, isPaused: false, place: null, watched: undefined },
  ]);
  return new Map([...made, ...configured]);
}

/** The outage of a connector: what this process sees comes before what is on record. */
function outageOf(mailbox: Shown | undefined, recorded?: RecordedOutage) {
  const seen = mailbox?.watched?.failing();
  if (seen) return { ...seen, isOver: false };
  return recorded?.reason ? recorded : undefined;
}

/** How a connector stands, and since when not well. */
function healthOf(mailbox: Shown | undefined, isOn: boolean, recorded: RecordedOutage | undefined) {
  const outage = outageOf(mailbox, recorded);
  const isPaused = mailbox?.isPaused === true;
  const isFailing = isOn && !isPaused && outage !== undefined && !outage.isOver;
  const state: ChannelState = !isOn ? 'off' : isPaused ? 'paused' : isFailing ? 'failing' : 'ok';
  const { waiting = null, checkedAt = recorded?.checkedAt } = mailbox?.watched?.progress() ?? {};
  return {
    state,
    failingSince: isFailing ? (outage.since?.toISOString() ?? null) : null,
    lastError: outage?.reason ?? null,
    lastErrorCode: knownCode(outage?.code ?? null),
    lastErrorAt: outage?.since?.toISOString() ?? null,
    checkedAt: checkedAt?.toISOString() ?? null,
    waiting,
  };
}

const rangeUntil = (now: Date) => ({
  from: new Date(now.getTime() - COUNTED_DAYS * DAY_MS),
  until: new Date(now.getTime() + 1),
});

/** All channels: those configured, then those of which the ledger has items of the last days. */
export async function listChannels(context: ChannelContext) {
  const { db, clock, accounts, takesSmtp } = context;
  const [mailboxes, social, ledger] = await Promise.all([
    mailboxesOf(context),
    accountsOf(context),
    readLedger(db.query, rangeUntil(clock.now())),
  ]);
  const entries = new Map([...mailboxes, ...social]);
  const configured = [...entries.keys()];
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
    const mailbox = entries.get(name);
    const recorded = outages.find(({ connector }) => connector === name);
    return {
      name,
      kind: kindOf(name, accounts),
      origin: mailbox?.origin ?? null,
      accountId: mailbox?.accountId ?? null,
      ...healthOf(mailbox, isOn(name), recorded),
      lastReceivedAt: received.get(name)?.toISOString() ?? null,
      place: mailbox?.place ?? null,
      canBeTested: mailbox !== undefined,
      counts: countsOf(ledger.connectors[name]),
    };
  });
  return channels.sort((a, b) => rank(a.name) - rank(b.name));
}
