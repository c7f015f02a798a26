import { defineConfig } from 'vitest/config';

const setupFiles = ['./test/harness/property-seed.ts', './test/harness/scratch-setup.ts'];

// unit: pure, parallel. The others use real parts (PostgreSQL, Kafka, Dovecot, Chromium) and run one file at a time.
// What they wait for by `expect.poll` may take as long as a busy machine needs, not the second that is the default.
const real = {
  fileParallelism: false,
  testTimeout: 120_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 60_000 } },
};

// A page in a browser on a machine that is busy with other things: tried once more, and named for it (second-try-reporter.ts).
const browser = { ...real, retry: 1 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['services/**/*.test.ts', 'shared/**/*.test.ts', 'test/tidy.test.ts', 'test/bench/**/*.test.ts', 'test/simulation/**/*.test.ts'], setupFiles, testTimeout: 60_000 } },
      { test: { name: 'contract', include: ['test/contract/**/*.test.ts'], setupFiles, ...real } },
      { test: { name: 'integration', include: ['test/integration/**/*.test.ts'], setupFiles, ...real } },
      { test: { name: 'acceptance', include: ['test/acceptance/**/*.test.ts'], setupFiles, ...real } },
      { test: { name: 'browser', include: ['test/browser/**/*.test.ts'], setupFiles, ...browser } },
      { test: { name: 'chaos', include: ['test/chaos/**/*.test.ts'], setupFiles, ...real, testTimeout: 600_000 } },
    ],
  },
});
