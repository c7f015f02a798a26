// The topology of docker-compose.yml as plain processes: the files and packages of the image, the containers' commands and
// environments, a real PostgreSQL, a real Apache Kafka, and the real proxy in front.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { interpolate, makeImageFolder, readCompose, root } from '../harness/deployment.ts';
import { type KafkaBroker, startKafka } from '../harness/kafka.ts';
import { type RunningProxy, startNginx } from '../harness/nginx.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import {
  type Environment,
  eventually,
  freePort,
  type RunningProcess,
  redress,
  redressJson,
  startProcess,
} from '../harness/product.ts';
import { scratchFolder } from '../harness/scratch.ts';
import { type SmtpSink, startSmtpSink } from '../harness/smtp-sink.ts';
import { createStaffApi } from '../harness/staff-api.ts';
import { acknowledgementTo } from './main-job.ts';

const compose = readCompose();
const ours = Object.entries(compose.services).filter(([, { image }]) => image === 'redress:local');
const RATE_LIMIT = 3;

let database: TestDatabase;
let kafka: KafkaBroker;
let sink: SmtpSink;
let proxy: RunningProxy;
let image: string;
const processes = new Map<string, RunningProcess>();
const environments = new Map<string, Environment>();

/** The files that the containers are given, with what this machine has in their place. */
function makeFiles(): (path: string) => string {
  const folder = scratchFolder();
  const put = (name: string, text: string): void =>
    writeFileSync(join(folder, name), text, { mode: 0o600 });
  put('database-url', database.url);
  put('secret-key', 'the key of the containers has 32 characters and more');
  put('metrics-token', 'a token of the metrics');
  const settings = parse(readFileSync(join(root, compose.configs.redress?.file ?? ''), 'utf8'));
  // The proxy comes from the containers' network there, and from loopback here.
  expect(settings.portal.trustedProxies).toEqual(['uniquelocal']);
  put('redress.yaml', stringify({ ...settings, portal: { trustedProxies: ['loopback'] } }));
  return (path) => path.replace(/^\/(run\/secrets|etc\/redress)\//, `${folder}/`);
}

function environmentOf(name: string, url: string, port: number, place: (path: string) => string) {
  const given = { PUBLIC_URL: url, INTAKE_RATE_LIMIT: String(RATE_LIMIT), LOG_LEVEL: 'error' };
  const written = Object.entries(compose.services[name]?.environment ?? {});
  const values = written.map(([key, value]) => [key, place(interpolate(value, given))]);
  return {
    ...Object.fromEntries(values),
    KAFKA_BROKERS: kafka.brokers.join(','),
    SMTP_URL: sink.url,
    NODE_ENV: 'production',
    NODE_OPTIONS: '--preserve-symlinks --preserve-symlinks-main',
    SMTP_INLET_PORT: '0',
    PORT: String(port),
  } as Environment;
}

beforeAll(async () => {
  [database, kafka, sink] = await Promise.all([
    createTestDatabase(),
    startKafka(),
    startSmtpSink(),
  ]);
  image = makeImageFolder();
  const place = makeFiles();
  const port = await freePort();
  for (const [name, { command = [] }] of ours) {
    const url = `http://127.0.0.1:${port}`;
    const environment = environmentOf(name, url, await freePort(), place);
    environments.set(name, environment);
    processes.set(name, await startProcess(environment, command.slice(1), image));
  }
  const urlOf = (name: string) => processes.get(name)?.url ?? '';
  const [portal, cases] = [urlOf('portal'), urlOf('cases')];
  const [notifier, classifier] = [urlOf('notifier'), urlOf('classifier')];
  const consoleUrl = urlOf('console');
  const upstreams = {
    portal,
    cases,
    notifier,
    classifier,
    console: consoleUrl,
    email: urlOf('email'),
    social: urlOf('social'),
  };
  proxy = await startNginx(upstreams, port);
});

afterAll(async () => {
  await proxy?.stop();
  const codes = await Promise.all([...processes.values()].map((running) => running.stop()));
  await Promise.all([kafka?.stop(), sink?.stop()]);
  await database?.drop();
  // SIGTERM, as docker stop sends it, drains and ends with 0.
  expect(codes).toEqual(ours.map(() => 0));
});

const environmentOfCases = (): Environment => environments.get('cases') ?? {};

test('every container says that it is healthy, by the command of its health check', () => {
  for (const [name, { healthcheck }] of ours) {
    const [, program, ...words] = [healthcheck?.test ?? []].flat();
    expect(program).toBe('node');
    const { status, stdout } = spawnSync(process.execPath, words, {
      cwd: image,
      encoding: 'utf8',
      env: { ...environments.get(name) },
    });
    expect({ name, status, ready: JSON.parse(stdout).ready ?? JSON.parse(stdout).status }).toEqual({
      name,
      status: 0,
      ready: 'ready',
    });
  }
});

test('the health check of a process that is away fails and says why', () => {
  const { status, stdout } = spawnSync(process.execPath, ['deploy/healthcheck.mjs'], {
    cwd: image,
    encoding: 'utf8',
    env: { PORT: '9' },
  });
  expect(status).toBe(1);
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:9\/readyz: /);
});

test('R01 R10 a form through the proxy becomes a case with its acknowledgement, and its status page opens', async () => {
  const form = new FormData();
  form.set('email', 'ada@customer.test');
  form.set('message', 'My parcel arrived broken and nobody answers. I want a refund.');
  form.set('files', new Blob(['a picture'.repeat(50_000)]), 'damage.txt');
  const thanks = await fetch(`${proxy.url}/`, { method: 'POST', body: form });
  expect(thanks.status).toBe(202);
  const { reference, statusUrl } = await acknowledgementTo({ sink }, 'ada@customer.test');
  expect(await thanks.text()).toContain(reference);
  expect(statusUrl.startsWith(`${proxy.url}/status/`)).toBe(true);
  const status = await fetch(statusUrl);
  expect(status.status).toBe(200);
  const html = await status.text();
  expect(html).toContain(reference);
  const style = /href="(\/portal\/style\.css[^"]*)"/.exec(html)?.[1]?.replace('&#x3D;', '=');
  const css = await fetch(`${proxy.url}${style}`);
  expect([css.status, css.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8']);
});

test('the public API goes to the portal and the staff API to the cases', async () => {
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify({ message: 'The lamp is broken.', email: 'bo@customer.test' });
  const accepted = await fetch(`${proxy.url}/api/v1/complaints`, { method: 'POST', headers, body });
  expect(accepted.status).toBe(202);
  const { reference } = (await accepted.json()) as { reference: string };
  expect((await fetch(`${proxy.url}/api/v1/cases`)).status).toBe(401);
  const person = ['--name', 'Sam', '--email', 'sam@redress.test', '--role', 'supervisor'];
  await redress(environmentOfCases(), 'user', 'add', ...person);
  const { token } = await redressJson<{ token: string }>(
    environmentOfCases(),
    'token',
    'create',
    'sam@redress.test',
  );
  const staff = createStaffApi(proxy.url, token);
  const found = await eventually('the case', async () => {
    const { status, body: view } = await staff.get(`/api/v1/cases/${reference}`);
    return status === 200 && view;
  });
  expect(found).toMatchObject({ reference, status: 'new' });
  expect((await staff.command(reference, 'note', { text: 'through the proxy' })).status).toBe(200);
  expect((await staff.get('/api/v1/classifier/models')).status).toBe(200);
});

test('what is nowhere is a 404: a page for people, a problem for programs, no metrics', async () => {
  const ask = (path: string, accept: string) =>
    fetch(`${proxy.url}${path}`, { headers: { accept, 'accept-language': 'fr' } });
  const page = await ask('/nowhere', 'text/html');
  expect(page.status).toBe(404);
  expect(await page.text()).toContain('<html lang="fr">');
  for (const path of ['/api/v1/nowhere', '/api/v2/cases', '/webhooks/x']) {
    const problem = await ask(path, 'application/json');
    expect({ path, status: problem.status }).toEqual({ path, status: 404 });
    expect(problem.headers.get('content-type')).toContain('application/problem+json');
  }
  for (const path of ['/metrics', '/readyz'])
    expect((await ask(path, '*/*')).status, path).toBe(404);
});

/** A complaint from one of the addresses of loopback. */
const complainFrom = (localAddress: string, claimed?: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      ...(claimed ? { 'x-forwarded-for': claimed } : {}),
    };
    const to = { host: '127.0.0.1', port: proxy.port, path: '/api/v1/complaints' };
    const asked = request({ ...to, method: 'POST', localAddress, headers }, (response) => {
      response.resume().on('end', () => resolve(response.statusCode ?? 0));
    });
    asked.on('error', reject).end(JSON.stringify({ message: 'again' }));
  });

test('S27 rate limits see the client behind the proxy, whatever it claims', async () => {
  const first = [];
  for (let n = 0; n <= RATE_LIMIT; n++) first.push(await complainFrom('127.0.0.2'));
  expect(first).toEqual([202, 202, 202, 429]);
  expect(await complainFrom('127.0.0.2', '198.51.100.7')).toBe(429);
  expect(await complainFrom('127.0.0.3')).toBe(202);
});
