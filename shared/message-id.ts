// The Message-ID of each outgoing mail: derived from its row and signed, so that a reply leads back to its case and a
// forged one does not (S11).
import type { Signer } from './secret.ts';

/** `<message id>.<signature>@<domain>`, without angle brackets (RFC 5322 §3.6.4). The same row gives the same text. */
export function ownMessageId(signer: Signer, messageId: string, domain: string): string {
  return `${messageId}.${signer.sign('message-id', messageId)}@${domain}`;
}

/** The message that a Message-ID (with or without angle brackets) is of, or undefined when we did not sign it. */
export function parseOwnMessageId(signer: Signer, text: string): string | undefined {
  const match = /^<?([0-9a-f-]{36})\.([\w-]{22})@[^@>]{1,255}>?$/.exec(text.trim());
  if (!match?.[1] || !match[2]) return undefined;
  return signer.verify('message-id', match[1], match[2]) ? match[1] : undefined;
}
