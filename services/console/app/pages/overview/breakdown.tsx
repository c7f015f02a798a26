// Cases of the period by one thing they differ in: a table with bars, each number leading to its cases.
import { useTranslation } from 'react-i18next';
import { Count } from './count.tsx';
import classes from './overview.module.css';
import { filterOf, type Measure, type Overview, type Slice } from './overview-query.ts';

const columns = [
  'cases',
  'acknowledgedLate',
  'respondedLate',
  'level3',
  'low',
] as const satisfies Measure[];

/** The table. `nameOf` says a value in words. */
export function Breakdown(props: {
  title: string;
  slices: Slice[];
  measures: Overview['measures'];
  nameOf(value: string): string;
}) {
  const { t } = useTranslation('overview');
  const { title, slices, measures, nameOf } = props;
  const sorted = [...slices].sort((one, other) => other.figures.cases - one.figures.cases);
  const most = Math.max(1, ...sorted.map(({ figures }) => figures.cases));
  return (
    <section className={classes.part} aria-label={title}>
      <h2>{title}</h2>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th scope="col">{title}</th>
              {columns.map((column) => (
                <th key={column} scope="col">
                  {t(`measures.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sorted.map((slice) => (
              <tr key={slice.value}>
                <th scope="row">
                  {nameOf(slice.value)}
                  <progress
                    className={classes.bar}
                    max={most}
                    value={slice.figures.cases}
                    aria-hidden="true"
                  />
                </th>
                {columns.map((column) => (
                  <td key={column}>
                    <Count
                      cases={slice.figures[column]}
                      filter={filterOf(measures, slice, column)}
                      name={`${nameOf(slice.value)}, ${t(`measures.${column}`)}`}
                    />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
