// What is typed about a mailbox, and the mail services whose settings are known.
import type { MailAccount, MailboxBody } from './channels-query.ts';

/** A mailbox as it is typed. */
export type MailboxDraft = {
  preset: PresetKey;
  address: string;
  name: string;
  user: string;
  password: string;
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

type Preset = { label: string; host: string; authserv?: string };

/**
 * Mail services by their public IMAP servers, all on port 993 by TLS (as each documents for mail programs). `microsoft` takes no
 * passwords by IMAP: it is here to say so. `authserv`: what it calls itself in Authentication-Results.
 */
export const presets = {
  imap: { label: '', host: '' },
  gmail: { label: 'Gmail, Google Workspace', host: 'imap.gmail.com', authserv: 'mx.google.com' },
  microsoft: { label: 'Microsoft 365, Outlook', host: 'outlook.office365.com' },
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
  const { host, authserv = '' }: Preset = presets[preset];
  if (host === '') return { preset };
  return { preset, host, port: 993, tls: 'tls', trustedAuthservId: authserv };
};

/** A new one: from today on, since older mails were answered some other way. */
export const newDraft = (today: string): MailboxDraft => ({
  ...{ preset: 'imap', address: '', name: '', user: '', password: '', host: '', port: 993 },
  ...{ tls: 'tls', folder: 'INBOX', after: 'flag', flag: '\\Seen', moveTo: '', since: today },
  ...{ trustedAuthservId: '', pollSeconds: 60 },
});

/** One that is there. Its password is not known here. */
export const draftOf = (account: MailAccount): MailboxDraft => {
  const { host } = account;
  const keys = Object.keys(presets) as PresetKey[];
  return {
    preset: keys.find((key) => presets[key].host === host) ?? 'imap',
    password: '',
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

/** Whether the stored password would go elsewhere, so that it is asked for again. */
export const goesElsewhere = (draft: MailboxDraft, account: MailAccount): boolean =>
  (['host', 'port', 'user', 'tls'] as const).some((field) => draft[field] !== account[field]);

/** What the API is sent. */
export const bodyOf = (draft: MailboxDraft): MailboxBody => ({
  ...{ name: draft.name, address: draft.address.trim(), host: draft.host.trim() },
  ...{ port: draft.port, tls: draft.tls, user: draft.user.trim(), folder: draft.folder },
  ...{ after: draft.after, flag: draft.flag, pollSeconds: draft.pollSeconds },
  moveTo: draft.after === 'move' ? draft.moveTo || null : null,
  since: draft.since || null,
  trustedAuthservId: draft.trustedAuthservId.trim() || null,
  oauth: null,
  ...(draft.password === '' ? {} : { password: draft.password }),
});
