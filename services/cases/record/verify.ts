// Proves timelines: whole chains without gaps, and that replaying them gives the rows. Names the first fault of each case.

import { canonicalJson } from '#shared/canonical-json.ts';
import type { Db, Query } from '#shared/db.ts';
import { errorText } from '#shared/errors.ts';
import type { Case } from '../domain/case.ts';
import { type ChainedEntry, findChainFault } from '../domain/timeline/digest.ts';
import type { EntryData, TimelineEntry } from '../domain/timeline/entries.ts';
import { evolve } from '../domain/timeline/evolve.ts';
import { casesAfter, lockedCase, timelineOf } from '../stores/read-store.ts';
import { sha256Hex } from '../work.ts';
import { computeDayHead, dayAfter } from './day-heads.ts';
import { type DayHead, dayHeads } from './record-store.ts';

export type Fault = { reference: string; version: number; fault: string };

const PAGE = 200;
const FIRST = '00000000-0000-0000-0000-000000000000';

/** The first fault of one case as it is stored, or undefined: its chain, its end, and that replaying it gives the row. */
export function faultOf(
  stored: { caseId: string; reference: string; state: Case; chain: string },
  entries: readonly ChainedEntry[],
): Fault | undefined {
  const { caseId, reference, state } = stored;
  const broken = findChainFault(sha256Hex, caseId, entries);
  if (broken) return { reference, ...broken };
  const last = entries.at(-1);
  if (last?.version !== state.version || last.chain !== stored.chain)
    return {
      reference,
      version: (last?.version ?? 0) + 1,
      fault: 'entries are missing at the end',
    };
  // What is erased cannot be replayed: the erasure says what it left of the row, until something else is written.
  if (entries.some((entry) => entry.data === null)) {
    const { left } = last.type === 'case.erased' ? (last.data as EntryData['case.erased']) : {};
    return left === undefined || left === sha256Hex(canonicalJson(state))
      ? undefined
      : { reference, version: last.version, fault: 'the row is not what the erasure left' };
  }
  let replayed: Case | undefined;
  for (const entry of entries) {
    try {
      replayed = evolve(replayed, entry as unknown as TimelineEntry);
    } catch (error) {
      return { reference, version: entry.version, fault: errorText(error) };
    }
  }
  return canonicalJson(replayed) === canonicalJson(state)
    ? undefined
    : { reference, version: last.version, fault: 'replaying it gives another case than the row' };
}

const faultAtRest = (db: Pick<Db, 'transaction'>, caseId: string): Promise<Fault | undefined> =>
  db.transaction(async (tx) => {
    const stored = await lockedCase(tx.query, caseId);
    return stored && faultOf(stored, await timelineOf(tx.query, caseId));
  });

/** What was proven of one case just now, or its first fault. */
export type Verified = {
  verified: boolean;
  /** How many entries its chain has. */
  entries: number;
  /** The newest link, by which the next day's head holds them all. */
  chain: string;
  /** Whether replaying the entries gave the row too: what is erased cannot be replayed. */
  replayed: boolean;
  fault?: Fault;
};

/** Verifies one case, which stands still meanwhile. */
export const verifyCase = (
  db: Pick<Db, 'transaction'>,
  caseId: string,
): Promise<Verified | undefined> =>
  db.transaction(async (tx) => {
    const stored = await lockedCase(tx.query, caseId);
    if (!stored) return undefined;
    const entries = await timelineOf(tx.query, caseId);
    const fault = faultOf(stored, entries);
    const replayed = !fault && entries.every((entry) => entry.data !== null);
    const { chain } = stored;
    const found = { entries: entries.length, chain, replayed };
    return fault ? { ...found, verified: false, fault } : { ...found, verified: true };
  });

/** Verifies all cases. `onPage` hears how many are done. */
export async function verifyCases(
  db: Pick<Db, 'query' | 'transaction'>,
  onPage: (done: number) => void = () => {},
): Promise<{ cases: number; entries: number; faults: Fault[] }> {
  const faults: Fault[] = [];
  let cases = 0;
  let entries = 0;
  for (let after = FIRST; ; ) {
    const page = await casesAfter(db.query, after, PAGE);
    for (const stored of page) {
      const timeline = await timelineOf(db.query, stored.caseId);
      // A case that changed between the two reads looks broken: looked at again, it stands still.
      const fault = faultOf(stored, timeline) && (await faultAtRest(db, stored.caseId));
      if (fault) faults.push(fault);
      cases++;
      entries += timeline.length;
    }
    onPage(cases);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return { cases, entries, faults };
    after = last.caseId;
  }
}

/** A day whose head is not what the record says now, or not what somebody kept of it. */
export type HeadFault = { day: string; fault: string };

/**
 * Verifies the heads of all days, oldest first, and that they are those that were kept outside (`known`: chains by day). The
 * first fault ends it: all later ones are chained to it.
 */
export async function verifyDayHeads(
  query: Query,
  known: Record<string, string> = {},
): Promise<{ days: number; last?: DayHead; fault?: HeadFault }> {
  let days = 0;
  let last: DayHead | undefined;
  const seen = new Set<string>();
  for (;;) {
    const page = await dayHeads(query, last?.day);
    for (const head of page) {
      const { day } = head;
      if (last && day !== dayAfter(last.day))
        return { days, last, fault: { day: dayAfter(last.day), fault: 'its head is missing' } };
      const now = await computeDayHead(query, day, last?.chain);
      if (now.chain !== head.chain)
        return { days, last: head, fault: { day, fault: 'what was written on it has changed' } };
      if ((known[day] ?? head.chain) !== head.chain)
        return { days, last: head, fault: { day, fault: 'its head is not the one you know' } };
      seen.add(day);
      last = head;
      days++;
    }
    if (page.length === 0) break;
  }
  const lost = Object.keys(known).find((day) => !seen.has(day));
  return {
    days,
    ...(last ? { last } : {}),
    ...(lost ? { fault: { day: lost, fault: 'its head is missing' } } : {}),
  };
}
