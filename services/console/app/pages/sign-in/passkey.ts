// Passkeys in the browser; the library is loaded when one is used.
import { answered, api, type Schema } from '../../api/client.ts';

type Options = Parameters<typeof import('@simplewebauthn/browser').startAuthentication>[0];
type NewOptions = Parameters<typeof import('@simplewebauthn/browser').startRegistration>[0];

/** Signs in by a passkey of this device. */
export async function signInByPasskey(): Promise<Schema<'Session'>> {
  const { startAuthentication } = await import('@simplewebauthn/browser');
  const { token, options } = await answered(api.POST('/api/v1/session/passkey/options'));
  const response = await startAuthentication({ optionsJSON: options } as unknown as Options);
  const body = { token, response } as never;
  return answered(api.POST('/api/v1/session/passkey', { body }));
}

/** Adds a passkey of this device. */
export async function addPasskey(label: string): Promise<void> {
  const { startRegistration } = await import('@simplewebauthn/browser');
  const { token, options } = await answered(api.POST('/api/v1/account/passkeys/options'));
  const response = await startRegistration({ optionsJSON: options } as unknown as NewOptions);
  const body = { token, response, label } as never;
  await answered(api.POST('/api/v1/account/passkeys', { body }));
}
