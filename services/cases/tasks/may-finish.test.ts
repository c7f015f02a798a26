// Which tasks nobody can say are done: those that a command ends.
import { expect, test } from 'vitest';
import { endsByItself } from './may-finish.ts';

test('R37 R38 giving compensation and settling a payout end by being done, never by being ticked off', () => {
  for (const kind of ['deliver_remedy', 'payout_trouble', 'approve_remedy'])
    expect(endsByItself({ kind })).toBe(true);
});

test('R37 getting back what was paid twice is a person’s word: no command does it', () => {
  expect(endsByItself({ kind: 'paid_twice' })).toBe(false);
});
