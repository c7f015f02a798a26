// An account on the simulated X, watched over a real PostgreSQL: what the social tests share. No expectations live here.
import { createWatch } from '../../services/social/watch.ts';
import { createPostgresBus } from '../../shared/bus/postgres.ts';
import { createHandClock } from '../../shared/clock.ts';
import { type IntakeReceived, intakeReceivedSchema } from '../../shared/events/intake.ts';
import type { ConnectorHealth } from '../../shared/events/operations.ts';
import { createMetrics } from '../../shared/metrics.ts';
import { createXPlatform, xAccountConfig } from '../../shared/platforms/x.ts';
import { loadPolicy } from '../../shared/policy/policy.ts';
import type { Deps } from '../../shared/runtime.ts';
import { createSigner, Secret } from '../../shared/secret.ts';
import { startXSimulator, type XSimulator } from '../simulators/x.ts';
import { createTestDatabase, type TestDatabase, testLog } from './postgres.ts';

export const BRAND = '1000000001';
export const ANNA = '2000000001';
export const TOKEN = 'token-of-the-brand-0123456789';

/** A simulated X on which a brand has an account and Anna has one too. */
export async function startBrandOnX() {
  const clock = createHandClock(new Date('2026-11-23T08:00:00Z'));
  const x = await startXSimulator({ clock });
  x.world.addUser({ id: BRAND, username: 'brand', name: 'The Brand' });
  x.world.addUser({ id: ANNA, username: 'anna', name: 'Anna', receivesDirectMessages: true });
  x.world.grant(TOKEN, BRAND);
  return { clock, x };
}

/** The brand's account as it would be configured. */
export const accountOn = (x: XSimulator, over: Record<string, unknown> = {}) =>
  xAccountConfig.parse({
    name: 'brand',
    userId: BRAND,
    accessToken: TOKEN,
    apiUrl: x.url,
    pollSeconds: 0.02,
    requestTimeoutMs: 2_000,
    ...over,
  });

const depsOver = ({ db }: TestDatabase, clock: Deps['clock']): Deps => {
  const common = { db, clock, log: testLog, metrics: createMetrics() };
  return {
    ...common,
    bus: createPostgresBus(common),
    signer: createSigner(new Secret('0'.repeat(32))),
    policy: loadPolicy(),
    publicUrl: 'http://localhost',
    mailFrom: { name: 'Care', address: 'care@example.org' },
  };
};

/** What lies in the database after the watch. */
const createLook = ({ db }: TestDatabase, deps: Deps) => {
  const published = async <E>(topic: string): Promise<E[]> => {
    const rows = await db.query<{ payload: E }>(
      'select e.payload from bus.events e where e.topic = $1 order by e.created_at, e.part, e.off',
      [topic],
    );
    return rows.map(({ payload }) => payload);
  };
  const items = async (): Promise<IntakeReceived[]> => {
    const rows = await db.query<{ received: unknown }>(
      'select i.received from intake.items i order by i.item_id',
    );
    return rows.map(({ received }) => intakeReceivedSchema.parse(received));
  };
  return {
    published,
    items,
    texts: async (): Promise<string[]> => (await items()).map(({ text }) => text),
    alerts: () => published<ConnectorHealth>('operations.connector_health.v1'),
    healthy: async (): Promise<number | undefined> =>
      (await deps.metrics.connectorHealthy.get()).values[0]?.value,
    /** The stored original of a post, as text. */
    original: async (postId: string | undefined): Promise<string> => {
      const rows = await db.query<{ content: Buffer }>(
        `select c.content from intake.items i join blobs.chunks c on c.sha256 = i.original_sha256
         where i.dedup_key = $1 order by c.n`,
        [`x:${postId}`],
      );
      return Buffer.concat(rows.map(({ content }) => content)).toString('utf8');
    },
  };
};

/** Starts all of it; `stop` leaves nothing behind. */
export async function startWatchedAccount() {
  const database = await createTestDatabase();
  const { clock, x } = await startBrandOnX();
  const deps = depsOver(database, clock);
  const { signal } = new AbortController();
  /** The watch as a process that has just started has it. */
  const freshWatch = (over: Record<string, unknown> = {}) =>
    createWatch(createXPlatform(accountOn(x, over), deps), deps);
  return {
    ...createLook(database, deps),
    db: database.db,
    clock,
    x,
    deps,
    freshWatch,
    /** One round, as the loop makes it. */
    turn: () => freshWatch().turn(signal),
    /** Rounds until there is nothing more to fetch at once. */
    poll: async (watch = freshWatch()): Promise<void> => {
      for (let round = 0; round < 50; round++) if (!(await watch.turn(signal))) return;
      throw new Error('the watch does not come to rest');
    },
    /** Anna names the brand in public. */
    mention: (text: string, over: Record<string, unknown> = {}): string =>
      x.world.post({ authorId: ANNA, text, mentions: [BRAND], ...over }),
    stop: async (): Promise<void> => {
      await x.stop();
      await database.drop();
    },
  };
}
export type WatchedAccount = Awaited<ReturnType<typeof startWatchedAccount>>;
