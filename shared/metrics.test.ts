// Figures that are counted in the database must not become its main work.
import { expect, test } from 'vitest';
import { createSparingMeasure } from './metrics.ts';

function rig(tookMs: number, fail = false) {
  let nowMs = 0;
  const told: unknown[] = [];
  const runs: number[] = [];
  const measure = createSparingMeasure(
    async () => {
      runs.push(nowMs);
      await Promise.resolve();
      nowMs += tookMs;
      if (fail) throw new Error('the database is away');
    },
    (error) => told.push(error),
    () => nowMs,
  );
  return { measure, runs, told, advance: (ms: number) => (nowMs += ms) };
}

test('a measure takes at most a twentieth of the time: a slow one is run seldom', async () => {
  const { measure, runs, advance } = rig(500);
  await measure();
  advance(9_999);
  await measure();
  expect(runs).toEqual([0]);
  advance(1);
  await measure();
  expect(runs).toEqual([0, 10_500]);
});

test('a fast measure is always fresh', async () => {
  const { measure, runs } = rig(0);
  await measure();
  await measure();
  expect(runs).toHaveLength(2);
});

test('those who ask at once share one run', async () => {
  const { measure, runs } = rig(0);
  await Promise.all([measure(), measure(), measure()]);
  expect(runs).toHaveLength(1);
});

test('a measure that fails is told of and costs nobody the other figures', async () => {
  const { measure, told, runs } = rig(10, true);
  await measure();
  expect(told).toHaveLength(1);
  expect(runs).toHaveLength(1);
});
