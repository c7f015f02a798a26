// Cases over the days of the period: a chart that is loaded when it is needed, and the same as a table.
import { Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Count } from './count.tsx';
import classes from './overview.module.css';
import { filterOf, type Overview } from './overview-query.ts';

const TrendChart = lazy(() =>
  import('./trend-chart.tsx').then(({ TrendChart }) => ({ default: TrendChart })),
);

const columns = [
  'cases',
  'acknowledgedLate',
  'respondedLate',
  'level3',
  'satisfied',
  'low',
] as const;

function Days({ overview: { days, measures } }: { overview: Overview }) {
  const { t, i18n } = useTranslation('overview');
  const shown = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeZone: 'UTC' });
  return (
    <details className={classes.details}>
      <summary>{t('trend.table')}</summary>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t('trend.day')}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {t(`measures.${column}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.value}>
              <th scope="row">{shown.format(new Date(day.value))}</th>
              {columns.map((column) => (
                <td key={column}>
                  <Count
                    cases={day.figures[column]}
                    filter={filterOf(measures, day, column)}
                    name={`${day.value}, ${t(`measures.${column}`)}`}
                  />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** Chart and table. */
export function Trend({ overview }: { overview: Overview }) {
  const { t } = useTranslation('overview');
  return (
    <section className={classes.part} aria-label={t('trend.title')}>
      <h2>{t('trend.title')}</h2>
      <Suspense fallback={<Skeleton height={220} />}>
        <TrendChart overview={overview} />
      </Suspense>
      <Days overview={overview} />
    </section>
  );
}
