// What the web server tells whom about the state of its parts. Over real HTTP; the services are elsewhere.
import { afterEach, expect, test } from 'vitest';
import { createLog } from '#shared/log.ts';
import { createMetrics } from '#shared/metrics.ts';
import { Secret } from '#shared/secret.ts';
import { createWebServer, type WebServer } from './web-server.ts';

let web: WebServer;
afterEach(() => web.close());

async function serve(metricsToken?: Secret): Promise<string> {
  const log = createLog('silent');
  web = createWebServer({
    host: '127.0.0.1',
    port: 0,
    metricsToken,
    metrics: createMetrics(),
    log,
  });
  await web.listen();
  const check = async () => {
    throw new Error('connect ECONNREFUSED 10.1.2.3:5432 as redress');
  };
  const fine = { name: 'bus', check: async () => {} };
  web.serve({ routers: [], checks: [{ name: 'database', check }, fine], measures: [] });
  return web.url();
}

const partsOf = async (url: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${url}/readyz`, { headers });
  expect(response.status).toBe(503);
  return ((await response.json()) as { parts: Record<string, string> }).parts;
};

test('whoever balances load hears which part is down, only operators why', async () => {
  const url = await serve();
  expect((await partsOf(url)).database).toContain('ECONNREFUSED');
  const proxied = { 'x-forwarded-for': '198.51.100.7' };
  expect(await partsOf(url, proxied)).toEqual({ database: 'failing', bus: 'ok' });
});

test('with METRICS_TOKEN its bearer is the operator', async () => {
  const url = await serve(new Secret('a token that is long enough'));
  expect((await partsOf(url)).database).toBe('failing');
  const bearer = { authorization: 'Bearer a token that is long enough' };
  expect((await partsOf(url, bearer)).database).toContain('ECONNREFUSED');
  for (const wrong of ['Bearer ', 'Bearer a token', 'Basic a token that is long enough']) {
    const headers = { authorization: wrong };
    expect((await fetch(`${url}/metrics`, { headers })).status).toBe(403);
  }
});
