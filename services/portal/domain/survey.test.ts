// What an outside survey tool may send, and which score was chosen on our own form.
import { expect, test } from 'vitest';
import { parseSatisfactionScore, surveyResponseSchema } from './survey.ts';

test('R05 a response needs a scale and a score within it', () => {
  expect(surveyResponseSchema.parse({ scale: 10, score: 0 })).toEqual({ scale: 10, score: 0 });
  const wrong = [
    { scale: 5 },
    { scale: 5, score: 5.1 },
    { scale: -5, score: -6 },
    { scale: 5, score: '3' },
    { scale: Number.POSITIVE_INFINITY, score: 1 },
    { scale: 5, score: 1, answeredAt: 'yesterday' },
    { scale: 5, score: 1, responseId: '' },
    { scale: 5, score: 1, customer: { email: 'a@b.example, c@d.example' } },
    { scale: 5, score: 1, customer: { role: 'admin' } },
  ];
  for (const response of wrong)
    expect(surveyResponseSchema.safeParse(response).success, JSON.stringify(response)).toBe(false);
});

test('a name with a line break and a comment with NUL are made harmless', () => {
  const given = { scale: 5, score: 1, comment: 'a\u0000b', customer: { name: 'A\r\nB' } };
  expect(surveyResponseSchema.parse(given)).toMatchObject({
    comment: 'ab',
    customer: { name: 'A B' },
  });
});

test('a score of our own form is one of five', () => {
  expect(parseSatisfactionScore('1')).toBe(1);
  expect(parseSatisfactionScore('5')).toBe(5);
  for (const typed of [undefined, '', '0', '6', '10', ' 3', '3.5', '٣'])
    expect(parseSatisfactionScore(typed)).toBeUndefined();
});
