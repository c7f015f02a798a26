// What the tests of accounts of the console have in common: two instances of the service on one database, staff, the log as text.
import type { AddressInfo } from 'node:net';
import { Writable } from 'node:stream';
import express from 'express';
import { pino } from 'pino';
import { applyUsers } from '../../services/config-users.ts';
import { createSocial } from '../../services/social/social.ts';
import { createPostgresBus } from '../../shared/bus/postgres.ts';
import { systemClock } from '../../shared/clock.ts';
import type { Db } from '../../shared/db.ts';
import { problemHandler } from '../../shared/http.ts';
import { startAll, stopAll } from '../../shared/lifecycle.ts';
import { createMetrics } from '../../shared/metrics.ts';
import { createApiToken, findStaff } from '../../shared/people.ts';
import { loadPolicy } from '../../shared/policy/policy.ts';
import { createSigner, Secret } from '../../shared/secret.ts';
import { createTestDatabase } from '../harness/postgres.ts';
import { type Answer, createStaffApi } from '../harness/staff-api.ts';
import { ANNA, accountOn, BRAND } from '../harness/watched-account.ts';
import { startXSimulator } from '../simulators/x.ts';

/** The token of the brand, the right one. */
export const TOKEN = 'sesame-token-of-the-brand';
export const REFRESH = 'sesame-refresh-of-the-brand';
export const CLIENT = 'the-client-id';
const staff = [
  { email: 'sam@redress.test', name: 'Sam', role: 'supervisor' as const },
  { email: 'ada@redress.test', name: 'Ada', role: 'admin' as const },
  { email: 'otto@redress.test', name: 'Otto', role: 'auditor' as const },
];
const secretKey = createSigner(new Secret('a key of the tests, as long as it must be'));

async function startInstance(
  db: Db,
  given: {
    apiUrl: string;
    write: Writable;
    accounts?: Parameters<typeof createSocial>[0]['accounts'];
  },
) {
  const log = pino({ level: 'debug' }, given.write);
  const metrics = createMetrics();
  const common = { db, clock: systemClock, log, metrics, signer: secretKey };
  const social = createSocial(
    { accounts: given.accounts ?? [], consoleAccounts: { xApiUrl: given.apiUrl } },
    {
      ...{ ...common, bus: createPostgresBus(common), policy: loadPolicy({}) },
      ...{ publicUrl: 'http://127.0.0.1', mailFrom: { name: 'Care', address: 'care@shop.test' } },
    },
  );
  if (!social.router) throw new Error('the service has no routes');
  const server = express().use(social.router).use(problemHandler(log)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  await startAll(social.parts, log);
  return {
    base: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    metrics,
    stop: async () => {
      await stopAll(social.parts, log);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Puts it together. `stop` it in the end. */
export async function createSocialRig() {
  const database = await createTestDatabase();
  const { db } = database;
  const x = await startXSimulator({ clock: systemClock });
  x.world.addUser({ id: BRAND, username: 'brand', name: 'The Brand' });
  x.world.addUser({ id: ANNA, username: 'anna', name: 'Anna', receivesDirectMessages: true });
  await db.transaction((tx) => applyUsers(tx, staff));
  const tokens: Record<string, string> = {};
  for (const { email, name } of staff) {
    const found = await findStaff(db.query, email);
    const made = await db.transaction((tx) => createApiToken(tx, found?.staffId ?? '', 'test'));
    tokens[name] = made.token;
  }
  const lines: string[] = [];
  const write = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk));
      done();
    },
  });
  const given = { apiUrl: x.url, write };
  const instances = [await startInstance(db, given), await startInstance(db, given)];
  const base = instances[0]?.base ?? '';
  const as = (name: string, at = base) => createStaffApi(at, tokens[name] ?? '');
  const ada = as('Ada');
  return {
    ...{ db, x, ada, sam: as('Sam'), otto: as('Otto') },
    put: async (path: string, body: unknown, headers: Record<string, string> = {}) => {
      const response = await fetch(`${base}${path}`, {
        method: 'PUT',
        headers: {
          ...headers,
          authorization: ada.authorization,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as Answer['body'] };
    },
    /** How many instances have an account among what they measure. */
    watching: async (name: string): Promise<number> => {
      const gauges = await Promise.all(
        instances.map(({ metrics }) => metrics.connectorHealthy.get()),
      );
      return gauges
        .flatMap(({ values }) => values)
        .filter(({ labels }) => labels.connector === name).length;
    },
    healthEvents: async (): Promise<boolean[]> =>
      (
        await db.query<{ healthy: boolean }>(
          `select (e.payload ->> 'healthy')::boolean as healthy from bus.events e
           where e.topic = 'operations.connector_health.v1' order by e.part, e.off`,
        )
      ).map(({ healthy }) => healthy),
    watch: async (): Promise<{ polled_at: Date; failure: string | null } | undefined> =>
      (
        await db.query<{ polled_at: Date; failure: string | null }>(
          "select polled_at, failure from social.published_watches where connector = 'x:brand'",
        )
      )[0],
    items: async (): Promise<number> =>
      (await db.query<{ n: number }>('select count(*)::int as n from intake.items'))[0]?.n ?? 0,
    logged: () => lines.join(''),
    /** Everything that stands in the tables that this service touches, as text. */
    dump: async (): Promise<string> => {
      const tables = await db.query<{ name: string }>(
        `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('social', 'bus', 'intake')`,
      );
      const texts = await Promise.all(
        tables.map(({ name }) => db.query(`select row_to_json(t)::text as row from ${name} t`)),
      );
      return JSON.stringify(texts);
    },
    /** An instance whose configuration file has an account. */
    withFile: async (work: (api: ReturnType<typeof createStaffApi>) => Promise<void>) => {
      const other = await startInstance(db, {
        ...given,
        accounts: [accountOn(x, { name: 'filed', accessToken: TOKEN })],
      });
      try {
        await work(as('Ada', other.base));
      } finally {
        await other.stop();
      }
    },
    removeAll: async () => {
      const { body } = await ada.get('/api/v1/channels/accounts');
      for (const { accountId } of body.accounts as { accountId: string }[])
        await ada.del(`/api/v1/channels/accounts/${accountId}`);
    },
    stop: async () => {
      for (const each of instances) await each.stop();
      await x.stop();
      await database.drop();
    },
  };
}
export type SocialRig = Awaited<ReturnType<typeof createSocialRig>>;
