// Starting, stopping, being killed: what an operator sees of the process.
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { eventually, freePort, redressJson, runProcess, startProcess } from '../harness/product.ts';
import { scratchFolder } from '../harness/scratch.ts';

type Listed = { cases: { reference: string }[] };

const environmentOf = async (folder = scratchFolder()) => ({
  REDRESS_DATA: join(folder, 'data'),
  PORT: String(await freePort()),
  SMTP_INLET_PORT: String(await freePort()),
});

const postmasterOf = (environment: { REDRESS_DATA: string }): number =>
  Number(
    readFileSync(join(environment.REDRESS_DATA, 'postgres', 'postmaster.pid'), 'utf8').split(
      '\n',
    )[0],
  );

const isAlive = (pid: number): boolean => {
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

const complain = async (url: string, message: string): Promise<string> => {
  const answer = await fetch(`${url}/api/v1/complaints`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message, email: 'ada@customer.test' }),
  });
  expect(answer.status).toBe(202);
  return ((await answer.json()) as { reference: string }).reference;
};

describe('starting and stopping', () => {
  test('a start with nothing set is ready, prints the link that makes the first administrator, and SIGTERM drains it with its PostgreSQL', async () => {
    const environment = await environmentOf();
    const running = await startProcess(environment);
    expect(running.url).toBe(`http://127.0.0.1:${environment.PORT}`);
    await eventually('the link', () => /\/console\/join#[\w-]{43}$/m.test(running.output()));
    expect(await (await fetch(`${running.url}/readyz`)).json()).toMatchObject({
      status: 'ready',
      parts: { database: 'ok', bus: 'ok' },
    });
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
    const metrics = await (await fetch(`${running.url}/metrics`)).text();
    for (const name of [
      'redress_consumer_lag',
      'redress_items_received',
      'redress_deadlines',
      'redress_messages',
    ]) {
      expect(metrics).toContain(name);
    }
    const postmaster = postmasterOf(environment);
    expect(isAlive(postmaster)).toBe(true);
    expect(await running.stop()).toBe(0);
    expect(isAlive(postmaster)).toBe(false);
  });

  test('after kill -9 the next start finds the orphaned PostgreSQL and loses nothing', async () => {
    const environment = await environmentOf();
    const first = await startProcess(environment);
    const reference = await complain(first.url, 'The delivery is two weeks late.');
    const postmaster = postmasterOf(environment);
    await first.kill();
    expect(isAlive(postmaster)).toBe(true);
    const second = await startProcess(environment);
    const found = await eventually('the case', async () => {
      const { cases } = await redressJson<Listed>(environment, 'case', 'list');
      return cases.find((each) => each.reference === reference);
    });
    expect(found).toBeDefined();
    expect(await second.stop()).toBe(0);
    expect(isAlive(postmaster)).toBe(false);
  });

  test('a PostgreSQL that is killed under it comes back, and what is sent meanwhile is accepted or refused honestly', async () => {
    const environment = { ...(await environmentOf()), INTAKE_RATE_LIMIT: '0' };
    const running = await startProcess(environment);
    process.kill(postmasterOf(environment), 'SIGKILL');
    const reference = await eventually('acceptance after the crash', async () => {
      const answer = await fetch(`${running.url}/api/v1/complaints`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': 'after-the-crash' },
        body: JSON.stringify({ message: 'The heating does not work.' }),
      });
      expect([202, 503]).toContain(answer.status);
      return answer.status === 202 && ((await answer.json()) as { reference: string }).reference;
    });
    await eventually('the case', async () => {
      const { cases } = await redressJson<Listed>(environment, 'case', 'list');
      return cases.some((each) => each.reference === reference);
    });
    expect(await running.stop()).toBe(0);
  });

  test('the command line works while nothing runs, and leaves no PostgreSQL behind', async () => {
    const environment = await environmentOf();
    const ledger = await redressJson<{ total: { received: number } }>(environment, 'ledger');
    expect(ledger.total.received).toBe(0);
    expect(existsSync(join(environment.REDRESS_DATA, 'postgres', 'postmaster.pid'))).toBe(false);
  });
});

describe('a start that cannot succeed says why in one line and exits with 1', () => {
  const line = (output: string): string[] => output.trim().split('\n');

  test('a taken port', async () => {
    const environment = await environmentOf();
    const other = createServer().listen(Number(environment.PORT), '127.0.0.1');
    const { code, output } = await runProcess(environment);
    other.close();
    expect({ code, lines: line(output) }).toEqual({
      code: 1,
      lines: [expect.stringMatching(/^redress: PORT: \d+ .*taken/)],
    });
  });

  test('a taken inlet port', async () => {
    const environment = await environmentOf();
    const other = createServer().listen(Number(environment.SMTP_INLET_PORT), '127.0.0.1');
    const { code, output } = await runProcess(environment);
    other.close();
    expect({ code, lines: line(output) }).toEqual({
      code: 1,
      lines: [expect.stringMatching(/^redress: SMTP_INLET_PORT: /)],
    });
  });

  test('a folder that cannot be written', async () => {
    const folder = scratchFolder();
    const path = join(folder, 'file');
    writeFileSync(path, '');
    chmodSync(path, 0o444);
    const { code, output } = await runProcess({
      ...(await environmentOf()),
      REDRESS_DATA: join(path, 'data'),
    });
    expect({ code, lines: line(output) }).toEqual({
      code: 1,
      lines: [expect.stringMatching(/^redress: REDRESS_DATA: cannot write/)],
    });
  });

  test('a wrong variable, an unknown service, a database that does not answer', async () => {
    const environment = await environmentOf();
    const cases: [Record<string, string>, string[], RegExp][] = [
      [{ PORT: 'eighty' }, [], /^redress: PORT: expected a port/],
      [{}, ['postoffice'], /^redress: there is no service postoffice: choose among/],
      [
        { DATABASE_URL: 'postgres://u:p@127.0.0.1:1/d', SECRET_KEY: 'k'.repeat(32) },
        [],
        /^redress: DATABASE_URL: PostgreSQL at 127\.0\.0\.1:1 cannot be used/,
      ],
    ];
    for (const [extra, services, expected] of cases) {
      const { code, output } = await runProcess({ ...environment, ...extra }, services);
      expect({ code, lines: line(output) }).toEqual({
        code: 1,
        lines: [expect.stringMatching(expected)],
      });
      expect(output).not.toContain('u:p@');
    }
  });
});
