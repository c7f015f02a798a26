// The proxy of the containers (deploy/proxy), in a real nginx: it knows every route that the services have.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Router } from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createCases } from '../../services/cases/cases.ts';
import { createClassifier } from '../../services/classifier/classifier.ts';
import { createConsole } from '../../services/console/console.ts';
import { consoleConfig } from '../../services/console/console-context.ts';
import { createEmail } from '../../services/email/email.ts';
import { createNotifier } from '../../services/notifier/notifier.ts';
import { createPortal } from '../../services/portal/portal.ts';
import { createSocial } from '../../services/social/social.ts';
import { createPostgresBus } from '../../shared/bus/postgres.ts';
import { systemClock } from '../../shared/clock.ts';
import { createMetrics } from '../../shared/metrics.ts';
import { loadPolicy } from '../../shared/policy/policy.ts';
import type { Deps, ServiceDefinition } from '../../shared/runtime.ts';
import { createSigner, Secret } from '../../shared/secret.ts';
import { root } from '../harness/deployment.ts';
import { type RunningProxy, startNginx } from '../harness/nginx.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../harness/postgres.ts';

/** Every path that a router answers, filled in. */
function pathsOf(router: Router): string[] {
  return router.stack.flatMap(({ route, handle }) => {
    if (route) return [route.path].flat().map(String);
    return 'stack' in handle ? pathsOf(handle as unknown as Router) : [];
  });
}
const filledIn = (path: string): string =>
  path.replace(/\{[^}]*\}/g, '').replace(/:\w+/g, 'x') || '/';

let database: TestDatabase;
let proxy: RunningProxy;
let routers: Record<
  'portal' | 'cases' | 'notifier' | 'classifier' | 'console' | 'email' | 'social',
  Router
>;
const servers: Server[] = [];

/** A service that only says who it is and what it was asked. */
async function echo(name: string): Promise<string> {
  const server = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ name, url: request.url, headers: request.headers }));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  servers.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  database = await createTestDatabase();
  const { db } = database;
  const common = { db, clock: systemClock, log: testLog, metrics: createMetrics() };
  const deps: Deps = {
    ...common,
    bus: createPostgresBus(common),
    signer: createSigner(new Secret('0'.repeat(32))),
    policy: loadPolicy(),
    publicUrl: 'http://127.0.0.1',
    mailFrom: { name: 'Care', address: 'care@example.org' },
  };
  const routerOf = ({ name, router }: ServiceDefinition): Router => {
    if (!router) throw new Error(`${name} has no router`);
    return router;
  };
  routers = {
    portal: routerOf(createPortal({}, deps)),
    cases: routerOf(createCases({}, deps)),
    notifier: routerOf(createNotifier({}, deps, new Map())),
    classifier: routerOf(createClassifier({ batchMax: 200 }, deps)),
    console: routerOf(createConsole({ ...consoleConfig.parse({}), trustedProxies: [] }, deps)),
    email: routerOf(createEmail({ inletPort: 0, mailboxes: [] }, deps)),
    social: routerOf(createSocial({ accounts: [] }, deps)),
  };
  proxy = await startNginx({
    portal: await echo('portal'),
    cases: await echo('cases'),
    notifier: await echo('notifier'),
    classifier: await echo('classifier'),
    console: await echo('console'),
    email: await echo('email'),
    social: await echo('social'),
  });
});
afterAll(async () => {
  await proxy.stop();
  for (const server of servers) server.close();
  await database.drop();
});

const ask = async (path: string, headers: Record<string, string> = {}) => {
  const response = await fetch(`${proxy.url}${path}`, { headers, redirect: 'manual' });
  const body = await response.text();
  return { status: response.status, body, said: body.startsWith('{') ? JSON.parse(body) : {} };
};

test.each(['portal', 'cases', 'notifier', 'classifier', 'console', 'email', 'social'] as const)(
  'every path of %s goes there, as it was asked',
  async (name) => {
    const paths = [...new Set(pathsOf(routers[name]).map(filledIn))];
    const isSmall = ['notifier', 'console', 'email', 'social'].includes(name);
    expect(paths.length).toBeGreaterThan(isSmall ? 0 : 6);
    for (const path of paths) {
      const { said } = await ask(`${path}?a=%20b`);
      expect({ path, name: said.name, url: said.url }).toEqual({
        path,
        name,
        url: `${path}?a=%20b`,
      });
    }
  },
);

test('no other service has routes that the proxy would have to know', () => {
  const files = execFileSync(
    'git',
    ['grep', '-lE', 'Router\\(\\)|serveRoutes\\(', '--', 'services'],
    {
      cwd: root,
      encoding: 'utf8',
    },
  );
  const folders = new Set(
    files
      .trim()
      .split('\n')
      .map((file) => file.split('/')[1]),
  );
  for (const own of ['web-server.ts', 'api-reference.ts']) folders.delete(own);
  expect([...folders].sort()).toEqual([
    'cases',
    'classifier',
    'console',
    'email',
    'notifier',
    'portal',
    'social',
  ]);
});

test('the table in docs/operations.md says the same', async () => {
  const table = readFileSync(join(root, 'docs/operations.md'), 'utf8');
  const rows = [
    ...table.matchAll(/^\| (.+) \| (portal|cases|notifier|classifier|console|email|social) \|$/gm),
  ];
  expect(rows.length).toBeGreaterThan(1);
  for (const [, paths = '', name] of rows) {
    for (const [, path = ''] of paths.matchAll(/`(\/[^`]*)`/g)) {
      const { said } = await ask(path === '/api' ? '/api/v1/cases' : path);
      expect({ path, name: said.name }).toEqual({ path, name });
    }
  }
});

test('each process keeps its metrics and readiness to itself; /healthz says that the proxy lives', async () => {
  for (const path of ['/metrics', '/readyz']) {
    expect(await ask(path)).toMatchObject({ status: 404, said: {} });
  }
  expect(await ask('/healthz')).toMatchObject({ status: 200, said: { status: 'ok' } });
});

test('S27 what a client claims of its address goes no further', async () => {
  const claims = { 'x-forwarded-for': '203.0.113.9', forwarded: 'for=203.0.113.9' };
  const { said } = await ask('/', claims);
  expect(said.headers['x-forwarded-for']).toBe('127.0.0.1');
  expect(said.headers.forwarded).toBeUndefined();
  expect(said.headers.host).toBe(`127.0.0.1:${proxy.port}`);
});

test('a service that is away is a 503 that asks to try again, in every language', async () => {
  const away = await startNginx({
    portal: 'http://127.0.0.1:9',
    cases: 'http://127.0.0.1:9',
    notifier: 'http://127.0.0.1:9',
    classifier: 'http://127.0.0.1:9',
    console: 'http://127.0.0.1:9',
    email: 'http://127.0.0.1:9',
    social: 'http://127.0.0.1:9',
  });
  try {
    for (const path of ['/', '/api/v1/complaints', '/api/v1/cases']) {
      const response = await fetch(`${away.url}${path}`);
      expect(response.status).toBe(503);
      expect(response.headers.get('retry-after')).toBe('10');
      const said = await response.text();
      for (const word of ['One moment', 'Einen Moment', 'Un momento', 'Un instant'])
        expect(said).toContain(word);
    }
  } finally {
    await away.stop();
  }
});
