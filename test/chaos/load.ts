// Customers who do not give up: each complaint is sent again, as the same one, until it is accepted. What was accepted is
// written down here, outside the product.
import { composeMail, sendRawMail } from '../harness/mail-client.ts';
import type { SmtpSink } from '../harness/smtp-sink.ts';
import type { Topology } from '../harness/topology.ts';

/** A complaint that the product said it has: 202 or 250. */
export type Accepted = { email: string; via: 'api' | 'inlet' | 'reply'; tries: number };

export type Load = {
  accepted: Accepted[];
  /** Tries that were refused or cut: the faults bit. */
  refusals(): number;
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
const GIVE_UP_MS = 90_000;

async function untilAccepted(attempt: () => Promise<boolean>): Promise<number> {
  const until = Date.now() + GIVE_UP_MS;
  for (let tries = 1; ; tries++) {
    const taken = await attempt().catch(() => false);
    if (taken) return tries;
    if (Date.now() > until)
      throw new Error(`not accepted within ${GIVE_UP_MS / 1000} s, after ${tries} tries`);
    await pause(100);
  }
}

async function complainByApi(product: Topology, email: string, text: string): Promise<boolean> {
  const response = await fetch(`${product.url('portal')}/api/v1/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': `chaos-${email}` },
    body: JSON.stringify({ email, message: text }),
    signal: AbortSignal.timeout(5_000),
  });
  await response.arrayBuffer();
  return response.status === 202;
}

// A mail server tries again with the very same bytes.
async function mailer(product: Topology, email: string, text: string, answers?: string) {
  const raw = await composeMail({
    from: email,
    subject: answers ? 'Re: your complaint' : 'A complaint',
    text,
    messageId: `<${answers ? 'reply' : 'first'}-${email}>`,
    ...(answers ? { inReplyTo: `<${answers}>` } : {}),
  });
  return async (): Promise<boolean> => {
    await sendRawMail(product.inletPort, email, raw);
    return true;
  };
}

/** Starts complaining: `clients` of each kind at a time, each a complaint every `everyMs`. */
export function startLoad(
  product: Topology,
  sink: SmtpSink,
  options: { clients: number; everyMs: number },
): Load {
  const accepted: Accepted[] = [];
  let refusals = 0;
  let stopping = false;
  let number = 0;
  const complain = async (via: 'api' | 'inlet'): Promise<void> => {
    const email = `c${number}.${via}@customer${number++ % 50}.test`;
    const text = texts[number % texts.length] ?? '';
    const attempt =
      via === 'api'
        ? () => complainByApi(product, email, text)
        : await mailer(product, email, text);
    const tries = await untilAccepted(attempt);
    refusals += tries - 1;
    accepted.push({ email, via, tries });
  };
  // Every fifth customer answers the acknowledgement.
  const replied = new Set<string>();
  const reply = async (): Promise<void> => {
    const mail = sink.mails.find(
      ({ to, messageId }) => /[05]\.(api|inlet)@/.test(to) && messageId && !replied.has(to),
    );
    if (!mail) return;
    replied.add(mail.to);
    const tries = await untilAccepted(await mailer(product, mail.to, 'Any news?', mail.messageId));
    refusals += tries - 1;
    accepted.push({ email: mail.to, via: 'reply', tries });
  };
  const client = async (work: () => Promise<void>): Promise<void> => {
    while (!stopping) {
      await work();
      await pause(options.everyMs);
    }
  };
  const clients = Array.from({ length: options.clients }, () => [
    client(() => complain('api')),
    client(() => complain('inlet')),
  ]).flat();
  const all = Promise.all([...clients, client(reply)]);
  all.catch(() => {});
  return {
    accepted,
    refusals: () => refusals,
    finish: async () => {
      stopping = true;
      await all;
    },
  };
}
