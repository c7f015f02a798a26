// The commands for models as an operator runs them: files in, answers out, each bad row named.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'redress-learner-'));
const file = (name: string): string => join(folder, name);

function redress(args: string[], input = ''): { status: number | null; out: string; err: string } {
  const result = spawnSync(process.execPath, ['services/cli/main.ts', ...args], {
    input,
    encoding: 'utf8',
  });
  return { status: result.status, out: result.stdout, err: result.stderr };
}

const subjects = {
  delivery: ['parcel', 'courier', 'shipment', 'package'],
  billing: ['invoice', 'refund', 'payment', 'charge'],
};
const ends = ['is late', 'is "wrong"', 'was lost, again', 'never\ncame', 'makes me angry'];
const rows = Object.entries(subjects).flatMap(([label, nouns]) =>
  nouns.flatMap((noun) =>
    ends.map((end) => `"my ${noun} ${end.replaceAll('"', '""')}",${label},en`),
  ),
);
const csv = `\ufefftext,topic,tag\r\n${rows.join('\r\n')}\r\n`;
const learn = (train: string, out: string, more: string[] = []) =>
  redress([
    'learn',
    '--train',
    train,
    '--text',
    'text',
    '--label',
    'topic',
    '--lang',
    'tag',
    '--out',
    out,
    ...more,
  ]);

beforeAll(() => {
  writeFileSync(file('rows.csv'), csv);
  writeFileSync(file('rows.csv.gz'), gzipSync(csv));
  expect(learn(file('rows.csv'), file('topics.model'))).toMatchObject({ status: 0 });
});
afterAll(() => rmSync(folder, { recursive: true }));

test('learn reads plain and gzipped CSV with quotes, line ends and a byte order mark alike', () => {
  const { status, out } = learn(file('rows.csv.gz'), file('again.model'), ['--json']);
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ texts: rows.length, badRows: 0, labels: 2 });
  expect(readFileSync(file('again.model'))).toEqual(readFileSync(file('topics.model')));
});

test('a bad row is named by its line and counted, and the others are learnt', () => {
  writeFileSync(
    file('bad.csv'),
    `text,topic,tag\n${rows.slice(0, 3).join('\n')}\n"",billing,en\nno label,,en\nonly one\n${rows.slice(20).join('\n')}\n`,
  );
  const { status, out, err } = learn(file('bad.csv'), file('bad.model'), ['--json']);
  expect(status).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ texts: 3 + rows.length - 20, badRows: 3 });
  expect(err).toMatch(/bad\.csv, line 5: has no text; left out/);
  expect(err).toMatch(/bad\.csv, line 6: has no label; left out/);
  expect(err).toMatch(/bad\.csv, line 7: .+; left out/);
});

test('evaluate says how good a model is, for programs and for people', () => {
  const args = [
    'evaluate',
    '--model',
    file('topics.model'),
    '--test',
    file('rows.csv'),
    '--text',
    'text',
    '--label',
    'topic',
  ];
  const json = redress([...args, '--json']);
  expect(json.status).toBe(0);
  const result = JSON.parse(json.out);
  expect(result).toMatchObject({ texts: rows.length, badRows: 0, accuracy: 1, macroF1: 1 });
  expect(result.calibrationError).toBeGreaterThanOrEqual(0);
  expect(result.textsPerSecond).toBeGreaterThan(0);
  expect(result.labels).toEqual(
    ['billing', 'delivery'].map((label) => ({
      label,
      precision: 1,
      recall: 1,
      f1: 1,
      support: 20,
    })),
  );
  expect(redress(args).out).toMatch(/macroF1 +1\n[\s\S]*billing +1 +1 +1 +20/);
});

test('classify answers each line in order, and names those it cannot read', () => {
  const input =
    '{"text":"my courier is late","id":7}\n\nnot json\n{"id":1}\n{"text":"wrong invoice"}';
  const { status, out, err } = redress(['classify', '--model', file('topics.model')], input);
  expect(status).toBe(0);
  const answers = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(answers).toMatchObject([
    { id: 7, label: 'delivery' },
    { line: 3, error: 'is not JSON' },
    { line: 4, error: expect.stringContaining('"text"') },
    { label: 'billing' },
  ]);
  expect(answers[0].model).toMatch(/^[0-9a-f]{12}$/);
  expect(answers[0].ranked[0].probability).toBe(answers[0].confidence);
  expect(err).toContain('2 lines could not be read');
});

test.each([
  [
    'a column that is not there',
    [
      'learn',
      '--train',
      file('rows.csv'),
      '--text',
      'body',
      '--label',
      'topic',
      '--out',
      file('x'),
    ],
    /has no column "body": it has "text", "topic", "tag"/,
  ],
  [
    'a file that is not there',
    [
      'learn',
      '--train',
      file('none.csv'),
      '--text',
      'text',
      '--label',
      'topic',
      '--out',
      file('x'),
    ],
    /none\.csv cannot be read/,
  ],
  [
    'rows of one label',
    ['learn', '--train', file('one.csv'), '--text', 'text', '--label', 'topic', '--out', file('x')],
    /at least two labels/,
  ],
  [
    'a file that is no gzip',
    ['learn', '--train', file('fake.gz'), '--text', 'text', '--label', 'topic', '--out', file('x')],
    /reading .*fake\.gz failed/,
  ],
  [
    'a damaged model',
    ['classify', '--model', file('damaged.model')],
    /damaged\.model is damaged: its checksum does not match/,
  ],
  ['no model', ['classify', '--model', file('rows.csv')], /rows\.csv is not a model/],
])('%s is one line on standard error and exit code 1', (_, args, message) => {
  writeFileSync(file('one.csv'), 'text,topic\na,b\n');
  writeFileSync(file('fake.gz'), csv);
  writeFileSync(file('damaged.model'), readFileSync(file('topics.model')).subarray(0, -1));
  const { status, out, err } = redress(args);
  expect(status).toBe(1);
  expect(out).toBe('');
  expect(err).toMatch(message);
  expect(err.trim().split('\n')).toHaveLength(1);
});
