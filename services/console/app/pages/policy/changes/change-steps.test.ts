// Where a difference is: the way that the API writes is taken apart again, whatever entries are called.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { policyDiff } from '#shared/policy/policy-diff.ts';
import { stepsOf } from './change-steps.ts';

test('R32 the place of a difference is told step by step', () => {
  expect(stepsOf('categories[billing].owner')).toEqual({
    steps: [{ field: 'categories' }, { entry: 'billing' }, { field: 'owner' }],
    isOrder: false,
  });
  expect(stepsOf('remedies[major/critical].options (order)').isOrder).toBe(true);
  expect(stepsOf('currency').steps).toEqual([{ field: 'currency' }]);
});

test('R32 an entry is found by any name that it may have', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1, maxLength: 20 }), (name) => {
      fc.pre(!/\][.[]/.test(name) && !name.endsWith(']') && !name.endsWith(' (order)'));
      const [change] = policyDiff({ list: [] }, { list: [{ key: name, value: 1 }] });
      expect(stepsOf(change?.field ?? '').steps).toEqual([{ field: 'list' }, { entry: name }]);
    }),
  );
});
