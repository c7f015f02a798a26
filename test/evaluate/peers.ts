// Who is asked, and how: each peer is a process that reads a task and writes results. Which tasks there are is in tasks.ts.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Example } from './tasks.ts';

/** Rows as peers read them. */
export type Side = { texts: string[]; labels: string[]; languages: string[] };

/** What a peer is given. `models` chooses among those that one process has. */
export type PeerTask = { train: Side; test: Side; outOfScope?: string; models?: string[] };

/** What a peer answers. Times are of the processor. */
export type PeerResult = {
  name: string;
  accuracy: number;
  macroF1: number;
  trainSeconds: number;
  textsPerSecond: number;
  memoryMb: number;
  fileMb?: number;
  calibrationError?: number;
  /** Share of texts that may be decided without a person, and how many of those answers are right. */
  sureShare?: number;
  surePrecision?: number;
  /** Learnt without what is out of scope: right answers kept in scope, and texts out of scope that are found. */
  rightKept?: number;
  outsideFound?: number;
};

const environment = join('.parts', 'venv');
const python = join(environment, 'bin', 'python');

/** Makes the environment that scikit-learn lives in, once. */
export function ensureScikitLearn(): void {
  if (existsSync(python) && spawnSync(python, ['-c', 'import sklearn']).status === 0) return;
  const steps: [string, string[]][] = [
    ['python3', ['-m', 'venv', environment]],
    [python, ['-m', 'pip', 'install', '--quiet', 'scikit-learn']],
  ];
  for (const [command, args] of steps) {
    if (spawnSync(command, args, { stdio: ['ignore', 2, 2] }).status !== 0)
      throw new Error(
        `${command} ${args.join(' ')} failed: scikit-learn is needed to compare with`,
      );
  }
}

/** The rows of a task as a peer reads them. */
export const sideOf = (examples: Example[]): Side => ({
  texts: examples.map(({ text }) => text),
  labels: examples.map(({ label }) => label),
  languages: examples.map(({ language }) => language),
});

const commands: Record<string, { command: string; args: string[]; models?: string[] }> = {
  learner: { command: process.execPath, args: ['test/evaluate/learner-peer.ts'] },
  LinearSVC: { command: python, args: ['test/evaluate/sklearn_peer.py'], models: ['LinearSVC'] },
  LogisticRegression: {
    command: python,
    args: ['test/evaluate/sklearn_peer.py'],
    models: ['LogisticRegression'],
  },
  'natural Bayes': {
    command: process.execPath,
    args: ['test/evaluate/natural-peer.ts'],
    models: ['natural Bayes'],
  },
  'natural LogisticRegression': {
    command: process.execPath,
    args: ['test/evaluate/natural-peer.ts'],
    models: ['natural LogisticRegression'],
  },
};

/** The names of all peers. */
export const peerNames = Object.keys(commands);

/** Asks a peer; undefined when it does not finish in time. */
export function askPeer(
  name: string,
  task: PeerTask,
  patienceSeconds: number,
): PeerResult | undefined {
  const peer = commands[name];
  if (!peer) throw new Error(`there is no peer ${name}: ${peerNames.join(', ')}`);
  const done = spawnSync(peer.command, peer.args, {
    input: JSON.stringify({ ...task, models: peer.models ?? [] }),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    timeout: patienceSeconds * 1000,
    // One thread for everybody.
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  if (done.signal !== null) return undefined;
  if (done.status !== 0) throw new Error(`${name} failed:\n${done.stderr}`);
  return (JSON.parse(done.stdout) as PeerResult[])[0];
}
