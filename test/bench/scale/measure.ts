// Durations in milliseconds, and what they come to.
import { percentile } from '../statistics.ts';

/** What was measured, in milliseconds; `aim` is what its p95 should stay under. */
export type Figure = {
  name: string;
  rounds: number;
  p50: number;
  p95: number;
  max: number;
  aim?: number;
};

/** The figure of some durations. */
export function figureOf(name: string, durations: number[], aim?: number): Figure {
  const [p50, p95, max] = [0.5, 0.95, 1].map((share) => percentile(durations, share));
  return {
    ...{ name, rounds: durations.length, p50: p50 ?? 0, p95: p95 ?? 0, max: max ?? 0 },
    ...(aim === undefined ? {} : { aim }),
  };
}

/** Times some rounds of work, one after the other. */
export async function timed(
  rounds: number,
  work: (round: number) => Promise<unknown>,
): Promise<number[]> {
  const durations: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const at = performance.now();
    await work(round);
    durations.push(performance.now() - at);
  }
  return durations;
}

const cell = (ms: number): string => (ms < 10 ? ms.toFixed(1) : ms.toFixed(0));

/** Figures as a table in Markdown. */
export const tableOf = (figures: Figure[]): string =>
  [
    '| what | p50 | p95 | longest | aim |',
    '|---|---:|---:|---:|---:|',
    ...figures.map(
      ({ name, p50, p95, max, aim }) =>
        `| ${name} | ${cell(p50)} | ${cell(p95)} | ${cell(max)} | ${aim === undefined ? '' : `< ${aim}`} |`,
    ),
  ].join('\n');
