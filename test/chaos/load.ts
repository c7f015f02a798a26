// Customers who do not give up: each complaint is sent again, as the same one, until it is accepted. What was accepted is
// written down here, outside the product.
import { composeMail, sendRawMail } from '../harness/mail-client.ts';
import type { Stage } from './stage.ts';

/** How a complaint comes in. `imap` and `x` are accepted once they lie at the source: there the product must fetch them. */
export type Way = 'api' | 'inlet' | 'imap' | 'x' | 'reply' | 'poison';

/** A complaint that the product said it has (202, 250), or that lies where it must fetch it. */
export type Accepted = { email: string; via: Way; tries: number; reference?: string };

export type Load = {
  accepted: Accepted[];
  /** The first mail of each customer who wrote one, to the letter. */
  sent: Map<string, Buffer>;
  /** Tries that were refused or cut: the faults bit. */
  refusals(): number;
  /** Answers of the API that are neither 202 nor an honest refusal (429, 503), by status. */
  dishonest: Map<number, number>;
  /** The longest time that the API took for an answer of any kind; one that never came counts as REQUEST_MS. */
  slowestAnswerMs(): number;
  /** No new complaints; those begun are sent until accepted. */
  finish(): Promise<void>;
};

const texts = [
  'The parcel never arrived and nobody answers the phone.',
  'You charged me twice. I want my money back.',
  'Die Lieferung ist seit zwei Wochen überfällig, das ist eine Frechheit.',
  'The device was broken when I opened the box, again.',
  'Der Techniker kam nicht zum Termin.',
];

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const GIVE_UP_MS = 180_000;
const REQUEST_MS = 10_000;

/** Does it again until it is taken. Gives how many tries it took. */
export async function untilAccepted(attempt: () => Promise<boolean>): Promise<number> {
  const until = Date.now() + GIVE_UP_MS;
  for (let tries = 1; ; tries++) {
    const taken = await attempt().catch(() => false);
    if (taken) return tries;
    if (Date.now() > until)
      throw new Error(`not accepted within ${GIVE_UP_MS / 1000} s, after ${tries} tries`);
    await pause(100);
  }
}

// A mail server tries again with the very same bytes.
export async function composeComplaint(
  email: string,
  text: string,
  answers?: string,
): Promise<Buffer> {
  return composeMail({
    from: email,
    subject: answers ? 'Re: your complaint' : 'A complaint',
    text,
    messageId: `<${answers ? 'reply' : 'first'}-${email}>`,
    ...(answers ? { inReplyTo: `<${answers}>` } : {}),
  });
}

/** What the customers have seen of the API. */
function createApiClient(stage: Stage, dishonest: Map<number, number>) {
  let slowestMs = 0;
  const complain = async (email: string, message: string): Promise<string | undefined> => {
    const startedAt = Date.now();
    const response = await fetch(`${stage.product.url('portal')}/api/v1/complaints`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': `chaos-${email}` },
      body: JSON.stringify({ email, message }),
      signal: AbortSignal.timeout(REQUEST_MS),
    }).catch((error: Error) => {
      if (error.name === 'TimeoutError') slowestMs = Math.max(slowestMs, REQUEST_MS);
      throw error;
    });
    const body = (await response.json()) as { reference?: string };
    slowestMs = Math.max(slowestMs, Date.now() - startedAt);
    if (response.status === 202) return body.reference;
    if (response.status !== 503 && response.status !== 429)
      dishonest.set(response.status, (dishonest.get(response.status) ?? 0) + 1);
    return undefined;
  };
  return { complain, slowestMs: () => slowestMs };
}

export type LoadOptions = { clients: number; everyMs: number; ways: Way[] };

/** Starts complaining: `clients` of each way at a time, each a complaint every `everyMs`. */
export function startLoad(stage: Stage, { clients, everyMs, ways }: LoadOptions): Load {
  const accepted: Accepted[] = [];
  const sent = new Map<string, Buffer>();
  const dishonest = new Map<number, number>();
  const api = createApiClient(stage, dishonest);
  let refusals = 0;
  let stopping = false;
  let number = 0;

  const byInlet = (email: string, raw: Buffer) => async (): Promise<boolean> => {
    await sendRawMail(stage.product.inletPort, email, raw);
    return true;
  };
  const bring = async (via: Way, email: string, text: string): Promise<Accepted> => {
    if (via === 'x') {
      stage.mention(text);
      return { email, via, tries: 1 };
    }
    if (via === 'imap' || via === 'inlet') {
      const raw = await composeComplaint(email, text);
      sent.set(email, raw);
      if (via === 'inlet') return { email, via, tries: await untilAccepted(byInlet(email, raw)) };
      stage.dovecot.deliver('care', raw);
      return { email, via, tries: 1 };
    }
    let reference: string | undefined;
    const tries = await untilAccepted(async () => {
      reference = await api.complain(email, text);
      return reference !== undefined;
    });
    return { email, via, tries, ...(reference ? { reference } : {}) };
  };
  const complain = async (via: Way): Promise<void> => {
    const email = `c${number}.${via}@customer${number++}.test`;
    const done = await bring(via, email, texts[number % texts.length] ?? '');
    refusals += done.tries - 1;
    accepted.push(done);
  };
  // Every fifth customer answers the acknowledgement.
  const replied = new Set<string>();
  const reply = async (): Promise<void> => {
    const mail = stage.sink.mails.find(
      ({ to, messageId }) =>
        /^c\d*[05]\.(api|inlet|imap)@/.test(to) && messageId && !replied.has(to),
    );
    if (!mail) return;
    replied.add(mail.to);
    const raw = await composeComplaint(mail.to, 'Any news?', mail.messageId);
    const tries = await untilAccepted(byInlet(mail.to, raw));
    refusals += tries - 1;
    accepted.push({ email: mail.to, via: 'reply', tries });
  };
  const client = async (work: () => Promise<void>, restMs: number): Promise<void> => {
    while (!stopping) {
      await work();
      await pause(restMs);
    }
  };
  // X allows so many requests in a quarter of an hour: its mentions are few.
  const rest = (via: Way): number => (via === 'x' ? 20 * everyMs : everyMs);
  const all = Promise.all(
    Array.from({ length: clients }, () =>
      ways.map((via) => client(() => (via === 'reply' ? reply() : complain(via)), rest(via))),
    ).flat(),
  );
  all.catch(() => {});
  return {
    accepted,
    sent,
    refusals: () => refusals,
    dishonest,
    slowestAnswerMs: api.slowestMs,
    finish: async () => {
      stopping = true;
      await all;
    },
  };
}
