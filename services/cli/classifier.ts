// `redress classifier`: the models that were learnt, trainings, corrections, figures. It works while the instance runs, which
// follows what is chosen here without a restart, and while it does not.
import { setTimeout as pause } from 'node:timers/promises';
import { type AddCommands, type CliInstance, tableText } from '#shared/cli.ts';
import { RequestError } from '#shared/errors.ts';
import { activateModel, type Chosen, rollBackModel } from '../classifier/learning/choose-model.ts';
import { listCorrections } from '../classifier/learning/correction-store.ts';
import { readAccuracy, readDrift } from '../classifier/learning/figures.ts';
import { currentVersion, listModels } from '../classifier/learning/model-store.ts';
import { startTraining } from '../classifier/learning/train.ts';
import { askToCancel, findTraining, listTrainings } from '../classifier/learning/training-store.ts';
import { createBar } from './progress-bar.ts';

const LIST_MAX = 50;
const OPERATOR = 'operator';
const LOOK_EVERY_MS = 500;

const time = (at: Date | null): string => (at ? at.toISOString().slice(0, 16) : '–');
const percent = (share: number | null): string =>
  share === null ? '–' : `${(share * 100).toFixed(1)} %`;

async function models({ db, print }: CliInstance): Promise<void> {
  const [rows, current] = await Promise.all([
    listModels(db.query, LIST_MAX),
    currentVersion(db.query),
  ]);
  const listed = rows.map((model) => ({ ...model, current: model.version === current }));
  const head = ['', 'VERSION', 'ORIGIN', 'TEXTS', 'CORRECTIONS', 'CREATED'];
  const lines = listed.map((model) => [
    model.current ? '→' : '',
    model.version,
    model.origin,
    model.texts,
    model.corrections,
    time(model.createdAt),
  ]);
  print(listed, tableText(head, lines));
}

async function train({ db, log, policy, print }: CliInstance): Promise<void> {
  const ended = new AbortController();
  const onSignal = () => ended.abort();
  process.once('SIGINT', onSignal);
  const { trainingId, done } = await startTraining({ db, log, policy }, OPERATOR, ended.signal);
  const bar = createBar('training');
  let going = true;
  const watching = (async () => {
    while (going) {
      bar(Math.min(0.99, (await findTraining(db.query, trainingId))?.progress ?? 0));
      await pause(LOOK_EVERY_MS);
    }
  })();
  const training = await done;
  going = false;
  await watching;
  process.off('SIGINT', onSignal);
  bar(1);
  if (training?.state !== 'done')
    throw new RequestError(
      409,
      'training_ended',
      `No model: ${training?.reason ?? 'see the log'}.`,
    );
  const what = training.tookOver ? 'is current now' : 'does not take over';
  print(training, `model ${training.version} ${what}: ${training.reason}`);
}

async function trainings({ db, print }: CliInstance): Promise<void> {
  const rows = await listTrainings(db.query, LIST_MAX);
  const head = ['STARTED', 'STATE', 'BY', 'CORRECTIONS', 'MODEL', 'TOOK OVER', 'REASON'];
  const lines = rows.map((row) => [
    time(row.startedAt),
    row.state === 'running' ? `running, ${percent(row.progress)}` : row.state,
    row.requestedBy,
    row.corrections,
    row.version ?? '–',
    row.tookOver ? 'yes' : 'no',
    row.reason ?? '',
  ]);
  print(rows, tableText(head, lines));
}

const threatText = (threat: boolean | null): string =>
  threat === null ? '' : threat ? 'a threat' : 'no threat';

async function corrections({ db, print }: CliInstance): Promise<void> {
  const rows = await listCorrections(db.query, { limit: LIST_MAX });
  const head = ['AT', 'BY', 'DECIDED', 'SAID INSTEAD', 'MODEL'];
  const lines = rows.map(({ at, person, kind, category, severity, threat, decided }) => [
    time(at),
    person,
    decided ? `${decided.kind}, ${decided.category}, ${decided.severity}` : '–',
    [kind, category, severity, threatText(threat)].filter(Boolean).join(', '),
    decided?.modelVersion ?? 'rules',
  ]);
  print(rows, tableText(head, lines));
}

async function accuracy({ db, clock, print }: CliInstance): Promise<void> {
  const now = clock.now();
  const [rows, drift] = await Promise.all([readAccuracy(db.query, now), readDrift(db.query, now)]);
  const lines = rows.map((row) => [row.decision, row.model, row.reviewed, percent(row.accuracy)]);
  const drifts = drift.drift.map(({ decision, index }) => [decision, index?.toFixed(3) ?? '–']);
  const { lately, before } = drift.undecided;
  print(
    { accuracy: rows, ...drift },
    [
      tableText(['DECISION', 'MODEL', 'SEEN BY PEOPLE', 'LEFT AS IT WAS'], lines),
      tableText(['DECISION', 'DRIFT (7 days against 28)'], drifts),
      `left to a person: ${percent(lately)} (before: ${percent(before)})`,
    ].join('\n\n'),
  );
}

const chosenText = ({ version, replaced }: Chosen): string =>
  version === replaced
    ? `model ${version} is current already`
    : `model ${version} is current now; before it ${replaced ?? 'there was none'}`;

/** `classifier models|train|trainings|cancel|activate|rollback|corrections|accuracy`. */
export const addClassifierCommands: AddCommands = (program, run) => {
  const classifier = program
    .command('classifier')
    .description('what the classifier has learnt from people, and which model is current');
  classifier
    .command('models')
    .description('list the models')
    .action(() => run(models));
  classifier
    .command('train')
    .description('learn from the corrections; the model takes over if it is better')
    .action(() => run(train));
  classifier
    .command('trainings')
    .description('list the trainings')
    .action(() => run(trainings));
  classifier
    .command('cancel')
    .description('stop the training that runs, wherever it runs')
    .action(() =>
      run(async ({ db, print }) => {
        const trainingId = await askToCancel(db.query);
        if (!trainingId) throw new RequestError(409, 'no_training_runs', 'No training runs.');
        print({ trainingId }, 'The training was asked to stop.');
      }),
    );
  classifier
    .command('activate <version>')
    .description('make a model the current one')
    .option('--reason <text>', 'recorded')
    .action((version: string, { reason }: { reason?: string }) =>
      run(async ({ db, print }) => {
        const chosen = await activateModel(db, version, { byWhom: OPERATOR, reason });
        print(chosen, chosenText(chosen));
      }),
    );
  classifier
    .command('rollback')
    .description('go back to the model before; trainings then wait for "activate"')
    .option('--reason <text>', 'recorded')
    .action(({ reason }: { reason?: string }) =>
      run(async ({ db, print }) => {
        const chosen = await rollBackModel(db, { byWhom: OPERATOR, reason });
        print(chosen, chosenText(chosen));
      }),
    );
  classifier
    .command('corrections')
    .description('list what people corrected, the newest first')
    .action(() => run(corrections));
  classifier
    .command('accuracy')
    .description('how many answers people left as they were, and whether what comes in has changed')
    .action(() => run(accuracy));
};
