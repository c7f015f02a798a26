// What errors may say in the log: where to look, not what customers wrote.
import { expect, test } from 'vitest';
import { errorForLog } from './log.ts';

test('R72 an error in the log has no row, address or parameters of what failed', () => {
  const failed = Object.assign(new Error('duplicate key value'), {
    code: '23505',
    constraint: 'staff_email_key',
    detail: 'Key (email)=(ada@example.org) already exists.',
    where: "unnamed portal parameter $1 = 'My neighbour is ill'",
    response: '550 <ada@example.org> unknown',
    parameters: ['ada@example.org'],
  });
  const outer = new Error('storing a case', { cause: failed });
  const text = JSON.stringify([errorForLog(failed), errorForLog(outer)]);
  expect(text).toContain('23505');
  expect(text).toContain('staff_email_key');
  expect(text).toContain('storing a case');
  expect(text).not.toContain('example.org');
  expect(text).not.toContain('neighbour');
});

test('the log stays readable when an error is none, or its causes have no end', () => {
  expect(errorForLog('text')).toBe('text');
  const circle: Error = new Error('round and round');
  circle.cause = circle;
  expect(JSON.stringify(errorForLog(circle)).length).toBeLessThan(100_000);
});
