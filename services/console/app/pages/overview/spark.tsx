// A line of a measure over the days, as small as a word. What it shows stands in the table of days.
import classes from './overview.module.css';

const WIDTH = 96;
const HEIGHT = 24;

/** The line; nothing where there are fewer than two days. */
export function Spark({ values }: { values: readonly number[] }) {
  if (values.length < 2) return null;
  const most = Math.max(...values, 1);
  const step = WIDTH / (values.length - 1);
  const points = values.map(
    (value, at) =>
      `${(at * step).toFixed(1)},${(HEIGHT - 2 - (value / most) * (HEIGHT - 4)).toFixed(1)}`,
  );
  return (
    <svg className={classes.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <polyline points={points.join(' ')} />
    </svg>
  );
}
