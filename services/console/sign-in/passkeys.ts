// Passkeys: the ceremonies of WebAuthn, discoverable and with the person verified, so that one is two factors. The only user of
// @simplewebauthn/server. Rows: passkey-store.ts.
import { isIP } from 'node:net';
import {
  type AuthenticationResponseJSON,
  type AuthenticatorTransport,
  generateAuthenticationOptions,
  generateRegistrationOptions,
  type RegistrationResponseJSON,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from '@simplewebauthn/server';
import { errorText, RequestError } from '#shared/errors.ts';
import type { Staff } from '#shared/people.ts';
import type { ConsoleContext } from '../console-context.ts';
import { countUse, findPasskey, passkeysOf, putPasskey } from './passkey-store.ts';
import { keepStep, takeStep } from './step-store.ts';

const MINUTES = 5;
const PASSKEYS_MAX = 20;

/** Where passkeys are bound to. */
export type PasskeyPlace = { rpId: string; origin: string };

/** The place of an instance; undefined where browsers take none: addresses of numbers, and http but on this machine. */
export function passkeyPlace(publicUrl: string): PasskeyPlace | undefined {
  const { hostname, origin, protocol } = new URL(publicUrl);
  if (isIP(hostname.replace(/^\[|\]$/g, ''))) return undefined;
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost');
  return protocol === 'https:' || isLocal ? { rpId: hostname, origin } : undefined;
}

function placeOf({ passkeys }: ConsoleContext): PasskeyPlace {
  if (passkeys) return passkeys;
  throw new RequestError(
    409,
    'no_passkeys_here',
    'Passkeys need https and a name: set PUBLIC_URL to such an address.',
  );
}

const refused = (cause?: unknown): RequestError =>
  new RequestError(401, 'passkey_refused', 'The passkey was not accepted: try again.', { cause });

/** What the browser needs to make a passkey, and the token of the step. */
export async function offerPasskey(context: ConsoleContext, staff: Staff) {
  const { rpId } = placeOf(context);
  const { db, clock, policy } = context;
  const known = await passkeysOf(db.query, staff.staffId);
  if (known.length >= PASSKEYS_MAX)
    throw new RequestError(409, 'too_many_passkeys', `You have ${PASSKEYS_MAX}: remove one first.`);
  const options = await generateRegistrationOptions({
    rpName: policy.organisation,
    rpID: rpId,
    userID: new Uint8Array(Buffer.from(staff.staffId)),
    userName: staff.email,
    userDisplayName: staff.name,
    attestationType: 'none',
    excludeCredentials: known.map(({ credentialId, transports }) => ({
      id: credentialId,
      transports: transports as AuthenticatorTransport[],
    })),
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  });
  const { staffId } = staff;
  const data = { challenge: options.challenge };
  const step = { kind: 'new_passkey', staffId, data, minutes: MINUTES, now: clock.now() } as const;
  return { token: await keepStep(db.query, step), options };
}

/**
 * Keeps a passkey that the browser made.
 * @throws RequestError 401 passkey_refused.
 */
export async function addPasskey(
  context: ConsoleContext,
  staff: Staff,
  given: { token: string; response: unknown; label: string },
): Promise<void> {
  const { rpId, origin } = placeOf(context);
  const { db, clock, log } = context;
  const step = await takeStep(db.query, 'new_passkey', given.token, clock.now());
  if (step?.staffId !== staff.staffId) throw refused();
  const verified = await verifyRegistrationResponse({
    response: given.response as RegistrationResponseJSON,
    expectedChallenge: step.data.challenge ?? '',
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
  }).catch((error: unknown) => {
    log.info({ reason: errorText(error) }, 'a passkey was not accepted');
    throw refused(error);
  });
  if (!verified.verified) throw refused();
  const { id, publicKey, counter, transports = [] } = verified.registrationInfo.credential;
  const kept = await putPasskey(db.query, {
    credentialId: id,
    staffId: staff.staffId,
    publicKey: Buffer.from(publicKey),
    counter,
    transports,
    label: given.label,
    now: clock.now(),
  });
  if (!kept) throw refused();
}

/** What the browser needs to sign in by a passkey, whoever's it is. */
export async function askForPasskey(context: ConsoleContext) {
  const { rpId } = placeOf(context);
  const options = await generateAuthenticationOptions({ rpID: rpId, userVerification: 'required' });
  const data = { challenge: options.challenge };
  const step = { kind: 'passkey', data, minutes: MINUTES, now: context.clock.now() } as const;
  return { token: await keepStep(context.db.query, step), options };
}

/**
 * Whose passkey answered.
 * @throws RequestError 401 passkey_refused.
 */
export async function checkPasskey(
  context: ConsoleContext,
  given: { token: string; response: { id: string } },
): Promise<string> {
  const { rpId, origin } = placeOf(context);
  const { db, clock, log } = context;
  const step = await takeStep(db.query, 'passkey', given.token, clock.now());
  const kept = step && (await findPasskey(db.query, given.response.id));
  if (!kept) throw refused();
  const verified = await verifyAuthenticationResponse({
    response: given.response as AuthenticationResponseJSON,
    expectedChallenge: step.data.challenge ?? '',
    expectedOrigin: origin,
    expectedRPID: rpId,
    requireUserVerification: true,
    credential: {
      id: kept.credentialId,
      publicKey: new Uint8Array(kept.publicKey),
      counter: kept.counter,
      transports: kept.transports as AuthenticatorTransport[],
    },
  }).catch((error: unknown) => {
    log.info({ reason: errorText(error) }, 'a passkey was not accepted');
    throw refused(error);
  });
  const { newCounter } = verified.authenticationInfo;
  if (!verified.verified || !(await countUse(db.query, kept.credentialId, newCounter, clock.now())))
    throw refused();
  return kept.staffId;
}
