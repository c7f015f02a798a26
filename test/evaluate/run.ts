// `npm run evaluate`: how well severity and threat are judged on the project's own sets; with `--data DIR` on outside texts too,
// and every labelled task with every peer, side by side. Not part of `npm test`: it needs the data, scikit-learn, and an hour.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { createLabeller } from '../../services/classifier/domain/learner/linear-model.ts';
import { trainModel } from '../../services/classifier/domain/learner/training.ts';
import { foldTable, outsideTables, ownTables, writeToDocs } from './judgement.ts';
import { askPeer, ensureScikitLearn, type PeerResult, peerNames, sideOf } from './peers.ts';
import { readSet, readTask, tasks } from './tasks.ts';

type Options = {
  data?: string;
  judgement?: true;
  threats?: true;
  docs?: true;
  only: string;
  peers: string;
  patience: string;
  out: string;
};
type Line = { task: string; labels: number; train: number; test: number; results: PeerResult[] };

const options = new Command('evaluate')
  .option('--data <directory>', 'where the labelled sets are: NAME.csv.gz')
  .option('--judgement', 'severity, threat and agitation only: no learner, no peers')
  .option('--threats', 'unseen threats only, by folds of the examples: a minute')
  .option('--docs', 'write the tables of severity and threat into docs/classifier.md')
  .option('--only <pattern>', 'only tasks whose name matches', '.')
  .option('--peers <names>', 'only these', peerNames.join(','))
  .option('--patience <seconds>', 'how long a peer may take for a task', '900')
  .option('--out <file>', 'results as JSON', join('.parts', 'evaluation.json'))
  .parse()
  .opts<Options>();

const fixed = (value: number | undefined, digits = 3): string =>
  value === undefined || Number.isNaN(value) ? '–' : value.toFixed(digits);

function measure(data: string): Line[] {
  const lines: Line[] = [];
  const pattern = new RegExp(options.only);
  for (const task of tasks.filter(({ name }) => pattern.test(name))) {
    const { train, test } = readTask(data, task);
    const results: PeerResult[] = [];
    for (const name of options.peers.split(',')) {
      const { outOfScope } = task;
      const sides = { train: sideOf(train), test: sideOf(test) };
      const asked = outOfScope === undefined ? sides : { ...sides, outOfScope };
      const result = askPeer(name, asked, Number(options.patience));
      if (result) results.push(result);
      process.stderr.write(`${task.name}: ${name} ${fixed(result?.macroF1)}\n`);
    }
    const labels = new Set(train.map(({ label }) => label)).size;
    lines.push({ task: task.name, labels, train: train.length, test: test.length, results });
    mkdirSync('.parts', { recursive: true });
    writeFileSync(options.out, JSON.stringify(lines, null, 1));
  }
  return lines;
}

const row = (cells: (string | number)[]): string => `| ${cells.join(' | ')} |\n`;

function qualityTable(lines: Line[]): string {
  const peers = options.peers.split(',');
  const head = ['task', 'labels', 'rows', ...peers.map((name) => `${name}: F1, accuracy`)];
  const body = lines.map(({ task, labels, train, test, results }) =>
    row([
      task,
      labels,
      `${train} + ${test}`,
      ...peers.map((name) => {
        const result = results.find((each) => each.name === name);
        return `${fixed(result?.macroF1)}, ${fixed(result?.accuracy)}`;
      }),
    ]),
  );
  return row(head) + row(head.map(() => '---')) + body.join('');
}

function costTable(lines: Line[]): string {
  const head = ['task', 'peer', 'training, s', 'texts/s', 'memory, MB'];
  const body = lines.flatMap(({ task, results }) =>
    results.map(({ name, trainSeconds, textsPerSecond, memoryMb }) =>
      row([task, name, fixed(trainSeconds, 1), fixed(textsPerSecond, 0), fixed(memoryMb, 0)]),
    ),
  );
  return row(head) + row(head.map(() => '---')) + body.join('');
}

function knowingTable(lines: Line[]): string {
  const head = [
    'task',
    'calibration error',
    'decided alone',
    'right of those',
    'out of scope found',
    'right kept',
    'file, MB',
  ];
  const body = lines.flatMap(({ task, results }) =>
    results
      .filter(({ calibrationError }) => calibrationError !== undefined)
      .map((each) =>
        row([
          task,
          fixed(each.calibrationError),
          fixed(each.sureShare, 2),
          fixed(each.surePrecision),
          fixed(each.outsideFound),
          fixed(each.rightKept),
          fixed(each.fileMb, 1),
        ]),
      ),
  );
  return row(head) + row(head.map(() => '---')) + body.join('');
}

/** How many real customer messages are labelled in a second of one core. */
function twitterSpeed(data: string): string {
  const name = 'airline_sentiment: sentiment';
  const task = tasks.find((each) => each.name === name);
  if (!task) throw new Error(`there is no task ${name}`);
  const label = createLabeller(trainModel(readTask(data, task).train));
  const texts = readSet(data, 'twcs_unlabelled').map(({ text }) => text ?? '');
  // Once before, as a service has run for a while.
  for (const text of texts) label(text);
  const start = process.cpuUsage();
  for (const text of texts) label(text);
  const { user, system } = process.cpuUsage(start);
  const perSecond = texts.length / ((user + system) / 1e6);
  return `twcs: ${texts.length} texts, ${Math.round(perSecond)} a second, ${fixed(1000 / perSecond)} ms each\n`;
}

const judged = options.threats
  ? [await foldTable()]
  : [
      await ownTables(),
      await foldTable(),
      ...(options.data ? [await outsideTables(options.data)] : []),
    ];
process.stdout.write(`${judged.join('\n')}\n`);
if (options.docs && !options.threats) writeToDocs(judged.join('\n'));
if (options.data && !options.judgement && !options.threats) {
  ensureScikitLearn();
  const lines = measure(options.data);
  process.stdout.write(
    `${qualityTable(lines)}\n${costTable(lines)}\n${knowingTable(lines)}\n${twitterSpeed(options.data)}`,
  );
}
