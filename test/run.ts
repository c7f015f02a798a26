// `npm test`: everything, one count at the end. `npm run check`: the fast part that a developer runs all day.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const fast = process.argv[2] === 'check';
const counts = { passed: 0, failed: 0 };

function runNode(...args: string[]): number {
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}

function check(name: string, ...args: string[]): void {
  const startedAt = Date.now();
  const passed = runNode(...args) === 0;
  counts[passed ? 'passed' : 'failed']++;
  process.stdout.write(
    `${passed ? 'ok' : 'FAILED'}  ${name}  (${((Date.now() - startedAt) / 1000).toFixed(1)} s)\n`,
  );
}

type Report = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: { status: string; assertionResults: unknown[] }[];
};

function runVitest(projects: string[]): void {
  const reportFile = join(mkdtempSync(join(tmpdir(), 'redress-report-')), 'report.json');
  const names = projects.flatMap((project) => ['--project', project]);
  const reporters = [
    '--reporter=default',
    '--reporter=./test/harness/second-try-reporter.ts',
    '--reporter=json',
    `--outputFile.json=${reportFile}`,
  ];
  const status = runNode('node_modules/vitest/vitest.mjs', 'run', ...names, ...reporters);
  let report: Report | undefined;
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8')) as Report;
  } catch {
    process.stdout.write('FAILED  vitest left no report\n');
  }
  counts.passed += report?.numPassedTests ?? 0;
  // A skipped test is a failed one here, and so is a file that could not be loaded.
  const unloaded =
    report?.testResults.filter(
      (file) => file.status === 'failed' && file.assertionResults.length === 0,
    ).length ?? 1;
  const failed =
    (report?.numFailedTests ?? 0) +
    (report?.numPendingTests ?? 0) +
    (report?.numTodoTests ?? 0) +
    unloaded;
  counts.failed += failed === 0 && status !== 0 ? 1 : failed;
}

async function main(): Promise<void> {
  const startedAt = Date.now();
  check(
    'format and lint (biome)',
    'node_modules/@biomejs/biome/bin/biome',
    'check',
    '--error-on-warnings',
    '.',
  );
  check('types (tsc)', 'node_modules/typescript/bin/tsc', '--noEmit');
  check('types of the API (openapi-typescript)', 'deploy/build-console.mjs', '--types');
  check(
    'types of the console (tsc)',
    'node_modules/typescript/bin/tsc',
    '--noEmit',
    '-p',
    'services/console/app',
  );
  check(
    'rooms (dependency-cruiser)',
    'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
    '--config',
    '.dependency-cruiser.mjs',
    '--output-type',
    'err',
    'services',
    'shared',
  );
  check('dead code (knip)', 'node_modules/knip/bin/knip.js');
  if (!fast) {
    const { ensureRealParts } = await import('./harness/real-parts.ts');
    ensureRealParts();
  }
  runVitest(
    fast ? ['unit'] : ['unit', 'contract', 'integration', 'acceptance', 'browser', 'chaos'],
  );
  process.stdout.write(`\nin ${Math.round((Date.now() - startedAt) / 1000)} s\n`);
  process.stdout.write(`${counts.passed} passed, ${counts.failed} failed\n`);
  process.exitCode = counts.failed === 0 && counts.passed > 0 ? 0 : 1;
}

await main();
