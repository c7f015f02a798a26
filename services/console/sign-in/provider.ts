// Signing in by an OpenID Connect provider: code flow with PKCE, state and nonce (OpenID Connect Core 1.0, RFC 7636, RFC 9700). Staff
// are matched by their verified e-mail address and never made. With services/email/oauth the only user of openid-client.
import { readFileSync } from 'node:fs';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { z } from 'zod';
import { ConfigError, errorText } from '#shared/errors.ts';
import { Secret } from '#shared/secret.ts';

const TIMEOUT_S = 10;
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

const issuerUrl = z.url().refine((text) => {
  const { protocol, hostname } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && loopback.test(hostname));
}, 'must be https, or http on this machine');

/** Settings of a provider. */
export const providerConfig = z
  .strictObject({
    name: z.string().trim().min(1).max(50).describe('What the button says.'),
    issuer: issuerUrl.describe('Its address: /.well-known/openid-configuration is asked there.'),
    clientId: z.string().min(1).max(500),
    clientSecret: z
      .string()
      .min(1)
      .max(2000)
      .transform((text) => new Secret(text))
      .optional()
      .describe('Either this or clientSecretFile.'),
    clientSecretFile: z.string().min(1).optional().describe('A file that holds the secret.'),
  })
  .refine(
    ({ clientSecret, clientSecretFile }) =>
      (clientSecret === undefined) !== (clientSecretFile === undefined),
    'give either clientSecret or clientSecretFile',
  );
export type ProviderConfig = z.infer<typeof providerConfig>;

/** What is kept between leaving for the provider and coming back. */
export type ProviderStep = { state: string; nonce: string; verifier: string };

export type Provider = {
  name: string;
  /** The address to go to. @throws Error when the provider does not answer. */
  begin(): Promise<{ url: string; step: ProviderStep }>;
  /** The verified address of whoever came back; undefined when it is not verified. @throws Error when anything is not right. */
  finish(query: string, step: ProviderStep): Promise<string | undefined>;
};

function secretOf({ clientSecret, clientSecretFile }: ProviderConfig): string {
  if (clientSecret) return clientSecret.expose();
  try {
    return readFileSync(clientSecretFile ?? '', 'utf8').trim();
  } catch (error) {
    throw new ConfigError(
      `REDRESS_CONFIG: console.provider.clientSecretFile: cannot be read (${errorText(error)})`,
    );
  }
}

/**
 * Makes the provider; it is asked for its settings at the first sign-in, so that one that is away keeps nobody from starting.
 * @throws ConfigError when the secret cannot be read.
 */
export function createProvider(config: ProviderConfig, redirectUri: string): Provider {
  const secret = new Secret(secretOf(config));
  let discovered: Promise<Configuration> | undefined;
  const configuration = (): Promise<Configuration> => {
    const issuer = new URL(config.issuer);
    const execute = issuer.protocol === 'http:' ? [allowInsecureRequests] : [];
    discovered ??= discovery(issuer, config.clientId, secret.expose(), undefined, {
      execute,
      timeout: TIMEOUT_S,
    });
    discovered.catch(() => {
      discovered = undefined;
    });
    return discovered;
  };
  return {
    name: config.name,
    begin: async () => {
      const step = {
        state: randomState(),
        nonce: randomNonce(),
        verifier: randomPKCECodeVerifier(),
      };
      const url = buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: 'openid email profile',
        state: step.state,
        nonce: step.nonce,
        code_challenge: await calculatePKCECodeChallenge(step.verifier),
        code_challenge_method: 'S256',
      });
      return { url: url.href, step };
    },
    finish: async (query, step) => {
      const current = new URL(redirectUri);
      current.search = query;
      const tokens = await authorizationCodeGrant(await configuration(), current, {
        pkceCodeVerifier: step.verifier,
        expectedState: step.state,
        expectedNonce: step.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      // Some say it in the token, others at their userinfo endpoint (OpenID Connect Core §5.4).
      const said: Record<string, unknown> | undefined =
        claims && claims.email === undefined
          ? await fetchUserInfo(await configuration(), tokens.access_token, claims.sub)
          : claims;
      const { email, email_verified: isVerified } = said ?? {};
      return typeof email === 'string' && isVerified === true ? email : undefined;
    },
  };
}
