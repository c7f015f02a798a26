// The connection test of a mailbox: bounded in time, one at a time a mailbox. What IMAP is stands in ../imap.ts.
import { RequestError } from '#shared/errors.ts';
import { outcomeOf, type TrialOutcome } from '../domain/mailbox-outcome.ts';
import { tryMailbox } from '../imap.ts';
import type { MailboxAccess } from '../imap-connect.ts';

/** What a test found. `said`: the server's own words. `mails`: how many are in the folder. */
export type TrialResult = { outcome: TrialOutcome; said: string | null; mails: number | null };

/** Tests a mailbox; whoever asks while a test of it runs is given the result of that one. */
export type Trials = (mailbox: MailboxAccess) => Promise<TrialResult>;

/** Shorter than the minute after which proxies give up; longer than a slow server needs. In ms. */
const TRIAL_MS = 20_000;

async function trial(mailbox: MailboxAccess, ms: number): Promise<TrialResult> {
  const signal = AbortSignal.timeout(ms);
  const late = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  // A server that hangs in the middle of a command is not waited for.
  const found = await Promise.race([tryMailbox(mailbox, signal), late]);
  if (!found) return { outcome: outcomeOf('time', undefined), said: null, mails: null };
  if ('mails' in found) return { outcome: 'ok', said: null, mails: found.mails };
  const outcome = outcomeOf(found.step, found.error);
  return { outcome, said: found.said ?? null, mails: null };
}

/** Makes the tests; `ms` bounds each of them. */
export function createTrials(ms = TRIAL_MS): Trials {
  const running = new Map<string, Promise<TrialResult>>();
  return (mailbox) => {
    const known = running.get(mailbox.name);
    if (known) return known;
    const started = trial(mailbox, ms).finally(() => running.delete(mailbox.name));
    running.set(mailbox.name, started);
    return started;
  };
}

/** Tests what somebody entered: each of them one at a time, and few at once altogether. `before` may refuse it. */
export type OwnTrials = (
  by: string,
  mailbox: MailboxAccess,
  before: () => Promise<void>,
) => Promise<TrialResult>;

const AT_ONCE_MAX = 5;

/** Makes these tests. They throw RequestError 409 while another one runs. */
export function createOwnTrials(ms = TRIAL_MS): OwnTrials {
  const running = new Set<string>();
  return async (by, mailbox, before) => {
    if (running.has(by) || running.size >= AT_ONCE_MAX)
      throw new RequestError(409, 'test_running', 'A test is running: wait until it has ended.');
    running.add(by);
    try {
      await before();
      return await trial(mailbox, ms);
    } finally {
      running.delete(by);
    }
  };
}
