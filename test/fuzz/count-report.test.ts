// The counter of the fuzzing run: it must not call a run sound that was not.
import { expect, test } from 'vitest';
import { countReport } from './count-report.ts';

const line = (label: string, status: number | undefined, check = 'success') =>
  JSON.stringify({
    ScenarioFinished: {
      recorder: {
        label,
        interactions: {
          a: { response: status === undefined ? null : { status_code: status } },
        },
        checks: { a: [{ name: 'response_schema_conformance', status: check }] },
      },
    },
  });

test('calls, answers of 5xx, breaches of the document and calls without an answer are each counted', () => {
  const report = [
    '{"Initialize":{"seed":1}}',
    line('GET /a', 200),
    line('GET /a', 404),
    line('POST /b', 500),
    line('POST /b', 400, 'failure'),
    line('POST /c', undefined),
    // Skipped: nothing was called.
    JSON.stringify({ ScenarioFinished: { recorder: { label: 'GET /d' } } }),
    '',
  ].join('\n');
  const { byStatus, faults, ...counts } = countReport(report);
  expect(counts).toEqual({ calls: 5, serverErrors: 1, breaches: 2, taken: 1, operations: 2 });
  expect(Object.fromEntries(byStatus)).toEqual({ 200: 1, 404: 1, 500: 1, 400: 1 });
  expect(faults).toEqual([
    'POST /b: response_schema_conformance (1 times)',
    'POST /c: no answer (1 times)',
  ]);
});
