// What a run of schemathesis came to, counted from its own report of events (NDJSON): calls, answers by status, faults.
import { z } from 'zod';

const scenario = z.object({
  ScenarioFinished: z.object({
    recorder: z.object({
      label: z.string(),
      interactions: z
        .record(z.string(), z.object({ response: z.object({ status_code: z.int() }).nullish() }))
        .optional(),
      checks: z
        .record(z.string(), z.array(z.object({ name: z.string(), status: z.string() })))
        .optional(),
    }),
  }),
});

/** What is counted. A call without an answer is a breach too. */
export type Counts = {
  calls: number;
  serverErrors: number;
  breaches: number;
  /** Operations that took at least one call (2xx), of all that were called. */
  taken: number;
  operations: number;
  byStatus: Map<number, number>;
  /** One line an operation and check that failed, with how often. */
  faults: string[];
};

/** Counts a report. Lines that are no scenario say nothing of calls. @throws SyntaxError for a line that is no JSON. */
export function countReport(text: string): Counts {
  const counts: Counts = {
    ...{ calls: 0, serverErrors: 0, breaches: 0, taken: 0, operations: 0 },
    byStatus: new Map(),
    faults: [],
  };
  const operations = new Map<string, boolean>();
  const failed = new Map<string, number>();
  const fail = (label: string, what: string): void => {
    failed.set(`${label}: ${what}`, (failed.get(`${label}: ${what}`) ?? 0) + 1);
    counts.breaches++;
  };
  for (const line of text.split('\n').filter((each) => each !== '')) {
    const parsed = scenario.safeParse(JSON.parse(line));
    if (!parsed.success) continue;
    const { label, interactions = {}, checks = {} } = parsed.data.ScenarioFinished.recorder;
    for (const { response } of Object.values(interactions)) {
      counts.calls++;
      if (!response) {
        fail(label, 'no answer');
        continue;
      }
      const { status_code: status } = response;
      counts.byStatus.set(status, (counts.byStatus.get(status) ?? 0) + 1);
      if (status >= 500) counts.serverErrors++;
      const isTaken = status < 300;
      operations.set(label, isTaken || operations.get(label) === true);
    }
    for (const { name, status } of Object.values(checks).flat())
      if (status !== 'success') fail(label, name);
  }
  counts.operations = operations.size;
  counts.taken = [...operations.values()].filter(Boolean).length;
  counts.faults = [...failed].map(([what, times]) => `${what} (${times} times)`);
  return counts;
}
