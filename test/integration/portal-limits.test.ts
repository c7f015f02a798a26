// Limits of rate, and outages of the database, with a real PostgreSQL behind a way that can be cut.
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openDb } from '../../shared/db.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../harness/postgres.ts';
import { type PortalRig, receivedItems, startPortal } from './portal-rig.ts';
import { complain, cuttableLink, keyIn } from './portal-visitor.ts';

let database: TestDatabase;
let rig: PortalRig;

beforeAll(async () => {
  database = await createTestDatabase();
  rig = await startPortal(database.db, { bodyBytesMax: 256 * 1024 });
});
afterAll(async () => {
  await rig.stop();
  await database.drop();
});
beforeEach(async () => {
  await database.db.query(
    'truncate intake.items, portal.idempotency_keys, bus.events, cases.cases, cases.intake_outcomes cascade',
  );
});

describe('limits and outages', () => {
  test('too many from one address: 429 with Retry-After, the form keeps the text, X-Forwarded-For helps nobody (S27)', async () => {
    const limited = await startPortal(database.db, { rateLimitPerMinute: 3 });
    const send = (n: number) =>
      limited.post(
        '/api/v1/complaints',
        { message: `${n}` },
        { 'x-forwarded-for': `198.51.100.${n}` },
      );
    const answers = [];
    for (let n = 0; n < 5; n++) answers.push((await send(n)).status);
    expect(answers).toEqual([202, 202, 202, 429, 429]);
    const page = await limited.postForm('/', { message: 'kept for later' });
    expect(page.status).toBe(429);
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await page.text()).toContain('kept for later');
    expect(await receivedItems(database.db)).toHaveLength(3);
    await limited.stop();
    const behind = await startPortal(database.db, {
      rateLimitPerMinute: 1,
      trustedProxies: ['loopback'],
    });
    for (const from of ['198.51.100.1', '198.51.100.2']) {
      const headers = { 'x-forwarded-for': `1.2.3.4, ${from}` };
      expect((await behind.post('/api/v1/complaints', { message: 'x' }, headers)).status).toBe(202);
      expect((await behind.post('/api/v1/complaints', { message: 'x' }, headers)).status).toBe(429);
    }
    const headers = (port: number) => ({ 'x-forwarded-for': `198.51.100.3:${port}` });
    const ports = [];
    for (const port of [40001, 40002])
      ports.push((await behind.post('/api/v1/complaints', { message: 'x' }, headers(port))).status);
    expect(ports).toEqual([202, 429]);
    await behind.stop();
  });

  test('without the database: 503 with Retry-After, nothing accepted, the form keeps text and key; after it, one item', async () => {
    const link = await cuttableLink(database.url);
    const db = openDb(link.url, testLog);
    const portal = await startPortal(db);
    const key = keyIn(await (await fetch(`${portal.url}/`)).text());
    const { path } = await complain(rig);
    await link.cut();
    const fields = { message: 'keep me & mine', email: 'ada@example.org', idempotencyKey: key };
    const response = await portal.postForm('/', fields);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    const html = await response.text();
    expect(html).toContain('keep me &amp; mine');
    expect(html).toContain('value="ada@example.org"');
    expect(keyIn(html)).toBe(key);
    const api = await portal.post('/api/v1/complaints', { message: 'x' });
    expect(api.status).toBe(503);
    expect(api.headers.get('retry-after')).toBe('10');
    expect((await fetch(`${portal.url}${path}`)).status).toBe(503);
    const reply = path.replace('?', '/reply?');
    const replied = await portal.postForm(reply, { message: 'my reply stays' });
    expect(replied.status).toBe(503);
    expect(await replied.text()).toContain('my reply stays');
    await link.mend();
    expect((await portal.postForm('/', fields)).status).toBe(202);
    expect((await portal.postForm('/', fields)).status).toBe(202);
    const items = await receivedItems(database.db);
    expect(items.filter((item) => item.connector === 'form')).toHaveLength(1);
    expect(items.filter((item) => item.connector === 'api')).toHaveLength(1);
    await portal.stop();
    await db.close();
    await link.close();
  });

  test('a database that answers too late: 503 in time, and the same key then finds what was stored', async () => {
    const slow = await startPortal(database.db, { acceptWithinMs: 200 });
    const holder = await database.db.connect();
    await holder.query('begin; lock table intake.items in access exclusive mode');
    const headers = { 'idempotency-key': 'late-1' };
    const send = () => slow.post('/api/v1/complaints', { message: 'late' }, headers);
    const late = await send();
    expect(late.status).toBe(503);
    expect(late.headers.get('retry-after')).toBe('10');
    expect(await late.json()).toMatchObject({ code: 'unavailable' });
    await holder.query('rollback');
    await holder.end();
    // Stopping waits for what is in flight.
    await slow.stop();
    const after = await startPortal(database.db);
    const again = await after.post('/api/v1/complaints', { message: 'late' }, headers);
    expect(again.status).toBe(202);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect((await receivedItems(database.db)).map((item) => item.text)).toEqual(['late']);
    await after.stop();
  });

  test('files beyond what all requests may hold in memory: 503, and the room is free again after', async () => {
    const small = await startPortal(database.db, { memoryBytesMax: 1024 * 1024 });
    const send = (bytes: number) =>
      small.postForm('/api/v1/complaints', { message: 'with a file' }, [
        { name: 'a.bin', content: 'x'.repeat(bytes) },
      ]);
    for (let n = 0; n < 3; n++) {
      const refused = await send(2 * 1024 * 1024);
      expect(refused.status).toBe(503);
      expect(await refused.json()).toMatchObject({ code: 'busy' });
      expect((await send(800 * 1024)).status).toBe(202);
    }
    expect(await receivedItems(database.db)).toHaveLength(3);
    await small.stop();
  });

  test('S33 uploads that never end take up all room for files, and complaints in words still come in', async () => {
    const small = await startPortal(database.db, { memoryBytesMax: 1024 * 1024 });
    const { port } = new URL(small.url);
    const opening =
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 9000000\r\n\r\n' +
      '--b\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n';
    const uploads = Array.from({ length: 4 }, () => connect(Number(port), '127.0.0.1'));
    try {
      for (const upload of uploads) upload.write(opening + 'x'.repeat(700 * 1024));
      const withFile = () =>
        small.postForm('/api/v1/complaints', { message: 'x' }, [
          { name: 'a', content: 'x'.repeat(300 * 1024) },
        ]);
      await expect.poll(async () => (await withFile()).status, { timeout: 20_000 }).toBe(503);
      const inWords = 'It broke again. '.repeat(3500);
      expect((await small.post('/api/v1/complaints', { message: inWords })).status).toBe(202);
      expect((await small.postForm('/', { message: inWords })).status).toBe(202);
    } finally {
      for (const upload of uploads) upload.destroy();
      await small.stop();
    }
  });
});
