// The database goes away at a bad moment: the process stays and goes on once it is back.
import { afterEach, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../harness/fault-proxy.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { eventually, type RunningProcess, startProcess } from '../harness/product.ts';

let database: TestDatabase | undefined;
let proxy: FaultProxy | undefined;
let running: RunningProcess | undefined;
afterEach(async () => {
  await running?.kill();
  await proxy?.stop();
  await database?.drop();
});

test('R70 a database that is lost right after the start does not end the process', async () => {
  database = await createTestDatabase();
  const port = Number(new URL(database.url).port);
  proxy = await startFaultProxy(() => port);
  // What is asked for the link of the first administrator, once the process has said that it is ready.
  let cuts = 0;
  proxy.watch((_link, from, chunk) => {
    if (from === 'server' || !chunk.includes('from people.passwords p where')) return 'pass';
    cuts++;
    return 'cut';
  });
  running = await startProcess({
    DATABASE_URL: database.url.replace(`:${port}/`, `:${proxy.port}/`),
    SECRET_KEY: 'an acceptance test needs a key of 32 characters',
    PORT: '0',
    SMTP_INLET_PORT: '0',
  });
  await eventually('the cut', () => cuts > 0);
  proxy.watch(undefined);
  const { url } = running;
  const ready = await eventually('it to be ready again', async () => {
    const answer = await fetch(`${url}/readyz`);
    return answer.status === 200 && answer;
  });
  expect(ready.status).toBe(200);
  expect(await running.stop()).toBe(0);
});
