// The public API of the portal with a real PostgreSQL: accepted is committed, hostile input is refused in words or kept.
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readBlob } from '../../shared/blobs.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import {
  accepted,
  type PortalRig,
  problem,
  publishedCount,
  receivedItems,
  startPortal,
} from './portal-rig.ts';

const COMPLAINTS = '/api/v1/complaints';

let database: TestDatabase;
let rig: PortalRig;

beforeAll(async () => {
  database = await createTestDatabase();
  rig = await startPortal(database.db, { bodyBytesMax: 1024 * 1024 });
});
afterAll(async () => {
  await rig.stop();
  await database.drop();
});
beforeEach(async () => {
  await database.db.query('truncate intake.items, portal.idempotency_keys, bus.events');
});

describe('complaints', () => {
  test('R01 R02 a message alone is enough: 202 with reference, status link and promised time, stored with its original', async () => {
    const body = await accepted(await rig.post(COMPLAINTS, { message: 'The box was empty.' }));
    expect(body.reference).toMatch(/^C-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
    expect(body.acknowledgeBy).toBe('2026-11-24T08:00:00.000Z');
    expect((await fetch(body.statusUrl)).status).toBe(200);
    const [item] = await receivedItems(database.db);
    expect(item).toMatchObject({
      reference: body.reference,
      channel: 'api',
      connector: 'api',
      text: 'The box was empty.',
      subject: '',
      sender: {},
      receivedAt: '2026-11-23T08:00:00.000Z',
    });
    const original = await readBlob(database.db.query, item?.originalSha256 ?? '');
    expect(original?.toString()).toBe('{"message":"The box was empty."}');
    expect(await publishedCount(database.db)).toBe(1);
  });

  test('R01 every field is carried', async () => {
    const fields = {
      message: 'Two plates were cracked.\nSee the photos.',
      name: 'Ada Östberg',
      email: 'ada@example.org',
      phone: '+49 30 123456',
      subject: 'Cracked plates',
      orderNumber: 'A-1001',
      occurredAt: '2026-11-20',
    };
    await accepted(await rig.post(COMPLAINTS, fields));
    const [item] = await receivedItems(database.db);
    expect(item).toMatchObject({
      text: fields.message,
      subject: fields.subject,
      orderNumber: 'A-1001',
      occurredAt: '2026-11-20',
      sender: { name: 'Ada Östberg', email: 'ada@example.org', phone: '+49 30 123456' },
    });
  });

  test('R02 files sent as multipart are stored byte for byte, under names that are no paths (S5)', async () => {
    const files = [
      { name: '../../etc/pass\u202ewd.txt', content: 'first' },
      { name: 'b.png', content: 'second', field: 'files[]' },
    ];
    await accepted(await rig.postForm(COMPLAINTS, { message: 'With files' }, files));
    const [item] = await receivedItems(database.db);
    expect(item?.attachments.map((file) => [file.name, file.bytes])).toEqual([
      ['pass wd.txt', 5],
      ['b.png', 6],
    ]);
    for (const [index, file] of files.entries()) {
      const blob = await readBlob(database.db.query, item?.attachments[index]?.sha256 ?? '');
      expect(blob?.toString()).toBe(file.content);
    }
  });

  test('an empty message is refused with the field named', async () => {
    for (const message of ['', '   \n\t ', '\u0000']) {
      const answer = await problem(await rig.post(COMPLAINTS, { message }), 400);
      expect(answer.code).toBe('invalid_input');
      expect(answer.fields).toEqual({ message: 'is required and must not be empty' });
    }
    await problem(await rig.post(COMPLAINTS, {}), 400);
    await problem(await rig.postForm(COMPLAINTS, { name: 'Ada' }), 400);
    expect(await receivedItems(database.db)).toEqual([]);
  });

  test('S23 an unknown key, a wrong type and a text too long are refused with the field named', async () => {
    const cases: [Record<string, unknown>, string][] = [
      [{ message: 'x', approvalLevel: 3 }, 'body'],
      [{ message: 5 }, 'message'],
      [{ message: 'x', name: { first: 'A' } }, 'name'],
      [{ message: 'x', name: 'a'.repeat(201) }, 'name'],
      [{ message: 'x', email: 'not an address' }, 'email'],
      [{ message: 'x', email: 'a@example.org, b@example.org' }, 'email'],
      [{ message: 'x', email: 'a@example.org\r\nBcc: b@example.org' }, 'email'],
      [{ message: 'x', files: ['YQ=='] }, 'files'],
    ];
    for (const [body, field] of cases) {
      const answer = await problem(await rig.post(COMPLAINTS, body), 400);
      expect(Object.keys(answer.fields ?? {})).toContain(field);
    }
    const form = await problem(
      await rig.postForm(COMPLAINTS, { message: 'x', role: 'admin' }),
      400,
    );
    expect(form.fields).toEqual({ role: 'is not known' });
    expect(await receivedItems(database.db)).toEqual([]);
  });

  test('what is no JSON, no UTF-8, no known media type or too large is refused in words', async () => {
    expect((await problem(await rig.post(COMPLAINTS, '{"message":'), 400)).code).toBe(
      'invalid_json',
    );
    expect((await problem(await rig.post(COMPLAINTS, ''), 400)).code).toBe('invalid_json');
    expect((await problem(await rig.post(COMPLAINTS, '[[[['.repeat(10_000)), 400)).code).toBe(
      'invalid_json',
    );
    const latin1 = await fetch(`${rig.url}${COMPLAINTS}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: Buffer.from('{"message":"caf\xe9"}', 'latin1'),
    });
    expect((await problem(latin1, 400)).code).toBe('invalid_json');
    await problem(await rig.post(COMPLAINTS, 'x', { 'content-type': 'text/plain' }), 415);
    await problem(await rig.post(COMPLAINTS, 'x', { 'content-type': 'multipart/form-data' }), 415);
    await problem(await rig.post(COMPLAINTS, 'x', { 'content-encoding': 'gzip' }), 415);
    await problem(await rig.post(COMPLAINTS, { message: 'x'.repeat(2_000_000) }), 413);
    const big = [{ name: 'a', content: 'x'.repeat(3 * 1024 * 1024) }];
    await problem(await rig.postForm(COMPLAINTS, { message: 'x' }, big), 413);
    const huge = [{ name: 'a', content: 'x'.repeat(50 * 1024 * 1024) }];
    await problem(await rig.postForm(COMPLAINTS, { message: 'x' }, huge), 413);
    const many = Array.from({ length: 11 }, (_, n) => ({ name: `${n}`, content: 'x' }));
    expect((await problem(await rig.postForm(COMPLAINTS, { message: 'x' }, many), 413)).code).toBe(
      'too_many_files',
    );
    await accepted(await rig.post(COMPLAINTS, { message: 'the next one is unharmed' }));
    expect(await receivedItems(database.db)).toHaveLength(1);
  });

  test('S19 template syntax, control characters, lone surrogates and header injection are kept as harmless text', async () => {
    const typed =
      '{"message":"{{constructor}} <script>alert(1)</script> a\\u0000b\\ud800c\\r\\nd","name":"Eve\\r\\nBcc: x@example.org","subject":"{{#with}}\\u0007\\u202e"}';
    await accepted(await rig.post(COMPLAINTS, typed));
    const [item] = await receivedItems(database.db);
    expect(item?.text).toBe('{{constructor}} <script>alert(1)</script> ab\ufffdc\nd');
    expect(item?.sender.name).toBe('Eve Bcc: x@example.org');
    expect(item?.subject).toBe('{{#with}}');
    const original = await readBlob(database.db.query, item?.originalSha256 ?? '');
    expect(original?.toString()).toBe(typed);
  });

  test('a longer message than an event carries is cut there and whole in the original', async () => {
    const message = 'Ä'.repeat(30_000);
    await accepted(await rig.post(COMPLAINTS, { message }));
    const [item] = await receivedItems(database.db);
    expect(item).toMatchObject({ text: 'Ä'.repeat(20_000), textCut: true });
    const original = await readBlob(database.db.query, item?.originalSha256 ?? '');
    expect(JSON.parse(original?.toString() ?? '{}')).toEqual({ message });
  });

  test('a form in an old charset is understood, whatever it calls itself', async () => {
    const part = (name: string, bytes: Buffer, type = '') =>
      Buffer.concat([
        Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"\r\n${type}\r\n`),
        bytes,
        Buffer.from('\r\n'),
      ]);
    const body = Buffer.concat([
      part('message', Buffer.from('verspätet – k\xf6nnen', 'latin1')),
      part('subject', Buffer.from('Größe'), 'Content-Type: text/plain; charset=utf-8\r\n'),
      Buffer.from('--b--\r\n'),
    ]);
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    await accepted(await fetch(`${rig.url}${COMPLAINTS}`, { method: 'POST', headers, body }));
    const [item] = await receivedItems(database.db);
    expect(item?.text).toContain('können');
    expect(item?.subject).toBe('Größe');
  });
});
