// Checks the properties of the tree that no linter sees: room sizes, purity, and that the dependency gate saw files at all.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const list = (...paths: string[]): string[] =>
  execFileSync('git', ['ls-files', '-co', '--exclude-standard', ...paths], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => /\.tsx?$/.test(file) && existsSync(file));
const code = list('services', 'shared').filter((file) => !file.endsWith('.test.ts'));
const all = [...list('services', 'shared', 'test')];
const text = (file: string): string => readFileSync(file, 'utf8');
const holding = (pattern: RegExp, among: string[]): string[] =>
  among.filter((file) => pattern.test(text(file)));

test('no file is longer than 300 lines', () => {
  expect(all.filter((file) => text(file).split('\n').length > 301)).toEqual([]);
});

test('no service but the console has more than a dozen files in a folder', () => {
  const folders = Map.groupBy(
    code.filter((file) => /^services\/(?!console\/)[^/]+\//.test(file)),
    (file) => file.slice(0, file.lastIndexOf('/')),
  );
  expect([...folders].filter(([, inside]) => inside.length > 14).map(([folder]) => folder)).toEqual(
    [],
  );
});

test('domain modules read no clock, no chance, no environment', () => {
  const domain = code.filter((file) => file.includes('/domain/'));
  expect(domain.length).toBeGreaterThan(5);
  expect(
    holding(/Date\.now\(|new Date\(\)|Math\.random|randomUUID|process\.|\bfetch\(/, domain),
  ).toEqual([]);
});

test('only services/config.ts reads the environment', () => {
  expect(
    holding(
      /process\.env\b/,
      code.filter((file) => file !== 'services/config.ts'),
    ),
  ).toEqual([]);
});

test('SQL stands in shared mechanism and in the stores of the services only', () => {
  const outside = code.filter(
    (file) =>
      file.startsWith('services/') &&
      !/-store\.ts$|^services\/cli\/|^services\/redress\.ts$/.test(file),
  );
  expect(
    holding(
      /\b(select\s[\s\S]{1,400}?\sfrom\s+\w+\.\w+|insert into \w+\.\w+|update \w+\.\w+ set|delete from \w+\.)/,
      outside,
    ),
  ).toEqual([]);
});

test('every file begins with a line that says what lives in it', () => {
  expect(all.filter((file) => !text(file).startsWith('//'))).toEqual([]);
});

test('every TODO names an issue', () => {
  expect(holding(/TODO(?!\(#\d+\))/, code)).toEqual([]);
});

test('no test is skipped, narrowed or empty', () => {
  const tests = all.filter((file) => file.endsWith('.test.ts') && file !== 'test/tidy.test.ts');
  expect(tests.length).toBeGreaterThan(10);
  expect(
    holding(/\b(test|it|describe)\.(skip|only|todo|skipIf|runIf)\b|expect\(true\)/, tests),
  ).toEqual([]);
});

test('no machine path and no registry address is committed', () => {
  const tracked = execFileSync('git', ['ls-files'], { encoding: 'utf8' })
    .split('\n')
    .filter((file) => existsSync(file));
  const readable = tracked.filter(
    (file) => file && !/\.(png|gz|eml|bin)$/.test(file) && file !== 'test/tidy.test.ts',
  );
  expect(holding(/"resolved": "http|(^|[\s'"=(])\/(work|farm|root)\//m, readable)).toEqual([]);
});

test('R46 no code speaks of posting in public: the port of platforms has four verbs', () => {
  const platforms = code.filter((file) => file.startsWith('shared/platforms/'));
  expect(
    holding(/\b(createTweet|\.tweet\(|\.reply\(|retweet\(|\.like\(|hideReply)/i, platforms),
  ).toEqual([]);
});

test('the dependency gate sees every module', () => {
  let out = '';
  try {
    out = execFileSync(
      process.execPath,
      [
        'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
        '--config',
        '.dependency-cruiser.mjs',
        '--output-type',
        'json',
        'services',
        'shared',
      ],
      { encoding: 'utf8', maxBuffer: 1e8 },
    );
  } catch (error) {
    out = (error as { stdout: string }).stdout;
  }
  const seen = new Set(
    (JSON.parse(out) as { modules: { source: string }[] }).modules.map((module) => module.source),
  );
  expect(code.filter((file) => !seen.has(file))).toEqual([]);
});
