// The word that an entry is stored by comes from what people read, is one that a policy takes, and unlike all others (R15, R35).
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keyFrom, moved } from './list-changes.ts';

test('R15 R35 a word for the record is made of a name', () => {
  expect(keyFrom('Späte Anreise', [])).toBe('spaete_anreise');
  expect(keyFrom('Späte Anreise', ['spaete_anreise'])).toBe('spaete_anreise_2');
  expect(keyFrom('2. Frühstück!', [])).toBe('fruehstueck');
  expect(keyFrom('unknown', [], 'category')).toBe('category');
});

test('R15 R35 whatever the name, the policy takes the word, and nobody has it', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.string()), (text, taken) => {
      const key = keyFrom(text, taken);
      expect(key).toMatch(/^[a-z][a-z0-9_]{0,49}$/);
      expect(taken).not.toContain(key);
    }),
  );
});

test('R32 an entry that is moved is the only one that changes its place among the others', () => {
  expect(moved(['a', 'b', 'c'], 2, -1)).toEqual(['a', 'c', 'b']);
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
});
