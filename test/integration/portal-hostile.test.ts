// Hostile bodies at the public API: each is read or refused in bounded work, and the next one is unharmed.
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import { accepted, type PortalRig, problem, receivedItems, startPortal } from './portal-rig.ts';

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

describe('hostile multipart (S36)', () => {
  const raw = (body: string, boundary = 'b') =>
    fetch(`${rig.url}${COMPLAINTS}`, {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body,
    });
  const disposition = 'Content-Disposition: form-data';

  test('two names in one part, no name, the same field twice: read or refused, and the next one is unharmed', async () => {
    const named = `--b\r\n${disposition}; name="message"; name="x"\r\n\r\ntwo names\r\n--b--\r\n`;
    await accepted(await raw(named));
    const twoFiles = `--b\r\n${disposition}; name="files"; name="y"; filename="f"\r\n\r\na\r\n`;
    await accepted(await raw(`${twoFiles}${named}`));
    await problem(await raw(`--b\r\n${disposition}\r\n\r\na\r\n--b--\r\n`), 400);
    await problem(await raw(`--b\r\n${disposition}; filename="f"\r\n\r\na\r\n--b--\r\n`), 400);
    const twice = `--b\r\n${disposition}; name="message"\r\n\r\na\r\n`;
    const answer = await problem(await raw(`${twice}${twice}--b--\r\n`), 400);
    expect(answer.fields).toEqual({ message: 'was sent twice' });
    await accepted(await rig.postForm(COMPLAINTS, { message: 'next' }));
    const items = await receivedItems(database.db);
    expect(items.map((item) => item.text)).toEqual(['two names', 'two names', 'next']);
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
