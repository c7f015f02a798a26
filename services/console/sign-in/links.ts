// Links that let somebody in: made, mailed, used. Rows: link-store.ts.
import type { Request } from 'express';
import { event } from '#shared/bus.ts';
import type { Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { messageRequestedTopic, type Purpose } from '#shared/events/message.ts';
import { newId, newTrace } from '#shared/ids.ts';
import { findStaff, putStaff, type Staff } from '#shared/people.ts';
import { recordPeopleChange } from '#shared/people-audit.ts';
import type { ConsoleContext } from '../console-context.ts';
import {
  canAdministratorSignIn,
  createLink,
  type LinkKind,
  lockFirstAdministrator,
  type SignInLink,
  useLink,
} from './link-store.ts';
import { checkNewPassword } from './password-policy.ts';
import { putPassword } from './password-store.ts';
import { countTryAt, finishSignIn, type SignedIn } from './sign-in.ts';

const FIRST_ADMINISTRATOR_HOURS = 24;
const RESET_HOURS = 1;

/** The address of a link. The token stands behind the #, which no server, log or Referer gets to see. */
const linkUrl = (publicUrl: string, token: string): string => `${publicUrl}/console/join#${token}`;

type LinkContext = Pick<ConsoleContext, 'clock' | 'publicUrl'>;

/** Makes a link for somebody; the text is for whoever may hand it on. */
export async function makeLink(
  { clock, publicUrl }: LinkContext,
  tx: Tx,
  link: { kind: LinkKind; staffId: string | null; hours: number },
): Promise<{ url: string; expiresAt: Date }> {
  const { token, expiresAt } = await createLink(tx, { ...link, now: clock.now() });
  return { url: linkUrl(publicUrl, token), expiresAt };
}

function mailLink(
  { clock }: Pick<ConsoleContext, 'clock'>,
  tx: Tx,
  staff: Staff,
  { purpose, link }: { purpose: Purpose; link: { url: string; expiresAt: Date } },
): void {
  const messageId = newId();
  const payload = {
    messageId,
    purpose,
    via: 'email' as const,
    recipient: { name: staff.name, email: staff.email, party: 'staff' as const },
    locale: staff.locale,
    values: { accessUrl: link.url, dueAt: link.expiresAt.toISOString() },
    answers: [],
    author: 'system',
    requestedAt: clock.now().toISOString(),
  };
  tx.publish(event(messageRequestedTopic, payload, { cause: messageId, trace: newTrace() }));
}

/** Invites somebody who is in the directory: a mail with a link by which they choose a password. */
export async function invite(context: ConsoleContext, tx: Tx, staff: Staff): Promise<Date> {
  const { staffId } = staff;
  const hours = context.config.invitationHours;
  const link = await makeLink(context, tx, { kind: 'invitation', staffId, hours });
  mailLink(context, tx, staff, { purpose: 'invitation', link });
  return link.expiresAt;
}

/**
 * Mails a link to whoever forgot their password. For an address that nobody has nothing happens, and nobody can tell (S29).
 * @throws RequestError 429.
 */
export async function askForReset(
  context: ConsoleContext,
  request: Request,
  email: string,
): Promise<void> {
  const { db, clock } = context;
  await countTryAt(context, request, `reset ${email}`);
  await db.transaction(async (tx) => {
    const staff = await findStaff(tx.query, email);
    if (!staff?.active || staff.email !== email.toLowerCase()) return;
    const { staffId } = staff;
    const link = await makeLink(context, tx, {
      kind: 'password_reset',
      staffId,
      hours: RESET_HOURS,
    });
    mailLink(context, tx, staff, { purpose: 'password-reset', link });
    const entry = { at: clock.now(), by: null, about: staffId };
    await recordPeopleChange(tx.query, { ...entry, what: 'password_reset_asked' });
  });
}

/** A link for the first administrator, while none can sign in; undefined when one can. */
export async function firstAdministratorLink(
  context: LinkContext & Pick<ConsoleContext, 'db'>,
  byProvider: boolean,
): Promise<string | undefined> {
  return context.db.transaction(async (tx) => {
    await lockFirstAdministrator(tx);
    if (await canAdministratorSignIn(tx.query, byProvider)) return undefined;
    const kind = 'first_administrator';
    const hours = FIRST_ADMINISTRATOR_HOURS;
    return (await makeLink(context, tx, { kind, staffId: null, hours })).url;
  });
}

/** The refusal of a link that is unknown, used or expired: nobody is told which (S24). */
export const badLink = (): RequestError =>
  new RequestError(
    422,
    'bad_link',
    'This link is not good any more: it was used, has expired, or another one was made since. Ask for a new one.',
  );

export type Accepted = {
  token: string;
  password: string;
  name?: string | undefined;
  email?: string | undefined;
  locale?: string | undefined;
};

async function joiner(tx: Tx, link: SignInLink, given: Accepted): Promise<Staff> {
  if (link.kind !== 'first_administrator') {
    const staff = link.staffId ? await findStaff(tx.query, link.staffId) : undefined;
    if (!staff?.active) throw badLink();
    return staff;
  }
  await lockFirstAdministrator(tx);
  if (await canAdministratorSignIn(tx.query, false)) throw badLink();
  const { name, email, locale } = given;
  if (!name || !email)
    throw new RequestError(
      400,
      'invalid_input',
      'The first administrator needs a name and an e-mail address.',
      {
        fields: {
          ...(name ? {} : { name: 'is required' }),
          ...(email ? {} : { email: 'is required' }),
        },
      },
    );
  const known = await findStaff(tx.query, email);
  const about = { name, email, team: known?.team, responderFor: known?.responderFor };
  const staffId = await putStaff(
    tx,
    { ...about, role: 'admin', locale: locale ?? known?.locale },
    { reactivate: true },
  );
  const staff = await findStaff(tx.query, staffId);
  if (!staff) throw badLink();
  return staff;
}

/**
 * Uses a link: the password is set, and its owner is signed in (with a second factor of before, that is asked for).
 * @throws RequestError 422 bad_link, password_refused; 429.
 */
export async function acceptLink(
  context: ConsoleContext,
  request: Request,
  given: Accepted,
): Promise<SignedIn> {
  const { db, clock, passwords } = context;
  const tries = await countTryAt(context, request, `link ${given.token}`);
  // Before the password is computed: most that is wrong ends here.
  checkNewPassword(given.password, { email: given.email ?? '', name: given.name ?? '' });
  const phc = await passwords.hash(given.password);
  const signedIn = await db.transaction(async (tx) => {
    const now = clock.now();
    const link = await useLink(tx, given.token, now);
    if (!link) throw badLink();
    const staff = await joiner(tx, link, given);
    checkNewPassword(given.password, staff);
    const { staffId } = staff;
    await putPassword(tx, staffId, phc, now);
    const what = link.kind === 'password_reset' ? 'password_set' : 'joined';
    await recordPeopleChange(tx.query, { at: now, by: staffId, about: staffId, what });
    const way = link.kind === 'password_reset' ? 'password' : 'invitation';
    return finishSignIn(context, tx, request, { staffId, way });
  });
  await tries.forget();
  return signedIn;
}
