// What follows signing in, whichever way it was: the second step, setting up a second factor, or back to where one was.

import { returnPath } from '../../../domain/return-path.ts';
import type { Schema } from '../../api/client.ts';

export type SignedIn = Schema<'Session'> | Schema<'SignInStep'>;

/** The path of the console that the address of this page names, and no other (S30). */
export function wantedPath(): string {
  const to = new URLSearchParams(window.location.search).get('to');
  return returnPath(to === null ? undefined : `/console${to}`);
}

/** Goes on with a session. The page is loaded anew: nothing of before is left in it. */
export function enter(session: Schema<'Session'>): void {
  const path = wantedPath();
  if (!session.restricted) window.location.assign(path);
  else
    window.location.assign(
      `/console/second-factor?to=${encodeURIComponent(path.slice('/console'.length))}`,
    );
}

/** The token of the second step, when one is asked for. */
export const stepOf = (answer: SignedIn): string | undefined =>
  'secondFactor' in answer && typeof answer.secondFactor === 'object'
    ? answer.secondFactor.token
    : undefined;
