// Signatures: each purpose its own, and no other text in place of one.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSigner, Secret } from './secret.ts';

const signer = createSigner(new Secret('k'.repeat(40)));

test('S24 a signature passes as it is, for its purpose and its text', () => {
  const signature = signer.sign('status', 'C-7K3M-9QXD');
  expect(signer.verify('status', 'C-7K3M-9QXD', signature)).toBe(true);
  expect(signer.verify('survey', 'C-7K3M-9QXD', signature)).toBe(false);
  expect(signer.verify('status', 'C-7K3M-9QXE', signature)).toBe(false);
});

test('S24 nothing else passes: no longer or shorter one, and none that only decodes to the same bytes', () => {
  const added = fc.string({ minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.string(), added, (text, more) => {
      const signature = signer.sign('survey', text);
      for (const forged of [`${signature}${more}`, signature.slice(0, -1), `${signature}=`, ''])
        expect(signer.verify('survey', text, forged)).toBe(false);
    }),
    { numRuns: 2_000 },
  );
});
