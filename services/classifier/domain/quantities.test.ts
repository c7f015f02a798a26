// Amounts of money and lengths of time as people write them.
import { describe, expect, test } from 'vitest';
import { findAmounts, findDurations, parseNumber } from './quantities.ts';
import { readWords, tokenise } from './words.ts';

const durations = (text: string, language: string): string[] =>
  findDurations(
    readWords(tokenise('', text).tokens, language, (word) => word),
    language,
  ).map(({ count, unit }) => `${count} ${unit}`);

describe('R15 amounts of money are found in every way of writing', () => {
  test.each([
    ['€50', 50, 'EUR'],
    ['50 €', 50, 'EUR'],
    ['50,-€', 50, 'EUR'],
    ['1.234,56 EUR', 1234.56, 'EUR'],
    ['$1,299.00', 1299, 'USD'],
    ['US$20', 20, 'USD'],
    ['1 234,50 €', 1234.5, 'EUR'],
    ["CHF 1'000.-", 1000, 'CHF'],
    ['20 euros', 20, 'EUR'],
    ['£0.99', 0.99, 'GBP'],
    ['300 dólares', 300, 'USD'],
    ['300 dolares', 300, 'USD'],
    ['12 Pfund', undefined, undefined],
    ['order 123456', undefined, undefined],
    ['4 hours 30', undefined, undefined],
    ['eurovision 2024', undefined, undefined],
  ])('%s', (text, value, currency) => {
    const [found] = findAmounts(text);
    expect([found?.value, found?.currency]).toEqual([value, currency]);
  });

  test('either decimal separator is understood', () => {
    expect(['1.234', '1,234', '1.234,5', '1,234.56', '12,5', '0.5'].map(parseNumber)).toEqual([
      1234, 1234, 1234.5, 1234.56, 12.5, 0.5,
    ]);
  });

  test('at most fifty are read from one text', () => {
    expect(findAmounts('5 € '.repeat(5000))).toHaveLength(50);
  });
});

describe('R15 lengths of time are found in digits and words', () => {
  test.each([
    ['I waited two weeks and 3 days', 'en', ['2 weeks', '3 days']],
    ['a 3-day delay', 'en', ['3 days']],
    ['several long weeks', 'en', ['3 weeks']],
    ['an hour, 45 min', 'en', ['1 hours', '45 minutes']],
    ['seit drei Wochen und fünf Tagen', 'de', ['3 weeks', '5 days']],
    ['zwei ganze Monate', 'de', ['2 months']],
    ['llevo quince días y dos meses', 'es', ['15 days', '2 months']],
    ['depuis trois semaines, plusieurs jours', 'fr', ['3 weeks', '3 days']],
    ['on weekdays. Two. Weeks', 'en', []],
    ['99999 days', 'en', []],
  ])('%s', (text, language, expected) => {
    expect(durations(text, language)).toEqual(expected);
  });
});
