// What the API says of one's own account. Routes: account-routes.ts, token-routes.ts.
import { z } from 'zod';
import { roleSchema } from '#shared/people.ts';
import { time } from './session-answers.ts';

const passkeySchema = z
  .strictObject({
    passkeyId: z.string(),
    label: z.string(),
    createdAt: time,
    lastUsedAt: time.nullable(),
  })
  .meta({ id: 'Passkey', description: 'A passkey, by what it is called.' });

/** One's own account. */
export const accountSchema = z
  .strictObject({
    staffId: z.string(),
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    team: z.string().nullable(),
    locale: z.string(),
    languages: z.array(z.string()),
    password: z.boolean().describe('there is one'),
    app: z.boolean().describe('an authenticator app is set up'),
    recoveryCodesLeft: z.int(),
    secondFactorNeeded: z.boolean().describe('the role needs one'),
    passkeys: z.array(passkeySchema),
  })
  .meta({ id: 'Account', description: 'How somebody gets in.' });
export type AccountAnswer = z.input<typeof accountSchema>;

export const recoveryCodesSchema = z
  .strictObject({ codes: z.array(z.string()).describe('each good once, instead of a code') })
  .meta({ id: 'RecoveryCodes' });

/** An API token, without its text. */
export const tokenSchema = z
  .strictObject({
    tokenId: z.string(),
    staffId: z.string(),
    email: z.string(),
    label: z.string(),
    createdAt: time,
    expiresAt: time.nullable(),
  })
  .meta({ id: 'ApiToken', description: 'An API token: its text is shown once, as it is made.' });
