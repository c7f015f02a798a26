// The file of a secret: whole or absent, its owner's alone, one for all processes.
import { mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { keepSecretFile } from './secret-file.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'redress-secret-'));

test('a secret is made once, only its owner reads it, nothing else is left behind', () => {
  const path = join(folder(), 'key');
  expect(keepSecretFile(path, () => 'first')).toBe('first');
  expect(keepSecretFile(path, () => 'second')).toBe('first');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(join(path, '..'))).toEqual(['key']);
});

test('who comes second at the same moment gets the secret of the first', () => {
  const path = join(folder(), 'key');
  const late = keepSecretFile(path, () => {
    writeFileSync(path, 'of the other process\n');
    return 'mine';
  });
  expect(late).toBe('of the other process');
  expect(readFileSync(path, 'utf8')).toBe('of the other process\n');
});
