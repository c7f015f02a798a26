// Reads what decisions about compensation are measured against: for a command under locks, for a reader without.
import { startOfDay, startOfMonth } from '#shared/calendar/days.ts';
import type { Query } from '#shared/db.ts';
import type { Case } from '../domain/case.ts';
import type { CommandType } from '../domain/commands/permissions.ts';
import { customerKeysOf, type RemedyFacts } from '../domain/remedies/facts.ts';
import { type RemedyReview, reviewOf } from '../domain/remedies/review.ts';
import type { Rules } from '../domain/rules.ts';
import { type FactsWanted, lockCaps, readFacts } from '../stores/remedy-store.ts';
import type { Shell } from '../work.ts';

const DAY_MS = 24 * 3_600_000;

/** Digests of what a customer is known by on other cases: an address is never stored for this (R72). */
export const customerDigests = (shell: Pick<Shell, 'signer'>, current: Case): string[] =>
  customerKeysOf(current).map((key) => shell.signer.sign('customer', key));

function wantedFor(
  shell: Shell,
  { policy }: Rules,
  current: Case,
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

/** The facts for a command that is measured against caps and budget, held until the end of the transaction. */
export async function factsForCommand(
  shell: Shell,
  query: Query,
  command: { type: CommandType; rules: Rules; current: Case; actor: string; now: Date },
): Promise<RemedyFacts | undefined> {
  if (!measured.includes(command.type)) return undefined;
  const wanted = wantedFor(shell, command.rules, command.current, command.actor, command.now);
  await lockCaps(query, wanted);
  return readFacts(query, wanted);
}

/** The facts as they are just now, to be shown. `actor`: whose caps, `staff:<id>`. */
const factsForReader = (
  shell: Shell,
  rules: Rules,
  current: Case,
  actor: string,
): Promise<RemedyFacts> =>
  readFacts(shell.db.query, wantedFor(shell, rules, current, actor, shell.clock.now()));

/** What approvers must see of each open proposal of a case (S41). */
export async function openReviews(shell: Shell, current: Case): Promise<RemedyReview[]> {
  const open = current.remedies.filter(({ state }) => state === 'proposed');
  const rules = (await shell.policies.rulesOfCases(shell.db.query, [current]))(current);
  const facts = new Map<string, RemedyFacts>();
  for (const actor of new Set(open.map(({ proposedBy }) => proposedBy)))
    facts.set(actor, await factsForReader(shell, rules, current, actor));
  const now = shell.clock.now();
  const actor = { type: 'system' } as const;
  return open.map((remedy) => {
    const remedyFacts = facts.get(remedy.proposedBy);
    return reviewOf(current, remedy, { rules, now, actor, staff: [], remedyFacts });
  });
}
