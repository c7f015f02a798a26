// What the API says of a session and of who is signed in. Routes: session-routes.ts.
import { z } from 'zod';
import { roleSchema, type Staff } from '#shared/people.ts';
import { type Session, signInWays } from '#shared/sessions.ts';

/** A time in an answer. */
export const time = z.iso.datetime().describe('RFC 3339, UTC');

/** Who is signed in, and by what. */
export const sessionSchema = z
  .strictObject({
    staffId: z.string(),
    name: z.string(),
    email: z.string(),
    role: roleSchema,
    team: z.string().nullable(),
    locale: z.string().describe('the language they read, like "en"'),
    languages: z.array(z.string()).describe('further languages they write to customers in'),
    responderFor: z
      .array(z.string())
      .describe('platforms on which they are a designated responder'),
    csrfToken: z
      .string()
      .nullable()
      .describe('to be sent as X-CSRF-Token with what is not GET; null when a token asks'),
    expiresAt: time.nullable().describe('the session ends then at the latest'),
    idleEndsAt: time.nullable().describe('it ends then if it is not used'),
    way: z.enum(signInWays).nullable().describe('how they signed in; null: an API token'),
    secondFactor: z.boolean().describe('a second factor was shown'),
    restricted: z
      .boolean()
      .describe('good for nothing but setting up a second factor, which their role needs'),
  })
  .meta({ id: 'Session', description: 'Who is signed in.' });

/** The answer about a session. */
export const sessionAnswer = (
  staff: Staff,
  session: (Session & { csrfToken: string }) | undefined,
): z.input<typeof sessionSchema> => ({
  staffId: staff.staffId,
  name: staff.name,
  email: staff.email,
  role: staff.role,
  team: staff.team ?? null,
  locale: staff.locale,
  languages: staff.languages,
  responderFor: staff.responderFor,
  csrfToken: session?.csrfToken ?? null,
  expiresAt: session?.expiresAt.toISOString() ?? null,
  idleEndsAt: session?.idleEndsAt.toISOString() ?? null,
  way: session?.way ?? null,
  secondFactor: session?.secondFactor ?? false,
  restricted: session?.restricted ?? false,
});
