// How often somebody may guess: counted in PostgreSQL before anything is computed, so that 200 guesses at once are counted like
// 200 in a row (S28). What is guessed at is only kept as a keyed digest.
import type { Query } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';

/** What tries are counted for, and how many are let through in a window. */
export type Subject = { subject: string; max: number };

/**
 * Counts a try for each subject, and commits it.
 * @throws RequestError 429 beyond the limit; the same for what exists and what does not (S29).
 */
export async function countTry(
  query: Query,
  subjects: Subject[],
  window: { minutes: number; now: Date },
): Promise<void> {
  const { minutes, now } = window;
  const endsAt = new Date(now.getTime() + minutes * 60_000);
  for (const { subject, max } of subjects) {
    const [row] = await query<{ tries: number; endsAt: Date }>(
      `insert into people.sign_in_tries as kept (subject, window_ends_at, tries) values ($1, $2, 1)
       on conflict (subject) do update set
         tries = case when kept.window_ends_at <= $3 then 1 else least(kept.tries, 1000000) + 1 end,
         window_ends_at = case when kept.window_ends_at <= $3 then excluded.window_ends_at else kept.window_ends_at end
       returning tries, window_ends_at as "endsAt"`,
      [subject, endsAt, now],
    );
    if (row && row.tries > max) {
      const seconds = Math.max(1, Math.ceil((row.endsAt.getTime() - now.getTime()) / 1000));
      throw new RequestError(
        429,
        'too_many_tries',
        `Too many tries. It opens again in ${Math.ceil(seconds / 60)} min by itself.`,
        { retryAfterSeconds: seconds },
      );
    }
  }
}

/** Forgets the tries for what was got right. */
export async function forgetTries(query: Query, subject: string): Promise<void> {
  await query('delete from people.sign_in_tries where subject = $1', [subject]);
}

/** Takes one try back, of those that turned out to be right; what was wrong stays counted. */
export async function returnTry(query: Query, subject: string): Promise<void> {
  await query(
    'update people.sign_in_tries set tries = tries - 1 where subject = $1 and tries > 0',
    [subject],
  );
}
