// The SMTP inlet on real sockets and a real PostgreSQL: 250 only after the commit, every bad mail kept or clearly refused.
import { type AddressInfo, connect, createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { readBlob } from '../../shared/blobs.ts';
import type { Db } from '../../shared/db.ts';
import { ConfigError } from '../../shared/errors.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import {
  countItems,
  eventually,
  itemsOf,
  mail,
  type RunningEmail,
  sendMail,
  startEmail,
  talkSmtp,
} from './email-rig.ts';

const freePort = async (): Promise<number> => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
};

let database: TestDatabase;
let email: RunningEmail | undefined;
let port: number;

const start = async (db: Db = database.db, settings: { inletBytesMax?: number } = {}) => {
  port = await freePort();
  email = await startEmail(db, { inletPort: port, mailboxes: [], ...settings });
};
const lastItem = async () => (await itemsOf(database.db)).at(-1)?.received;

describe('one mail', () => {
  beforeEach(async () => {
    database = await createTestDatabase();
  });
  afterEach(async () => {
    await email?.stop();
    email = undefined;
    await database.drop();
  });

  test('R01 R02 is answered with 250 and is an item with its original and its envelope', async () => {
    await start();
    const raw = mail({ Subject: 'By SMTP', Cc: 'boss@shop.test' }, '.\r\n..dots\r\n');
    expect(await sendMail(port, raw, { to: 'care+x@shop.test' })).toMatch(
      /^250 2\.0\.0 Accepted as /,
    );
    const received = await lastItem();
    expect(received).toMatchObject({
      connector: 'smtp-inlet',
      subject: 'By SMTP',
      text: '.\n..dots',
      mail: {
        recipients: ['care+x@shop.test', 'care@shop.test', 'boss@shop.test'],
        robotSigns: [],
      },
    });
    const original = await readBlob(database.db.query, received?.originalSha256 ?? '');
    expect(original?.toString()).toBe(raw);
  });

  test('R02 is answered only after the commit', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let reached = false;
    await start({
      ...database.db,
      transaction: (work, options) =>
        database.db.transaction(async (tx) => {
          const result = await work(tx);
          reached = true;
          await held;
          return result;
        }, options),
    });
    let answer: string | undefined;
    const sending = sendMail(port, mail()).then((line) => {
      answer = line;
    });
    await eventually('the end of the transaction', async () => reached);
    expect(answer).toBeUndefined();
    expect(await countItems(database.db)).toBe(0);
    release();
    await sending;
    expect(answer).toMatch(/^250/);
    expect(await countItems(database.db)).toBe(1);
  });

  test('R02 is refused with 451 while PostgreSQL is away, and taken when it is back', async () => {
    let away = true;
    await start({
      ...database.db,
      transaction: (work, options) =>
        away
          ? Promise.reject(Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' }))
          : database.db.transaction(work, options),
    });
    const raw = mail();
    expect(await sendMail(port, raw)).toMatch(/^451 4\.3\.0 Nothing was accepted/);
    expect(await countItems(database.db)).toBe(0);
    away = false;
    expect(await sendMail(port, raw)).toMatch(/^250/);
    expect(await countItems(database.db)).toBe(1);
  });

  test('R02 that is sent again because the answer was lost is the same item', async () => {
    await start();
    const raw = mail();
    const first = await sendMail(port, raw);
    expect(await sendMail(port, raw)).toBe(first);
    expect(await countItems(database.db)).toBe(1);
  });

  test('R02 without a Message-ID is told apart by its envelope', async () => {
    await start();
    for (const from of ['a@one.test', 'b@two.test', 'b@two.test'])
      expect(await sendMail(port, 'Help!\r\n', { from })).toMatch(/^250/);
    expect(await countItems(database.db)).toBe(2);
  });

  test('R02 that breaks off before its end is not accepted', async () => {
    await start();
    const socket = connect(port, '127.0.0.1');
    const commands = ['EHLO x', 'MAIL FROM:<a@b.test>', 'RCPT TO:<c@d.test>', 'DATA'];
    let answers = '';
    // One command an answer: a client that talks before it is greeted is sent away.
    socket.on('data', (chunk) => {
      answers += chunk.toString();
      const next = commands.shift();
      if (next) socket.write(`${next}\r\n`);
      else socket.write('From: a@b.test\r\nSubject: half\r\n\r\nhalf a');
    });
    await eventually('the go-ahead', async () => answers.includes('354'));
    socket.destroy();
    expect(await sendMail(port, mail())).toMatch(/^250/);
    expect(await countItems(database.db)).toBe(1);
  });

  test('R02 over the limit is refused with 552: at once by its announced size, else at its end', async () => {
    await start(database.db, { inletBytesMax: 100_000 });
    const hello = await talkSmtp(port, ['EHLO x']);
    expect(hello.lines).toContainEqual(expect.stringMatching(/SIZE 100000/));
    const large = mail({}, `${'x'.repeat(70)}\r\n`.repeat(2000));
    expect(
      (await talkSmtp(port, ['EHLO x', `MAIL FROM:<a@b.test> SIZE=${large.length}`])).last,
    ).toMatch(/^552/);
    expect(await sendMail(port, large)).toMatch(
      /^552 5\.3\.4 This mail is too large: at most 100000 bytes/,
    );
    expect(await sendMail(port, mail())).toMatch(/^250/);
    expect(await countItems(database.db)).toBe(1);
  });

  test('of 50 MB is refused with a clear error by default', async () => {
    await start();
    const large = Buffer.concat([
      Buffer.from(mail({}, '')),
      Buffer.alloc(50_000_000, 'line of text\r\n'),
    ]);
    expect(await sendMail(port, large)).toMatch(
      /^552 5\.3\.4 This mail is too large: at most 36700160 bytes/,
    );
    expect(await sendMail(port, mail())).toMatch(/^250/);
  });

  test('from nobody is marked as a machine’s (RFC 3834)', async () => {
    await start();
    await sendMail(port, mail(), { from: '' });
    expect((await lastItem())?.mail?.robotSigns).toEqual(['null_return_path']);
  });

  test('that the database refuses is kept by its bytes, and the others of its batch are unharmed', async () => {
    await database.db.query(
      `alter table intake.items add constraint no_poison check (received->>'subject' <> 'poison')`,
    );
    await start();
    const answers = await Promise.all([
      sendMail(port, mail({ Subject: 'a' })),
      sendMail(port, mail({ Subject: 'poison' }, 'the words')),
      sendMail(port, mail({ Subject: 'b' })),
    ]);
    for (const answer of answers) expect(answer).toMatch(/^250/);
    const items = (await itemsOf(database.db)).map(({ received }) => received);
    expect(items.map(({ subject }) => subject).sort()).toEqual(['', 'a', 'b']);
    const bare = items.find(({ subject }) => subject === '');
    expect(bare?.unreadable).toBe('could_not_be_stored');
    const original = await readBlob(database.db.query, bare?.originalSha256 ?? '');
    expect(original?.toString()).toContain('the words');
  });
});

describe('many mails', () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    await start();
  });
  afterAll(async () => {
    await email?.stop();
    email = undefined;
    await database.drop();
  });

  test('R02 on thirty connections at once are all accepted once', async () => {
    const before = await countItems(database.db);
    const sender = async (n: number) => {
      for (let m = 0; m < 5; m++)
        expect(await sendMail(port, mail({ Subject: `mail ${n}.${m}` }))).toMatch(/^250/);
    };
    await Promise.all(Array.from({ length: 30 }, (_, n) => sender(n)));
    expect(await countItems(database.db)).toBe(before + 150);
    const received = await email?.metrics.connectorReceived.get();
    expect(received?.values[0]?.value).toBe(before + 150);
  });

  test('from more connections than are taken wait with 421', async () => {
    const sockets = Array.from({ length: 60 }, () => connect(port, '127.0.0.1'));
    const greetings: string[] = [];
    for (const socket of sockets) socket.once('data', (chunk) => greetings.push(chunk.toString()));
    await eventually('all greetings', async () => greetings.length === 60);
    for (const socket of sockets) socket.destroy();
    expect(greetings.filter((line) => line.startsWith('220')).length).toBe(50);
    expect(greetings.filter((line) => line.startsWith('421')).length).toBe(10);
    await eventually('room again', async () =>
      (await sendMail(port, mail()).catch(() => '')).startsWith('250'),
    );
  });
});

test('a taken port stops the start with one clear line', async () => {
  database = await createTestDatabase();
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(0, '127.0.0.1', resolve));
  const taken = (squatter.address() as AddressInfo).port;
  const starting = startEmail(database.db, { inletPort: taken, mailboxes: [] });
  await expect(starting).rejects.toThrow(ConfigError);
  await expect(starting).rejects.toThrow(
    new RegExp(`^SMTP_INLET_PORT: ${taken} cannot be listened on .*EADDRINUSE`),
  );
  await new Promise((resolve) => squatter.close(resolve));
  await database.drop();
});

test('port 0 switches the inlet off', async () => {
  database = await createTestDatabase();
  const off = await startEmail(database.db, { inletPort: 0, mailboxes: [] });
  await off.ready();
  await off.stop();
  await database.drop();
});
