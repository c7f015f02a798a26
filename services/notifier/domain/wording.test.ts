// Header texts from hostile values.
import { expect, test } from 'vitest';
import { automaticHeaders, paragraphsOf, recipientName, singleLine, threadOf } from './wording.ts';

test('S18 a header text is one line without controls, and bounded', () => {
  expect(singleLine('a\r\nBcc: x\u2028y\u0000z', 100)).toBe('a Bcc: x y z');
  expect(singleLine('x'.repeat(1_000_000), 50)).toHaveLength(50);
  expect(singleLine('pay\u202efdp.exe', 50)).toBe('payfdp.exe');
  expect(singleLine('\ud800 half', 50)).toBe('\ufffd half');
});

test('RFC 5322 threads: the newest is answered, references stand oldest first and are bounded', () => {
  expect(threadOf(['<a@x>', 'b@x', 'c@x'])).toEqual({
    inReplyTo: 'c@x',
    references: ['a@x', 'b@x', 'c@x'],
  });
  const many = Array.from({ length: 50 }, (_, index) => `${index}@x`);
  const { inReplyTo, references } = threadOf(many);
  expect(inReplyTo).toBe('49@x');
  expect(references).toHaveLength(12);
  expect(references[0]).toBe('0@x');
  expect(references.at(-1)).toBe('49@x');
});

test('S18 what is no message id never reaches a thread header', () => {
  const bad = ['a@x>\r\nBcc: y@z', 'a b@x', 'a@x> <c@x', '', `${'a'.repeat(300)}@x`, 'ü@x'];
  expect(threadOf(bad)).toEqual({ inReplyTo: undefined, references: [] });
});

test('RFC 3834 machines say so: acknowledgements replied, the rest generated, people not at all', () => {
  const suppress = { 'X-Auto-Response-Suppress': 'DR, RN, OOF, AutoReply' };
  const system = { author: 'system' };
  const person = { author: 'staff:1' };
  expect(automaticHeaders({ purpose: 'acknowledgement', ...system })).toEqual({
    'Auto-Submitted': 'auto-replied',
    ...suppress,
  });
  for (const purpose of [
    'update',
    'closing',
    'satisfaction',
    'compensation',
    'escalation-notice',
    'staff-notice',
  ] as const)
    expect(automaticHeaders({ purpose, ...system })).toEqual({
      'Auto-Submitted': 'auto-generated',
      ...suppress,
    });
  expect(automaticHeaders({ purpose: 'compensation', ...person })).toHaveProperty('Auto-Submitted');
  expect(automaticHeaders({ purpose: 'answer', ...person })).toEqual({});
  expect(automaticHeaders({ purpose: 'update', ...person })).toEqual({});
});

test('S37 the recipient of an acknowledgement is named by address alone', () => {
  const recipient = { name: 'Buy pills', email: 'v@example.com', party: 'customer' as const };
  expect(recipientName({ purpose: 'acknowledgement', recipient })).toBe('');
  expect(recipientName({ purpose: 'update', recipient })).toBe('Buy pills');
});

test('paragraphs are parted by empty lines, of whatever kind', () => {
  expect(paragraphsOf('a\r\nb\r\n \r\n\r\nc\u2028\u2029d')).toEqual([['a', 'b'], ['c'], ['d']]);
  expect(paragraphsOf('')).toEqual([]);
});
