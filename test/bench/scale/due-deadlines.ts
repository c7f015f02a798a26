// Deadlines that fall due by the hundred a second, on the running product: how late each is claimed, and how late the oldest
// that is not done yet is at any moment.
import type { Db } from '#shared/db.ts';
import { type Figure, figureOf } from './measure.ts';

const LOOK_EVERY_MS = 100;
const AIM_MS = 1000;

export type DueWindow = { from: Date; seconds: number; now(): Date };

export type Claimed = {
  figures: Figure[];
  /** How many fell due in the window, of all kinds; and how many of these were still open at the end. */
  due: number;
  open: number;
  perSecond: number;
  kinds: { kind: string; count: number }[];
};

const sleep = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** How long the oldest open deadline has been due, in ms; 0 when none is. */
async function lag(db: Db, now: Date): Promise<number> {
  const [row] = await db.query<{ due: Date | null }>(
    `select min(d.due_at) as due from cases.deadlines d where d.state = 'open' and d.claim_at <= $1`,
    [now],
  );
  return row?.due ? Math.max(0, now.getTime() - row.due.getTime()) : 0;
}

/** Watches the clock of deadlines through a window, and until nothing is due. */
export async function watchDeadlines(
  db: Db,
  { from, seconds, now }: DueWindow,
  progress: (text: string) => void,
): Promise<Claimed> {
  const end = from.getTime() + seconds * 1000;
  const lags: number[] = [];
  for (;;) {
    const at = now();
    const late = await lag(db, at);
    if (at.getTime() >= from.getTime()) lags.push(late);
    progress(`${((at.getTime() - from.getTime()) / 1000).toFixed(0)} s, oldest ${late} ms late`);
    if (at.getTime() > end && (late === 0 || at.getTime() > end + 60_000)) break;
    await sleep(LOOK_EVERY_MS);
  }
  const within = [from, new Date(end)];
  const claims = await db.query<{ late: number }>(
    `select extract(epoch from d.fired_at - d.due_at)::float8 * 1000 as late from cases.deadlines d
     where d.due_at >= $1 and d.due_at < $2 and d.fired_at is not null`,
    within,
  );
  const kinds = await db.query<{ kind: string; count: number; open: number }>(
    `select d.kind, count(*)::int as count, (count(*) filter (where d.state = 'open'))::int as open
     from cases.deadlines d where d.due_at >= $1 and d.due_at < $2 group by d.kind order by 2 desc`,
    within,
  );
  const due = kinds.reduce((sum, { count }) => sum + count, 0);
  return {
    figures: [
      figureOf(
        'deadline: from due to claimed',
        claims.map(({ late }) => late),
        AIM_MS,
      ),
      figureOf('deadline: how late the oldest one not done is', lags),
    ],
    due,
    open: kinds.reduce((sum, { open }) => sum + open, 0),
    perSecond: due / seconds,
    kinds,
  };
}
