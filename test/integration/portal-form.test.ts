// The complaint form over HTTP with a real PostgreSQL, as a browser without JavaScript uses it.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { type PortalRig, receivedItems, startPortal } from './portal-rig.ts';
import { getPage, keyIn } from './portal-visitor.ts';

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

const get = (path: string, headers: Record<string, string> = {}) => getPage(rig, path, headers);
const freshKey = async (): Promise<string> => keyIn((await get('/')).html);

describe('the form', () => {
  test('carries the headers of a page that nothing may be done with', async () => {
    const { response } = await get('/');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toBe(
      "default-src 'none';style-src 'self';img-src 'self';form-action 'self';base-uri 'none';frame-ancestors 'none'",
    );
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('strict-transport-security')).toBeNull();
  });

  test('an address without a page gets a page in the reader’s language; programs get a problem', async () => {
    const { response, html } = await get('/nowhere', {
      accept: 'text/html,*/*;q=0.8',
      'accept-language': 'de',
    });
    expect(response.status).toBe(404);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html).toContain('Unter dieser Adresse ist keine Seite');
    for (const path of ['/nowhere', '/api/v1/nowhere', '/console/x']) {
      const accept = path === '/nowhere' ? '*/*' : 'text/html';
      expect((await get(path, { accept })).html).not.toContain('class="card');
    }
  });

  test('has a style sheet that may be kept and no script', async () => {
    const { html } = await get('/');
    expect(html).not.toContain('<script');
    expect(html).not.toContain('style="');
    const style = await fetch(
      new URL(/href="(\/portal\/style[^"]+)"/.exec(html)?.[1] ?? '', rig.url),
    );
    expect(style.headers.get('content-type')).toContain('text/css');
    expect(style.headers.get('cache-control')).toContain('immutable');
    expect(await style.text()).toContain('prefers-color-scheme: dark');
  });

  test('speaks the language of the browser, or the one that was chosen', async () => {
    const headers = { 'accept-language': 'nl;q=0.9, de-AT;q=0.8, en;q=0.5' };
    expect((await get('/', headers)).html).toContain('<html lang="de">');
    expect((await get('/?lang=en', headers)).html).toContain('<html lang="en">');
    expect((await get('/?lang=xx', { 'accept-language': 'nl' })).html).toContain(
      '<html lang="en">',
    );
    const mexican = await get('/', { 'accept-language': 'es-MX,en;q=0.3' });
    expect(mexican.html).toContain('<html lang="es">');
    const swiss = await get('/', { 'accept-language': 'fr-CH, de;q=0.7' });
    expect(swiss.html).toContain('<html lang="fr">');
    expect(swiss.html.match(/hreflang="\w+"/g)).toHaveLength(4);
    const answer = await rig.postForm('/?lang=de', { message: ' ', idempotencyKey: 'k' });
    expect(await answer.text()).toContain('Mehr brauchen wir nicht');
  });

  test('R01 R10 accepts a message with files and says reference, promised time and status link', async () => {
    const fields = {
      message: 'Kaputt',
      name: 'Ada',
      email: 'ada@example.org',
      phone: '',
      subject: '',
    };
    const empty = { orderNumber: '', occurredAt: '2026-11-20', idempotencyKey: await freshKey() };
    const files = [{ name: 'photo.jpg', content: 'jpeg' }];
    const response = await rig.postForm('/?lang=de', { ...fields, ...empty }, files);
    expect(response.status).toBe(202);
    const html = await response.text();
    const [item] = await receivedItems(database.db);
    expect(html).toContain(item?.reference);
    expect(html).toContain('Dienstag, 24. November 2026 um 09:00 MEZ');
    const link = /href="([^"]+\/status\/[^"]+)"/.exec(html)?.[1]?.replaceAll('&#x3D;', '=') ?? '';
    expect((await fetch(link)).status).toBe(200);
    expect(item).toMatchObject({
      channel: 'form',
      connector: 'form',
      language: 'de',
      text: 'Kaputt',
      occurredAt: '2026-11-20',
      sender: { name: 'Ada', email: 'ada@example.org' },
      attachments: [{ name: 'photo.jpg', bytes: 4 }],
    });
  });

  test('a double submit gives one item and the same page', async () => {
    const fields = { message: 'twice', idempotencyKey: await freshKey() };
    const pages = await Promise.all(
      [1, 2, 3, 4].map(async () => (await rig.postForm('/', fields)).text()),
    );
    expect(new Set(pages).size).toBe(1);
    expect(await receivedItems(database.db)).toHaveLength(1);
  });

  test('a changed text under the same key comes back with a new key, and is accepted with it', async () => {
    const fields = { message: 'first', idempotencyKey: await freshKey() };
    await rig.postForm('/', fields);
    const response = await rig.postForm('/', { ...fields, message: 'second' });
    expect(response.status).toBe(409);
    const html = await response.text();
    expect(html).toContain('second');
    const again = { message: 'second', idempotencyKey: keyIn(html) };
    expect((await rig.postForm('/', again)).status).toBe(202);
    expect((await receivedItems(database.db)).map((item) => item.text)).toEqual([
      'first',
      'second',
    ]);
  });

  test('errors stand beside their fields and what was typed is kept, harmless (S1, S19)', async () => {
    const typed = {
      message: '  ',
      name: '"><script>alert(1)</script>{{constructor}}',
      email: 'ada@',
    };
    const key = await freshKey();
    const files = [{ name: 'a', content: 'a' }];
    const response = await rig.postForm('/', { ...typed, idempotencyKey: key }, files);
    expect(response.status).toBe(400);
    const html = await response.text();
    expect(html).toContain('id="message-error"');
    expect(html).toContain('id="email-error"');
    expect(html).toContain('aria-describedby="email-error"');
    expect(html).toContain('&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;{{constructor}}');
    expect(html).not.toContain('<script');
    expect(html).toContain('Please choose your files again');
    expect(keyIn(html)).toBe(key);
    expect(await receivedItems(database.db)).toEqual([]);
  });

  test('files that are too large or too many come back with the text', async () => {
    const message = 'the text stays';
    const big = [{ name: 'a', content: 'x'.repeat(300_000) }];
    const large = await rig.postForm('/', { message }, big);
    expect(large.status).toBe(413);
    expect(await large.text()).toContain(message);
    const many = Array.from({ length: 11 }, (_, n) => ({ name: `${n}`, content: 'x' }));
    const crowd = await rig.postForm('/', { message }, many);
    expect(crowd.status).toBe(413);
    expect(await crowd.text()).toContain('at most 10 files');
    const unknown = await rig.postForm('/', { message, role: 'admin' });
    expect(unknown.status).toBe(400);
    expect(await unknown.text()).toContain(message);
    expect(await receivedItems(database.db)).toEqual([]);
  });
});
