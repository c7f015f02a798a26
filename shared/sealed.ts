// Short secrets that must be read again, kept so that whoever has the database alone cannot read them (AES-256-GCM under a key
// derived from SECRET_KEY).
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { Signer } from './secret.ts';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

// HMAC of a fixed text under a key of the purpose: a key of its own (NIST SP 800-108).
const keyOf = (signer: Signer, purpose: string): Buffer =>
  Buffer.from(signer.sign(`sealed:${purpose}`, 'key', 32), 'base64url');

/** Seals a text; `about` (whose it is) must be given again to open it. */
export function seal(signer: Signer, purpose: string, about: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyOf(signer, purpose), nonce);
  cipher.setAAD(Buffer.from(about));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, sealed, cipher.getAuthTag()]).toString('base64url');
}

/**
 * Opens what `seal` sealed.
 * @throws Error when it was sealed under another SECRET_KEY, for another purpose, about something else, or changed.
 */
export function unseal(signer: Signer, purpose: string, about: string, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error('unsealing: too short');
  const decipher = createDecipheriv(
    'aes-256-gcm',
    keyOf(signer, purpose),
    bytes.subarray(0, NONCE_BYTES),
    { authTagLength: TAG_BYTES },
  );
  decipher.setAAD(Buffer.from(about));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  const text = decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES));
  return Buffer.concat([text, decipher.final()]).toString('utf8');
}
