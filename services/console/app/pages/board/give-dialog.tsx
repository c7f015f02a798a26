// To whom a case goes, chosen by typing or from a list: the way that needs no pointer.
import { Avatar, Text, TextInput, UnstyledButton } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/dialog.tsx';
import { useIsPhone } from '../../ui/screen.ts';
import classes from './board.module.css';
import type { BoardCard, BoardPerson } from './board-query.ts';

const initials = { placeholder: classes.initials ?? '' };

/** The arrows move among the people; what is typed chooses among them. */
function moveFocus(event: KeyboardEvent<HTMLElement>) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const stops = [...event.currentTarget.querySelectorAll<HTMLElement>('input, [data-person]')];
  const here = stops.indexOf(document.activeElement as HTMLElement);
  stops[Math.min(Math.max(here + by, 0), stops.length - 1)]?.focus();
}

function Candidate({ person, onChoose }: { person: BoardPerson; onChoose(): void }) {
  const { t } = useTranslation(['board', 'common']);
  const { name, role, team, open, capacity, away } = person;
  return (
    <li>
      <UnstyledButton className={classes.candidate ?? ''} data-person onClick={onChoose}>
        <Avatar name={name} size={24} classNames={initials} aria-hidden />
        <span className={classes.names}>
          <strong>{name}</strong>
          <span>{[t(`common:roles.${role}`), team].filter(Boolean).join(' · ')}</span>
        </span>
        {away && <span className={classes.presence}>{t('away.now')}</span>}
        <span className="rd-number">{t('load.of', { open, capacity })}</span>
      </UnstyledButton>
    </li>
  );
}

/** The dialog. Enter in the field chooses the first. */
export function GiveDialog(props: {
  card: BoardCard;
  people: BoardPerson[];
  onGive(to: BoardPerson): void;
  onClose(): void;
}) {
  const { card, people, onGive, onClose } = props;
  const { t } = useTranslation('board');
  const [typed, setTyped] = useState('');
  const isPhone = useIsPhone();
  const wanted = typed.trim().toLocaleLowerCase();
  const has = ({ cards }: BoardPerson) =>
    cards.some(({ reference }) => reference === card.reference);
  // Whoever is there and has least comes first.
  const found = people
    .filter((person) => !has(person) && person.name.toLocaleLowerCase().includes(wanted))
    .sort(
      (a, b) => Number(a.away) - Number(b.away) || a.open - b.open || a.name.localeCompare(b.name),
    );
  const [first] = found;
  return (
    <Dialog
      opened
      onClose={onClose}
      fullScreen={isPhone}
      title={t('giveTitle', { reference: card.reference })}
    >
      <Text size="sm" c="dimmed" mb="sm" lineClamp={2}>
        {card.subject}
      </Text>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the arrows are a shortcut; Tab reaches all of it */}
      <div onKeyDown={moveFocus}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            if (first) onGive(first);
          }}
        >
          <TextInput
            data-autofocus
            label={t('giveWho')}
            description={first && t('giveEnter', { name: first.name })}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
        </form>
        <ul className={classes.candidates}>
          {found.map((person) => (
            <Candidate key={person.staffId} person={person} onChoose={() => onGive(person)} />
          ))}
        </ul>
        {!first && (
          <Text size="sm" c="dimmed" role="status">
            {t('giveNone')}
          </Text>
        )}
      </div>
    </Dialog>
  );
}
