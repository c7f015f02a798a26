// When somebody's daily mail is due: at the hour that they chose, on the clock of their zone, on days of change too. Pure.
import { addToDay, dayOf, hourOfDay } from '#shared/calendar/days.ts';
import type { Policy } from '#shared/policy/policy.ts';
import { afterQuietHours } from '#shared/policy/promises.ts';

/** What somebody chose: an hour from 0 to 23 on the clock of a zone (IANA name). */
export type DigestWish = { hour: number; timeZone: string };

/** Later than this after its time a day's mail is not sent any more: what it says would be of yesterday, in milliseconds. */
export const LATE_MS = 4 * 3_600_000;

/**
 * When the mail of a day goes out: at the hour, or at the end of the quiet hours that it falls into. An hour that the clock skips is the
 * one after the change, of one that comes twice it is the first.
 */
export function digestAt(day: string, wish: DigestWish, policy: Policy): Date {
  const at = hourOfDay(day, wish.hour, wish.timeZone);
  return new Date(afterQuietHours(policy, at.toISOString()));
}

/**
 * The day ("2026-11-24", of the reader's calendar) whose mail is due at `now`, after that of `lastDay`; undefined when none is.
 * Quiet hours may move a mail of the late evening into the next day: it is still that of the day before.
 */
export function dueDigest(
  wish: DigestWish,
  policy: Policy,
  now: Date,
  lastDay: string | undefined,
): string | undefined {
  const today = dayOf(now, wish.timeZone);
  return [today, addToDay(today, -1)].find((day) => {
    if (lastDay !== undefined && day <= lastDay) return false;
    const late = now.getTime() - digestAt(day, wish, policy).getTime();
    return late >= 0 && late < LATE_MS;
  });
}
