// The columns of the board: what nobody has, then a person each; on a phone the same as a list that unfolds. Nothing here can be
// dragged: dragged-board.tsx puts its own cards and columns in.
import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconBeach } from '@tabler/icons-react';
import type { ComponentType, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './board.module.css';
import { BoardCardView, type CardProps } from './board-card.tsx';
import type { Board, BoardCard, BoardPerson, Figures } from './board-query.ts';
import { LaneHead } from './lane-head.tsx';

/** What can be done from the board; absent for whoever may not. */
export type Acts = {
  onGive?: ((card: BoardCard) => void) | undefined;
  onAway?: ((person: BoardPerson) => void) | undefined;
};

export type LaneProps = {
  person: BoardPerson | null;
  figures: Figures;
  cards: BoardCard[];
  acts: Acts;
  Card: ComponentType<CardProps>;
  drop?: { ref(element: HTMLElement | null): void; isOver: boolean };
};

function Cards({ person, figures, cards, acts, Card }: LaneProps) {
  const { t } = useTranslation('board');
  const more = figures.open - cards.length;
  if (cards.length === 0)
    return <p className={classes.none}>{t(person ? 'noneOpen' : 'noneWaits')}</p>;
  return (
    <>
      <ul className={classes.cards}>
        {cards.map((card) => (
          <Card
            key={card.reference}
            card={card}
            from={person?.staffId ?? null}
            onGive={acts.onGive}
          />
        ))}
      </ul>
      {more > 0 && <p className={classes.none}>{t('more', { count: more })}</p>}
    </>
  );
}

/** A column. */
export function Lane(props: LaneProps) {
  const { t } = useTranslation('board');
  const { person, figures, acts, drop } = props;
  const { onAway } = acts;
  return (
    <section
      ref={drop?.ref}
      className={classes.lane}
      data-over={drop?.isOver || undefined}
      data-nobody={person === null || undefined}
      aria-label={person?.name ?? t('nobody')}
    >
      <div className={classes.laneHead}>
        <LaneHead person={person} figures={figures} />
        {person && onAway && (
          <Tooltip label={t('away.open')}>
            <ActionIcon
              size={26}
              className={classes.awayButton ?? ''}
              aria-label={t('away.of', { name: person.name })}
              onClick={() => onAway(person)}
            >
              <IconBeach size={16} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      <div className={classes.laneBody}>
        <Cards {...props} />
      </div>
    </section>
  );
}

/** A person on a phone: closed it says how they stand, open it shows what they have. */
export function Fold(props: LaneProps) {
  const { t } = useTranslation('board');
  const { person, figures, acts, drop } = props;
  const { onAway } = acts;
  return (
    <details
      ref={drop?.ref}
      className={classes.fold}
      data-over={drop?.isOver || undefined}
      open={person === null && figures.open > 0}
    >
      <summary>
        <LaneHead person={person} figures={figures} />
      </summary>
      <div className={classes.foldBody}>
        {person && onAway && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconBeach size={14} aria-hidden />}
            onClick={() => onAway(person)}
          >
            {t('away.of', { name: person.name })}
          </Button>
        )}
        <Cards {...props} />
      </div>
    </details>
  );
}

export type LanesProps = { board: Board; acts: Acts; isPhone: boolean };

/** All of them. */
export function Lanes(
  props: LanesProps & { Part?: ComponentType<LaneProps>; Card?: ComponentType<CardProps> },
): ReactNode {
  const { board, acts, isPhone, Card = BoardCardView } = props;
  const { t } = useTranslation('board');
  const Part = props.Part ?? (isPhone ? Fold : Lane);
  const { unassigned, people } = board;
  const sorted = [...people].sort((one, other) => one.name.localeCompare(other.name));
  const lanes = (
    <>
      <Part person={null} figures={unassigned} cards={unassigned.cards} acts={acts} Card={Card} />
      {sorted.map((person) => (
        <Part
          key={person.staffId}
          person={person}
          figures={person}
          cards={person.cards}
          acts={acts}
          Card={Card}
        />
      ))}
    </>
  );
  if (isPhone) return <div className={classes.folds}>{lanes}</div>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className={classes.lanes} tabIndex={0} aria-label={t('lanes')}>
      {lanes}
    </section>
  );
}
