// What is under way between two requests of somebody who signs in, or adds a passkey: known by a random token, used once.
import { createHash, randomBytes } from 'node:crypto';
import type { Query } from '#shared/db.ts';

export type StepKind = 'second_factor' | 'passkey' | 'new_passkey' | 'provider';
export type Step = { staffId: string | null; data: Record<string, string> };

const digestOf = (token: string): string => createHash('sha256').update(token).digest('hex');

/** Keeps a step for `minutes`; gives its token. */
export async function keepStep(
  query: Query,
  step: {
    kind: StepKind;
    staffId?: string;
    data?: Record<string, string>;
    minutes: number;
    now: Date;
  },
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await query(
    'insert into people.sign_in_steps (token_sha256, kind, staff_id, data, expires_at) values ($1, $2, $3, $4, $5)',
    [
      digestOf(token),
      step.kind,
      step.staffId ?? null,
      JSON.stringify(step.data ?? {}),
      new Date(step.now.getTime() + step.minutes * 60_000),
    ],
  );
  return token;
}

/** A step that is good still. */
export async function findStep(
  query: Query,
  kind: StepKind,
  token: string,
  now: Date,
): Promise<Step | undefined> {
  const [row] = await query<Step>(
    `select staff_id as "staffId", data from people.sign_in_steps where token_sha256 = $1 and kind = $2 and expires_at > $3`,
    [digestOf(token), kind, now],
  );
  return row;
}

/** Takes a step: it is there for one only. */
export async function takeStep(
  query: Query,
  kind: StepKind,
  token: string,
  now: Date,
): Promise<Step | undefined> {
  const [row] = await query<Step>(
    `delete from people.sign_in_steps where token_sha256 = $1 and kind = $2 and expires_at > $3
     returning staff_id as "staffId", data`,
    [digestOf(token), kind, now],
  );
  return row;
}

/** Removes what is over. */
export async function pruneSteps(query: Query, now: Date): Promise<void> {
  await query('delete from people.sign_in_steps where expires_at < $1', [now]);
  await query(
    "delete from people.sign_in_links where expires_at < $1::timestamptz - interval '30 days'",
    [now],
  );
}
