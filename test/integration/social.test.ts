// The watch of an account on X, with a real PostgreSQL and the simulated X: each mention once, whatever it says.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSocial } from '../../services/social/social.ts';
import { createWatch } from '../../services/social/watch.ts';
import type { IntakeReceived } from '../../shared/events/intake.ts';
import { startAll, stopAll } from '../../shared/lifecycle.ts';
import { createXPlatform } from '../../shared/platforms/x.ts';
import { testLog } from '../harness/postgres.ts';
import {
  ANNA,
  accountOn,
  BRAND,
  startWatchedAccount,
  type WatchedAccount,
} from '../harness/watched-account.ts';

let w: WatchedAccount;
beforeEach(async () => {
  w = await startWatchedAccount();
});
afterEach(() => w.stop());

describe('R01 mentions become items, each once', () => {
  test('R01 a mention is accepted with its author, its place and its original', async () => {
    const id = w.mention('@brand Tom & Jerry <3 never arrived', { language: 'de' });
    await w.poll();
    const [item] = await w.items();
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
    expect(await w.published<IntakeReceived>('intake.received.v1')).toEqual([item]);
    expect(JSON.parse(await w.original(id))).toMatchObject({
      post: { id, text: '@brand Tom &amp; Jerry &lt;3 never arrived' },
      author: { username: 'anna' },
    });
  });

  test('a restart neither repeats nor loses a mention', async () => {
    w.mention('one');
    await w.poll();
    await w.poll();
    w.mention('two');
    await w.poll(w.freshWatch());
    await w.poll(w.freshWatch());
    expect(await w.texts()).toEqual(['one', 'two']);
    expect(await w.published('intake.received.v1')).toHaveLength(2);
  });

  test('of one round, the older mention is accepted first', async () => {
    for (const text of ['first', 'second', 'third']) {
      w.mention(text);
      w.clock.advanceMs(1_000);
    }
    await w.poll();
    expect(await w.texts()).toEqual(['first', 'second', 'third']);
  });

  test('an edited post is one item, whether the edit came before or after it was seen', async () => {
    const early = w.mention('erly');
    w.clock.advanceMs(1_000);
    w.x.world.edit(early, 'early');
    await w.poll();
    const late = w.mention('late');
    await w.poll();
    w.clock.advanceMs(60_000);
    w.x.world.edit(late, 'late, edited');
    await w.poll();
    expect(await w.texts()).toEqual(['early', 'late']);
    expect((await w.items()).map(({ social }) => social?.postId)).toEqual([early, late]);
  });

  test('posts of our own account are not mentions, and are counted', async () => {
    w.x.world.post({ authorId: BRAND, text: 'thank you @brand team', mentions: [BRAND] });
    w.mention('@brand help');
    await w.poll();
    expect(await w.texts()).toEqual(['@brand help']);
    const { values } = await w.deps.metrics.connectorRefused.get();
    expect(values).toMatchObject([
      { labels: { connector: 'x:brand', reason: 'own_post' }, value: 1 },
    ]);
  });

  test('a post by someone X no longer knows is an item all the same', async () => {
    w.mention('bye', { authorId: '2777777777' });
    await w.poll();
    expect((await w.items())[0]?.sender).toEqual({ platformUserId: '2777777777' });
  });

  test('a server that names its fields anew is understood, in either direction', async () => {
    w.mention('old names', { noteText: 'old names, the long text' });
    w.x.setNaming('post');
    const watch = w.freshWatch();
    await w.poll(watch);
    w.x.setNaming('tweet');
    w.mention('short…', { noteText: 'new names, the long text' });
    await w.poll(watch);
    expect(await w.texts()).toEqual(['old names, the long text', 'new names, the long text']);
    expect((await w.items())[0]?.sender).toMatchObject({ handle: 'anna' });
  });

  test('what came before `ignoreBefore` is left where it is on the first connection', async () => {
    w.mention('of old', { createdAt: new Date('2026-11-01T00:00:00Z') });
    w.mention('of today');
    await w.poll(w.freshWatch({ ignoreBefore: '2026-11-20T00:00:00Z' }));
    expect(await w.texts()).toEqual(['of today']);
  });

  test('two processes that watch one account accept each mention once', async () => {
    for (let n = 0; n < 30; n++) w.mention(`mention ${n}`);
    const watches = [w.freshWatch(), w.freshWatch(), w.freshWatch()];
    await Promise.all(watches.map((watch) => w.poll(watch)));
    await w.poll();
    expect(new Set(await w.texts()).size).toBe(30);
    expect(await w.published('intake.received.v1')).toHaveLength(30);
  });
});

describe('items and cursor are one', () => {
  test('when the cursor cannot be kept, no item is', async () => {
    w.mention('one');
    w.mention('two');
    await w.db.query(`
      create function social.refuse() returns trigger language plpgsql as $$
        begin raise exception 'the disk is full'; end $$;
      create trigger refuse before insert or update on social.cursors
        for each row execute function social.refuse()`);
    await expect(w.turn()).rejects.toThrow('the disk is full');
    expect(await w.items()).toEqual([]);
    expect(await w.published('intake.received.v1')).toEqual([]);
    await w.db.query('drop trigger refuse on social.cursors');
    await w.poll();
    expect(await w.texts()).toEqual(['one', 'two']);
  });

  test('when the connection breaks before the commit, all of it comes again', async () => {
    for (let n = 0; n < 20; n++) w.mention(`mention ${n}`);
    await w.db.query(`
      create function social.break_off() returns trigger language plpgsql as $$
        begin perform pg_terminate_backend(pg_backend_pid()); perform pg_sleep(1); return new; end $$;
      create trigger break_off before insert on social.cursors
        for each row execute function social.break_off()`);
    await expect(w.turn()).rejects.toThrow();
    await w.db.query('drop trigger break_off on social.cursors');
    expect(await w.items()).toEqual([]);
    await w.poll();
    expect(await w.texts()).toHaveLength(20);
  });

  test('a mention that the database refuses is kept as unreadable and holds no other back', async () => {
    await w.db.query(
      `alter table intake.items add constraint no_poison check (received->>'text' <> 'poison')`,
    );
    w.mention('before');
    const id = w.mention('poison');
    w.mention('after');
    await w.poll();
    expect(await w.texts()).toEqual(['before', '', 'after']);
    expect((await w.items())[1]?.unreadable).toContain('It could not be stored as it is');
    expect(await w.original(id)).toContain('poison');
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
    for (const text of hostile) w.mention(text);
    w.mention('a plain complaint');
    await w.poll();
    const stored = await w.items();
    expect(stored).toHaveLength(hostile.length + 1);
    expect(stored[0]).toMatchObject({ textCut: true });
    expect(stored[0]?.text).toHaveLength(20_000);
    expect(await w.original(stored[0]?.social?.postId)).toContain('x the end');
    expect(stored[1]?.text).toBe('a NUL \ufffd in the middle');
    expect(await w.original(stored[1]?.social?.postId)).toContain('a NUL \\u0000 in the middle');
    expect(stored[2]?.text).toBe('half a pair \ufffd of surrogates');
    for (const index of [3, 4, 5, 6, 7, 8]) expect(stored[index]?.text).toBe(hostile[index]);
    expect(stored[9]).toMatchObject({ textCut: true });
    expect(stored[10]).toMatchObject({ unreadable: 'The post has no text that can be read.' });
    expect(stored[11]?.text).toBe('a plain complaint');
    expect(await w.published('intake.received.v1')).toHaveLength(stored.length);
  });

  test('a post nested beyond what can be written is kept by what was read of it', async () => {
    let deep: unknown = 1;
    for (let level = 0; level < 100_000; level++) deep = [deep];
    const strange = { postId: '7', author: { platformUserId: ANNA }, text: 'help', direct: false };
    const platform = createXPlatform(accountOn(w.x), w.deps);
    const watch = async () => ({
      mentions: [{ ...strange, original: deep }],
      next: '{}',
      more: false,
    });
    await createWatch({ ...platform, watch }, w.deps).turn(new AbortController().signal);
    expect(await w.texts()).toEqual(['help']);
    expect(await w.original('7')).toContain('nested too deeply');
  });

  test('what is no post at all is an item that a person can look at', async () => {
    const body = { data: [{ surprise: true }, 'text', { id: '5', text: 'fine', author_id: ANNA }] };
    w.x.plan('mentions', { kind: 'status', status: 200, body });
    await w.poll();
    const stored = await w.items();
    expect(stored.map(({ text }) => text)).toEqual(['fine', '', '']);
    expect(stored[2]?.unreadable).toBeDefined();
    expect(await w.original(stored[2]?.social?.postId)).toBe('{"surprise":true}');
  });
});

describe('the service', () => {
  test('runs a loop an account, reads and never writes, and stops when told', async () => {
    w.x.world.addUser({ id: '1000000002', username: 'second', name: 'Second' });
    w.x.world.grant('another-token-0123456789', '1000000002');
    const accounts = [
      accountOn(w.x),
      accountOn(w.x, {
        name: 'second',
        userId: '1000000002',
        accessToken: 'another-token-0123456789',
      }),
    ];
    const social = createSocial({ accounts }, w.deps);
    w.mention('to the first');
    await startAll(social.parts, testLog);
    try {
      w.mention('to the second', { mentions: ['1000000002'] });
      w.mention('to both', { mentions: [BRAND, '1000000002'] });
      await expect.poll(w.texts, { timeout: 20_000 }).toHaveLength(3);
    } finally {
      await stopAll(social.parts, testLog);
    }
    expect((await w.items()).map(({ connector }) => connector)).toContain('x:second');
    const asked = w.x.traffic.length;
    await new Promise((resolve) => setImmediate(resolve));
    expect(w.x.traffic).toHaveLength(asked);
    expect(w.x.violations).toEqual([]);
    expect(w.x.traffic.every(({ method }) => method === 'GET')).toBe(true);
  });
});
