// What must hold once it is quiet again, seen from outside: a ledger of what was accepted, a mail server of ours, the
// product's own command line. I1 to I5 are the invariants of the fault matrix in docs/chaos.md.
import { eventually, redress, redressJson } from '../harness/product.ts';
import type { Accepted, Load } from './load.ts';
import type { Stage } from './stage.ts';

/** What a look at the quiet product found. */
export type Findings = {
  violations: string[];
  /** Mails that came more than once under the same Message-ID: allowed after a cut between dot and reply (I2). */
  copies: number;
  /** Messages in doubt that this run settled as a person would, by what the mail server has. */
  settled: number;
};

type Mail = {
  messageId: string;
  rfcMessageId: string | null;
  purpose: string;
  to: string | null;
  state: string;
};
type Counts = {
  received: number;
  cases: number;
  joined: number;
  pending: number;
  suppressed: Record<string, number>;
  quarantined: Record<string, number>;
};

const DRAIN_SECONDS = 300;
const SETTLE_EVERY_MS = 15_000;

const bare = (id: string | null): string => (id ?? '').replace(/[<>]/g, '');
const some = (list: readonly string[]): string => `${list.length}: ${list.slice(0, 5).join(', ')}`;

/** All messages of a state or purpose that the command line lists. */
export const listMail = (stage: Stage, ...filter: string[]): Promise<Mail[]> =>
  redressJson<Mail[]>(stage.product.environment, 'mail', 'list', '--limit', '1000', ...filter);

/** As a person does with a message in doubt: looks whether it arrived, and says so. */
async function settleDoubts(stage: Stage): Promise<number> {
  const doubts = await listMail(stage, '--state', 'in_doubt');
  for (const { messageId, rfcMessageId } of doubts) {
    const arrived = stage.sink.mails.some((mail) => mail.messageId === bare(rfcMessageId));
    const order = ['mail', 'settle', messageId, arrived ? 'sent' : 'again'];
    await redress(stage.product.environment, ...order);
  }
  return doubts.length;
}

const writesMail = ({ via }: Accepted): boolean =>
  via === 'api' || via === 'inlet' || via === 'imap';

/** Which of the mails that arrived are acknowledgements. `more`: there are others too, and the command line tells. */
async function acknowledgementsIn(stage: Stage, more: boolean): Promise<Stage['sink']['mails']> {
  const { mails } = stage.sink;
  if (!more) return mails;
  const listed = await listMail(stage);
  const ids = new Set(
    listed
      .filter(({ purpose }) => purpose === 'acknowledgement')
      .map(({ rfcMessageId }) => bare(rfcMessageId)),
  );
  return mails.filter(({ messageId }) => ids.has(messageId));
}

/** Waits until each customer has an acknowledgement (I2), settling doubts meanwhile. */
async function awaitAcknowledgements(
  stage: Stage,
  load: Load,
  more: boolean,
  found: Findings,
): Promise<void> {
  const customers = load.accepted.filter(writesMail);
  const missing = async (): Promise<Accepted[]> => {
    const reached = new Set((await acknowledgementsIn(stage, more)).map(({ to }) => to));
    return customers.filter(({ email }) => !reached.has(email));
  };
  let settleAt = Date.now() + SETTLE_EVERY_MS;
  await eventually(
    'all acknowledgements',
    async () => {
      if ((await missing()).length === 0) return true;
      if (Date.now() < settleAt) return false;
      settleAt = Date.now() + SETTLE_EVERY_MS;
      found.settled += await settleDoubts(stage);
      return false;
    },
    DRAIN_SECONDS,
  ).catch(async () => {
    const who = (await missing()).map(({ email }) => email);
    if (who.length > 0) found.violations.push(`I2 no acknowledgement for ${some(who)}`);
  });
  for (const { email, reference } of customers) {
    const mail = stage.sink.mails.find(({ to }) => to === email);
    if (reference && mail && !mail.raw.includes(reference))
      found.violations.push(`I1 ${email} was told ${reference}, but acknowledged as another`);
  }
}

const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

// Where each way comes in, to say where something is missing.
const connectors: Record<Accepted['via'], string> = {
  api: 'api',
  inlet: 'smtp-inlet',
  reply: 'smtp-inlet',
  poison: 'smtp-inlet',
  imap: 'imap:care',
  x: 'x:brand',
};

/** Each accepted item is one thing (I1). Poison may be anything, but never pending. */
async function checkLedger(stage: Stage, accepted: Accepted[], found: Findings): Promise<void> {
  type Ledger = { total: Counts; connectors: Record<string, Counts> };
  const readAll = () => redressJson<Ledger>(stage.product.environment, 'ledger');
  const read = () => readAll().then(({ total }) => total);
  const settled = async () => {
    const counts = await read();
    return counts.pending === 0 && counts.received >= accepted.length && counts;
  };
  const counts = await eventually('the ledger to settle', settled, 120).catch(read);
  const poison = accepted.filter(({ via }) => via === 'poison').length;
  const replies = accepted.filter(({ via }) => via === 'reply').length;
  const firsts = accepted.length - poison - replies;
  const others = sum(counts.suppressed) + sum(counts.quarantined);
  const say = (what: string, is: number, expected: number): void => {
    found.violations.push(`I1 the ledger's ${what}: ${is} instead of ${expected}`);
  };
  if (counts.received !== accepted.length) {
    say('received', counts.received, accepted.length);
    const ledger = await readAll();
    for (const [name, theirs] of Map.groupBy(accepted, ({ via }) => connectors[via]))
      say(`received by ${name}`, ledger.connectors[name]?.received ?? 0, theirs.length);
  }
  if (counts.pending !== 0) say('pending', counts.pending, 0);
  const isOff = (is: number, least: number): boolean => is < least || is > least + poison;
  if (isOff(counts.cases, firsts)) say('cases', counts.cases, firsts);
  if (isOff(counts.joined, replies)) say('joined', counts.joined, replies);
  if (others > poison) say('suppressed and quarantined', others, 0);
}

/** One acknowledgement Message-ID for each customer (I2). `more`: the run gives rise to other mails too. */
async function checkMessageIds(stage: Stage, more: boolean, found: Findings): Promise<void> {
  const mails = (await acknowledgementsIn(stage, more)).filter(({ to }) =>
    /@customer\d+\.test$/.test(to),
  );
  for (const [address, theirs] of Map.groupBy(mails, ({ to }) => to)) {
    const ids = new Set(theirs.map(({ messageId }) => messageId));
    if (ids.size !== 1) found.violations.push(`I2 ${address} got ${ids.size} acknowledgements`);
  }
  const distinct = new Set(stage.sink.mails.map(({ messageId, to }) => `${messageId} ${to}`));
  found.copies = stage.sink.mails.length - distinct.size;
}

/** Chains are whole and replay to their rows (I5); nothing was given up on. */
async function checkRecord(stage: Stage, poison: boolean, found: Findings): Promise<void> {
  const { environment } = stage.product;
  await redress(environment, 'verify').catch((error: Error) =>
    found.violations.push(`I5 verify: ${error.message}`),
  );
  const { deadLetters } = await redressJson<{ deadLetters: { group: string; reason: string }[] }>(
    environment,
    'dead-letter',
    'list',
  );
  const [letter] = deadLetters;
  if (letter && !poison)
    found.violations.push(
      `${deadLetters.length} dead letters, one of ${letter.group}: ${letter.reason}`,
    );
}

/** Looks at everything. `more`: customers get other mails than acknowledgements too. */
export async function check(
  stage: Stage,
  load: Load,
  { more }: { more: boolean },
): Promise<Findings> {
  const found: Findings = { violations: [], copies: 0, settled: 0 };
  const poison = load.accepted.some(({ via }) => via === 'poison');
  await awaitAcknowledgements(stage, load, more, found);
  await checkLedger(stage, load.accepted, found);
  found.settled += await settleDoubts(stage);
  await checkMessageIds(stage, more, found);
  await checkRecord(stage, poison, found);
  for (const [status, times] of load.dishonest)
    found.violations.push(`the API answered ${status} instead of 503, ${times} times`);
  return found;
}
