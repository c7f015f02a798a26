// The connection test of an account on X: whose the token is, and what it permits. It reads, and asks for one message without a
// text, which X can only refuse: how it refuses tells whether messages are permitted. What it means for a person is told elsewhere.
import type { Get, Post } from './x-client.ts';
import { XFailure } from './x-failures.ts';
import { userAnswer } from './x-posts.ts';

/** How far a test came before it failed. */
export type XTrialStep = 'account' | 'mentions' | 'read_messages' | 'write_messages';

/** Who the token is of; where it failed, and what X said. */
export type XTrial = {
  user?: { userId: string; handle?: string };
  failure?: { step: XTrialStep; status?: number; said: string; waitMs: number };
};

/** X words a person who takes no messages in these ways; without them a 403 is about the account. */
const aboutPerson = /permission to DM|operation is not permitted|cannot send messages?/i;

const UNAUTHORIZED = 401;

function factsOf(step: XTrialStep, error: XFailure): NonNullable<XTrial['failure']> {
  const status = error.status ?? (error.unauthorized ? UNAUTHORIZED : undefined);
  const facts = { step, said: error.detail, waitMs: error.retryAfterMs };
  return status === undefined ? facts : { ...facts, status };
}

/** Whether a refusal means that the request was judged, so that its scope is there. */
const wasJudged = ({ status, detail }: XFailure): boolean =>
  status === 400 ||
  status === 404 ||
  status === 422 ||
  (status === 403 && aboutPerson.test(detail));

/** Tests it. `userId`: whose it should be; absent, whosever it is. Throws what is no failure of X. */
export async function tryXAccount(
  { get, post }: { get: Get; post: Post },
  userId: string | undefined,
  signal: AbortSignal,
): Promise<XTrial> {
  const found: XTrial = {};
  const ask = async (step: XTrialStep, work: () => Promise<unknown>): Promise<unknown> => {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof XFailure)) throw error;
      if (!(step.endsWith('messages') && wasJudged(error))) found.failure = factsOf(step, error);
      return undefined;
    }
  };
  const me = userAnswer.safeParse(await ask('account', () => get('users/me', {}, signal)));
  if (found.failure) return found;
  const user = me.data?.data;
  if (!user) return { failure: { step: 'account', said: 'no account in the answer', waitMs: 0 } };
  found.user = { userId: user.id, ...(user.username ? { handle: user.username } : {}) };
  if (userId !== undefined && userId !== user.id) return found;
  const probes: [XTrialStep, () => Promise<unknown>][] = [
    ['mentions', () => get(`users/${user.id}/mentions`, { max_results: '5' }, signal)],
    ['read_messages', () => get(`dm_conversations/with/${user.id}/dm_events`, {}, signal)],
    [
      'write_messages',
      () => post('dm_conversations/with/:participant_id/messages', {}, user.id, signal),
    ],
  ];
  for (const [step, work] of probes) {
    await ask(step, work);
    if (found.failure) break;
  }
  return found;
}
