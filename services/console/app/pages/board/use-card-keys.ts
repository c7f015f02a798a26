// The keyboard on the board: j and k go from card to card, g gives the one that has the focus.
import { useHotkeys } from '@mantine/hooks';

const buttons = () => [...document.querySelectorAll<HTMLElement>('[data-give]')];
/** The place among the cards of what has the focus; -1 when it is on none. */
const place = () => {
  const card = document.activeElement?.closest('[data-card]');
  return card ? buttons().findIndex((button) => card.contains(button)) : -1;
};

/** Puts the focus on the card of a case, if it is shown. */
export const focusCard = (reference: string): void =>
  buttons()
    .find(({ dataset }) => dataset.give === reference)
    ?.focus();

const step = (by: 1 | -1) => {
  const all = buttons();
  const next = Math.min(Math.max(place() + by, 0), all.length - 1);
  all[next]?.focus();
  all[next]?.closest('[data-card]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
};

/** Listens to the keys of the board. */
export function useCardKeys(): void {
  useHotkeys([
    ['j', () => step(1)],
    ['k', () => step(-1)],
    ['g', () => buttons()[place()]?.click()],
  ]);
}
