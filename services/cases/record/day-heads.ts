// The head of each day: one digest over the newest link of every chain that grew on it, chained to the day before. Whoever
// keeps one head outside can prove all that was written until then (R70).
import { createHash } from 'node:crypto';
import type { Query } from '#shared/db.ts';
import type { Shell } from '../work.ts';
import { type DayHead, firstDay, lastDayHead, linksOfDay, putDayHead } from './record-store.ts';

const PAGE = 5000;
const FIRST_ID = '00000000-0000-0000-0000-000000000000';
const DAY_MS = 86_400_000;
/** A day's head is made this long after its end: whoever still writes with its time has committed or been cut off. */
const GRACE_MS = 3_600_000;
/** How many days are made up for at once, after an instance stood still. */
const DAYS_MAX = 50;

/** What the first day is chained to. */
const START = 'redress day heads';
const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The day after a day, both as dates. */
export const dayAfter = (day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);

/** The head of a day as it is now, chained to the one before it. */
export async function computeDayHead(
  query: Query,
  day: string,
  before: string | undefined,
): Promise<DayHead> {
  const hash = createHash('sha256');
  let cases = 0;
  let entries = 0;
  for (let after = FIRST_ID; ; ) {
    const links = await linksOfDay(query, day, after, PAGE);
    for (const link of links) {
      hash.update(`${link.caseId} ${link.version} ${link.chain}\n`);
      cases++;
      entries += link.entries;
    }
    const last = links.at(-1);
    if (!last || links.length < PAGE) break;
    after = last.caseId;
  }
  const digest = hash.digest('hex');
  const chain = sha256Hex(`${before ?? sha256Hex(START)}\n${day} ${cases} ${entries} ${digest}`);
  return { day, cases, entries, digest, chain };
}

/** Makes the heads of days that are over and have none. Gives whether there may be more. */
export async function makeDayHeads(shell: Pick<Shell, 'db' | 'clock' | 'log'>): Promise<boolean> {
  const { query } = shell.db;
  const now = shell.clock.now();
  const over = new Date(now.getTime() - GRACE_MS).toISOString().slice(0, 10);
  let last = await lastDayHead(query);
  let day = last ? dayAfter(last.day) : await firstDay(query);
  let made = 0;
  for (; day !== undefined && day < over && made < DAYS_MAX; made++) {
    const head = await computeDayHead(query, day, last?.chain);
    await putDayHead(query, head, now);
    const { cases, entries, chain } = head;
    shell.log.info({ day, cases, entries, chain }, 'head of a day made');
    last = head;
    day = dayAfter(day);
  }
  return made === DAYS_MAX;
}
