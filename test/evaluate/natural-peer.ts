// `natural`'s classifiers on as many rows as they can finish: reads a task as JSON on standard input, writes its results.
import { readFileSync } from 'node:fs';
import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier.js';
import LogisticRegressionClassifier from 'natural/lib/natural/classifiers/logistic_regression_classifier.js';
import { scoreAnswers } from '../../services/classifier/domain/learner/metrics.ts';
import type { PeerResult, PeerTask } from './peers.ts';

/** Training and answers of Bayes grow with rows times words; LogisticRegression takes minutes for 500 rows. */
const kinds = {
  'natural Bayes': { make: () => new BayesClassifier(), trainRowsMax: 2_000 },
  'natural LogisticRegression': {
    make: () => new LogisticRegressionClassifier(),
    trainRowsMax: 200,
  },
};
type Name = keyof typeof kinds;
const TEST_ROWS_MAX = 300;

const seconds = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};

/** Evenly over the rows, which stand by label in some sets. */
const thin = <T>(values: T[], most: number): T[] =>
  values.length <= most
    ? values
    : Array.from({ length: most }, (_, at) => values[Math.floor((at * values.length) / most)] as T);

const { train, test, models = [] } = JSON.parse(readFileSync(0, 'utf8')) as PeerTask;
const name: Name = models[0] === 'natural LogisticRegression' ? models[0] : 'natural Bayes';
const { make, trainRowsMax } = kinds[name];
const start = process.cpuUsage();
const classifier = make();
const labels = thin(train.labels, trainRowsMax);
thin(train.texts, trainRowsMax).forEach((text, at) => {
  classifier.addDocument(text, labels[at] ?? '');
});
classifier.train();
const trainSeconds = seconds(start);
const testStart = process.cpuUsage();
const answers = thin(test.texts, TEST_ROWS_MAX).map((text) => classifier.classify(text));
const textsPerSecond = answers.length / seconds(testStart);
const { accuracy, macroF1 } = scoreAnswers(thin(test.labels, TEST_ROWS_MAX), answers);
const result: PeerResult = {
  name,
  accuracy,
  macroF1,
  trainSeconds,
  textsPerSecond,
  memoryMb: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(JSON.stringify([result]));
