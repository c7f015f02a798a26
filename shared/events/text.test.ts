// Texts that travel: whole characters, storable, bounded.
import { expect, test } from 'vitest';
import { cutText, isStorable, storableText } from './text.ts';

test('a cut never halves a character', () => {
  expect(cutText('ab😀', 3)).toBe('ab');
  expect(cutText('ab😀', 4)).toBe('ab😀');
  expect(cutText('ab', 3)).toBe('ab');
  expect(cutText('😀', 0)).toBe('');
});

test('NUL and lone surrogates become U+FFFD, one for one; all else stays', () => {
  expect(storableText('a\u0000b\ud83dc\ude00d😀\t\n')).toBe('a\ufffdb\ufffdc\ufffdd😀\t\n');
});

test('a text that needs mending is told from one that does not', () => {
  expect(isStorable('a😀\t\n\ufffd')).toBe(true);
  for (const broken of ['a\u0000', '\ud83d', '\ude00a']) expect(isStorable(broken)).toBe(false);
});
