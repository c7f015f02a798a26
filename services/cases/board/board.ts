// The supervisor's board: who has how much, what of it is late or soon due, what has gone up, and who is there to take it.
import { listStaff } from '#shared/people.ts';
import { isAway, isOnShift } from '../domain/assignment/availability.ts';
import type { Staffer } from '../domain/case.ts';
import { staffWithLoad } from '../stores/task-store.ts';
import type { Shell } from '../work.ts';
import { type Card, type Load, loads, nextDue } from './board-store.ts';

const HOUR_MS = 3_600_000;
const empty = { open: 0, overdue: 0, soon: 0, level1: 0, level2: 0, level3: 0 };

const figuresOf = (load: Load | undefined) => {
  const { open, overdue, soon, level1, level2, level3 } = load ?? empty;
  return { open, overdue, soon, byLevel: [level1, level2, level3] };
};
const summed = (of: Load[]) =>
  figuresOf(
    of.reduce<Load>(
      (sum, load) => ({
        staffId: null,
        open: sum.open + load.open,
        overdue: sum.overdue + load.overdue,
        soon: sum.soon + load.soon,
        level1: sum.level1 + load.level1,
        level2: sum.level2 + load.level2,
        level3: sum.level3 + load.level3,
      }),
      { staffId: null, ...empty },
    ),
  );
const cardsOf = (cards: Card[], staffId: string | null) =>
  cards.filter((card) => card.staffId === staffId).map(({ staffId: _, ...card }) => card);

export type BoardAsked = {
  team?: string | undefined;
  soonHours: number;
  cards: number;
};

/** The board as of now; of one team, or of everybody on the ladder. */
export async function boardOf(shell: Shell, asked: BoardAsked) {
  const { query } = shell.db;
  const now = shell.clock.now();
  const { policy } = shell.rules;
  const soon = new Date(now.getTime() + asked.soonHours * HOUR_MS);
  const [all, staff, everybody] = await Promise.all([
    loads(query, now, soon),
    staffWithLoad(query),
    listStaff(query),
  ]);
  const nameOf = new Map(everybody.map(({ staffId, name }) => [staffId, name]));
  const people = staff.filter(({ team }) => asked.team === undefined || team === asked.team);
  const byPerson = new Map(all.map((load) => [load.staffId, load]));
  const cards = await nextDue(
    query,
    people.map(({ staffId }) => staffId),
    asked.cards,
  );
  const teams = [...new Set(staff.flatMap(({ team }) => team ?? []))].sort();
  const of = (team: string) => staff.filter((person) => person.team === team);
  return {
    at: now,
    soonHours: asked.soonHours,
    total: summed(all),
    teams: teams.map((team) => ({
      team,
      people: of(team).length,
      ...summed(of(team).flatMap(({ staffId }) => byPerson.get(staffId) ?? [])),
    })),
    unassigned: { ...figuresOf(byPerson.get(null)), cards: cardsOf(cards, null) },
    people: people.map((person: Staffer) => ({
      staffId: person.staffId,
      name: person.name,
      role: person.role,
      team: person.team ?? null,
      away: isAway(person, now),
      absence: person.away
        ? {
            from: new Date(person.away.from),
            until: new Date(person.away.until),
            deputy: (person.away.deputy && nameOf.get(person.away.deputy)) ?? null,
          }
        : null,
      onShift: isOnShift(person, now, policy),
      capacity: policy.routing.casesPerPerson,
      tasks: person.load,
      ...figuresOf(byPerson.get(person.staffId)),
      cards: cardsOf(cards, person.staffId),
    })),
  };
}
