// What is different between two policies.
import { expect, test } from 'vitest';
import { loadPolicy } from './policy.ts';
import { changeText, policyDiff } from './policy-diff.ts';

const lines = (from: unknown, to: unknown) =>
  policyDiff(loadPolicy(from), loadPolicy(to)).map(changeText);

test('R32 the same policy has no differences, whatever its version is called', () => {
  expect(lines({}, {})).toEqual([]);
  expect(policyDiff(loadPolicy(), { ...loadPolicy(), version: 'x' })).toEqual([]);
});

test('R32 each changed, added and removed field is named with its values', () => {
  expect(
    lines(
      { resolution: { exceptions: [] }, answer: { calendar: 'office' } },
      { currency: 'CHF', resolution: { exceptions: [], withinHours: 48 } },
    ),
  ).toEqual([
    '~ currency: EUR → CHF',
    '- answer.calendar: office',
    '~ resolution.withinHours: 72 → 48',
  ]);
});

test('R32 entries of lists are told apart by their names: one in front does not change the others', () => {
  const category = (key: string, en: string) => ({ key, label: { en: key }, terms: { en } });
  const [late, broken] = [category('late', 'late, slow'), category('broken', 'broken')];
  expect(
    lines(
      { categories: [late, broken] },
      { categories: [category('rude', 'rude'), broken, category('late', 'late, delayed')] },
    ),
  ).toEqual([
    '- categories[late].terms.en[slow]',
    '+ categories[late].terms.en[delayed]',
    '+ categories[rude]: {"key":"rude","label":{"en":"rude"},"terms":{"en":["rude"]}}',
    '~ categories (order): ["late","broken"] → ["broken","late"]',
  ]);
});

test('R32 levels of the matrix and rows of the compensation table are fields too', () => {
  const policy = loadPolicy();
  const quicker = {
    ...policy,
    escalation: policy.escalation.map((level) => ({ ...level, afterHours: level.level * 10 })),
    remedies: policy.remedies.map((row) => ({ ...row, fourEyes: true })),
  };
  expect(policyDiff(policy, quicker).map(changeText)).toEqual([
    '~ escalation[1].afterHours: 24 → 10',
    '~ escalation[2].afterHours: 48 → 20',
    '~ escalation[3].afterHours: 72 → 30',
    '~ remedies[minor].fourEyes: false → true',
  ]);
});
