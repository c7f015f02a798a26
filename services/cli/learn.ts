// `learn`, `evaluate`, `classify`: models from labelled texts in files. They need no database, so they open no instance.
import type { Command } from 'commander';
import { type AddCommands, tableText } from '#shared/cli.ts';
import { RequestError } from '#shared/errors.ts';
import { createLabeller } from '../classifier/domain/learner/linear-model.ts';
import { calibrationError, scoreAnswers } from '../classifier/domain/learner/metrics.ts';
import {
  TrainingError,
  trainingDefaults,
  trainModel,
} from '../classifier/domain/learner/training.ts';
import { readModelFile, writeModelFile } from '../classifier/model-file.ts';
import { classifyLines } from './classify-lines.ts';
import { type BadRow, type Columns, type LabelledRows, readLabelledRows } from './labelled-rows.ts';
import { createBar } from './progress-bar.ts';

const BAD_SHOWN_MAX = 10;

function tellBadRows(path: string, bad: BadRow[]): void {
  for (const { line, reason } of bad.slice(0, BAD_SHOWN_MAX))
    process.stderr.write(`${path}, line ${line}: ${reason}; left out\n`);
  if (bad.length > BAD_SHOWN_MAX)
    process.stderr.write(`${path}: ${bad.length} bad rows in all, left out\n`);
}

async function readRows(path: string, columns: Columns): Promise<LabelledRows> {
  const bar = createBar('reading');
  const read = await readLabelledRows(path, columns, bar);
  bar(1);
  tellBadRows(path, read.bad);
  return read;
}

const round = (value: number): number => Number(value.toFixed(4));

function print(program: Command, value: unknown, text: string): void {
  const json = program.opts<{ json?: boolean }>().json === true;
  process.stdout.write(`${json ? JSON.stringify(value, null, 2) : text}\n`);
}

type LearnOptions = Columns & { train: string; out: string; seed: number };

async function learn(program: Command, options: LearnOptions): Promise<void> {
  const { rows, bad } = await readRows(options.train, options);
  const startedAt = performance.now();
  const bar = createBar('learning');
  try {
    const settings = { ...trainingDefaults, seed: options.seed };
    const model = trainModel(rows, settings, undefined, bar);
    const trainSeconds = (performance.now() - startedAt) / 1000;
    const { version, bytes } = await writeModelFile(options.out, model);
    const facts = {
      model: options.out,
      version,
      bytes,
      texts: rows.length,
      badRows: bad.length,
      labels: model.labels.length,
      features: model.lexis.hashes.length,
      trainSeconds: round(trainSeconds),
    };
    print(program, facts, tableText(['', ''], Object.entries(facts)).trim());
  } catch (error) {
    if (error instanceof TrainingError)
      throw new RequestError(400, 'cannot_learn', `${options.train}: ${error.message}`);
    throw error;
  }
}

type EvaluateOptions = Columns & { model: string; test: string };

async function evaluate(program: Command, options: EvaluateOptions): Promise<void> {
  const { model, version } = await readModelFile(options.model);
  const { rows, bad } = await readRows(options.test, options);
  if (rows.length === 0)
    throw new RequestError(400, 'no_rows', `${options.test} has no row to test with`);
  const bar = createBar('testing');
  const labeller = createLabeller(model);
  const startedAt = performance.now();
  const answers = rows.map(({ text, language }, at) => {
    if ((at & 0xff) === 0) bar(at / rows.length);
    return labeller(text, language);
  });
  const seconds = (performance.now() - startedAt) / 1000;
  bar(1);
  const truth = rows.map(({ label }) => label);
  const right = answers.map(({ label }, at) => label === truth[at]);
  const scores = scoreAnswers(
    truth,
    answers.map(({ label }) => label),
  );
  const sure = right.filter((_, at) => answers[at]?.sure);
  const result = {
    model: options.model,
    version,
    texts: rows.length,
    badRows: bad.length,
    accuracy: round(scores.accuracy),
    macroF1: round(scores.macroF1),
    calibrationError: round(
      calibrationError(
        answers.map(({ confidence }, at) => ({ confidence, right: right[at] === true })),
      ),
    ),
    sureShare: round(sure.length / rows.length),
    surePrecision: sure.length === 0 ? null : round(sure.filter(Boolean).length / sure.length),
    textsPerSecond: Math.round(rows.length / seconds),
    labels: scores.labels.map((each) => ({
      ...each,
      precision: round(each.precision),
      recall: round(each.recall),
      f1: round(each.f1),
    })),
  };
  const { labels, ...facts } = result;
  const perLabel = labels.map(({ label, precision, recall, f1, support }) => [
    label,
    precision,
    recall,
    f1,
    support,
  ]);
  const head = ['LABEL', 'PRECISION', 'RECALL', 'F1', 'TEXTS'];
  const lines = Object.entries(facts).map(([name, value]) => [name, value ?? '–']);
  print(program, result, `${tableText(['', ''], lines).trim()}\n\n${tableText(head, perLabel)}`);
}

const seedOf = (text: string): number => {
  const seed = Number(text);
  if (!Number.isInteger(seed) || seed < 0 || seed > 2 ** 31)
    throw new RequestError(400, 'no_seed', '--seed must be a whole number');
  return seed;
};

/** `learn`, `evaluate`, `classify`. */
export const addLearnCommands: AddCommands = (program) => {
  program
    .command('learn')
    .description('learn a model from labelled texts in a CSV file, plain or gzipped')
    .requiredOption('--train <file>', 'CSV file with a head line')
    .requiredOption('--text <column>', 'column of the texts')
    .requiredOption('--label <column>', 'column of the labels')
    .option('--lang <column>', 'column of the language tags')
    .requiredOption('--out <file>', 'where the model is written')
    .option('--seed <number>', 'the same texts and seed give the same model', seedOf, 1)
    .action((options: LearnOptions) => learn(program, options));
  program
    .command('evaluate')
    .description('test a model on labelled texts it was not trained on')
    .requiredOption('--model <file>', 'a model of "learn"')
    .requiredOption('--test <file>', 'CSV file with a head line')
    .requiredOption('--text <column>', 'column of the texts')
    .requiredOption('--label <column>', 'column of the labels')
    .option('--lang <column>', 'column of the language tags')
    .action((options: EvaluateOptions) => evaluate(program, options));
  program
    .command('classify')
    .description('label texts: JSON lines {"text", "language"?, "id"?} in, JSON lines out')
    .requiredOption('--model <file>', 'a model of "learn"')
    .action(async ({ model: path }: { model: string }) => {
      const { model, version } = await readModelFile(path);
      const bad = await classifyLines(
        process.stdin,
        process.stdout,
        createLabeller(model),
        version,
      );
      if (bad > 0)
        process.stderr.write(`${bad} lines could not be read; each is named in the output\n`);
    });
};
