// Checks the properties of the tree that no linter sees: room sizes, purity, and that the dependency gate saw files at all.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { proofs, requirementRows } from './proof.ts';

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

test('SQL of a service names its own schema, the shared ones and what others publish', () => {
  const shared = ['intake', 'blobs', 'people', 'bus'];
  const named = /\b(?:from|join|into|update|delete from)\s+([a-z_]+)\.([a-z_]+)/g;
  const statements = (file: string) =>
    text(file).match(/(`|')\s*(with|select|insert|update|delete)\b[^`]*?\1/gi) ?? [];
  const foreign = code.flatMap((file) => {
    const owner = /^services\/([a-z]+)\//.exec(file)?.[1];
    if (file.startsWith('shared/migrations/')) return [];
    return statements(file).flatMap((statement) =>
      [...statement.matchAll(named)]
        .filter(([, schema = '', relation = '']) => {
          if (shared.includes(schema) || schema === owner) return false;
          return !relation.startsWith('published_') && !(owner === 'cli' && schema === 'public');
        })
        .map(([, schema, relation]) => `${file}: ${schema}.${relation}`),
    );
  });
  expect(foreign).toEqual([]);
});

test('every exported function and class says what it does', () => {
  // The commands of a case are named after what people ask for; who may do what stands in their table.
  const exempt = /^services\/cases\/domain\/commands\/|^shared\/migrations\//;
  const silent = code
    .filter((file) => !exempt.test(file))
    .flatMap((file) => {
      const lines = text(file).split('\n');
      return lines.flatMap((line, index) => {
        const name = /^export (?:async )?(?:function\*?|class) (\w+)/.exec(line)?.[1];
        return name && !lines[index - 1]?.trim().endsWith('*/') ? [`${file}: ${name}`] : [];
      });
    });
  expect(silent).toEqual([]);
});

test('every requirement and attack that code or a test names is explained', () => {
  const explained = new Set(
    text('docs/requirements.md')
      .match(/^\| [RS]\d+ (?=\|)/gm)
      ?.map((row) => row.slice(2, -1)),
  );
  expect(explained.size).toBeGreaterThan(50);
  const unknown = all.flatMap((file) =>
    [...text(file).matchAll(/(?<![\w./-])([RS]\d{1,2})[a-z]?(?![\w'"`])/g)]
      .map(([, id = '']) => id)
      // A single R and digit is a remedy of a case (R1).
      .filter((id) => !/^R\d$/.test(id) && !explained.has(id))
      .map((id) => `${file}: ${id}`),
  );
  expect(unknown).toEqual([]);
});

test('docs/proof.md names a test for each requirement that has one, and only tests that are there (node test/proof.ts)', () => {
  const page = new Map(
    [...text('docs/proof.md').matchAll(/^\| (R\d\d) \| .* \| (.*) \|$/gm)].map(
      ([, id = '', tests = '']) => [
        id,
        [...tests.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, file = '']) => file),
      ],
    ),
  );
  const found = proofs();
  expect([...page.keys()]).toEqual([...requirementRows().keys()]);
  const wrong = [...page].filter(([id, files]) => {
    const real = found.get(id) ?? [];
    return (real.length > 0 && files.length === 0) || files.some((file) => !real.includes(file));
  });
  expect(wrong).toEqual([]);
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

test('what runs before a script runs on the Node of the machine: it only installs', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
    scripts: Record<string, string>;
  };
  const before = Object.entries(scripts).filter(([name]) => name.startsWith('pre'));
  expect(before.length).toBeGreaterThan(5);
  expect(before.filter(([, run]) => run !== 'node deploy/ensure-installed.mjs')).toEqual([]);
});
