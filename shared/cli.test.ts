// What a terminal is given: shown, never obeyed.
import { expect, test } from 'vitest';
import { tableText, terminalText } from './cli.ts';

const hostile = 'a\u001b]0;owned\u0007\u001b[2Jb\u009b31mc\u202ed\u007f\rX\u0000';

test('S18 CWE-150 control characters and reversed text stand as escapes; lines, tabs and letters stay', () => {
  expect(terminalText(hostile)).toBe(
    'a\\u001b]0;owned\\u0007\\u001b[2Jb\\u009b31mc\\u202ed\\u007f\\u000dX\\u0000',
  );
  const plain = 'Grüße\r\n\tשלום 👍🏽 مرحبا';
  expect(terminalText(plain)).toBe(plain);
});

test('JSON stays the same JSON', () => {
  const value = { note: hostile, name: 'Zoë' };
  expect(JSON.parse(terminalText(JSON.stringify(value, null, 2)))).toEqual(value);
});

test('a cell of a table is one line, and its columns stay aligned', () => {
  const text = tableText(
    ['A', 'B'],
    [
      ['x\n\u001b[1Aforged row', 1],
      ['y', 2],
    ],
  );
  const lines = text.split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toBe('x \\u001b[1Aforged row  1');
  expect(lines[2]?.indexOf('2')).toBe(lines[1]?.lastIndexOf('1'));
});
