// Signing in by password: tries are counted, the hash is computed, a session is made in one transaction with what was checked.
// Routes: api/session-routes.ts.
import type { Request } from 'express';
import { addressKey } from '#shared/client-address.ts';
import type { Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { createSession, type MadeSession, type SignInWay } from '#shared/sessions.ts';
import type { ConsoleContext } from '../console-context.ts';
import { findPassword, isStillPassword, rehashPassword } from './password-store.ts';
import { countTry, forgetTries } from './tries-store.ts';

const HOUR_S = 3600;

/** What tries for an account are counted under: a keyed digest, whether there is such an account or not. */
const accountSubject = ({ signer }: ConsoleContext, account: string): string =>
  `account:${signer.sign('sign-in-tries', account.toLowerCase(), 32)}`;

/**
 * Counts a try at an account from where the request comes.
 * @throws RequestError 429 too_many_tries.
 */
export async function countTryAt(
  context: ConsoleContext,
  request: Request,
  account: string,
): Promise<{ forget(): Promise<void> }> {
  const { config, db, clock, signer } = context;
  const subject = accountSubject(context, account);
  const address = signer.sign('sign-in-tries', addressKey(context.addressOf(request)), 32);
  await countTry(
    db.query,
    [
      { subject: `address:${address}`, max: config.signInTriesPerAddress },
      { subject, max: config.signInTries },
    ],
    { minutes: config.signInWindowMinutes, now: clock.now() },
  );
  return { forget: () => forgetTries(db.query, subject) };
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

/**
 * Signs in.
 * @throws RequestError as `checkPassword`.
 */
export async function signInByPassword(
  context: ConsoleContext,
  request: Request,
  given: { email: string; password: string },
): Promise<MadeSession> {
  const { staffId, phc } = await checkPassword(context, request, given);
  return context.db.transaction(async (tx) => {
    if (!(await isStillPassword(tx, staffId, phc))) throw wrong();
    return openSession(context, tx, request, { staffId, way: 'password' });
  });
}
