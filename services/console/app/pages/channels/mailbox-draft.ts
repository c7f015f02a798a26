// What is typed about a mailbox, and the mail services whose settings are known.
import type { MailAccount, MailboxBody } from './channels-query.ts';

type Oauth = NonNullable<MailAccount['oauth']>;
type Provider = Oauth['provider'];
/** How it is signed in to: by a password, or by tokens that are asked for by one of the grants. */
export type Access = 'password' | Oauth['grant'];

/** A mailbox as it is typed. */
export type MailboxDraft = {
  preset: PresetKey;
  address: string;
  name: string;
  user: string;
  access: Access;
  provider: Provider;
  tenant: string;
  clientId: string;
  tokenUrl: string;
  scope: string;
  password: string;
  clientSecret: string;
  refreshToken: string;
  host: string;
  port: number;
  tls: MailAccount['tls'];
  folder: string;
  after: MailAccount['after'];
  flag: string;
  moveTo: string;
  since: string;
  trustedAuthservId: string;
  pollSeconds: number;
};

type Preset = {
  label: string;
  host: string;
  authserv?: string;
  provider?: Provider;
  /** The ways in, the usual one first; without them: a password. */
  accesses?: readonly Access[];
};

/**
 * Mail services by their public IMAP servers, all on port 993 by TLS (as each documents for mail programs). `authserv`: what
 * it calls itself in Authentication-Results. `provider`: who gives its access tokens.
 */
export const presets = {
  imap: {
    ...{ label: '', host: '', provider: 'other' },
    accesses: ['password', 'client_credentials', 'refresh_token'],
  },
  gmail: {
    ...{ label: 'Gmail, Google Workspace', host: 'imap.gmail.com', authserv: 'mx.google.com' },
    ...{ provider: 'google', accesses: ['password', 'refresh_token'] },
  },
  microsoft: {
    ...{ label: 'Microsoft 365, Outlook', host: 'outlook.office365.com', provider: 'microsoft' },
    accesses: ['client_credentials', 'refresh_token'],
  },
  fastmail: { label: 'Fastmail', host: 'imap.fastmail.com' },
  gmx: { label: 'GMX', host: 'imap.gmx.net' },
  icloud: { label: 'iCloud', host: 'imap.mail.me.com' },
  ionos: { label: 'IONOS', host: 'imap.ionos.com' },
  yahoo: { label: 'Yahoo', host: 'imap.mail.yahoo.com' },
  zoho: { label: 'Zoho', host: 'imap.zoho.com' },
} as const satisfies Record<string, Preset>;
export type PresetKey = keyof typeof presets;

/** What a mailbox of a service is set to. */
export const presetDraft = (preset: PresetKey): Partial<MailboxDraft> => {
  const { host, authserv = '', provider = 'other', accesses }: Preset = presets[preset];
  // Another provider has other scopes.
  const way = { preset, provider, scope: '', access: accesses?.[0] ?? 'password' } as const;
  if (host === '') return way;
  return { ...way, host, port: 993, tls: 'tls', trustedAuthservId: authserv };
};

/** The ways in that can be chosen: those of the service, and the one that it has. */
export function accessesOf({ preset, access }: MailboxDraft): Access[] {
  const { accesses = ['password'] }: Preset = presets[preset];
  return accesses.includes(access) ? [...accesses] : [...accesses, access];
}

const noSecrets = { password: '', clientSecret: '', refreshToken: '' };

/** A new one: from today on, since older mails were answered some other way. */
export const newDraft = (today: string): MailboxDraft => ({
  ...{ preset: 'imap', address: '', name: '', user: '', host: '', port: 993 },
  ...{ ...noSecrets, access: 'password', provider: 'other' },
  ...{
    tenant: '',
    clientId: '',
    tokenUrl: '',
    scope: '',
    tls: 'tls',
    folder: 'INBOX',
    after: 'flag',
    flag: '\\Seen',
    moveTo: '',
    since: today,
  },
  ...{ trustedAuthservId: '', pollSeconds: 60 },
});

const wayOf = ({ oauth }: MailAccount) => ({
  access: oauth?.grant ?? ('password' as const),
  tenant: oauth?.tenant ?? '',
  clientId: oauth?.clientId ?? '',
  tokenUrl: oauth?.tokenUrl ?? '',
  scope: oauth?.scope ?? '',
});

/** One that is there. Its secrets are not known here. */
export const draftOf = (account: MailAccount): MailboxDraft => {
  const { host } = account;
  const keys = Object.keys(presets) as PresetKey[];
  const preset = keys.find((key) => presets[key].host === host) ?? 'imap';
  const known: Preset = presets[preset];
  return {
    preset,
    provider: account.oauth?.provider ?? known.provider ?? 'other',
    ...{ ...noSecrets, ...wayOf(account) },
    ...{ address: account.address, name: account.name, user: account.user, host },
    ...{ port: account.port, tls: account.tls, folder: account.folder, after: account.after },
    ...{ flag: account.flag, moveTo: account.moveTo ?? '', since: account.since ?? '' },
    trustedAuthservId: account.trustedAuthservId ?? '',
    pollSeconds: account.pollSeconds,
  };
};

/** What follows from an address as long as nothing else was typed: user and name. */
export function withAddress(draft: MailboxDraft, address: string): MailboxDraft {
  const nameOf = (text: string) =>
    (text.split('@')[0] ?? '')
      .toLowerCase()
      .replace(/[^a-z0-9-]/g, '-')
      .replace(/^-+/, '')
      .slice(0, 40);
  return {
    ...draft,
    address,
    user: draft.user === draft.address ? address : draft.user,
    name: draft.name === nameOf(draft.address) ? nameOf(address) : draft.name,
  };
}

/** Who gives the tokens; null: nobody, it has a password. */
function oauthOf(draft: MailboxDraft): Oauth | null {
  const { access, provider } = draft;
  if (access === 'password') return null;
  const isOther = provider === 'other';
  return {
    ...{ provider, grant: access, clientId: draft.clientId.trim() },
    tenant: provider === 'microsoft' ? draft.tenant.trim() || null : null,
    tokenUrl: isOther ? draft.tokenUrl.trim() || null : null,
    scope: draft.scope.trim() || null,
  };
}

const oauthNames = ['provider', 'grant', 'clientId', 'tenant', 'tokenUrl', 'scope'] as const;

/** Whether the stored secrets would go elsewhere, so that they are asked for again. */
export function goesElsewhere(draft: MailboxDraft, account: MailAccount): boolean {
  const oauth = oauthOf(draft);
  const before = account.oauth;
  return (
    (['host', 'port', 'user', 'tls'] as const).some((field) => draft[field] !== account[field]) ||
    (oauth === null) !== (before === null) ||
    oauthNames.some((name) => (oauth?.[name] ?? null) !== (before?.[name] ?? null))
  );
}

/** The secrets that were typed and belong to the way in. */
function secretsOf({ access, password, clientSecret, refreshToken }: MailboxDraft) {
  const typed =
    access === 'password'
      ? { password }
      : { clientSecret, ...(access === 'refresh_token' ? { refreshToken } : {}) };
  return Object.fromEntries(Object.entries(typed).filter(([, secret]) => secret !== ''));
}

/** What the API is sent. */
export const bodyOf = (draft: MailboxDraft): MailboxBody => ({
  ...{ name: draft.name, address: draft.address.trim(), host: draft.host.trim() },
  ...{ port: draft.port, tls: draft.tls, user: draft.user.trim(), folder: draft.folder },
  ...{ after: draft.after, flag: draft.flag, pollSeconds: draft.pollSeconds },
  moveTo: draft.after === 'move' ? draft.moveTo || null : null,
  since: draft.since || null,
  trustedAuthservId: draft.trustedAuthservId.trim() || null,
  oauth: oauthOf(draft),
  ...secretsOf(draft),
});
