// The link by which a customer follows their case without an account.
import type { Signer } from './secret.ts';

/** `<public url>/status/<reference>?token=<signature>`: whoever has it sees the customer's view of the case. */
export function statusUrl(publicUrl: string, signer: Signer, reference: string): string {
  return `${publicUrl}/status/${reference}?token=${signer.sign('status', reference)}`;
}

/** `<public url>/survey/<reference>.<signature>`: whoever has it may say how satisfied they are with the case. */
export function surveyUrl(publicUrl: string, signer: Signer, reference: string): string {
  return `${publicUrl}/survey/${reference}.${signer.sign('survey', reference)}`;
}

/** The case reference of a survey link's last part, or undefined when we did not sign it. */
export function parseSurveyToken(signer: Signer, token: string): string | undefined {
  const [reference = '', signature = ''] = token.split('.');
  return signer.verify('survey', reference, signature) ? reference : undefined;
}
