// Signing in by password and second factor: tries are counted, the hash is computed, a session is made in one transaction with what was checked.
// Routes: api/session-routes.ts.
import type { Request } from 'express';
import { addressKey } from '#shared/client-address.ts';
import type { Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { findStaff } from '#shared/people.ts';
import { createSession, type MadeSession, type SignInWay, signInWays } from '#shared/sessions.ts';
import type { ConsoleContext } from '../console-context.ts';
import { findPassword, isStillPassword, rehashPassword } from './password-store.ts';
import { isSecondFactor } from './second-factor.ts';
import { findTotp } from './second-factor-store.ts';
import { findStep, keepStep, takeStep } from './step-store.ts';
import { countTry, forgetTries, returnTry } from './tries-store.ts';

const HOUR_S = 3600;
const STEP_MINUTES = 10;

/** What tries for an account are counted under: a keyed digest, whether there is such an account or not. */
const accountSubject = ({ signer }: ConsoleContext, account: string): string =>
  `account:${signer.sign('sign-in-tries', account.toLowerCase(), 32)}`;

const addressSubject = (context: ConsoleContext, request: Request): string => {
  const key = addressKey(context.addressOf(request));
  return `address:${context.signer.sign('sign-in-tries', key, 32)}`;
};

/**
 * Counts a try from where the request comes, for ways that need no account.
 * @throws RequestError 429 too_many_tries.
 */
export async function countTryFrom(context: ConsoleContext, request: Request): Promise<void> {
  const { config, db, clock } = context;
  const subject = addressSubject(context, request);
  const window = { minutes: config.signInWindowMinutes, now: clock.now() };
  await countTry(db.query, [{ subject, max: config.signInTriesPerAddress }], window);
}

/** A try from there was right: an office of many behind one address is not locked out by its own mornings. */
export const returnTryFrom = (context: ConsoleContext, request: Request): Promise<void> =>
  returnTry(context.db.query, addressSubject(context, request));

/**
 * Counts a try at an account, and from where the request comes. `forget` once it was right.
 * @throws RequestError 429 too_many_tries.
 */
export async function countTryAt(
  context: ConsoleContext,
  request: Request,
  account: string,
): Promise<{ forget(): Promise<void> }> {
  const { config, db, clock } = context;
  await countTryFrom(context, request);
  const subject = accountSubject(context, account);
  const window = { minutes: config.signInWindowMinutes, now: clock.now() };
  await countTry(db.query, [{ subject, max: config.signInTries }], window);
  return {
    forget: async () => {
      await forgetTries(db.query, subject);
      await returnTryFrom(context, request);
    },
  };
}

/** Makes a session for somebody who showed who they are. */
export function openSession(
  context: ConsoleContext,
  tx: Tx,
  request: Request,
  who: { staffId: string; way: SignInWay; secondFactor?: boolean; restricted?: boolean },
): Promise<MadeSession> {
  const { config, clock, secure } = context;
  return createSession(tx, {
    ...who,
    secure,
    userAgent: request.get('user-agent') ?? '',
    address: context.addressOf(request),
    idleSeconds: Math.round(config.sessionIdleHours * HOUR_S),
    absoluteSeconds: Math.round(config.sessionHours * HOUR_S),
    now: clock.now(),
  });
}

const wrong = (): RequestError =>
  new RequestError(
    401,
    'wrong_credentials',
    'The e-mail address or the password is not right. Whoever has no password yet needs an invitation.',
  );

/**
 * Whose address and password these are.
 * @throws RequestError 401 wrong_credentials, the same after the same work for an address that nobody has (S29); 429.
 */
export async function checkPassword(
  context: ConsoleContext,
  request: Request,
  { email, password }: { email: string; password: string },
): Promise<{ staffId: string; phc: string }> {
  const { db, passwords } = context;
  const tries = await countTryAt(context, request, email);
  const kept = await findPassword(db.query, email);
  const isRight = await passwords.verify(password, kept?.phc);
  if (!kept || !isRight) throw wrong();
  await tries.forget();
  if (!passwords.isWeak(kept.phc)) return kept;
  const phc = await passwords.hash(password);
  await rehashPassword(db.query, kept.staffId, kept.phc, phc);
  return { staffId: kept.staffId, phc };
}

/** What signing in came to: a session, or a further step that must be taken first. */
export type SignedIn =
  | { session: MadeSession }
  | { secondFactor: { token: string; expiresAt: Date } };

/**
 * Goes on with somebody who showed the first factor, in the transaction that checked it. A way that has two of its own (passkey,
 * provider) needs no further one.
 */
export async function finishSignIn(
  context: ConsoleContext,
  tx: Tx,
  request: Request,
  { staffId, way }: { staffId: string; way: SignInWay },
): Promise<SignedIn> {
  const { config, clock } = context;
  const isStrong = way === 'passkey' || way === 'provider';
  if (isStrong)
    return {
      session: await openSession(context, tx, request, { staffId, way, secondFactor: true }),
    };
  const now = clock.now();
  if ((await findTotp(tx.query, staffId))?.confirmed) {
    const token = await keepStep(tx.query, {
      kind: 'second_factor',
      staffId,
      data: { way },
      minutes: STEP_MINUTES,
      now,
    });
    return { secondFactor: { token, expiresAt: new Date(now.getTime() + STEP_MINUTES * 60_000) } };
  }
  const staff = await findStaff(tx.query, staffId);
  const restricted = staff !== undefined && config.secondFactorFor.includes(staff.role);
  return { session: await openSession(context, tx, request, { staffId, way, restricted }) };
}

/**
 * Signs in by password.
 * @throws RequestError as `checkPassword`.
 */
export async function signInByPassword(
  context: ConsoleContext,
  request: Request,
  given: { email: string; password: string },
): Promise<SignedIn> {
  const { staffId, phc } = await checkPassword(context, request, given);
  return context.db.transaction(async (tx) => {
    if (!(await isStillPassword(tx, staffId, phc))) throw wrong();
    return finishSignIn(context, tx, request, { staffId, way: 'password' });
  });
}

/**
 * Takes the second step: a code of the app, or a recovery code.
 * @throws RequestError 401 wrong_code, or sign_in_again when the first step is too long ago; 429.
 */
export async function signInBySecondFactor(
  context: ConsoleContext,
  request: Request,
  { token, code }: { token: string; code: string },
): Promise<SignedIn> {
  const { db, clock } = context;
  const again = () => new RequestError(401, 'sign_in_again', 'That took too long: sign in again.');
  const step = await findStep(db.query, 'second_factor', token, clock.now());
  if (!step?.staffId) throw again();
  const { staffId } = step;
  const tries = await countTryAt(context, request, `second factor ${staffId}`);
  if (!(await isSecondFactor(context, staffId, code)))
    throw new RequestError(401, 'wrong_code', 'The code is not right, or was used before.');
  await tries.forget();
  return db.transaction(async (tx) => {
    const taken = await takeStep(tx.query, 'second_factor', token, clock.now());
    const staff = await findStaff(tx.query, staffId);
    if (!taken || !staff?.active) throw again();
    const way = signInWays.find((known) => known === taken.data.way) ?? 'password';
    return {
      session: await openSession(context, tx, request, { staffId, way, secondFactor: true }),
    };
  });
}
