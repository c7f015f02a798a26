// What the routes of the console share: settings, what counts tries and computes hashes, what a session is made with. No route
// lives here.
import type { Request } from 'express';
import { z } from 'zod';
import { roleSchema, roles } from '#shared/people.ts';
import type { Deps } from '#shared/runtime.ts';
import type { PasskeyPlace } from './sign-in/passkeys.ts';
import type { PasswordHashing } from './sign-in/password-hash.ts';
import { type Provider, providerConfig } from './sign-in/provider.ts';

/** Settings of the console. */
export const consoleConfig = z.strictObject({
  sessionIdleHours: z
    .number()
    .min(0.1)
    .max(720)
    .default(12)
    .describe('A session that is not used for this long ends, in hours.'),
  sessionHours: z
    .number()
    .min(0.1)
    .max(2160)
    .default(168)
    .describe('A session ends after this long, used or not, in hours.'),
  signInTries: z
    .int()
    .min(1)
    .max(1000)
    .default(10)
    .describe('Wrong passwords or codes for one account within signInWindowMinutes.'),
  signInTriesPerAddress: z
    .int()
    .min(1)
    .max(100_000)
    .default(100)
    .describe('The same from one address, for whichever accounts.'),
  signInWindowMinutes: z
    .number()
    .min(0.1)
    .max(1440)
    .default(15)
    .describe('How long tries are counted; then an account is open again by itself.'),
  secondFactorFor: z
    .array(roleSchema)
    .max(roles.length)
    .default([])
    .describe('Roles that need a second factor; whoever has none sets one up as they sign in.'),
  invitationHours: z
    .number()
    .min(0.1)
    .max(720)
    .default(72)
    .describe('How long an invitation is good, in hours.'),
  provider: providerConfig.optional().describe('An OpenID provider that staff sign in by.'),
});
export type ConsoleConfig = z.infer<typeof consoleConfig>;

export type ConsoleDeps = Pick<
  Deps,
  'db' | 'clock' | 'log' | 'metrics' | 'signer' | 'publicUrl' | 'policy' | 'mailFrom'
>;

/** What routes of the console are given. */
export type ConsoleContext = ConsoleDeps & {
  config: ConsoleConfig;
  passwords: PasswordHashing;
  /** This instance is reached by https. */
  secure: boolean;
  /** Where passkeys are bound to; undefined where browsers take none. */
  passkeys: PasskeyPlace | undefined;
  provider: Provider | undefined;
  /** The address that a request counts for (S27). */
  addressOf(request: Request): string;
};
