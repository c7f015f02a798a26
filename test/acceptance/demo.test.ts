// The demo, short and very fast, as a process of its own: it ends by itself, and what its people were told agrees with the
// ledger of the product.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Summary } from '../demo/summary.ts';
import { freePort } from '../harness/product.ts';

const COUNT = 40;

async function runDemo(...args: string[]) {
  const port = String(await freePort());
  const child = spawn(process.execPath, ['test/demo/main.ts', '--port', port, ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' },
  });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  return { child, exit, output: () => output, errors: () => errors };
}

const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((one, other) => one + other, 0);

describe('the demo', () => {
  test('R02 R10 R30 R46 all that is said is accounted for, acknowledged and escalated, over two outages, and nothing goes out in public', async () => {
    const demo = await runDemo(
      ...['--speed', '120', '--count', String(COUNT), '--seed', '7'],
      ...['--exit-when-done', '--quiet', '--json'],
    );
    const code = await demo.exit;
    expect({ code, errors: demo.errors() }).toEqual({ code: 0, errors: '' });
    const summary = JSON.parse(demo.output()) as Summary;
    const { ledger } = summary;
    expect(ledger.received).toBe(summary.accepted);
    expect(ledger.received).toBeGreaterThanOrEqual(COUNT);
    expect(ledger.received).toBe(
      ledger.cases + ledger.joined + sum(ledger.suppressed) + sum(ledger.quarantined),
    );
    expect(sum(summary.cases.status)).toBe(ledger.cases);
    expect(summary).toMatchObject({
      addsUp: true,
      faults: [],
      publicPosts: 0,
      caughtUp: summary.turnedAway,
    });
    expect(ledger).toMatchObject({ pending: 0, quarantined: { ambiguous_sender: 1 } });
    expect(ledger.suppressed).toMatchObject({ out_of_office: expect.any(Number) });
    expect(Object.keys(summary.connectors)).toEqual(
      expect.arrayContaining([
        'form',
        'api',
        'smtp-inlet',
        'survey-api',
        'staff-log',
        'x:larkwoodfinch',
      ]),
    );
    expect(summary.acknowledgements.sent).toBeGreaterThan(0);
    for (const level of [1, 2, 3]) expect(summary.escalations[level]).toBeGreaterThan(0);
    expect(summary.outages.map(({ what }) => what)).toEqual([
      'PostgreSQL killed',
      'mail server refuses',
    ]);
  });

  test('Ctrl-C drains it, says what happened, and leaves no folder behind', async () => {
    const demo = await runDemo('--speed', '10');
    while (!demo.output().includes('received = ')) await once(demo.child.stdout, 'data');
    const folder = /REDRESS_DATA=(\S+)\/data/.exec(demo.output())?.[1] ?? '';
    expect(existsSync(folder)).toBe(true);
    demo.child.kill('SIGINT');
    expect(await demo.exit).toBe(0);
    expect(demo.output()).toContain('adds up');
    expect(existsSync(folder)).toBe(false);
  });

  test('an option that it does not know is refused in one line', async () => {
    const demo = await runDemo('--speed', 'warp');
    expect(await demo.exit).toBe(1);
    expect(demo.errors()).toBe('demo: --speed: expected a number from 1 to 600, not "warp"\n');
  });
});
