// What decisions are made by besides the case itself: policy, time, who acts, who is there. Types and small readers only.
import { type Channel, isSocial } from '#shared/events/intake.ts';
import { ancestry, type Policy } from '#shared/policy/policy.ts';
import { type Actor, type Case, isAtLeast, type LadderRole, ladder, type Staffer } from './case.ts';
import type { Gathered } from './investigation/facts.ts';
import type { KnownTask } from './open-tasks.ts';
import type { RemedyFacts } from './remedies/facts.ts';
import type { Named } from './timeline/entries.ts';

/** What a case is decided by: the policy that it follows, and what the instance can do. */
export type Rules = {
  policy: Policy;
  /** Whether a payout port is set up; without one, what would be paid out is given by hand. */
  hasPayoutPort?: boolean | undefined;
};

/** What `decide` is told besides case and command. */
export type Context = {
  /** Those that the case follows. */
  rules: Rules;
  /** For moving a case: the version that was asked for; none when there is no such version. */
  target?: { number: number; version: string } | undefined;
  now: Date;
  actor: Actor;
  staff: readonly Staffer[];
  /** What was given so far, for decisions about compensation (R37); absent for all others. */
  remedyFacts?: RemedyFacts | undefined;
  /** The further cases that the command names, as they are; absent when it is only looked at. */
  others?: readonly Case[] | undefined;
  /** The open and paused tasks of the case, where a decision may take some from people (R21). */
  tasks?: readonly KnownTask[] | undefined;
  /** What the shell looked up or took in for this command (R21). */
  gathered?: Gathered | undefined;
};

const HOUR_MS = 3_600_000;

/** A time some hours after another, as RFC 3339. */
export const hoursAfter = (at: string | Date, hours: number): string =>
  new Date(new Date(at).getTime() + hours * HOUR_MS).toISOString();

/** How a customer can be written to: on the channel they chose (R10), or not at all. */
export function reachOf(current: Case): 'email' | 'direct_message' | 'none' {
  if (isSocial(current.channel)) return current.customer.platformUserId ? 'direct_message' : 'none';
  return current.customer.email ? 'email' : 'none';
}

/** Whether this person is a designated responder for the channel, where the channel needs one (R45). */
export const mayWriteOn = (channel: Channel, actor: Actor): boolean =>
  !isSocial(channel) || (actor.type === 'staff' && actor.responderFor.includes(channel));

/** The language to write in: the customer's, where there are templates; else the first of the policy. */
export function localeFor(language: string, locales: readonly string[]): string {
  const primary = language.split('-')[0]?.toLowerCase() ?? '';
  return locales.includes(primary) ? primary : (locales[0] ?? 'en');
}

/**
 * Who takes something on that is for a role: the least loaded of that role, of the case's team when it has somebody; else
 * of the next role up. Nobody there: the role itself stands as the owner, on record.
 */
export function choosePerson(
  staff: readonly Staffer[],
  role: LadderRole,
  team: string | undefined,
): Named & { person?: Staffer | undefined } {
  for (const rung of ladder.slice(ladder.indexOf(role))) {
    const among = staff.filter((person) => person.role === rung);
    const ofTeam = among.filter((person) => team !== undefined && person.team === team);
    const [person] = [...(ofTeam.length > 0 ? ofTeam : among)].sort(
      (left, right) => left.load - right.load || (left.staffId < right.staffId ? -1 : 1),
    );
    if (person) return { role: rung, staffId: person.staffId, name: person.name, person };
  }
  return { role };
}

/** The team that a category belongs to, or the nearest above it in the tree. */
export const teamOf = (rules: Pick<Rules, 'policy'>, category: string): string | undefined =>
  ancestry(rules.policy, category).find(({ team }) => team !== undefined)?.team;

/** A member of the ladder who can be given a case, by id or e-mail address. */
export const findStaffer = (staff: readonly Staffer[], who: string): Staffer | undefined =>
  staff.find(
    (person) =>
      (person.staffId === who || person.email.toLowerCase() === who.toLowerCase()) &&
      isAtLeast(person.role, 'frontline'),
  );
