// Hostile mails in the threads that read them: each is accounted for, and the good mail after it is unharmed (S33, S35).

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createLog } from '#shared/log.ts';
import { createSigner, Secret } from '#shared/secret.ts';
import { readHeaders } from './domain/headers.ts';
import { mailDedupKey, mailItem } from './mail-item.ts';
import { createMimeReader, type MimeReader } from './mime.ts';
import { readMail, withoutQuotes } from './mime-parse.ts';

const log = createLog('silent');
const signer = createSigner(new Secret('a test key that is long enough for anything'));
const head = 'From: ada@customer.test\r\nSubject: hostile\r\nMessage-ID: <h@customer.test>\r\n';
const good = Buffer.from('From: bob@customer.test\r\nSubject: good\r\n\r\nAll words are here.\r\n');
const itemOf = (raw: Buffer, reading: Awaited<ReturnType<typeof readMail>>) =>
  mailItem(raw, reading, { connector: 'imap:test', receivedAt: new Date(0) }, signer);

function nested(depth: number): string {
  let mail = head;
  for (let n = 0; n < depth; n++)
    mail += `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`;
  mail += 'Content-Type: text/plain\r\n\r\nIn the depth.\r\n';
  for (let n = depth - 1; n >= 0; n--) mail += `--b${n}--\r\n`;
  return mail;
}

const parts = (count: number, type: string): string =>
  `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${`--b\r\nContent-Type: ${type}\r\n\r\nx\r\n`.repeat(count)}--b--\r\n`;

const hostile: [string, string | Buffer, { unreadable?: string; text?: RegExp }][] = [
  [
    '10,000 headers',
    `${'X-Junk: v\r\n'.repeat(10_000)}${head}\r\nStill here.`,
    { text: /^Still here\.$/ },
  ],
  [
    'a header of two megabytes',
    `${head}X-Junk: ${'y'.repeat(2e6)}\r\n\r\nbody`,
    { unreadable: 'headers_too_large' },
  ],
  ['1,000-deep nesting', nested(1000), { unreadable: 'too_many_parts' }],
  ['900-deep nesting', nested(900), { text: /^In the depth\.$/ }],
  ['10,000 parts', parts(10_000, 'text/plain'), { unreadable: 'too_many_parts' }],
  [
    'quotes that never end',
    `${head}In-Reply-To: <x@y>\r\n\r\n${'Am 1 um 2 schrieb '.repeat(3000)}`,
    { text: /^Am 1 um/ },
  ],
  [
    '150,000 nested elements',
    `${head}Content-Type: text/html\r\n\r\n${'<div>'.repeat(150_000)}deep`,
    { text: /deep/ },
  ],
  ['a million opening brackets', `${head}Content-Type: text/html\r\n\r\n${'<'.repeat(1e6)}`, {}],
  [
    'a From of 500 kB',
    `From: ${'('.repeat(500_000)}\r\nSubject: hostile\r\n\r\nbody`,
    { text: /^body$/ },
  ],
  [
    'References of 900 kB',
    `${head}References: ${'<'.repeat(900_000)}\r\n\r\nbody`,
    { text: /^body$/ },
  ],
  [
    'bytes without sense',
    Buffer.from(Array.from({ length: 100_000 }, (_, n) => (n * 7919) % 256)),
    {},
  ],
  ['carriage returns only', '\r'.repeat(1e6), {}],
  [
    'a delivery report of nothing',
    `${head}Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n${' a\r\n'.repeat(100_000)}--b--`,
    {},
  ],
];

describe('R03 S33 a hostile mail is kept, and the next one is unharmed', () => {
  let mime: MimeReader;
  beforeAll(async () => {
    mime = createMimeReader(log);
    await mime.start();
  });
  afterAll(() => mime.stop());
  for (const [name, mail, expected] of hostile)
    test(name, async () => {
      const raw = Buffer.from(mail as string);
      const [reading, after] = await Promise.all([mime.read(raw), mime.read(good)]);
      expect(reading.unreadable).toBe(expected.unreadable);
      if (expected.text) expect(reading.text).toMatch(expected.text);
      const item = itemOf(raw, reading);
      expect(item.original).toBe(raw);
      expect(item.received.text.length).toBeLessThanOrEqual(20_000);
      expect(after).toEqual({ text: 'All words are here.', textCut: false, attachments: [] });
    });

  test('50 MB of attachment come back byte by byte', async () => {
    const content = Buffer.alloc(38_000_000, 'byte');
    const encoded = content.toString('base64').replace(/.{76}/g, '$&\r\n');
    const raw = Buffer.from(
      `${head}Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n${encoded}\r\n`,
    );
    const reading = await mime.read(raw);
    expect(reading.unreadable).toBeUndefined();
    expect(content.equals(reading.attachments[0]?.content ?? Buffer.alloc(0))).toBe(true);
  });
});

describe('S35 a mail that takes too much is given up, its thread replaced', () => {
  test('processor time', async () => {
    const mime = createMimeReader(log, { cpuMs: 150, wallMs: 30_000, heapMb: 256 });
    await mime.start();
    const slow = Buffer.from(`${head}Content-Type: text/html\r\n\r\n${'<div>'.repeat(200_000)}x`);
    const readings = await Promise.all([mime.read(slow), mime.read(slow), mime.read(slow)]);
    expect(readings.map(({ unreadable }) => unreadable)).toEqual(Array(3).fill('took_too_long'));
    expect((await mime.read(good)).text).toBe('All words are here.');
    const { received } = itemOf(slow, readings[0] ?? (await readMail(slow)));
    expect(received).toMatchObject({
      sender: { email: 'ada@customer.test' },
      subject: 'hostile',
      unreadable: 'took_too_long',
      mail: { messageId: 'h@customer.test' },
    });
    await mime.stop();
  });

  test('memory', async () => {
    const mime = createMimeReader(log, { cpuMs: 30_000, wallMs: 60_000, heapMb: 24 });
    await mime.start();
    const large = Buffer.from(
      `${head}Content-Type: text/html\r\n\r\n${'<p>a</p>'.repeat(120_000)}`,
    );
    expect((await mime.read(large)).unreadable).toBe('out_of_memory');
    expect((await mime.read(good)).text).toBe('All words are here.');
    await mime.stop();
  });
});

test('S35 the quotes of crafted text are given up in time, and the text stays', () => {
  const text = 'Am 1 um 2 schrieb '.repeat(3000).trim();
  expect(withoutQuotes(text)).toBe(text);
});

test('R03 any bytes become an item that the bus and the database take', async () => {
  const pieces = fc.constantFrom(
    'From: a@b.test',
    'From:',
    'Subject: ',
    'Content-Type: multipart/mixed; boundary=b',
    'Content-Type: text/html',
    'Content-Type: text/plain; charset=utf-16',
    'Content-Transfer-Encoding: base64',
    '--b',
    '--b--',
    '\r\n',
    '\n',
    '\r',
    '\r\n\r\n',
    '\0',
    '\ud83d',
    '=?utf-8?Q?=00?=',
    '<a@b>',
    'References: ',
    'Content-Disposition: inline; filename=',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 20 })), { maxLength: 30 }),
      async (some) => {
        const raw = Buffer.from(some.join(''), 'utf8');
        const { received } = itemOf(raw, await readMail(raw));
        expect(JSON.stringify(received)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
      },
    ),
    // Found by chance: PostgreSQL takes no NUL in the ids of answered mails either.
    { numRuns: 300, examples: [[['References: ', 'a@b.test', '\0']]] },
  );
});

describe('the dedup key', () => {
  const keyOf = (mail: string) =>
    mailDedupKey(signer, Buffer.from(mail), readHeaders(Buffer.from(mail)));
  const mail = 'Message-ID: <1@x>\r\nFrom: a@b.test\r\nSubject: s\r\n\r\nbody\r\n';
  test('is the same for what another way put on the mail', () => {
    const other = `Return-Path: <a@b.test>\r\nReceived: from x\r\n by y\r\nDelivered-To: c@d\r\nX-Spam-Score: 5\r\n${mail.replaceAll('\r\n', '\n')}\n\n`;
    expect(keyOf(other)).toBe(keyOf(mail));
  });
  test('differs for other words under the same Message-ID: ids cannot be squatted on', () => {
    expect(keyOf(mail.replace('body', 'other'))).not.toBe(keyOf(mail));
    expect(keyOf(mail.replace('Subject: s', 'Subject: t'))).not.toBe(keyOf(mail));
  });
  test('differs by Message-ID, and exists without one', () => {
    expect(keyOf(mail.replace('<1@x>', '<2@x>'))).not.toBe(keyOf(mail));
    const blank = mail.replace('Message-ID: <1@x>\r\n', '');
    expect(keyOf(blank)).toBe(keyOf(blank));
    expect(keyOf(blank)).not.toBe(keyOf(mail));
  });
  test('tells nothing without the secret key', () => {
    const stranger = createSigner(new Secret('another key that is long enough for anything'));
    expect(mailDedupKey(stranger, Buffer.from(mail), readHeaders(Buffer.from(mail)))).not.toBe(
      keyOf(mail),
    );
  });
});
