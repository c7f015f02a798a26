// What an administrator changes about somebody, in one transaction with its entry in the record. Rows: staff-store.ts.
import { z } from 'zod';
import type { Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { socialChannels } from '#shared/events/intake.ts';
import { deactivateStaff, findStaff, putStaff, roleSchema, type Staff } from '#shared/people.ts';
import { type PeopleChange, recordPeopleChange } from '#shared/people-audit.ts';
import { setWork, workSchema } from '#shared/people-work.ts';
import { endSessionsOf } from '#shared/sessions.ts';
import type { ConsoleContext } from '../console-context.ts';
import { endLinks } from '../sign-in/link-store.ts';
import { invite } from '../sign-in/links.ts';
import {
  findStaffAccount,
  isLastAdministrator,
  removeSecondFactors,
  type StaffAccount,
  setGrants,
  updateStaff,
} from './staff-store.ts';

const name = z.string().trim().min(1).max(200);
const team = z.string().trim().min(1).max(100);
const locale = z.enum(['en', 'de', 'es', 'fr']);
const responderFor = z
  .array(z.enum(socialChannels))
  .max(socialChannels.length)
  .describe('Platforms on which they are a designated responder (R45).');

/** What an invitation says of somebody. */
export const invitationSchema = z.strictObject({
  email: z.email().max(320),
  name,
  role: roleSchema,
  team: team.optional(),
  locale: locale.optional().describe('the language they read'),
  responderFor: responderFor.optional(),
});

/** What can be changed; what is absent stays, null takes away. */
export const staffChangeSchema = z.strictObject({
  name: name.optional(),
  role: roleSchema.optional(),
  team: team.nullish(),
  locale: locale.optional(),
  active: z
    .boolean()
    .optional()
    .describe('false takes all access; their name stays on what they did'),
  responderFor: responderFor.optional(),
  ...workSchema.shape,
});
export type StaffChange = z.infer<typeof staffChangeSchema>;

const notFound = () => new RequestError(404, 'not_found', 'There is no such member of staff.');

/** The administrator who acts, read again in the transaction: a demotion works at once. */
async function needAdministrator(tx: Tx, by: Staff): Promise<void> {
  const acting = await findStaff(tx.query, by.staffId);
  if (!acting?.active || acting.role !== 'admin')
    throw new RequestError(403, 'role_too_low', 'This needs the role admin.');
}

const noted = (
  { clock }: ConsoleContext,
  tx: Tx,
  entry: { by: Staff; about: string; what: PeopleChange; details?: Record<string, unknown> },
): Promise<void> =>
  recordPeopleChange(tx.query, {
    at: clock.now(),
    by: entry.by.staffId,
    about: entry.about,
    what: entry.what,
    ...(entry.details ? { details: entry.details } : {}),
  });

/** Somebody as they are now, and locked. */
async function needAccount(context: ConsoleContext, tx: Tx, staffId: string) {
  const account = await findStaffAccount(tx.query, staffId, context.clock.now(), { lock: true });
  if (!account) throw notFound();
  return account;
}

/**
 * Invites somebody: they are in the directory at once, and get in by the link that is mailed to them.
 * @throws RequestError 409 when the address is somebody's.
 */
export async function inviteStaff(
  context: ConsoleContext,
  by: Staff,
  given: z.infer<typeof invitationSchema>,
): Promise<StaffAccount> {
  return context.db.transaction(async (tx) => {
    await needAdministrator(tx, by);
    if (await findStaff(tx.query, given.email))
      throw new RequestError(
        409,
        'already_there',
        'Somebody has this address: change them instead.',
      );
    const staffId = await putStaff(tx, given);
    const staff = await findStaff(tx.query, staffId);
    if (!staff) throw notFound();
    await invite(context, tx, staff);
    const { email, role } = staff;
    await noted(context, tx, { by, about: staffId, what: 'invited', details: { email, role } });
    return needAccount(context, tx, staffId);
  });
}

/** Sends the invitation anew, with another link; the one before ends. */
export async function inviteAgain(
  context: ConsoleContext,
  by: Staff,
  staffId: string,
): Promise<StaffAccount> {
  return context.db.transaction(async (tx) => {
    await needAdministrator(tx, by);
    const staff = await findStaff(tx.query, staffId);
    if (staff?.staffId !== staffId) throw notFound();
    if (!staff.active)
      throw new RequestError(409, 'not_active', 'They have no access: make them active first.');
    await invite(context, tx, staff);
    await noted(context, tx, { by, about: staffId, what: 'invited' });
    return needAccount(context, tx, staffId);
  });
}

const watched = [
  'name',
  'role',
  'team',
  'locale',
  'active',
  'responderFor',
  'languages',
  'skills',
  'reportsTo',
  'shift',
  'calendar',
] as const;

/** Fields that differ: what they were and what they are. */
function differences(before: StaffAccount, after: StaffAccount): Record<string, unknown> {
  const changed = watched.filter(
    (field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  return Object.fromEntries(
    changed.map((field) => [field, { from: before[field], to: after[field] }]),
  );
}

async function refuseUnsafe(
  tx: Tx,
  by: Staff,
  before: StaffAccount,
  change: StaffChange,
): Promise<void> {
  const losesRole = change.role !== undefined && change.role !== before.role;
  const losesAccess = change.active === false && before.active;
  if (before.staffId === by.staffId && (losesRole || losesAccess))
    throw new RequestError(
      403,
      'own_access',
      'Nobody changes their own role or takes their own access: ask another administrator.',
    );
  const wasAdministrator = before.role === 'admin' && before.active;
  if (
    wasAdministrator &&
    (losesRole || losesAccess) &&
    (await isLastAdministrator(tx, before.staffId))
  )
    throw new RequestError(409, 'last_administrator', 'They are the last administrator.');
}

/**
 * Changes somebody.
 * @throws RequestError 404; 403 own_access; 409 last_administrator; 412 when they changed since `ifVersion`.
 */
export async function changeStaff(
  context: ConsoleContext,
  by: Staff,
  {
    staffId,
    change,
    ifVersion,
  }: { staffId: string; change: StaffChange; ifVersion: number | undefined },
): Promise<StaffAccount> {
  return context.db.transaction(async (tx) => {
    await needAdministrator(tx, by);
    const before = await needAccount(context, tx, staffId);
    if (ifVersion !== undefined && ifVersion !== before.version)
      throw new RequestError(
        412,
        'changed_meanwhile',
        'Somebody changed them since you read this.',
        {
          members: { version: before.version },
        },
      );
    await refuseUnsafe(tx, by, before, change);
    const { languages, skills, reportsTo, shift, calendar } = change;
    await updateStaff(tx, staffId, change);
    await setWork(tx, staffId, { languages, skills, reportsTo, shift, calendar });
    if (change.responderFor) await setGrants(tx, staffId, change.responderFor);
    if (change.active === false && before.active) {
      await deactivateStaff(tx, staffId, context.clock.now());
      await endLinks(tx, staffId);
    }
    const after = await needAccount(context, tx, staffId);
    const details = differences(before, after);
    const what =
      before.active === after.active ? 'changed' : after.active ? 'reactivated' : 'deactivated';
    if (Object.keys(details).length > 0)
      await noted(context, tx, { by, about: staffId, what, details });
    return after;
  });
}

/** Ends the sessions of somebody; `factors`: removes their second factors and passkeys too, for whoever lost them. */
export async function signOutStaff(
  context: ConsoleContext,
  by: Staff,
  staffId: string,
  { factors }: { factors: boolean },
): Promise<StaffAccount> {
  return context.db.transaction(async (tx) => {
    await needAdministrator(tx, by);
    await needAccount(context, tx, staffId);
    if (factors) {
      if (staffId === by.staffId)
        throw new RequestError(403, 'own_access', 'Your own are in your account.');
      await removeSecondFactors(tx, staffId);
      await noted(context, tx, { by, about: staffId, what: 'second_factor_removed' });
    }
    await endSessionsOf(tx.query, staffId);
    await noted(context, tx, { by, about: staffId, what: 'sessions_ended' });
    return needAccount(context, tx, staffId);
  });
}
