// The watch of an account on X while X is away, refuses, or limits: nothing is lost and each outage is told of once.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  ANNA,
  BRAND,
  startWatchedAccount,
  TOKEN,
  type WatchedAccount,
} from '../harness/watched-account.ts';

const HOUR_MS = 3_600_000;

let w: WatchedAccount;
beforeEach(async () => {
  w = await startWatchedAccount();
});
afterEach(() => w.stop());

describe('outages', () => {
  test('after 36 hours away, all pages of the backlog come in, oldest first', async () => {
    w.mention('before the outage');
    await w.poll();
    w.x.plan('mentions', { kind: 'status', status: 503 }, { times: 10_000 });
    const expected = ['before the outage'];
    for (let n = 0; n < 432; n++) {
      w.clock.advanceMs((36 * HOUR_MS) / 432);
      w.mention(`mention ${n}`);
      expected.push(`mention ${n}`);
      if (n % 48 === 0) await w.poll();
    }
    expect(await w.texts()).toEqual(['before the outage']);
    w.x.clearFaults();
    const before = w.x.traffic.length;
    await w.poll();
    expect(await w.texts()).toEqual(expected);
    const reads = w.x.traffic.slice(before).filter(({ path }) => path.endsWith('/mentions'));
    expect(reads).toHaveLength(5);
    expect((await w.alerts()).map(({ healthy }) => healthy)).toEqual([false, true]);
  });

  test('a failure in mid-backlog keeps what was got, and the cursor waits for the rest', async () => {
    w.mention('known');
    await w.poll();
    for (let n = 0; n < 350; n++) {
      w.clock.advanceMs(1_000);
      w.mention(`mention ${n}`);
    }
    w.x.plan('mentions', { kind: 'status', status: 500 }, { after: 2, times: 2 });
    await w.poll();
    expect(await w.items()).toHaveLength(201);
    w.mention('one that came meanwhile');
    await w.poll(w.freshWatch());
    const all = await w.texts();
    expect(new Set(all).size).toBe(352);
    expect(all).toHaveLength(352);
    expect(all.at(-1)).toBe('one that came meanwhile');
  });

  test('pages that never end do not hang the watch, and what they hold is stored', async () => {
    const page = {
      data: [{ id: '1860000000000000001', text: 'again', author_id: ANNA }],
      meta: { next_token: 'abcdef', result_count: 1 },
    };
    w.x.plan('mentions', { kind: 'status', status: 200, body: page }, { times: 10_000 });
    await w.poll();
    expect(await w.texts()).toEqual(['again']);
    w.x.clearFaults();
    w.mention('at last');
    await w.poll();
    expect(await w.texts()).toEqual(['again', 'at last']);
  });

  test('a cursor that X no longer takes costs no mention', async () => {
    w.mention('one');
    await w.poll();
    w.mention('two');
    const body = {
      errors: [{ parameters: { since_id: ['1'] }, message: 'too old' }],
      title: 'Invalid Request',
    };
    w.x.plan('mentions', { kind: 'status', status: 400, body });
    await w.poll();
    expect(await w.texts()).toEqual(['one', 'two']);
  });

  test('a revoked token raises one alert; with a new one the backlog comes in and the alert ends', async () => {
    w.mention('before');
    await w.poll();
    expect(await w.healthy()).toBe(1);
    w.x.world.revoke(TOKEN);
    for (let hour = 0; hour < 4; hour++) {
      w.clock.advanceMs(HOUR_MS);
      w.mention(`hour ${hour}`);
      await w.poll(hour === 2 ? w.freshWatch() : undefined);
    }
    expect(await w.healthy()).toBe(0);
    const [alert, ...more] = await w.alerts();
    expect(more).toEqual([]);
    expect(alert).toMatchObject({
      connector: 'x:brand',
      healthy: false,
      since: '2026-11-23T09:00:00.000Z',
    });
    expect(alert?.reason).toContain('connect the account again');
    w.x.world.grant(TOKEN, BRAND);
    await w.poll();
    await w.poll();
    expect(await w.texts()).toEqual(['before', 'hour 0', 'hour 1', 'hour 2', 'hour 3']);
    expect(await w.healthy()).toBe(1);
    expect((await w.alerts()).slice(1)).toEqual([
      { connector: 'x:brand', healthy: true, since: '2026-11-23T09:00:00.000Z' },
    ]);
  });

  test('a second outage is a second alert', async () => {
    for (let outage = 0; outage < 2; outage++) {
      w.x.world.revoke(TOKEN);
      await w.poll();
      w.x.world.grant(TOKEN, BRAND);
      await w.poll();
      w.clock.advanceMs(HOUR_MS);
    }
    expect((await w.alerts()).map(({ healthy }) => healthy)).toEqual([false, true, false, true]);
  });

  test('a failure that passes within minutes alerts no one', async () => {
    w.x.plan('mentions', { kind: 'cut' }, { times: 3 });
    const watch = w.freshWatch();
    for (let round = 0; round < 4; round++) {
      await w.poll(watch);
      w.clock.advanceMs(60_000);
    }
    w.mention('here');
    await w.poll(watch);
    expect(await w.alerts()).toEqual([]);
    expect(await w.texts()).toEqual(['here']);
  });

  test('a token of another account is not read with', async () => {
    w.x.world.grant(TOKEN, ANNA);
    w.mention('not for these eyes');
    await w.poll();
    expect(await w.items()).toEqual([]);
    expect((await w.alerts())[0]?.reason).toContain(`not of userId ${BRAND}`);
    expect(w.x.traffic.map(({ path }) => path)).toEqual(['/2/users/me']);
  });

  test('429 is obeyed to the second, by whichever process asks', async () => {
    w.mention('one');
    const reset = String(Math.ceil(w.clock.now().getTime() / 1000) + 600);
    const headers = { 'x-rate-limit-remaining': '0', 'x-rate-limit-reset': reset };
    w.x.plan('mentions', { kind: 'status', status: 429, headers });
    await w.poll();
    const asked = w.x.traffic.length;
    w.clock.advanceMs(599_000);
    await w.poll();
    await w.poll(w.freshWatch());
    expect(w.x.traffic).toHaveLength(asked);
    w.clock.advanceMs(1_000);
    await w.poll();
    expect(await w.texts()).toEqual(['one']);
    expect(await w.alerts()).toEqual([]);
  });

  test('an hour of rounds keeps within what X allows', async () => {
    const watch = w.freshWatch();
    for (let minute = 0; minute < 60; minute++) {
      await w.poll(watch);
      w.clock.advanceMs(60_000);
    }
    expect(w.x.traffic.filter(({ status }) => status === 429)).toEqual([]);
  });
});
