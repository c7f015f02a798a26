// The payout port: asks an outside service over HTTP to pay, or what became of a payout, by the key of the remedy. It only
// ever speaks to the addresses of the settings; nothing of a case becomes part of one but the key. What an answer means for
// the remedy is not known here.
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { ConfigError, errorText } from '#shared/errors.ts';
import type { PayoutAnswer } from '../domain/remedies/payout-steps.ts';

const loopback = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])$/;

/** Money never travels in the clear to another machine. */
function isSafeAddress(text: string): boolean {
  const filled = text.replaceAll('{key}', 'key');
  if (!URL.canParse(filled)) return false;
  const { protocol, hostname, username, password } = new URL(filled);
  const isFixed = !/\{key\}/.test(text.split('/').slice(0, 3).join('/'));
  const isSecure = protocol === 'https:' || (protocol === 'http:' && loopback.test(hostname));
  return isFixed && isSecure && username === '' && password === '';
}
const ADDRESS_FAULT =
  'expected an https:// address (http:// on this machine only) without sign-in, {key} behind the host only';

export const payoutConfig = z
  .strictObject({
    url: z
      .string()
      .refine(isSafeAddress, ADDRESS_FAULT)
      .describe(
        'Where a payout is asked for (POST); {key} stands for its key, if it is part of the address.',
      ),
    lookUpUrl: z
      .string()
      .refine(isSafeAddress, ADDRESS_FAULT)
      .refine((text) => text.includes('{key}'), 'expected {key} in it: it is asked for one payout')
      .describe('Where a payout is looked up (GET) when it is in doubt; {key} stands for its key.'),
    headersFile: z
      .string()
      .optional()
      .describe('A file with headers to send, a line each ("Authorization: Bearer …"). A secret.'),
    timeoutMs: z
      .int()
      .min(100)
      .max(120_000)
      .default(10_000)
      .describe('How long an answer may take.'),
    triesMax: z.int().min(1).max(50).default(8).describe('Tries after which a person takes over.'),
    pauseMs: z
      .int()
      .min(10)
      .max(600_000)
      .default(2_000)
      .describe('The first pause between tries; each further one is twice as long.'),
    keyWindowHours: z
      .number()
      .positive()
      .default(24)
      .describe('How long the provider remembers a key: later nothing is sent again by itself.'),
    everyMs: z
      .int()
      .min(10)
      .max(60_000)
      .default(1_000)
      .describe('How often due payouts are looked for.'),
  })
  .describe('The payout port; without it, refunds and credits are given by hand.');
export type PayoutConfig = z.infer<typeof payoutConfig>;

/** What is to be paid: bound by the approval. */
export type Payout = {
  payoutId: string;
  reference: string;
  remedyId: string;
  option: string;
  amount: string;
  currency: string;
  payee: string;
};

/** Asks for payouts. Neither call ever throws: what went wrong is an answer too. */
export type PayoutPort = {
  pay(payout: Payout): Promise<PayoutAnswer>;
  lookUp(payoutId: string): Promise<PayoutAnswer>;
};

function readHeaders(path: string | undefined): Record<string, string> {
  if (!path) return {};
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(`payout.headersFile: cannot be read (${errorText(error)})`);
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  return Object.fromEntries(
    lines.map((line, index) => {
      const [, name, value] =
        /^([A-Za-z0-9-]{1,100}):[ \t]*([\x20-\x7e]{1,8000})$/.exec(line) ?? [];
      if (!name || !value)
        throw new ConfigError(`payout.headersFile: line ${index + 1}: expected "Name: value"`);
      return [name, value.trim()];
    }),
  );
}

const answerSchema = z.object({
  status: z.enum(['paid', 'pending', 'failed']),
  reference: z.string().max(200).optional(),
  reason: z.string().max(500).optional(),
});

const ANSWER_BYTES_MAX = 64 * 1024;

/** The body as text, as far as it is bounded. @throws when it is longer. */
async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > ANSWER_BYTES_MAX) throw new Error('the answer is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const closedWord = (text: string | undefined, otherwise: string): string =>
  text && /^[a-z0-9_]{1,60}$/.test(text) ? text : otherwise;

function fromBody(text: string): PayoutAnswer {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return { kind: 'unclear', reason: 'no_json' };
  }
  const parsed = answerSchema.safeParse(given);
  if (!parsed.success) return { kind: 'unclear', reason: 'unexpected_answer' };
  const { status, reference, reason } = parsed.data;
  if (status === 'paid') return { kind: 'paid', providerReference: reference };
  if (status === 'pending') return { kind: 'pending' };
  return { kind: 'refused', reason: closedWord(reason, 'refused') };
}

// RFC 9110 §15.5: the request was understood and will not be done; sending it again gives the same.
const refusals: readonly number[] = [400, 402, 405, 406, 410, 413, 414, 415, 422];
// Ours to mend (the sign-in), or to wait for: this try was not taken.
const notTaken: readonly number[] = [401, 403, 407, 429];
// No connection was made, so nothing was sent.
const unconnected = [
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
];

function fromError(error: unknown): PayoutAnswer {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const { code, name } = (cause ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string' && unconnected.includes(code))
    return { kind: 'not_taken', reason: 'unreachable' };
  return { kind: 'unclear', reason: name === 'TimeoutError' ? 'timeout' : 'connection_lost' };
}

/**
 * Makes the port.
 * @throws ConfigError when the file with the headers cannot be read.
 */
export function createPayoutPort(config: PayoutConfig): PayoutPort {
  const headers = readHeaders(config.headersFile);
  const ask = async (
    address: string,
    key: string,
    init: { method: string; body?: string },
  ): Promise<PayoutAnswer> => {
    try {
      const response = await fetch(address.replaceAll('{key}', encodeURIComponent(key)), {
        ...init,
        headers: {
          ...headers,
          Accept: 'application/json',
          'Idempotency-Key': key,
          ...(init.body ? { 'Content-Type': 'application/json' } : {}),
        },
        // An answer that leads elsewhere is not followed: money goes to the host of the settings only.
        redirect: 'manual',
        signal: AbortSignal.timeout(config.timeoutMs),
      });
      const { status } = response;
      const text = await boundedText(response);
      if (status >= 200 && status < 300) return fromBody(text);
      if (status === 404)
        return init.method === 'GET'
          ? { kind: 'unknown_key' }
          : { kind: 'refused', reason: 'http_404' };
      if (refusals.includes(status) && init.method === 'POST')
        return { kind: 'refused', reason: `http_${status}` };
      const reason = `http_${status}`;
      return { kind: notTaken.includes(status) ? 'not_taken' : 'unclear', reason };
    } catch (error) {
      return fromError(error);
    }
  };
  return {
    pay: ({ payoutId, reference, remedyId, option, amount, currency, payee }) =>
      ask(config.url, payoutId, {
        method: 'POST',
        body: JSON.stringify({
          key: payoutId,
          reference,
          remedyId,
          option,
          payee,
          amount: { amount, currency },
        }),
      }),
    lookUp: (payoutId) => ask(config.lookUpUrl, payoutId, { method: 'GET' }),
  };
}
