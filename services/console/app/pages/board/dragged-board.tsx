// The board with cards that can be dragged, by pointer, touch or keyboard. Loaded by itself: only here is the library of dragging.
import {
  type Announcements,
  type CollisionDetection,
  closestCenter,
  DndContext,
  type DragEndEvent,
  DragOverlay,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  MouseSensor,
  pointerWithin,
  TouchSensor,
  useDraggable,
  useDroppable,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import { type HTMLAttributes, useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './board.module.css';
import { BoardCardView, type CardProps } from './board-card.tsx';
import type { BoardCard, BoardPerson } from './board-query.ts';
import { Fold, Lane, type LaneProps, Lanes, type LanesProps } from './lanes.tsx';
import type { Gift } from './use-give.ts';

/** Pixels that a mouse moves before it drags: less is a click. */
const DISTANCE = 6;
/** Milliseconds that a finger rests before it drags: less scrolls. */
const REST = 220;

type Carried = { card: BoardCard; from: string | null };

function DraggedCard(props: CardProps) {
  const { card, from } = props;
  const { t } = useTranslation('board');
  const data: Carried = { card, from };
  const drag = useDraggable({
    id: card.reference,
    data,
    attributes: { roleDescription: t('drag.role') },
  });
  const { onKeyDown, ...pointer } = (drag.listeners ?? {}) as HTMLAttributes<HTMLElement>;
  return (
    <BoardCardView
      {...props}
      drag={{
        ref: drag.setNodeRef,
        pointer,
        handleRef: drag.setActivatorNodeRef,
        handle: { ...drag.attributes, ...(onKeyDown ? { onKeyDown } : {}) },
        isDragged: drag.isDragging,
      }}
    />
  );
}

function useDrop({ person }: LaneProps) {
  const { setNodeRef, isOver } = useDroppable({
    id: person ? `lane:${person.staffId}` : 'lane',
    data: { person },
    disabled: person === null,
  });
  return { ref: setNodeRef, isOver };
}

function DropLane(props: LaneProps) {
  return <Lane {...props} drop={useDrop(props)} />;
}

/** On a phone the people stand below each other: one drags onto a line. */
function DropFold(props: LaneProps) {
  return <Fold {...props} drop={useDrop(props)} />;
}

/** Under the pointer, else (by keyboard) the nearest. */
const overWhat: CollisionDetection = (given) =>
  given.pointerCoordinates ? pointerWithin(given) : closestCenter(given);

/** The arrows go from column to column. */
const toNextLane: KeyboardCoordinateGetter = (event, { context }) => {
  const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.code];
  const { collisionRect, droppableContainers, droppableRects, over } = context;
  if (!by || !collisionRect) return undefined;
  event.preventDefault();
  const lanes = droppableContainers
    .getEnabled()
    .flatMap(({ id }) => {
      const rect = droppableRects.get(id);
      return rect ? [{ id, rect }] : [];
    })
    .sort((one, other) => one.rect.left - other.rect.left);
  const middle = collisionRect.left + collisionRect.width / 2;
  const here = lanes.findIndex(({ id }) => id === over?.id);
  const next =
    here >= 0
      ? lanes[here + by]
      : lanes.find(({ rect }) => (by > 0 ? rect.left > middle : rect.right > middle));
  if (!next) return undefined;
  // The middles meet, so that this column is the nearest.
  return {
    x: next.rect.left + (next.rect.width - collisionRect.width) / 2,
    y: next.rect.top + (next.rect.height - collisionRect.height) / 2,
  };
};

const personOf = (over: { data: { current?: unknown } } | null): BoardPerson | undefined =>
  (over?.data.current as { person?: BoardPerson | null } | undefined)?.person ?? undefined;

function useAnnouncements(): Announcements {
  const { t } = useTranslation('board');
  return {
    onDragStart: ({ active }) => t('drag.lifted', { reference: active.id }),
    onDragOver: ({ active, over }) => {
      const name = personOf(over)?.name;
      return name ? t('drag.over', { reference: active.id, name }) : t('drag.overNobody');
    },
    // What became of it is said once the API has answered.
    onDragEnd: ({ active, over }) => (over ? undefined : t('drag.left', { reference: active.id })),
    onDragCancel: ({ active }) => t('drag.left', { reference: active.id }),
  };
}

/** The board. */
export function DraggedBoard(props: LanesProps & { onDrop(gift: Gift): void }) {
  const { t } = useTranslation('board');
  const announcements = useAnnouncements();
  const [carried, setCarried] = useState<Carried>();
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: DISTANCE } }),
    useSensor(TouchSensor, { activationConstraint: { delay: REST, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: toNextLane }),
  );
  const drop = ({ active, over }: DragEndEvent) => {
    setCarried(undefined);
    const { card, from } = active.data.current as Carried;
    const to = personOf(over);
    if (to && to.staffId !== from) props.onDrop({ card, to });
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={overWhat}
      accessibility={{
        announcements,
        screenReaderInstructions: { draggable: t('drag.how') },
      }}
      onDragStart={({ active }) => setCarried(active.data.current as Carried)}
      onDragCancel={() => setCarried(undefined)}
      onDragEnd={drop}
    >
      <Lanes {...props} Part={props.isPhone ? DropFold : DropLane} Card={DraggedCard} />
      <DragOverlay dropAnimation={null}>
        {carried && (
          <ul className={`${classes.cards} ${classes.carried}`}>
            <BoardCardView {...carried} />
          </ul>
        )}
      </DragOverlay>
    </DndContext>
  );
}
