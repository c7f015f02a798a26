// Reads what decisions about compensation are measured against: for a command under locks, for a reader without.
import { startOfDay, startOfMonth } from '#shared/calendar/days.ts';
import type { Query } from '#shared/db.ts';
import type { Case, Remedy } from '../domain/case.ts';
import type { CommandType } from '../domain/commands/permissions.ts';
import { customerKeysOf, type RemedyFacts } from '../domain/remedies/facts.ts';
import { type RemedyReview, reviewOf } from '../domain/remedies/review.ts';
import type { Rules } from '../domain/rules.ts';
import { type FactsWanted, lockCaps, readFactsOf } from '../stores/remedy-store.ts';
import type { Shell } from '../work.ts';

const DAY_MS = 24 * 3_600_000;

/** Digests of what a customer is known by on other cases: an address is never stored for this (R72). */
export const customerDigests = (
  shell: Pick<Shell, 'signer'>,
  current: Pick<Case, 'customer' | 'channel'>,
): string[] => customerKeysOf(current).map((key) => shell.signer.sign('customer', key));

function wantedFor(
  shell: Shell,
  { policy }: Rules,
  current: Pick<Case, 'caseId' | 'customer' | 'channel'>,
  actor: string,
  now: Date,
): FactsWanted {
  const { timeZone, remedyCaps } = policy;
  return {
    caseId: current.caseId,
    actor,
    customerKeys: customerDigests(shell, current),
    dayStart: startOfDay(now, timeZone),
    monthStart: startOfMonth(now, timeZone),
    windowStart: new Date(now.getTime() - remedyCaps.customerWindowDays * DAY_MS),
  };
}

const measured: readonly CommandType[] = ['propose-remedy', 'approve-remedy'];

/**
 * The facts for a command that is measured against caps and budget; `hold`: until the end of the transaction nobody else
 * changes them.
 */
export async function factsForCommand(
  shell: Shell,
  query: Query,
  command: { type: CommandType; rules: Rules; current: Case; actor: string; now: Date },
  hold = true,
): Promise<RemedyFacts | undefined> {
  if (!measured.includes(command.type)) return undefined;
  const wanted = wantedFor(shell, command.rules, command.current, command.actor, command.now);
  if (hold) await lockCaps(query, wanted);
  const [facts] = await readFactsOf(query, [wanted]);
  return facts;
}

/** A proposal with the rules that its case follows. */
export type Proposal = { current: Case; remedy: Remedy; rules: Rules };

/** The facts for several proposals as they are just now, to be shown: the caps are those of whoever proposed. */
export function factsForReaders(shell: Shell, proposals: Proposal[]): Promise<RemedyFacts[]> {
  const now = shell.clock.now();
  const wanted = proposals.map(({ current, remedy, rules }) =>
    wantedFor(shell, rules, current, remedy.proposedBy, now),
  );
  return readFactsOf(shell.db.query, wanted);
}

// No case has it: what was given on a case that is not there yet.
const NO_CASE = '00000000-0000-0000-0000-000000000000';

/** The facts of a complaint that is not a case yet, to be shown to whoever takes it. */
export async function factsBeforeCase(
  shell: Shell,
  of: Pick<Case, 'customer' | 'channel'>,
  actor: string,
): Promise<RemedyFacts> {
  const none = { caseId: NO_CASE, ...of };
  const wanted = wantedFor(shell, shell.rules, none, actor, shell.clock.now());
  const [facts] = await readFactsOf(shell.db.query, [wanted]);
  if (!facts) throw new Error('reading what was given so far: the database gave no row back');
  return facts;
}

/** What approvers must see of each open proposal of a case (S41). */
export async function openReviews(shell: Shell, current: Case): Promise<RemedyReview[]> {
  const open = current.remedies.filter(({ state }) => state === 'proposed');
  if (open.length === 0) return [];
  const rules = (await shell.policies.rulesOfCases(shell.db.query, [current]))(current);
  const facts = await factsForReaders(
    shell,
    open.map((remedy) => ({ current, remedy, rules })),
  );
  const now = shell.clock.now();
  const actor = { type: 'system' } as const;
  return open.map((remedy, index) => {
    const remedyFacts = facts[index];
    return reviewOf(current, remedy, { rules, now, actor, staff: [], remedyFacts });
  });
}
