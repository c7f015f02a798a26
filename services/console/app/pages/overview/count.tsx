// A number that opens its cases.
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import classes from './overview.module.css';
import type { Filter } from './overview-query.ts';

/** A count of cases, leading to the list of exactly these. `name` says what is counted, for whoever cannot see where it stands. */
export function Count(props: { cases: number; filter: Filter; name: string; children?: string }) {
  const { i18n } = useTranslation();
  const { cases, filter, name, children } = props;
  const text = children ?? new Intl.NumberFormat(i18n.language).format(cases);
  return (
    <Link
      to="/overview/cases"
      search={filter as never}
      className={classes.count ?? ''}
      data-count={cases}
      aria-label={`${name}: ${text}`}
    >
      {text}
    </Link>
  );
}
