// A chunk of a chaos run: the product set up, faults under load, and the check of what is left.
import { setTimeout as delay } from 'node:timers/promises';
import { check } from './check.ts';
import { runClockJumps } from './clock-jumps.ts';
import { checkEscalations } from './escalations.ts';
import { type Load, startLoad } from './load.ts';
import { createRandom, type Random } from './random.ts';
import { type Approvals, checkApprovals, signIn, startApprovals } from './remedies.ts';
import type { ChunkResult } from './results.ts';
import { fastMatrixHours, type Scenario } from './scenarios.ts';
import { type BusKind, type Stage, startStage } from './stage.ts';

/** `key` seeds the choices: the same key makes the same ones. */
export type ChunkOptions = {
  key: string;
  scenario: Scenario;
  bus: BusKind;
  faults: number;
  /** Hears of each fault as it was made. */
  onFault?: (name: string) => void;
};

// FNV-1a.
const seedOf = (key: string): number =>
  [...key].reduce((hash, letter) => Math.imul(hash ^ letter.charCodeAt(0), 0x01000193), 0x811c9dc5);

async function makeFaults(
  stage: Stage,
  load: Load,
  random: Random,
  { scenario, bus, faults, onFault = () => {} }: ChunkOptions,
): Promise<string[]> {
  const done: string[] = [];
  const fault = scenario.faults(bus);
  for (let n = 0; n < faults; n++) {
    await delay(random.between(...scenario.pauseMs));
    const name = await fault({ stage, random, load });
    done.push(name);
    onFault(name);
  }
  return done;
}

async function checkBesides(
  stage: Stage,
  load: Load,
  approvals: Approvals | undefined,
  besides: Scenario['besides'],
): Promise<string[]> {
  if (approvals) return checkApprovals(stage, approvals.approved);
  if (besides !== 'escalations') return [];
  const references = load.accepted.flatMap(({ reference }) => reference ?? []);
  const api = await signIn(stage, 'sue@redress.test');
  return checkEscalations(api, references, fastMatrixHours, 90);
}

let playing: Stage | undefined;

/** Ends what a chunk has set up, when the run is told to stop in the middle of one. */
export const endChunk = async (): Promise<void> => playing?.end();

/** Runs it. Everything started is stopped again. */
export async function runChunk(options: ChunkOptions): Promise<ChunkResult> {
  const { key, scenario, bus } = options;
  const startedAt = Date.now();
  const random = createRandom(seedOf(key));
  const seconds = () => Math.round((Date.now() - startedAt) / 1000);
  const about = { key, scenario: scenario.name, bus };
  if (scenario.besides === 'clock') {
    const found = await runClockJumps(bus, random, options.faults, options.onFault ?? (() => {}));
    return { ...about, ...found, seconds: seconds() };
  }
  const stage = await startStage({ bus, ...scenario.stage(bus) });
  playing = stage;
  try {
    const load = startLoad(stage, scenario.load);
    const approvals =
      scenario.besides === 'approvals' ? await startApprovals(stage, load) : undefined;
    const faults = await makeFaults(stage, load, random, options);
    await stage.whole();
    await load.finish();
    await approvals?.finish();
    const endedAlone = stage.endedAlone().map((each) => `ended by itself: ${each}`);
    const more = scenario.besides !== undefined;
    const found = await check(stage, load, { more });
    const besides = await checkBesides(stage, load, approvals, scenario.besides);
    return {
      ...about,
      faults,
      accepted: load.accepted.length,
      refusals: load.refusals(),
      replies: load.accepted.filter(({ via }) => via === 'reply').length,
      copies: found.copies,
      settled: found.settled,
      slowestAnswerMs: load.slowestAnswerMs(),
      violations: [...endedAlone, ...found.violations, ...besides],
      seconds: seconds(),
    };
  } finally {
    playing = undefined;
    await stage.end();
  }
}
