// Hashes of passwords: PHC strings, growing costs, few at once.
import { expect, test } from 'vitest';
import { createPasswordHashing } from './password-hash.ts';

const cheap = createPasswordHashing({ memory: 64, passes: 1, parallelism: 1 });

test('a hash is an argon2id PHC string that only its password fits, in whatever form it is typed', async () => {
  const phc = await cheap.hash('pâté für Jürgen');
  expect(phc).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await cheap.verify('pâté für Jürgen'.normalize('NFD'), phc)).toBe(true);
  expect(await cheap.verify('pâté für Jurgen', phc)).toBe(false);
  expect(await cheap.hash('pâté für Jürgen')).not.toBe(phc);
});

test('what was made elsewhere is read by its own parameters (argon2 reference implementation)', async () => {
  // echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1, of the reference implementation's test vectors.
  const phc =
    '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
  expect(await cheap.verify('password', phc)).toBe(true);
});

test('the cost is 19 MiB, two passes, one lane; less is weak and more is not', async () => {
  const current = createPasswordHashing();
  const phc = await current.hash('x');
  expect(phc).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(current.isWeak(phc)).toBe(false);
  expect(current.isWeak(await cheap.hash('x'))).toBe(true);
  expect(cheap.isWeak(phc)).toBe(false);
});

test('S24 nothing fits what is no hash, and nobody', async () => {
  for (const phc of [undefined, '', '$argon2id$', '$argon2i$v=19$m=64,t=1,p=1$c29tZXNhbHQ$x'])
    expect(await cheap.verify('', phc)).toBe(false);
});

test('who would wait behind too many is sent away, and all others get their turn', async () => {
  const all = await Promise.allSettled(
    Array.from({ length: 100 }, () => cheap.verify('x', undefined)),
  );
  const done = all.filter(({ status }) => status === 'fulfilled');
  expect(done).toHaveLength(66);
  expect(all.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { status: 503, code: 'busy' },
  });
  expect(await cheap.verify('x', undefined)).toBe(false);
});
