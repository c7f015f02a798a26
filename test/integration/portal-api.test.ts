// The public API of the portal with a real PostgreSQL: accepted is committed, a key is honoured, hostile input is refused
// in words or kept.
import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createAcceptBatch } from '../../services/portal/accept-batch.ts';
import { readBlob } from '../../shared/blobs.ts';
import { newTrace } from '../../shared/ids.ts';
import type { NewItem } from '../../shared/intake.ts';
import { createApiToken, putStaff } from '../../shared/people.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { type PortalRig, publishedCount, receivedItems, startPortal } from './portal-rig.ts';

const COMPLAINTS = '/api/v1/complaints';
const SURVEYS = '/api/v1/surveys/responses';

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

const accepted = async (response: Response) => {
  expect(response.status).toBe(202);
  return (await response.json()) as { reference: string; statusUrl: string; acknowledgeBy: string };
};
const problem = async (response: Response, status: number) => {
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  return (await response.json()) as {
    code: string;
    title: string;
    fields?: Record<string, string>;
  };
};

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

describe('hostile multipart (S36)', () => {
  const raw = (body: string, boundary = 'b') =>
    fetch(`${rig.url}${COMPLAINTS}`, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body,
    });
  const disposition = 'Content-Disposition: form-data';

  test('two names in one part, no name, the same field twice: refused, and the next one is unharmed', async () => {
    await problem(
      await raw(`--b\r\n${disposition}; name="message"; name="x"\r\n\r\na\r\n--b--`),
      400,
    );
    await problem(await raw(`--b\r\n${disposition}\r\n\r\na\r\n--b--`), 400);
    await problem(await raw(`--b\r\n${disposition}; filename="f"\r\n\r\na\r\n--b--\r\n`), 400);
    const twice = `--b\r\n${disposition}; name="message"\r\n\r\na\r\n`;
    const answer = await problem(await raw(`${twice}${twice}--b--\r\n`), 400);
    expect(answer.fields).toEqual({ message: 'was sent twice' });
    await accepted(await rig.postForm(COMPLAINTS, { message: 'next' }));
    expect(await receivedItems(database.db)).toHaveLength(1);
  });

  test('a body that ends too soon, in a field or in a file, is refused', async () => {
    const field = `--b\r\n${disposition}; name="message"\r\n\r\nhello`;
    expect((await problem(await raw(field), 400)).code).toBe('malformed_body');
    const file = `${field}\r\n--b\r\n${disposition}; name="files"; filename="a"\r\n\r\nbytes`;
    expect((await problem(await raw(file), 400)).code).toBe('malformed_body');
    expect(await receivedItems(database.db)).toEqual([]);
  });

  test('ten thousand fields, headers and nested parts are refused in bounded work', async () => {
    const fields = Array.from(
      { length: 10_000 },
      (_, n) => `--b\r\n${disposition}; name="f${n}"\r\n\r\nx\r\n`,
    );
    await problem(await raw(`${fields.join('')}--b--\r\n`), 400);
    const headers = Array.from({ length: 10_000 }, (_, n) => `X-${n}: y\r\n`).join('');
    await problem(
      await raw(`--b\r\n${headers}${disposition}; name="message"\r\n\r\nx\r\n--b--\r\n`),
      400,
    );
    const nested = `--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n`.repeat(1000);
    await problem(await raw(`${nested}--b--\r\n`), 400);
    await accepted(await rig.postForm(COMPLAINTS, { message: 'next' }));
  });

  test('a sender who goes away in the middle leaves nothing behind', async () => {
    const { hostname, port } = new URL(rig.url);
    await new Promise<void>((resolve) => {
      const socket = connect(Number(port), hostname, () => {
        socket.write(
          `POST ${COMPLAINTS} HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\nContent-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n${disposition}; name="message"\r\n\r\nhel`,
          () => socket.destroy(),
        );
      });
      socket.on('close', () => resolve());
    });
    await accepted(await rig.post(COMPLAINTS, { message: 'next' }));
    expect((await receivedItems(database.db)).map((item) => item.text)).toEqual(['next']);
  });
});

describe('Idempotency-Key', () => {
  const complain = (message: string, key: string) =>
    rig.post(COMPLAINTS, { message, email: 'a@example.org' }, { 'Idempotency-Key': key });

  test('the same key and content give the same 202 and one item, a day later too', async () => {
    const first = await accepted(await complain('late', 'key-1'));
    rig.clock.advanceMs(24 * 3_600_000);
    const again = await complain('late', 'key-1');
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(await accepted(again)).toEqual(first);
    expect(await receivedItems(database.db)).toHaveLength(1);
    expect(await publishedCount(database.db)).toBe(1);
  });

  test('the order of keys in JSON makes no other content; the same key with other content is a 409', async () => {
    const headers = { 'Idempotency-Key': 'key-2' };
    const first = await accepted(await rig.post(COMPLAINTS, { message: 'm', name: 'N' }, headers));
    const turned = await rig.post(COMPLAINTS, { name: 'N', message: 'm' }, headers);
    expect((await accepted(turned)).reference).toBe(first.reference);
    const other = await problem(await rig.post(COMPLAINTS, { message: 'other' }, headers), 409);
    expect(other.code).toBe('idempotency_conflict');
    expect(await receivedItems(database.db)).toHaveLength(1);
  });

  test('fifty at once with one key give one item; without a key each is its own', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, async () => accepted(await complain('race', 'key-3'))),
    );
    expect(new Set(answers.map((answer) => answer.reference)).size).toBe(1);
    expect(await receivedItems(database.db)).toHaveLength(1);
    await rig.post(COMPLAINTS, { message: 'race' });
    await rig.post(COMPLAINTS, { message: 'race' });
    expect(await receivedItems(database.db)).toHaveLength(3);
  });

  test('of fifty at once with one key and two contents one content is accepted, the other refused', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => complain(n % 2 ? 'one' : 'two', 'key-4')),
    );
    expect(answers.filter((answer) => answer.status === 202)).toHaveLength(25);
    expect(answers.filter((answer) => answer.status === 409)).toHaveLength(25);
    expect(await receivedItems(database.db)).toHaveLength(1);
  });

  test('a key that is no key is refused; keys are kept hashed and forgotten by the clock', async () => {
    for (const key of ['two words', 'x'.repeat(256)])
      expect((await problem(await complain('m', key), 400)).code).toBe('invalid_idempotency_key');
    await accepted(await complain('kept', 'secret-key'));
    const rows = await database.db.query('select * from portal.idempotency_keys');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain('secret-key');
    rig.clock.advanceMs(8 * 24 * 3_600_000);
    const second = await startPortal(database.db);
    second.clock.set(rig.clock.now());
    await second.stop();
    const pruned = await startPortal(database.db, { idempotencyHours: 24 });
    await pruned.stop();
  });
});

describe('acceptance in batches', () => {
  const item = (text: string): NewItem => ({
    dedupKey: randomUUID(),
    trace: newTrace(),
    original: Buffer.from(text),
    attachments: [],
    received: {
      channel: 'api',
      connector: 'api',
      receivedAt: '2026-11-23T08:00:00.000Z',
      sender: {},
      subject: '',
      text,
      textCut: false,
    },
  });
  const limits = {
    itemsMax: 100,
    bytesMax: 1_000_000,
    inFlightMax: 2,
    queueMax: 1000,
    withinMs: 10_000,
  };

  test('one item that the database refuses harms none of those it shares a transaction with', async () => {
    const batch = createAcceptBatch(database.db, limits);
    const texts = Array.from({ length: 150 }, (_, n) =>
      n % 50 === 20 ? `bad \u0000` : `good ${n}`,
    );
    const results = await Promise.allSettled(
      texts.map((text) =>
        batch.accept({ item: item(text), key: undefined, claimedAt: new Date(0) }),
      ),
    );
    expect(results.filter((result) => result.status === 'rejected')).toHaveLength(3);
    const items = await receivedItems(database.db);
    expect(items.map((each) => each.text).sort()).toEqual(
      texts.filter((text) => text.startsWith('good')).sort(),
    );
    expect(await publishedCount(database.db)).toBe(147);
  });

  test('concurrent items share transactions', async () => {
    let transactions = 0;
    const counting = {
      ...database.db,
      transaction: ((work, options) => {
        transactions++;
        return database.db.transaction(work, options);
      }) as typeof database.db.transaction,
    };
    const batch = createAcceptBatch(counting, limits);
    await Promise.all(
      Array.from({ length: 200 }, (_, n) =>
        batch.accept({ item: item(`${n}`), key: undefined, claimedAt: new Date(0) }),
      ),
    );
    expect(transactions).toBeLessThanOrEqual(5);
    expect(await receivedItems(database.db)).toHaveLength(200);
  });

  test('a full queue refuses at once, with 503', async () => {
    const batch = createAcceptBatch(database.db, { ...limits, inFlightMax: 1, queueMax: 1 });
    const send = (n: number) =>
      batch.accept({ item: item(`${n}`), key: undefined, claimedAt: new Date(0) });
    const results = await Promise.allSettled([send(1), send(2), send(3)]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
    expect(results[2]).toMatchObject({ reason: { status: 503, code: 'busy' } });
  });
});

describe('survey responses', () => {
  let authorization: string;
  const send = (body: unknown, headers: Record<string, string> = { authorization }) =>
    rig.post(SURVEYS, body, headers);

  const tokenOf = (role: 'frontline' | 'auditor') =>
    database.db.transaction(async (tx) => {
      const email = `${role}@example.org`;
      const staffId = await putStaff(tx, { name: role, email, role });
      return (await createApiToken(tx, staffId, 'test')).token;
    });
  beforeAll(async () => {
    authorization = `Bearer ${await tokenOf('frontline')}`;
  });

  test('R05 a response becomes an item of the channel survey', async () => {
    const response = await send({
      scale: 10,
      score: 2,
      comment: 'Nobody called back.',
      service: 'Hotline',
      customer: { name: 'Ada', email: 'ada@example.org' },
      responseId: 'r-1',
      answeredAt: '2026-11-22T10:00:00+01:00',
    });
    expect((await accepted(response)).reference).toMatch(/^C-/);
    const [item] = await receivedItems(database.db);
    expect(item).toMatchObject({
      channel: 'survey',
      connector: 'survey-api',
      text: 'Nobody called back.',
      sentAt: '2026-11-22T09:00:00.000Z',
      sender: { name: 'Ada', email: 'ada@example.org' },
      survey: { scale: 10, score: 2, service: 'Hotline' },
    });
  });

  test('a response id is accepted once, with other content it is a conflict', async () => {
    const body = { scale: 5, score: 1, responseId: 'r-2' };
    const first = await accepted(await send(body));
    expect((await accepted(await send(body))).reference).toBe(first.reference);
    await problem(await send({ ...body, score: 5 }), 409);
    expect(await receivedItems(database.db)).toHaveLength(1);
  });

  test('it needs an API token of somebody who may write', async () => {
    const body = { scale: 5, score: 1 };
    await problem(await send(body, {}), 401);
    await problem(await send(body, { authorization: 'Bearer rdr_wrong' }), 401);
    const auditor = { authorization: `Bearer ${await tokenOf('auditor')}` };
    await problem(await send(body, auditor), 403);
    expect(await receivedItems(database.db)).toEqual([]);
  });

  test('a score outside its scale, a reference that is none and unknown keys are refused', async () => {
    const wrong: [Record<string, unknown>, string][] = [
      [{ scale: 5, score: 6 }, 'score'],
      [{ scale: 5, score: -1 }, 'score'],
      [{ scale: 0, score: 0 }, 'scale'],
      [{ score: 1 }, 'scale'],
      [{ scale: 5, score: 1, caseReference: 'C-0000-0001' }, 'caseReference'],
      [{ scale: 5, score: 1, customer: { email: 'nobody' } }, 'customer.email'],
      [{ scale: 5, score: 1, role: 'admin' }, 'body'],
    ];
    for (const [body, field] of wrong)
      expect(Object.keys((await problem(await send(body), 400)).fields ?? {})).toContain(field);
  });
});
