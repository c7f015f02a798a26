// Trainings in PostgreSQL: at most one runs, whoever started it can be asked to stop, one whose process died is known by its
// silence. Times are the database's: processes need not agree on theirs.
import type { Query, Tx } from '#shared/db.ts';

/** A training as it is listed. */
export type TrainingRow = {
  trainingId: string;
  state: 'running' | 'done' | 'failed' | 'cancelled';
  requestedBy: string;
  startedAt: Date;
  finishedAt: Date | null;
  progress: number;
  corrections: number;
  version: string | null;
  tookOver: boolean;
  reason: string | null;
};

/** Silent for so long, a training has died with its process. */
const SILENCE_SECONDS = 30;

const columns = `t.training_id as "trainingId", t.state, t.requested_by as "requestedBy", t.started_at as "startedAt",
  t.finished_at as "finishedAt", t.progress, t.corrections, t.version, t.took_over as "tookOver", t.reason`;

/** Ends trainings whose process died. */
export async function endSilentTrainings(query: Query): Promise<void> {
  await query(
    `update classifier.trainings set state = 'failed', finished_at = now(), reason = 'its process ended'
     where state = 'running' and heard_at < now() - make_interval(secs => $1)`,
    [SILENCE_SECONDS],
  );
}

/** Begins a training; false when another one runs. */
export async function beginTraining(
  query: Query,
  trainingId: string,
  requestedBy: string,
): Promise<boolean> {
  const rows = await query(
    `insert into classifier.trainings (training_id, state, requested_by) values ($1, 'running', $2)
     on conflict do nothing returning 1`,
    [trainingId, requestedBy],
  );
  return rows.length > 0;
}

/** Tells how far a training is. Gives whether it may go on: nobody cancelled it or took it for dead. */
export async function hearTraining(
  query: Query,
  trainingId: string,
  progress: number,
): Promise<boolean> {
  const rows = await query<{ asked: boolean }>(
    `update classifier.trainings set heard_at = now(), progress = $2
     where training_id = $1 and state = 'running' returning cancel_asked as asked`,
    [trainingId, progress],
  );
  return rows[0]?.asked === false;
}

/** How a training ended. False when it had ended before: then nothing of it may be used. */
export async function finishTraining(
  tx: Pick<Tx, 'query'>,
  trainingId: string,
  end: Pick<TrainingRow, 'state' | 'corrections' | 'version' | 'tookOver' | 'reason'>,
): Promise<boolean> {
  const rows = await tx.query(
    `update classifier.trainings set state = $2, finished_at = now(), heard_at = now(), corrections = $3, version = $4,
       took_over = $5, reason = $6, progress = case when $2 = 'done' then 1 else progress end
     where training_id = $1 and state = 'running' returning 1`,
    [trainingId, end.state, end.corrections, end.version, end.tookOver, end.reason],
  );
  return rows.length > 0;
}

/** Asks the running training to stop, wherever it runs. */
export async function askToCancel(query: Query): Promise<string | undefined> {
  const [row] = await query<{ id: string }>(
    `update classifier.trainings set cancel_asked = true where state = 'running' returning training_id as id`,
  );
  return row?.id;
}

/** The trainings there were, the last first. */
export async function listTrainings(query: Query, limit: number): Promise<TrainingRow[]> {
  return query<TrainingRow>(
    `select ${columns} from classifier.trainings t order by t.started_at desc limit $1`,
    [limit],
  );
}

/** One training. */
export async function findTraining(query: Query, id: string): Promise<TrainingRow | undefined> {
  const [row] = await query<TrainingRow>(
    `select ${columns} from classifier.trainings t where t.training_id = $1`,
    [id],
  );
  return row;
}
