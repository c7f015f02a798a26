// What of the filters that staff saved names a customer whose data is erased.
import { expect, test } from 'vitest';
import { filtersWithout, hasWords, mentions, wordsOf } from './saved-filters.ts';

const words = wordsOf({
  reference: 'C-7K3M-9QXD',
  customer: {
    name: 'Zoë de Márquez-Li',
    email: 'zoe@customer.test',
    phone: '+49 (30) 123 456-78',
    handle: '@zoe_m',
  },
});

test.each([
  'zoë',
  'MÁRQUEZ-LI refund',
  'from Zoe@Customer.test',
  'late: c-7k3m-9qxd.',
  'zoe_m',
  '@Zoe_M',
  'call +493012345678',
  '49 30 123 456 78',
])('R71 "%s" names the customer', (text) => {
  expect(mentions(text, words)).toBe(true);
});

test.each([
  '',
  'de',
  'zoëtrope',
  'customer.test',
  'C-7K3M-9QXE',
  '12345',
  'märquez',
  'late parcel',
])('R71 "%s" does not', (text) => {
  expect(mentions(text, words)).toBe(false);
});

test('R71 a filter goes by its name, its words or any other text in it, as the address may make a number of them', () => {
  const filters = [
    { name: 'Mine', search: { scope: 'mine', severity: ['major'] } },
    { name: 'Zoë again', search: { scope: 'mine' } },
    { name: 'one', search: { q: 'zoe@customer.test', overdue: true } },
    { name: 'two', search: { q: 493012345678 } },
    { name: 'three', search: { other: ['x', 'Zoë'] } },
    { name: 'four', search: { q: 'parcel' } },
  ];
  expect(filtersWithout(filters, words).map(({ name }) => name)).toEqual(['Mine', 'four']);
  expect(filtersWithout(filters, wordsOf({ reference: 'C-AAAA-AAAA', customer: {} }))).toEqual(
    filters,
  );
  expect(filters.filter(hasWords).map(({ name }) => name)).toEqual(['one', 'two', 'four']);
});
