// The connection test of a mailbox: bounded in time, one at a time a mailbox. What IMAP is stands in ../imap.ts.
import type { TrialOutcome } from '../domain/mailbox-outcome.ts';
import { outcomeOf } from '../domain/mailbox-outcome.ts';
import type { MailboxConfig } from '../email-config.ts';
import { tryMailbox } from '../imap.ts';

/** What a test found. `said`: the server's own words. `mails`: how many are in the folder. */
export type TrialResult = { outcome: TrialOutcome; said: string | null; mails: number | null };

/** Tests a mailbox; whoever asks while a test of it runs is given the result of that one. */
export type Trials = (mailbox: MailboxConfig) => Promise<TrialResult>;

/** Shorter than the minute after which proxies give up; longer than a slow server needs. In ms. */
const TRIAL_MS = 20_000;

async function trial(mailbox: MailboxConfig, ms: number): Promise<TrialResult> {
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
