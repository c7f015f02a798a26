// How all of it stands: open, late, soon, with nobody, and gone up by level.
import { useTranslation } from 'react-i18next';
import classes from './board.module.css';
import type { Board, Figures } from './board-query.ts';

/** The strip over the columns; of a team when one is chosen. */
export function Totals({ board, team }: { board: Board; team: string | undefined }) {
  const { t, i18n } = useTranslation('board');
  const number = new Intl.NumberFormat(i18n.language);
  const of: Figures = board.teams.find((each) => each.team === team) ?? board.total;
  const facts: [string, number, string?][] = [
    [t('totals.open'), of.open],
    [t('totals.overdue'), of.overdue, 'danger'],
    [t('totals.soon', { count: board.soonHours }), of.soon, 'warning'],
    [t('totals.nobody'), board.unassigned.open, 'warning'],
    ...of.byLevel.map(
      (count, at) => [t('level', { level: at + 1 }), count] as [string, number, string?],
    ),
  ];
  return (
    <dl className={classes.totals} aria-label={t('totals.label')}>
      {facts.map(([name, count, tone]) => (
        <div
          key={name}
          data-tone={count > 0 ? tone : undefined}
          data-none={count === 0 || undefined}
        >
          <dt>{name}</dt>
          <dd className="rd-number">{number.format(count)}</dd>
        </div>
      ))}
    </dl>
  );
}
