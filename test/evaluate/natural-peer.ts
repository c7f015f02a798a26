// `natural`'s BayesClassifier on as many rows as it can finish: reads a task as JSON on standard input, writes its results.
import { readFileSync } from 'node:fs';
import BayesClassifier from 'natural/lib/natural/classifiers/bayes_classifier.js';
import { scoreAnswers } from '../../services/classifier/domain/learner/metrics.ts';
import type { PeerResult, PeerTask } from './peers.ts';

/** Its training and its answers grow with rows times words. */
const TRAIN_ROWS_MAX = 2_000;
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

const { train, test } = JSON.parse(readFileSync(0, 'utf8')) as PeerTask;
const start = process.cpuUsage();
const classifier = new BayesClassifier();
const labels = thin(train.labels, TRAIN_ROWS_MAX);
thin(train.texts, TRAIN_ROWS_MAX).forEach((text, at) => {
  classifier.addDocument(text, labels[at] ?? '');
});
classifier.train();
const trainSeconds = seconds(start);
const testStart = process.cpuUsage();
const answers = thin(test.texts, TEST_ROWS_MAX).map((text) => classifier.classify(text));
const textsPerSecond = answers.length / seconds(testStart);
const { accuracy, macroF1 } = scoreAnswers(thin(test.labels, TEST_ROWS_MAX), answers);
const result: PeerResult = {
  name: 'natural Bayes',
  accuracy,
  macroF1,
  trainSeconds,
  textsPerSecond,
  memoryMb: process.resourceUsage().maxRSS / 1024,
};
process.stdout.write(JSON.stringify([result]));
