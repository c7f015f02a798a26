// A mailbox by IMAP, and nothing of what Redress does with its mails. How a connection comes about: imap-connect.ts.
import type { ImapFlow } from 'imapflow';
import { PermanentError, TransientError } from '#shared/errors.ts';
import type { TrialStep } from './domain/mailbox-outcome.ts';
import {
  type Credentials,
  connect,
  credentials,
  isRefusal,
  type MailboxAccess,
  saidBy,
  signIn,
  translated,
} from './imap-connect.ts';
import { TokenRefusedError, TokenUnreachableError } from './oauth/token-client.ts';

/** A mail as the server gave it. */
export type FetchedMail = {
  uid: number;
  /** All its bytes, or its beginning when it is larger than the limit, or nothing when the server refuses it. */
  source: Uint8Array;
  /** When the server received it (INTERNALDATE). */
  receivedAt: Date | undefined;
  state: 'whole' | 'too_large' | 'refused';
};

/** Some mails in the order of their UIDs. `through`: all listed ones up to here are in it, or gone. */
export type FetchedBatch = { mails: FetchedMail[]; through: number; gone: number };

/** An open mailbox. Any failure closes it: open it anew. */
export type OpenMailbox = {
  uidValidity: number;
  /** UIDs greater than one, ascending. */
  list(afterUid: number): Promise<number[]>;
  /** Some of the listed mails from the first on, bounded in number and bytes. */
  fetch(uids: number[]): Promise<FetchedBatch>;
  /** Flags or moves mails, as configured. */
  settle(uids: number[]): Promise<void>;
  isOpen(): boolean;
  close(): void;
};

const FETCH_MAILS_MAX = 50;
const FETCH_BYTES_MAX = 16 * 1024 * 1024;
/** What is fetched of a mail beyond the limit: its head, and its text where that comes first, as it mostly does. */
const BEGINNING_BYTES = 256 * 1024;
// What a fetch gave for a mail; `refused`: the server has it and would not give it.
type Source = Uint8Array | 'refused';

function createFetch(client: ImapFlow, config: MailboxAccess) {
  const assertSelected = () => {
    // imapflow gives an empty answer when the folder is no longer open: that must not pass for an empty folder.
    if (!client.usable || !client.mailbox)
      throw new TransientError('reading the mailbox: the link broke');
  };
  const search = async (range: string): Promise<number[]> => {
    const query = { uid: range, ...(config.since ? { since: config.since } : {}) };
    const found = await client.search(query, { uid: true });
    assertSelected();
    if (!found)
      throw new TransientError('listing the mailbox: the server did not answer the search');
    return found.sort((a, b) => a - b);
  };
  const sources = async (uids: number[], maxLength: number) => {
    const source = { start: 0, maxLength };
    const fetched = await client.fetchAll(uids.join(','), { uid: true, source }, { uid: true });
    assertSelected();
    return new Map<number, Source>(
      fetched.map((message) => [message.uid, message.source ?? 'refused']),
    );
  };
  // One mail that the server cannot give must not keep the others from being taken.
  const oneByOne = async (uids: number[], maxLength: number) => {
    const found: [number, Source][] = [];
    for (const uid of uids) {
      try {
        found.push(...(await sources([uid], maxLength)));
      } catch (error) {
        if (!isRefusal(error)) throw error;
        found.push([uid, 'refused']);
      }
    }
    return new Map(found);
  };
  const fetchSources = async (uids: number[], maxLength: number) => {
    if (uids.length === 0) return new Map<number, Source>();
    try {
      return await sources(uids, maxLength);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      return await oneByOne(uids, maxLength);
    }
  };
  return { search, fetchSources, assertSelected };
}

async function fetchBatch(
  client: ImapFlow,
  { search, fetchSources, assertSelected }: ReturnType<typeof createFetch>,
  listed: number[],
  bytesMax: number,
): Promise<FetchedBatch> {
  const wanted = listed.slice(0, FETCH_MAILS_MAX);
  const query = { uid: true, size: true, internalDate: true };
  const heads = await client.fetchAll(wanted.join(','), query, { uid: true });
  assertSelected();
  heads.sort((a, b) => a.uid - b.uid);
  let bytes = 0;
  const over = heads.findIndex(({ size = 0 }, index) => {
    bytes += Math.min(size, bytesMax);
    return index > 0 && bytes > FETCH_BYTES_MAX;
  });
  const taken = over === -1 ? heads : heads.slice(0, over);
  const isLarge = ({ size = 0 }: { size?: number | undefined }) => size > bytesMax;
  const uidsOf = (some: typeof heads) => some.map(({ uid }) => uid);
  const [small, large] = [taken.filter((head) => !isLarge(head)), taken.filter(isLarge)];
  // One byte more than the limit: sizes that a server tells may be wrong.
  const found = new Map([
    ...(await fetchSources(uidsOf(small), bytesMax + 1)),
    ...(await fetchSources(uidsOf(large), BEGINNING_BYTES)),
  ]);
  const mails = taken.flatMap((head): FetchedMail[] => {
    const source = found.get(head.uid);
    if (source === undefined) return [];
    const receivedAt = head.internalDate ? new Date(head.internalDate) : undefined;
    const { uid } = head;
    if (source === 'refused') return [{ uid, source: new Uint8Array(), receivedAt, state: source }];
    const tooLarge = isLarge(head) || source.length > bytesMax;
    const kept = tooLarge ? source.subarray(0, BEGINNING_BYTES) : source;
    return [{ uid, source: kept, receivedAt, state: tooLarge ? 'too_large' : 'whole' }];
  });
  const through = (over === -1 ? wanted.at(-1) : taken.at(-1)?.uid) ?? 0;
  const missing = wanted.filter((uid) => uid <= through && !mails.some((mail) => mail.uid === uid));
  // Only what is surely gone may be passed over.
  const still = missing.length > 0 ? await search(missing.join(',')) : [];
  if (still.some((uid) => missing.includes(uid)))
    throw new TransientError('fetching mails: the server left some out');
  return { mails, through, gone: missing.length };
}

/** The folder is not there, or may not be opened. */
class FolderRefusedError extends PermanentError {
  override name = 'FolderRefusedError';
}

async function openFolder(client: ImapFlow, config: MailboxAccess): Promise<number> {
  try {
    const folder = await client.mailboxOpen(config.folder);
    if (config.after === 'move' && config.moveTo) await client.mailboxCreate(config.moveTo);
    return Number(folder.uidValidity);
  } catch (error) {
    client.close();
    const failure = translated(`opening folder ${config.folder}`, error);
    throw isRefusal(error) ? new FolderRefusedError(failure.message, { cause: error }) : failure;
  }
}

/**
 * Signs in and opens the folder. `onNews` is called when mails arrive and when the link breaks.
 * @throws PermanentError when the server refuses the account or the folder, TransientError otherwise.
 */
export async function openMailbox(
  config: MailboxAccess,
  signal: AbortSignal,
  onNews: () => void,
): Promise<OpenMailbox> {
  const client = await signIn(config, signal);
  const close = () => client.close();
  signal.addEventListener('abort', close, { once: true });
  client.on('exists', onNews);
  client.on('close', () => {
    signal.removeEventListener('abort', close);
    onNews();
  });
  const uidValidity = await openFolder(client, config);
  const fetching = createFetch(client, config);
  return {
    uidValidity,
    // `n:*` names the last mail even when its UID is smaller (RFC 9051 §9, sequence-set).
    list: async (afterUid) =>
      (await fetching.search(`${afterUid + 1}:*`)).filter((uid) => uid > afterUid),
    fetch: (uids) => fetchBatch(client, fetching, uids, config.bytesMax),
    settle: async (uids) => {
      if (uids.length === 0 || config.after === 'none') return;
      const range = uids.join(',');
      const done =
        config.after === 'move' && config.moveTo
          ? await client.messageMove(range, config.moveTo, { uid: true })
          : await client.messageFlagsAdd(range, [config.flag], { uid: true });
      fetching.assertSelected();
      if (!done) throw new PermanentError(`the server did not ${config.after} the mails`);
    },
    isOpen: () => client.usable,
    close,
  };
}

/** What a test of a mailbox found: how many mails are in the folder, or at which step it failed, and what the server said. */
export type MailboxTrial =
  | { mails: number }
  | { step: TrialStep; error: unknown; said: string | undefined };

/** What a token end point said, if it was that. */
const toldBy = (error: unknown): string | undefined =>
  error instanceof TokenRefusedError || error instanceof TokenUnreachableError
    ? error.said
    : undefined;

/** Whether mails can be marked as the settings want it. PERMANENTFLAGS may list a flag, or `\\*` for any (RFC 9051 §7.1). */
function canSettle(
  { after, flag }: MailboxAccess,
  folder: { readOnly?: boolean | undefined; permanentFlags?: Set<string> | undefined },
): boolean {
  if (after === 'none') return true;
  if (folder.readOnly) return false;
  // A server that does not say allows all.
  const flags = folder.permanentFlags;
  return after === 'move' || !flags || flags.has(flag) || flags.has('\\*');
}

/**
 * Signs in, looks at the folder, opens it for writing when mails are to be marked, and leaves. No mail is read or changed.
 * Ends when the signal aborts.
 */
export async function tryMailbox(
  config: MailboxAccess,
  signal: AbortSignal,
): Promise<MailboxTrial> {
  let step: TrialStep = 'secret';
  let auth: Credentials | undefined;
  let client: ImapFlow | undefined;
  const close = () => client?.close();
  try {
    // A test asks for a token too.
    config.tokens?.forget();
    auth = await credentials(config);
    step = 'connecting';
    client = await connect(config, auth, signal);
    signal.addEventListener('abort', close, { once: true });
    step = 'folder';
    const folder = await client.mailboxOpen(config.folder, { readOnly: true });
    const found = { mails: folder.exists };
    if (config.after === 'none') return found;
    step = 'flags';
    await client.mailboxClose();
    if (canSettle(config, await client.mailboxOpen(config.folder))) return found;
    return { step, error: undefined, said: undefined };
  } catch (error) {
    const cause = step === 'connecting' && error instanceof Error ? error.cause : error;
    return {
      step: signal.aborted ? 'time' : step,
      error,
      said: saidBy(cause, auth) ?? toldBy(error),
    };
  } finally {
    signal.removeEventListener('abort', close);
    close();
  }
}
