// A rig with the routes of the console and of cases served over HTTP, real sessions, a hand-moved clock.
import type { AddressInfo } from 'node:net';
import express from 'express';
import { problemHandler } from '#shared/http.ts';
import { createMetrics } from '#shared/metrics.ts';
import { loadPolicy } from '#shared/policy/policy.ts';
import { createCasesRouter } from '../../services/cases/cases-api.ts';
import { createConsoleContext } from '../../services/console/console.ts';
import { createConsoleRouter } from '../../services/console/console-api.ts';
import {
  type ConsoleConfig,
  type ConsoleContext,
  consoleConfig,
} from '../../services/console/console-context.ts';
import {
  createPasswordHashing,
  type PasswordHashing,
} from '../../services/console/sign-in/password-hash.ts';
import { putPassword } from '../../services/console/sign-in/password-store.ts';
import { testLog } from '../harness/postgres.ts';
import { type CasesRig, createCasesRig } from './cases-rig.ts';

/** A browser without pages: keeps the cookie, sends the CSRF token. */
export type Visitor = {
  cookie: string;
  csrfToken: string;
  /** Headers of the last answer. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }>;
  signIn(
    email: string,
    password?: string,
  ): Promise<{ status: number; body: Record<string, unknown> }>;
};

export type ConsoleRig = CasesRig & {
  base: string;
  context: ConsoleContext;
  /** How many hashes were computed so far. */
  hashes(): number;
  visitor(): Visitor;
};

export const PASSWORD = 'seven boats under the bridge';

/** Cheap hashes that are counted. */
function countedHashing(): { passwords: PasswordHashing; count(): number } {
  const hashing = createPasswordHashing({ memory: 64, passes: 1, parallelism: 1 });
  let computed = 0;
  return {
    count: () => computed,
    passwords: {
      ...hashing,
      hash: (password) => {
        computed++;
        return hashing.hash(password);
      },
      verify: (password, phc) => {
        computed++;
        return hashing.verify(password, phc);
      },
    },
  };
}

function visitorOf(base: string): Visitor {
  const visitor: Visitor = {
    cookie: '',
    csrfToken: '',
    ask: async (method, path, body, headers = {}) => {
      const response = await fetch(`${base}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(visitor.cookie ? { cookie: visitor.cookie } : {}),
          ...(visitor.csrfToken && method !== 'GET' ? { 'x-csrf-token': visitor.csrfToken } : {}),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const [set] = response.headers.getSetCookie();
      if (set) visitor.cookie = set.split(';')[0] ?? '';
      const text = await response.text();
      const said = text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : {};
      if (typeof said.csrfToken === 'string') visitor.csrfToken = said.csrfToken;
      return { status: response.status, body: said, headers: response.headers };
    },
    signIn: (email, password = PASSWORD) =>
      visitor.ask('POST', '/api/v1/session', { email, password }),
  };
  return visitor;
}

/** Makes the rig; everybody has the password. `close` it in the end. */
export async function createConsoleRig(
  config: Partial<ConsoleConfig> = {},
  { publicUrl = 'http://redress.test' }: { publicUrl?: string } = {},
): Promise<ConsoleRig> {
  const rig = await createCasesRig();
  const { shell, clock } = rig;
  const { db } = rig.database;
  const { passwords, count } = countedHashing();
  const context: ConsoleContext = {
    ...createConsoleContext(
      { ...consoleConfig.parse(config), trustedProxies: ['loopback'] },
      {
        db,
        clock,
        log: testLog,
        metrics: createMetrics(),
        signer: shell.signer,
        policy: loadPolicy(),
        publicUrl,
        mailFrom: { name: 'Care', address: 'care@redress.test' },
      },
    ),
    passwords,
  };
  const phc = await passwords.hash(PASSWORD);
  await db.transaction(async (tx) => {
    for (const staffId of Object.values(rig.staff))
      await putPassword(tx, staffId, phc, clock.now());
  });
  const app = express()
    .use(createConsoleRouter(context, { checkAnswers: true }))
    .use(createCasesRouter(shell, { checkAnswers: true }))
    .use(problemHandler(testLog));
  const server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    ...rig,
    base,
    context,
    hashes: count,
    visitor: () => visitorOf(base),
    close: async () => {
      await new Promise((resolve) => server.close(resolve));
      await rig.close();
    },
  };
}
