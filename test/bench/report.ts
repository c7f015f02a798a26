// The page of a benchmark: docs/bench.md. Pure.
import type { Result } from './results.ts';
import { cellTable, markdown, noiseOf, ratios, ratioTable } from './table.ts';

const QUIET = 0.3;

/** The whole page. */
export function pageOf(results: Result[], machine: string): string {
  const noise = noiseOf(results);
  const verdict =
    noise <= QUIET
      ? 'the machine was quiet'
      : `**the machine was not quiet**: rates and latencies are too low and too high, ratios of neighbouring cells and CPU-ms hold better`;
  const dates = results.map(({ at }) => at.slice(0, 10)).sort();
  const commits = [...new Set(results.map(({ commit }) => commit))].join(', ');
  return `# The benchmark

Written by \`npm run bench\`; do not edit. Measured ${dates[0]} to ${dates.at(-1)} at commit ${commits}.
${machine}.
While it ran, others took ${noise.toFixed(2)} cores (median of the cells): ${verdict}.

A **unit** is one case and its acknowledgement: the row committed with fsync on, and 250 said by a mail sink for that
recipient. Customers go on when they are told 202 (or 250 by the inlet); **units/s** counts the 250s at the sink. Where the
backlog grew, the cell was run again with customers who wait while 300 units are not acknowledged, and that rate stands here;
accepted/s is that of the first run. Latencies reach from the scheduled time (open loop) or the begin of the request (closed
loop) to the 250. CPU-ms are those of all processes of the system with its PostgreSQL; the broker's stand apart; those of
the customers and the sink do not count. In each cell rows, requests and acknowledgements were compared.

*floor*: one plain Node process with express, pg, natural's Bayes, nodemailer's pool and an outbox, without bus, record, roles
or deadlines. *helpdesk*: django-helpdesk under gunicorn with four workers, on the same PostgreSQL server and sink, in turn
with Redress. *part*: one part of the work alone. The number at the end of a name tells how many cases were there already.

## Ratios

${markdown(ratioTable(ratios(results)))}

## Cells

${markdown(cellTable(results))}
`;
}
