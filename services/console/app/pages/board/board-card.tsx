// A case on the board: what it is, how bad, until when; who may, gives it to somebody else from here.
import { ActionIcon, Tooltip } from '@mantine/core';
import {
  IconArrowUpCircle,
  IconGripVertical,
  IconMoodAngry,
  IconUserShare,
} from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { HTMLAttributes, Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { DueIn } from '../../ui/due-in.tsx';
import { SeverityMark } from '../../ui/marks.tsx';
import classes from './board.module.css';
import type { BoardCard } from './board-query.ts';

/** What makes a card one that can be dragged. */
export type Drag = {
  ref: Ref<HTMLLIElement>;
  pointer: HTMLAttributes<HTMLElement>;
  handleRef: Ref<HTMLButtonElement>;
  handle: HTMLAttributes<HTMLElement>;
  isDragged: boolean;
};

export type CardProps = {
  card: BoardCard;
  /** Who has it; null: nobody. */
  from: string | null;
  /** Absent for whoever only looks. */
  onGive?: ((card: BoardCard) => void) | undefined;
  drag?: Drag;
};

function Marks({ card }: { card: BoardCard }) {
  const { t } = useTranslation('board');
  const { escalationLevel, agitated, resolveBy } = card;
  return (
    <span className={classes.marks}>
      <DueIn dueAt={resolveBy} />
      {escalationLevel > 0 && (
        <span className={classes.level} title={t('level', { level: escalationLevel })}>
          <IconArrowUpCircle size={14} aria-hidden />
          <span className={classes.hidden}>{t('level', { level: escalationLevel })}</span>
          <span aria-hidden>{escalationLevel}</span>
        </span>
      )}
      {agitated && (
        <span className={classes.agitated} title={t('agitated')}>
          <IconMoodAngry size={14} aria-hidden />
          <span className={classes.hidden}>{t('agitated')}</span>
        </span>
      )}
    </span>
  );
}

/** The card. */
export function BoardCardView({ card, onGive, drag }: CardProps) {
  const { t } = useTranslation('board');
  const { reference, subject, severity } = card;
  return (
    <li
      ref={drag?.ref}
      className={classes.card}
      data-card={reference}
      data-dragged={drag?.isDragged || undefined}
      data-movable={drag ? true : undefined}
      {...drag?.pointer}
    >
      <span className={classes.cardHead}>
        <Link
          to="/cases/$reference"
          params={{ reference }}
          className={`rd-reference ${classes.link}`}
        >
          {reference}
        </Link>
        <SeverityMark severity={severity} brief />
        {onGive && (
          <span className={classes.tools}>
            {drag && (
              <button
                type="button"
                ref={drag.handleRef}
                className={classes.handle}
                {...drag.handle}
                aria-label={t('drag.handle', { reference })}
              >
                <IconGripVertical size={14} aria-hidden />
              </button>
            )}
            <Tooltip label={t('giveKey')}>
              <ActionIcon
                size={24}
                data-give={reference}
                aria-keyshortcuts="g"
                aria-label={t('giveOf', { reference })}
                onClick={() => onGive(card)}
              >
                <IconUserShare size={15} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </span>
        )}
      </span>
      <span className={classes.subject} title={subject}>
        {subject || t('noSubject')}
      </span>
      <Marks card={card} />
    </li>
  );
}
