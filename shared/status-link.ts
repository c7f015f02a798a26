// The link by which a customer follows their case without an account.
import type { Signer } from './secret.ts';

/** `<public url>/status/<reference>?token=<signature>`: whoever has it sees the customer's view of the case. */
export function statusUrl(publicUrl: string, signer: Signer, reference: string): string {
  return `${publicUrl}/status/${reference}?token=${signer.sign('status', reference)}`;
}
