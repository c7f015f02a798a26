// The link by which a customer follows their case without an account.
import type { Signer } from './secret.ts';

/** `<public url>/status/<reference>?token=<signature>`: whoever has it sees the customer's view of the case. */
export function statusUrl(publicUrl: string, signer: Signer, reference: string): string {
  return `${publicUrl}/status/${reference}?token=${signer.sign('status', reference)}`;
}

/** What a survey link asks about: a case, and which of its resolutions (its epoch, from 1). */
export type Surveyed = { reference: string; epoch: number };

/** The last part of a survey's path: `<reference>.<epoch>.<signature>`. */
export function surveyToken(signer: Signer, { reference, epoch }: Surveyed): string {
  const asked = `${reference}.${epoch}`;
  return `${asked}.${signer.sign('survey', asked)}`;
}

/** `<public url>/survey/<token>`: whoever has it may say how satisfied they are with this resolution of the case (R28). */
export const surveyUrl = (publicUrl: string, signer: Signer, surveyed: Surveyed): string =>
  `${publicUrl}/survey/${surveyToken(signer, surveyed)}`;

/** What a survey link's last part asks about, or undefined when we did not sign it. */
export function parseSurveyToken(signer: Signer, token: string): Surveyed | undefined {
  const [reference = '', epoch = '', signature = ''] = token.split('.');
  return signer.verify('survey', `${reference}.${epoch}`, signature)
    ? { reference, epoch: Number(epoch) }
    : undefined;
}
