// What the board reads, and how it looks when a case has moved, before the API has said so.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answered, api, type Schema } from '../../api/client.ts';

export type Board = Schema<'Board'>;
export type BoardPerson = Board['people'][number];
export type BoardCard = Schema<'BoardCard'>;
/** Counts of somebody's open cases, or of nobody's. */
export type Figures = Pick<BoardPerson, 'open' | 'overdue' | 'soon' | 'byLevel'>;

/** The board of a team, or of everybody. Time itself changes what is late, so it is read each minute too. */
export const boardQuery = (team: string | undefined) =>
  queryOptions({
    queryKey: ['board', team ?? ''],
    queryFn: () => answered(api.GET('/api/v1/board', { params: { query: team ? { team } : {} } })),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });

const taken = <T extends Figures & { cards: BoardCard[] }>(lane: T, reference: string): T => {
  if (!lane.cards.some((card) => card.reference === reference)) return lane;
  const cards = lane.cards.filter((card) => card.reference !== reference);
  return { ...lane, cards, open: lane.open - 1 };
};

const byDue = (one: BoardCard, other: BoardCard) => one.resolveBy.localeCompare(other.resolveBy);

/** The board as it will be once somebody has a case. Counts of what is late wait for the API. */
export function moved(board: Board, card: BoardCard, to: string): Board {
  return {
    ...board,
    unassigned: taken(board.unassigned, card.reference),
    people: board.people.map((person) => {
      const rest = taken(person, card.reference);
      if (person.staffId !== to) return rest;
      return { ...rest, open: rest.open + 1, cards: [...rest.cards, card].sort(byDue) };
    }),
  };
}
