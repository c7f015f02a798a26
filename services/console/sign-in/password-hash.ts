// Passwords as argon2id in PHC strings (RFC 9106; parameters of OWASP's password storage cheat sheet). A hash takes 19 MiB and
// tens of milliseconds, so few are computed at once and few may wait. Where they are kept: password-store.ts.
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { RequestError } from '#shared/errors.ts';

/** Cost: memory in KiB, passes, lanes. */
export type Cost = { memory: number; passes: number; parallelism: number };

const currentCost: Cost = { memory: 19_456, passes: 2, parallelism: 1 };
const SALT_BYTES = 16;
const TAG_BYTES = 32;
const AT_ONCE_MAX = 2;
const WAITING_MAX = 64;

/** Computes and checks hashes of passwords. */
export type PasswordHashing = {
  hash(password: string): Promise<string>;
  /**
   * Whether a password is the one of a PHC string. Without a string it takes as long and says no, so that nobody can tell by
   * the time who has a password (S29).
   */
  verify(password: string, phc: string | undefined): Promise<boolean>;
  /** Whether a string was made with less than what is asked for now. */
  isWeak(phc: string): boolean;
};

const base64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('base64').replace(/=+$/, '');

const phcText = ({ memory, passes, parallelism }: Cost, salt: Uint8Array, tag: Uint8Array) =>
  `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(salt)}$${base64(tag)}`;

const shape =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

function parsePhc(phc: string): { cost: Cost; salt: Buffer; tag: Buffer } | undefined {
  const [, memory, passes, parallelism, salt = '', tag = ''] = shape.exec(phc) ?? [];
  if (memory === undefined) return undefined;
  return {
    cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    salt: Buffer.from(salt, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  };
}

const compute = promisify(argon2);

/** Lets few through at once; who would wait behind too many is sent away. */
function createGate() {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (waiting.length >= WAITING_MAX)
      throw new RequestError(503, 'busy', 'Too many people sign in right now: try again.', {
        retryAfterSeconds: 5,
      });
    if (running >= AT_ONCE_MAX) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

/** Makes the hashing of a process. Tests give a cheaper cost. */
export function createPasswordHashing(cost: Cost = currentCost): PasswordHashing {
  const gate = createGate();
  const tagOf = (password: string, salt: Buffer, of: Cost, bytes: number): Promise<Buffer> =>
    // NFKC: the same keys pressed on another machine are the same password (RFC 8265 has NFC; NIST SP 800-63B either).
    gate(() =>
      compute('argon2id', {
        message: password.normalize('NFKC'),
        nonce: salt,
        tagLength: bytes,
        ...of,
      }),
    );
  const nobody = { cost, salt: randomBytes(SALT_BYTES), tag: randomBytes(TAG_BYTES) };
  return {
    hash: async (password) => {
      const salt = randomBytes(SALT_BYTES);
      return phcText(cost, salt, await tagOf(password, salt, cost, TAG_BYTES));
    },
    verify: async (password, phc) => {
      const kept = phc === undefined ? undefined : parsePhc(phc);
      const against = kept ?? nobody;
      const tag = await tagOf(password, against.salt, against.cost, against.tag.length);
      return timingSafeEqual(tag, against.tag) && kept !== undefined;
    },
    isWeak: (phc) => {
      const kept = parsePhc(phc)?.cost;
      return !kept || kept.memory < cost.memory || kept.passes < cost.passes;
    },
  };
}
