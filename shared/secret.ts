// Secrets that cannot be printed by accident, and signatures made with them.
import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';

/** Holds a secret text; printing, logging or JSON shows `<secret>`. */
export class Secret {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  /** The secret itself: for the one call that needs it. */
  expose(): string {
    return this.#text;
  }
  toString(): string {
    return '<secret>';
  }
  toJSON(): string {
    return '<secret>';
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '<secret>';
  }
}

/** Signs and checks short texts. Each purpose has its own derived key, so a token for one never passes for another. */
export type Signer = {
  /** base64url HMAC-SHA-256, cut to `bytes` (default 16 = 128 bits). */
  sign(purpose: string, text: string, bytes?: number): string;
  /** Whether a signature is just the one of 16 bytes that `sign` gives. */
  verify(purpose: string, text: string, signature: string): boolean;
};

const SIGNATURE_BYTES = 16;

/** Makes a signer over SECRET_KEY (HKDF, RFC 5869; HMAC, RFC 2104). */
export function createSigner(key: Secret): Signer {
  const keys = new Map<string, Buffer>();
  const keyFor = (purpose: string): Buffer => {
    const known = keys.get(purpose);
    if (known) return known;
    const derived = Buffer.from(hkdfSync('sha256', key.expose(), '', `redress:${purpose}`, 32));
    keys.set(purpose, derived);
    return derived;
  };
  const digest = (purpose: string, text: string): Buffer =>
    createHmac('sha256', keyFor(purpose)).update(text).digest();
  const sign: Signer['sign'] = (purpose, text, bytes = SIGNATURE_BYTES) =>
    digest(purpose, text).subarray(0, bytes).toString('base64url');
  return {
    sign,
    verify: (purpose, text, signature) => {
      // The text itself, not what it decodes to: of base64url several texts give the same bytes.
      const wanted = Buffer.from(sign(purpose, text));
      const given = Buffer.from(signature);
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    },
  };
}
