// A policy as text: every fault at the line where it is written, and nothing that a text can do to the reader.
import { describe, expect, test } from 'vitest';
import { loadPolicy } from './policy.ts';
import { faultText, POLICY_CHARS_MAX, readPolicyText } from './policy-document.ts';

const faultsOf = (text: string): string[] => {
  const read = readPolicyText(text);
  return read.ok ? [] : read.faults.map(faultText);
};

test('R32 a text laid over the defaults is the policy that its values make', () => {
  const read = readPolicyText('# ours\ncurrency: CHF\nacknowledgement: { withinHours: 4 }\n');
  expect(read.ok && read.policy.version).toBe(
    loadPolicy({ currency: 'CHF', acknowledgement: { withinHours: 4 } }).version,
  );
  expect(readPolicyText('').ok).toBe(true);
});

describe('R32 errors name the line of the YAML and the field', () => {
  test.each([
    ['a value', 'currency: EUR\nsurveys:\n  lowShare: 4\n', /^line 3: surveys\.lowShare: /],
    ['an unknown field', 'surveys:\n  lowshare: 0.4\n', /^line 2: surveys\.lowshare: there is no/],
    [
      'an entry of a list',
      'escalation:\n  - level: 1\n    afterHours: 24\n    role: supervisor\n    warnHoursBefore: 4\n    action: {}\n  - level: 7\n',
      /^line 7: escalation\.1\.level: /,
    ],
    [
      'a field that is missing, at what it is missing from',
      'currency: EUR\nremedies:\n  - severities: [minor]\n    fourEyes: false\n    options: []\n',
      /^line 3: remedies\.0\.approval: /,
    ],
    ['a calendar', 'answer:\n  withinHours: 4\n  calendar: moon\n', /^line 3: answer\.calendar: /],
    ['text that is no YAML', 'currency: EUR\nsurveys: [1\n', /^line 3: policy: /],
    ['the same field twice', 'currency: EUR\ncurrency: CHF\n', /^line 2: currency: stands twice/],
  ])('%s', (_, text, line) => {
    expect(faultsOf(text)[0]).toMatch(line);
  });

  test('all of them at once, in order', () => {
    const text = 'currency: Euro\nsurveys:\n  lowShare: 4\nnonsense: 1\n';
    expect(faultsOf(text).map((fault) => fault.split(':')[0])).toEqual([
      'line 1',
      'line 3',
      'line 4',
    ]);
  });
});

describe('a text cannot hurt its reader', () => {
  test.each([
    ['too long', `organisation: ${'x'.repeat(POLICY_CHARS_MAX)}`],
    ['nested in one line', `organisation: ${'['.repeat(100_000)}`],
    ['nested in lines', Array.from({ length: 60 }, (_, n) => `${'  '.repeat(n)}a:`).join('\n')],
    ['nested lists', `${'- '.repeat(5_000)}a`],
    [
      'aliases that multiply',
      `a: &a [x, x]\n${'bcdefghij'
        .split('')
        .map((name, n) => `${name}: &${name} [${`*${'abcdefghij'[n]}, `.repeat(9)}x]`)
        .join('\n')}`,
    ],
    ['more fields than anybody writes', 'a: b\n'.repeat(50_000)],
    ['keys without end', '? '.repeat(100_000)],
    // S35: the parser took a minute for these, with nothing else served meanwhile.
    ['S35 quotes without end', '"'.repeat(POLICY_CHARS_MAX - 1)],
    ['S35 tags without end', '! '.repeat(POLICY_CHARS_MAX / 2 - 1)],
    ['a key that is the prototype', '__proto__: { currency: CHF }'],
    ['a list', '- currency'],
    ['a text', 'currency'],
  ])('%s', (_, text) => {
    expect(readPolicyText(text).ok).toBe(false);
    expect(({} as { currency?: string }).currency).toBeUndefined();
  });
});
