// This project's learner on one task: reads it as JSON on standard input, writes its results as JSON. In a process of its
// own, so that memory is its own; times are of the processor, so that a busy machine does not count.
import { readFileSync } from 'node:fs';
import {
  type Answer,
  createLabeller,
} from '../../services/classifier/domain/learner/linear-model.ts';
import {
  calibrationError,
  scoreAnswers,
} from '../../services/classifier/domain/learner/metrics.ts';
import { trainModel } from '../../services/classifier/domain/learner/training.ts';
import { encodeModel } from '../../services/classifier/model-file.ts';
import type { PeerResult, PeerTask, Side } from './peers.ts';

const seconds = (since: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1e6;
};

const examplesOf = (side: Side) =>
  side.texts.map((text, at) => ({
    text,
    label: side.labels[at] ?? '',
    language: side.languages[at] ?? '',
  }));

/** What is known of answers besides which were right. */
function knowing(answers: Answer[], truth: string[]): Partial<PeerResult> {
  const judged = answers.map(({ confidence, sure, label }, at) => ({
    confidence,
    sure,
    right: label === truth[at],
  }));
  const sure = judged.filter((each) => each.sure);
  return {
    calibrationError: calibrationError(judged),
    sureShare: sure.length / judged.length,
    surePrecision: sure.filter(({ right }) => right).length / Math.max(1, sure.length),
  };
}

/** Learns without the texts that are out of scope, then meets them. */
function rejection(task: PeerTask, outOfScope: string): Partial<PeerResult> {
  const isInside = ({ label }: { label: string }): boolean => label !== outOfScope;
  const label = createLabeller(trainModel(examplesOf(task.train).filter(isInside)));
  const tested = examplesOf(task.test).map((each) => ({ ...each, answer: label(each.text) }));
  const right = tested.filter(({ label: truth, answer }) => truth === answer.label);
  const outside = tested.filter((each) => !isInside(each));
  return {
    rightKept: right.filter(({ answer }) => answer.inScope).length / Math.max(1, right.length),
    outsideFound:
      outside.filter(({ answer }) => !answer.inScope).length / Math.max(1, outside.length),
  };
}

const task = JSON.parse(readFileSync(0, 'utf8')) as PeerTask;
const examples = examplesOf(task.train);
const start = process.cpuUsage();
const model = trainModel(examples);
const trainSeconds = seconds(start);
const label = createLabeller(model);
const testStart = process.cpuUsage();
const answers = task.test.texts.map((text, at) => label(text, task.test.languages[at]));
const textsPerSecond = answers.length / seconds(testStart);
const memoryMb = process.resourceUsage().maxRSS / 1024;
const { accuracy, macroF1 } = scoreAnswers(
  task.test.labels,
  answers.map((each) => each.label),
);
const result: PeerResult = {
  name: 'learner',
  accuracy,
  macroF1,
  trainSeconds,
  textsPerSecond,
  memoryMb,
  fileMb: (await encodeModel(model)).bytes.length / 1e6,
  ...knowing(answers, task.test.labels),
  ...(task.outOfScope === undefined ? {} : rejection(task, task.outOfScope)),
};
process.stdout.write(JSON.stringify([result]));
