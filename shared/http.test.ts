// What people and programs are told of input that is not valid, and what a refused request leaves in the log.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { RequestError } from './errors.ts';
import { parseInput, problemHandler } from './http.ts';

const schema = z.strictObject({
  reason: z.string(),
  outcome: z.enum(['upheld', 'not_upheld']),
  satisfied: z.boolean(),
  level: z.int().max(3).optional(),
});

const faultsOf = (input: unknown): Record<string, string> | undefined => {
  try {
    parseInput(schema, input);
  } catch (error) {
    if (error instanceof RequestError) return error.fields;
    throw error;
  }
  return undefined;
};

describe('input that is not valid is refused in words that say what is wanted', () => {
  test('what is missing is required, with its choices', () => {
    expect(faultsOf({})).toEqual({
      reason: 'is required',
      outcome: 'is required, one of upheld, not_upheld',
      satisfied: 'is required',
    });
  });

  test('what has the wrong type or value says what it must be', () => {
    expect(faultsOf({ reason: 1, outcome: 'lost', satisfied: 'no', level: 1 })).toEqual({
      reason: 'must be of type string',
      outcome: 'must be one of upheld, not_upheld',
      satisfied: 'must be true or false',
    });
  });

  test('valid input has no fault', () => {
    expect(faultsOf({ reason: 'r', outcome: 'upheld', satisfied: true })).toBeUndefined();
  });
});

function logged(error: unknown): { level: string; status: number } {
  const seen: string[] = [];
  const log = { warn: () => seen.push('warn'), error: () => seen.push('error') };
  const answer = { status: 0 };
  const response = {
    headersSent: false,
    set: () => response,
    type: () => response,
    send: () => response,
    status: (status: number) => {
      answer.status = status;
      return response;
    },
  };
  const request = { method: 'POST', path: '/api/v1/complaints' };
  problemHandler(log as never)(error, request as never, response as never, () => {});
  return { level: seen.join(' '), status: answer.status };
}

test('only what a person must act on is logged as an error: an outage that passes is a warning', () => {
  const away = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  expect(logged(away)).toEqual({ level: 'warn', status: 503 });
  expect(logged(new TypeError('a bug'))).toEqual({ level: 'error', status: 500 });
  expect(logged(new RequestError(404, 'not_found', 'no'))).toEqual({ level: '', status: 404 });
});
