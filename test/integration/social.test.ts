// The watch of an account on X with a real PostgreSQL and the simulated X: once, in order, through outages, whatever is said.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSocial } from '../../services/social/social.ts';
import { createWatch } from '../../services/social/watch.ts';
import { createPostgresBus } from '../../shared/bus-postgres.ts';
import { createHandClock, type HandClock } from '../../shared/clock.ts';
import { type IntakeReceived, intakeReceivedSchema } from '../../shared/events/intake.ts';
import type { ConnectorHealth } from '../../shared/events/operations.ts';
import { startAll, stopAll } from '../../shared/lifecycle.ts';
import { createMetrics } from '../../shared/metrics.ts';
import { createXPlatform, xAccountConfig } from '../../shared/platforms/x.ts';
import { loadPolicy } from '../../shared/policy/policy.ts';
import type { Deps } from '../../shared/runtime.ts';
import { createSigner, Secret } from '../../shared/secret.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../harness/postgres.ts';
import { startXSimulator, type XSimulator } from '../simulators/x.ts';

const BRAND = '1000000001';
const ANNA = '2000000001';
const TOKEN = 'token-of-the-brand-0123456789';
const HOUR_MS = 3_600_000;

let database: TestDatabase;
let clock: HandClock;
let x: XSimulator;
let deps: Deps;

beforeEach(async () => {
  database = await createTestDatabase();
  clock = createHandClock(new Date('2026-11-23T08:00:00Z'));
  x = await startXSimulator({ clock });
  x.world.addUser({ id: BRAND, username: 'brand', name: 'The Brand' });
  x.world.addUser({ id: ANNA, username: 'anna', name: 'Anna' });
  x.world.grant(TOKEN, BRAND);
  const { db } = database;
  const common = { db, clock, log: testLog, metrics: createMetrics() };
  deps = {
    ...common,
    bus: createPostgresBus(common),
    signer: createSigner(new Secret('0'.repeat(32))),
    policy: loadPolicy(),
    publicUrl: 'http://localhost',
    mailFrom: { name: 'Care', address: 'care@example.org' },
  };
});
afterEach(async () => {
  await x.stop();
  await database.drop();
});

const accountOf = (over: Record<string, unknown> = {}) =>
  xAccountConfig.parse({
    name: 'brand',
    userId: BRAND,
    accessToken: TOKEN,
    apiUrl: x.url,
    pollSeconds: 0.02,
    requestTimeoutMs: 2_000,
    ...over,
  });
/** The watch as a process that has just started has it. */
const freshWatch = (over: Record<string, unknown> = {}) =>
  createWatch(createXPlatform(accountOf(over), deps), deps);
const signal = new AbortController().signal;

/** Rounds until there is nothing more to fetch at once. */
async function poll(watch = freshWatch()): Promise<void> {
  for (let round = 0; round < 50; round++) if (!(await watch.turn(signal))) return;
  expect.fail('the watch does not come to rest');
}

const mention = (text: string, over: Record<string, unknown> = {}): string =>
  x.world.post({ authorId: ANNA, text, mentions: [BRAND], ...over });
const items = async (): Promise<IntakeReceived[]> =>
  (
    await database.db.query<{ received: unknown }>(
      'select i.received from intake.items i order by i.item_id',
    )
  ).map(({ received }) => intakeReceivedSchema.parse(received));
const texts = async (): Promise<string[]> => (await items()).map(({ text }) => text);
const published = async <E>(topic: string): Promise<E[]> =>
  (
    await database.db.query<{ payload: E }>(
      'select e.payload from bus.events e where e.topic = $1 order by e.created_at, e.part, e.off',
      [topic],
    )
  ).map(({ payload }) => payload);
const alerts = () => published<ConnectorHealth>('operations.connector_health.v1');
const healthy = async (): Promise<number | undefined> =>
  (await deps.metrics.connectorHealthy.get()).values[0]?.value;
const original = async (dedupKey: string): Promise<string> => {
  const rows = await database.db.query<{ content: Buffer }>(
    `select c.content from intake.items i join blobs.chunks c on c.sha256 = i.original_sha256
     where i.dedup_key = $1 order by c.n`,
    [dedupKey],
  );
  return Buffer.concat(rows.map(({ content }) => content)).toString('utf8');
};

describe('R01 mentions become items, each once', () => {
  test('R01 a mention is accepted with its author, its place and its original', async () => {
    const id = mention('@brand Tom & Jerry <3 never arrived', { language: 'de' });
    await poll();
    const [item] = await items();
    expect(item).toMatchObject({
      channel: 'x',
      connector: 'x:brand',
      receivedAt: '2026-11-23T08:00:00.000Z',
      sentAt: '2026-11-23T08:00:00.000Z',
      sender: { handle: 'anna', name: 'Anna', platformUserId: ANNA },
      text: '@brand Tom & Jerry <3 never arrived',
      textCut: false,
      language: 'de',
      social: { platform: 'x', postId: id, url: `https://x.com/i/status/${id}`, direct: false },
    });
    expect(await published<IntakeReceived>('intake.received.v1')).toEqual([item]);
    expect(JSON.parse(await original(`x:${id}`))).toMatchObject({
      post: { id, text: '@brand Tom &amp; Jerry &lt;3 never arrived' },
      author: { username: 'anna' },
    });
  });

  test('a restart neither repeats nor loses a mention', async () => {
    mention('one');
    await poll();
    await poll();
    mention('two');
    await poll(freshWatch());
    await poll(freshWatch());
    expect(await texts()).toEqual(['one', 'two']);
    expect(await published('intake.received.v1')).toHaveLength(2);
  });

  test('of one round, the older mention is accepted first', async () => {
    for (const text of ['first', 'second', 'third']) {
      mention(text);
      clock.advanceMs(1_000);
    }
    await poll();
    expect(await texts()).toEqual(['first', 'second', 'third']);
  });

  test('an edited post is one item, whether the edit came before or after it was seen', async () => {
    const early = mention('erly');
    clock.advanceMs(1_000);
    x.world.edit(early, 'early');
    await poll();
    const late = mention('late');
    await poll();
    clock.advanceMs(60_000);
    x.world.edit(late, 'late, edited');
    await poll();
    expect(await texts()).toEqual(['early', 'late']);
    expect((await items()).map(({ social }) => social?.postId)).toEqual([early, late]);
  });

  test('posts of our own account are not mentions, and are counted', async () => {
    x.world.post({ authorId: BRAND, text: 'thank you @brand team', mentions: [BRAND] });
    mention('@brand help');
    await poll();
    expect(await texts()).toEqual(['@brand help']);
    const { values } = await deps.metrics.connectorRefused.get();
    expect(values).toMatchObject([
      { labels: { connector: 'x:brand', reason: 'own_post' }, value: 1 },
    ]);
  });

  test('a post by someone X no longer knows is an item all the same', async () => {
    mention('bye', { authorId: '2777777777' });
    await poll();
    expect((await items())[0]?.sender).toEqual({ platformUserId: '2777777777' });
  });

  test('a server that names its fields anew is understood, in either direction', async () => {
    mention('old names', { noteText: 'old names, the long text' });
    x.setNaming('post');
    const watch = freshWatch();
    await poll(watch);
    x.setNaming('tweet');
    mention('short…', { noteText: 'new names, the long text' });
    await poll(watch);
    expect(await texts()).toEqual(['old names, the long text', 'new names, the long text']);
    expect((await items())[0]?.sender).toMatchObject({ handle: 'anna' });
  });

  test('what came before `ignoreBefore` is left where it is on the first connection', async () => {
    mention('of old', { createdAt: new Date('2026-11-01T00:00:00Z') });
    mention('of today');
    await poll(freshWatch({ ignoreBefore: '2026-11-20T00:00:00Z' }));
    expect(await texts()).toEqual(['of today']);
  });

  test('two processes that watch one account accept each mention once', async () => {
    for (let n = 0; n < 30; n++) mention(`mention ${n}`);
    const watches = [freshWatch(), freshWatch(), freshWatch()];
    await Promise.all(watches.map((watch) => poll(watch)));
    await poll();
    expect(new Set(await texts()).size).toBe(30);
    expect(await published('intake.received.v1')).toHaveLength(30);
  });
});

describe('items and cursor are one', () => {
  test('when the cursor cannot be kept, no item is', async () => {
    mention('one');
    mention('two');
    await database.db.query(`
      create function social.refuse() returns trigger language plpgsql as $$
        begin raise exception 'the disk is full'; end $$;
      create trigger refuse before insert or update on social.cursors
        for each row execute function social.refuse()`);
    await expect(freshWatch().turn(signal)).rejects.toThrow('the disk is full');
    expect(await items()).toEqual([]);
    expect(await published('intake.received.v1')).toEqual([]);
    await database.db.query('drop trigger refuse on social.cursors');
    await poll();
    expect(await texts()).toEqual(['one', 'two']);
  });

  test('when the connection breaks before the commit, all of it comes again', async () => {
    for (let n = 0; n < 20; n++) mention(`mention ${n}`);
    await database.db.query(`
      create function social.break_off() returns trigger language plpgsql as $$
        begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); return new; end $$;
      create trigger break_off before insert on social.cursors
        for each row execute function social.break_off()`);
    await expect(freshWatch().turn(signal)).rejects.toThrow();
    await database.db.query('drop trigger break_off on social.cursors');
    expect(await items()).toEqual([]);
    await poll();
    expect(await texts()).toHaveLength(20);
  });

  test('a mention that the database refuses is kept as unreadable and holds no other back', async () => {
    await database.db.query(
      `alter table intake.items add constraint no_poison check (received->>'text' <> 'poison')`,
    );
    mention('before');
    const id = mention('poison');
    mention('after');
    await poll();
    expect(await texts()).toEqual(['before', '', 'after']);
    expect((await items())[1]?.unreadable).toContain('It could not be stored as it is');
    expect(await original(`x:${id}`)).toContain('poison');
  });
});

describe('outages', () => {
  test('after 36 hours away, all pages of the backlog come in, oldest first', async () => {
    mention('before the outage');
    await poll();
    x.plan('mentions', { kind: 'status', status: 503 }, { times: 10_000 });
    const expected = ['before the outage'];
    for (let n = 0; n < 432; n++) {
      clock.advanceMs((36 * HOUR_MS) / 432);
      mention(`mention ${n}`);
      expected.push(`mention ${n}`);
      if (n % 48 === 0) await poll();
    }
    expect(await texts()).toEqual(['before the outage']);
    x.clearFaults();
    const before = x.traffic.length;
    await poll();
    expect(await texts()).toEqual(expected);
    const reads = x.traffic.slice(before).filter(({ path }) => path.endsWith('/mentions'));
    expect(reads).toHaveLength(5);
    expect((await alerts()).map(({ healthy }) => healthy)).toEqual([false, true]);
  });

  test('a failure in mid-backlog keeps what was got, and the cursor waits for the rest', async () => {
    mention('known');
    await poll();
    for (let n = 0; n < 350; n++) {
      clock.advanceMs(1_000);
      mention(`mention ${n}`);
    }
    x.plan('mentions', { kind: 'status', status: 500 }, { after: 2, times: 2 });
    await poll();
    expect(await items()).toHaveLength(201);
    mention('one that came meanwhile');
    await poll(freshWatch());
    const all = await texts();
    expect(new Set(all).size).toBe(352);
    expect(all).toHaveLength(352);
    expect(all.at(-1)).toBe('one that came meanwhile');
  });

  test('pages that never end do not hang the watch, and what they hold is stored', async () => {
    const page = {
      data: [{ id: '1860000000000000001', text: 'again', author_id: ANNA }],
      meta: { next_token: 'abcdef', result_count: 1 },
    };
    x.plan('mentions', { kind: 'status', status: 200, body: page }, { times: 10_000 });
    await poll();
    expect(await texts()).toEqual(['again']);
    x.clearFaults();
    mention('at last');
    await poll();
    expect(await texts()).toEqual(['again', 'at last']);
  });

  test('a cursor that X no longer takes costs no mention', async () => {
    mention('one');
    await poll();
    mention('two');
    const body = {
      errors: [{ parameters: { since_id: ['1'] }, message: 'too old' }],
      title: 'Invalid Request',
    };
    x.plan('mentions', { kind: 'status', status: 400, body });
    await poll();
    expect(await texts()).toEqual(['one', 'two']);
  });

  test('a revoked token raises one alert; with a new one the backlog comes in and the alert ends', async () => {
    mention('before');
    await poll();
    expect(await healthy()).toBe(1);
    x.world.revoke(TOKEN);
    for (let hour = 0; hour < 4; hour++) {
      clock.advanceMs(HOUR_MS);
      mention(`hour ${hour}`);
      await poll(hour === 2 ? freshWatch() : undefined);
    }
    expect(await healthy()).toBe(0);
    const [alert, ...more] = await alerts();
    expect(more).toEqual([]);
    expect(alert).toMatchObject({
      connector: 'x:brand',
      healthy: false,
      since: '2026-11-23T09:00:00.000Z',
    });
    expect(alert?.reason).toContain('connect the account again');
    x.world.grant(TOKEN, BRAND);
    await poll();
    await poll();
    expect(await texts()).toEqual(['before', 'hour 0', 'hour 1', 'hour 2', 'hour 3']);
    expect(await healthy()).toBe(1);
    expect((await alerts()).slice(1)).toEqual([
      { connector: 'x:brand', healthy: true, since: '2026-11-23T09:00:00.000Z' },
    ]);
  });

  test('a second outage is a second alert', async () => {
    for (let outage = 0; outage < 2; outage++) {
      x.world.revoke(TOKEN);
      await poll();
      x.world.grant(TOKEN, BRAND);
      await poll();
      clock.advanceMs(HOUR_MS);
    }
    expect((await alerts()).map(({ healthy }) => healthy)).toEqual([false, true, false, true]);
  });

  test('a failure that passes within minutes alerts no one', async () => {
    x.plan('mentions', { kind: 'cut' }, { times: 3 });
    const watch = freshWatch();
    for (let round = 0; round < 4; round++) {
      await poll(watch);
      clock.advanceMs(60_000);
    }
    mention('here');
    await poll(watch);
    expect(await alerts()).toEqual([]);
    expect(await texts()).toEqual(['here']);
  });

  test('a token of another account is not read with', async () => {
    x.world.grant(TOKEN, ANNA);
    mention('not for these eyes');
    await poll();
    expect(await items()).toEqual([]);
    expect((await alerts())[0]?.reason).toContain(`not of userId ${BRAND}`);
    expect(x.traffic.map(({ path }) => path)).toEqual(['/2/users/me']);
  });

  test('429 is obeyed to the second, by whichever process asks', async () => {
    mention('one');
    const reset = String(Math.ceil(clock.now().getTime() / 1000) + 600);
    const headers = { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset };
    x.plan('mentions', { kind: 'status', status: 429, headers });
    await poll();
    const asked = x.traffic.length;
    clock.advanceMs(599_000);
    await poll();
    await poll(freshWatch());
    expect(x.traffic).toHaveLength(asked);
    clock.advanceMs(1_000);
    await poll();
    expect(await texts()).toEqual(['one']);
    expect(await alerts()).toEqual([]);
  });

  test('an hour of rounds keeps within what X allows', async () => {
    const watch = freshWatch();
    for (let minute = 0; minute < 60; minute++) {
      await poll(watch);
      clock.advanceMs(60_000);
    }
    expect(x.traffic.filter(({ status }) => status === 429)).toEqual([]);
  });
});

describe('whatever is said', () => {
  test('R03 hostile texts are kept, shown within bounds, and harm no other item', async () => {
    const hostile = [
      `${'x'.repeat(99_990)} the end`,
      'a NUL \0 in the middle',
      'half a pair \ud83d of surrogates',
      '\u202etfeL ot thgiR\u202c مرحبا بالعالم',
      '{{#each this}}{{lookup . "constructor"}}{{/each}} #{7*7} <%= 7*7 %>',
      `'; drop table intake.items; -- `,
      '<img src=x onerror=alert(1)> &amp;lt;',
      '=HYPERLINK("http://example.org","x")',
      '\u0301'.repeat(5_000),
      '👩‍👩‍👧‍👦'.repeat(3_000),
      ' \n ',
    ];
    for (const text of hostile) mention(text);
    mention('a plain complaint');
    await poll();
    const stored = await items();
    expect(stored).toHaveLength(hostile.length + 1);
    expect(stored[0]).toMatchObject({ textCut: true });
    expect(stored[0]?.text).toHaveLength(20_000);
    expect(await original(`x:${stored[0]?.social?.postId}`)).toContain('x the end');
    expect(stored[1]?.text).toBe('a NUL \ufffd in the middle');
    expect(await original(`x:${stored[1]?.social?.postId}`)).toContain(
      'a NUL \\u0000 in the middle',
    );
    expect(stored[2]?.text).toBe('half a pair \ufffd of surrogates');
    for (const index of [3, 4, 5, 6, 7, 8]) expect(stored[index]?.text).toBe(hostile[index]);
    expect(stored[9]).toMatchObject({ textCut: true });
    expect(stored[10]).toMatchObject({ unreadable: 'The post has no text that can be read.' });
    expect(stored[11]?.text).toBe('a plain complaint');
    expect(await published('intake.received.v1')).toHaveLength(stored.length);
  });

  test('what is no post at all is an item that a person can look at', async () => {
    const body = { data: [{ surprise: true }, 'text', { id: '5', text: 'fine', author_id: ANNA }] };
    x.plan('mentions', { kind: 'status', status: 200, body });
    await poll();
    const stored = await items();
    expect(stored.map(({ text }) => text)).toEqual(['fine', '', '']);
    expect(stored[2]?.unreadable).toBeDefined();
    expect(await original(`x:${stored[2]?.social?.postId}`)).toBe('{"surprise":true}');
  });
});

describe('the service', () => {
  test('runs a loop an account, reads and never writes, and stops when told', async () => {
    x.world.addUser({ id: '1000000002', username: 'second', name: 'Second' });
    x.world.grant('another-token-0123456789', '1000000002');
    const accounts = [
      accountOf(),
      accountOf({ name: 'second', userId: '1000000002', accessToken: 'another-token-0123456789' }),
    ];
    const platforms = accounts.map((account) => createXPlatform(account, deps));
    const social = createSocial({ accounts }, deps, platforms);
    mention('to the first');
    await startAll(social.parts, testLog);
    try {
      mention('to the second', { mentions: ['1000000002'] });
      mention('to both', { mentions: [BRAND, '1000000002'] });
      await expect.poll(texts, { timeout: 20_000 }).toHaveLength(3);
    } finally {
      await stopAll(social.parts, testLog);
    }
    expect((await items()).map(({ connector }) => connector)).toContain('x:second');
    const asked = x.traffic.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(x.traffic).toHaveLength(asked);
    expect(x.violations).toEqual([]);
    expect(x.traffic.every(({ method }) => method === 'GET')).toBe(true);
  });
});
