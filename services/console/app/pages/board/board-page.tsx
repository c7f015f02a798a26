// The supervisor's board: who has how much, what is late, who is there; cases change hands from here.
import { Alert, Kbd, Select, Text } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api/problem.ts';
import { useSession } from '../../api/session.ts';
import { ChangedMeanwhile } from '../../case-actions/changed-meanwhile.tsx';
import { PageFrame } from '../../ui/page.tsx';
import { useIsPhone } from '../../ui/screen.ts';
import { Empty, Failure, Loading, useErrorText } from '../../ui/states.tsx';
import { AwayDialog } from './away-dialog.tsx';
import classes from './board.module.css';
import { type Board, type BoardCard, type BoardPerson, boardQuery } from './board-query.ts';
import { GiveDialog } from './give-dialog.tsx';
import { type Acts, Lanes } from './lanes.tsx';
import { Totals } from './totals.tsx';
import { focusCard, useCardKeys } from './use-card-keys.ts';
import { type Gift, useGive } from './use-give.ts';
import { useLiveBoard } from './use-live-board.ts';

/** Who shares cases out; the server checks it anyway. */
const leaders = ['supervisor', 'department_manager', 'senior_management'];

const DraggedBoard = lazy(async () => {
  const { DraggedBoard } = await import('./dragged-board.tsx');
  return { default: DraggedBoard };
});

function Refused(props: { refused: { gift: Gift; error: unknown }; onClose(): void }) {
  const { refused, onClose } = props;
  const { gift, error } = refused;
  const { t } = useTranslation(['board', 'common', 'case-actions']);
  const textOf = useErrorText();
  return (
    <Alert
      color="red"
      mb="sm"
      withCloseButton
      closeButtonLabel={t('common:close')}
      onClose={onClose}
      title={t('refused', { reference: gift.card.reference, name: gift.to.name })}
    >
      {isProblem(error, 412) ? t('changed') : textOf(error)}
      {isProblem(error, 412) && <ChangedMeanwhile problem={error} />}
    </Alert>
  );
}

function Desk({ board, team }: { board: Board; team: string | undefined }) {
  const { t } = useTranslation('board');
  const session = useSession();
  const isPhone = useIsPhone();
  const [chosen, setChosen] = useState<BoardCard>();
  const [away, setAway] = useState<BoardPerson>();
  const { give, given, said, refused, forget } = useGive(team);
  const leads = leaders.includes(session.role);
  const acts: Acts = {
    onGive: leads ? setChosen : undefined,
    onAway: leads || session.role === 'admin' ? setAway : undefined,
  };
  useCardKeys();
  useEffect(() => {
    if (given) focusCard(given);
  }, [given]);
  const parts = { board, acts, isPhone };
  return (
    <>
      <Totals board={board} team={team} />
      <div className={classes.hidden} role="status" aria-live="polite">
        {said}
      </div>
      {refused && <Refused refused={refused} onClose={forget} />}
      {board.people.length === 0 && (
        <Empty icon={IconUsers} title={t('empty.title')} text={t('empty.text')} />
      )}
      {leads ? (
        <Suspense fallback={<Loading />}>
          <DraggedBoard {...parts} onDrop={give} />
        </Suspense>
      ) : (
        <Lanes {...parts} />
      )}
      {leads && !isPhone && (
        <Text size="xs" c="dimmed" className={classes.keys ?? ''}>
          <Kbd size="xs">j</Kbd> <Kbd size="xs">k</Kbd> {t('keys.move')} · <Kbd size="xs">g</Kbd>{' '}
          {t('keys.give')}
        </Text>
      )}
      {chosen && (
        <GiveDialog
          card={chosen}
          people={board.people}
          onClose={() => setChosen(undefined)}
          onGive={(to) => {
            setChosen(undefined);
            give({ card: chosen, to });
          }}
        />
      )}
      {away && <AwayDialog person={away} onClose={() => setAway(undefined)} />}
    </>
  );
}

/** The page. The team stands in the address. */
export function Page() {
  const { t } = useTranslation('board');
  const { team: asked } = useSearch({ strict: false }) as { team?: unknown };
  // The address turns what looks like a number into one.
  const team = asked === undefined ? undefined : String(asked);
  const navigate = useNavigate();
  const found = useQuery(boardQuery(team));
  useLiveBoard();
  const teams = found.data?.teams ?? [];
  return (
    <PageFrame
      title={t('title')}
      lead={t('lead')}
      wide
      tools={
        teams.length > 0 && (
          <Select
            size="xs"
            aria-label={t('team')}
            value={team ?? ''}
            data={[
              { value: '', label: t('allTeams') },
              ...teams.map((each) => ({ value: each.team, label: each.team })),
            ]}
            onChange={(value) =>
              void navigate({ to: '/board', search: (value ? { team: value } : {}) as never })
            }
          />
        )
      }
    >
      {found.isPending && <Loading />}
      {found.isError && !found.data && (
        <Failure error={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data && <Desk board={found.data} team={team} />}
    </PageFrame>
  );
}
