// Bad mails by both ways in, the SMTP inlet and a real Dovecot: each is kept, and the good mail after it is unharmed.
import { createHash, randomBytes } from 'node:crypto';
import { type AddressInfo, createServer } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readBlob } from '../../shared/blobs.ts';
import { type Dovecot, startDovecot } from '../harness/dovecot.ts';
import { createTestDatabase, type TestDatabase } from '../harness/postgres.ts';
import {
  countItems,
  eventually,
  itemsOf,
  mail,
  mailboxOn,
  type RunningEmail,
  sendMail,
  startEmail,
} from './email-rig.ts';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let dovecot: Dovecot;
let database: TestDatabase;
let email: RunningEmail;
let port: number;
const lastItem = async () => (await itemsOf(database.db)).at(-1)?.received;
const itemWith = async (subject: string) =>
  (await itemsOf(database.db)).find(({ received }) => received.subject === subject)?.received;

beforeAll(async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
  await new Promise((resolve) => server.close(resolve));
  dovecot = await startDovecot({ users: ['support'] });
  database = await createTestDatabase();
  email = await startEmail(database.db, {
    inletPort: port,
    mailboxes: [mailboxOn(dovecot, 'support', { bytesMax: 1_000_000 })],
  });
});
afterAll(async () => {
  await email?.stop();
  await database?.drop();
  await dovecot?.stop();
});

test('R02 every byte of the attachments is kept', async () => {
  const files = [
    randomBytes(300_000),
    randomBytes(1),
    Buffer.alloc(0),
    Buffer.from('\r\n.\r\n'),
    randomBytes(700_000),
  ];
  const parts = files.map(
    (file, n) =>
      `--b\r\nContent-Type: application/octet-stream; name="f${n}"\r\nContent-Transfer-Encoding: base64\r\n\r\n${file.toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`,
  );
  await sendMail(
    port,
    mail(
      { 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=b' },
      `${parts.join('')}--b--\r\n`,
    ),
  );
  const attachments = (await lastItem())?.attachments ?? [];
  expect(attachments.map((file) => file.sha256)).toEqual(files.map(sha256));
  for (const [index, file] of files.entries()) {
    const stored = await readBlob(database.db.query, attachments[index]?.sha256 ?? '');
    expect(stored && sha256(stored)).toBe(sha256(file));
  }
});

const nested = (depth: number): string => {
  const open = Array.from(
    { length: depth },
    (_, n) => `Content-Type: multipart/mixed; boundary="b${n}"\r\n\r\n--b${n}\r\n`,
  );
  return `From: ada@customer.test\r\nSubject: nested\r\n${open.join('')}\r\ndeep`;
};
const bad: [string, string | Buffer][] = [
  ['nothing at all', ''],
  [
    '35 MB of binary',
    Buffer.concat([
      Buffer.from(
        mail(
          { 'Content-Type': 'application/octet-stream', 'Content-Transfer-Encoding': 'binary' },
          '',
        ),
      ),
      randomBytes(30_000_000),
    ]),
  ],
  ['bytes that are no mail', randomBytes(50_000)],
  [
    'a charset that nobody knows',
    Buffer.from(
      mail(
        { 'Content-Type': 'text/plain; charset=x-none', Subject: '=?x-none?Q?=FF?=' },
        'caf\u00e9',
      ),
      'latin1',
    ),
  ],
  [
    'bytes that are not of their charset',
    Buffer.from(mail({ 'Content-Type': 'text/plain; charset=utf-8' }, '\u00ff\u00fe'), 'latin1'),
  ],
  ['broken MIME', mail({ 'Content-Type': 'multipart/mixed; boundary=' }, '--\r\n--\r\n')],
  ['10,000 headers', `${'X-Junk: v\r\n'.repeat(10_000)}${mail()}`],
  ['1,000-deep nesting', nested(1000)],
  [
    '10,000 parts',
    mail({ 'Content-Type': 'multipart/mixed; boundary=b' }, '--b\r\n\r\nx\r\n'.repeat(10_000)),
  ],
  ['a hidden header', mail({ Subject: '=?utf-8?Q?a=0D=0ABcc:_x@y.test?=' })],
  [
    'template syntax in every field',
    mail({ From: '"{{a}}" <ada@customer.test>', Subject: '{{b}} <%= 1 %> #{c}' }, '{{#each d}}'),
  ],
  [
    'NUL in every field',
    mail(
      { From: 'A\u0000 <ada@customer.test>', Subject: 'b\u0000', 'Message-ID': '<c\u0000@d>' },
      'e\u0000',
    ),
  ],
  ['half a character', mail({ Subject: '=?utf-16be?B?2D0=?=' }, '\ud83d')],
];
for (const [name, raw] of bad) {
  test(`R03 ${name}, by the inlet: kept, and the mail after it is unharmed`, async () => {
    const before = await countItems(database.db);
    expect(await sendMail(port, raw)).toMatch(/^250/);
    expect(await countItems(database.db)).toBe(before + 1);
    const received = await lastItem();
    const original = await readBlob(database.db.query, received?.originalSha256 ?? '');
    expect(original?.length).toBeGreaterThanOrEqual(Buffer.from(raw as string).length);
    expect(await sendMail(port, mail({ Subject: 'good' }, 'All is well.'))).toMatch(/^250/);
    expect(await lastItem()).toMatchObject({ subject: 'good', text: 'All is well.' });
  });

  test(`R03 ${name}, in a mailbox: kept, and the mail after it is unharmed`, async () => {
    const before = await countItems(database.db);
    // Other bytes than those that came by the inlet, which would be the same mail.
    const other = Buffer.concat([Buffer.from(raw as string), Buffer.from('\r\nin a mailbox\r\n')]);
    dovecot.deliver('support', other);
    const subject = `good ${Math.random()}`;
    dovecot.deliver('support', mail({ Subject: subject }, 'All is well.'));
    await eventually('both', async () => (await countItems(database.db)) === before + 2);
    expect(await itemWith(subject)).toMatchObject({ text: 'All is well.' });
  });
}

test('R03 a mail over the limit is kept by its beginning for a person, and the next is unharmed', async () => {
  dovecot.deliver(
    'support',
    `${mail({ Subject: 'huge', 'Content-Type': 'multipart/mixed; boundary=b' }, '')}--b\r\nContent-Type: text/plain\r\n\r\nThe photo shows it.\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n${'QUJD'.repeat(19).concat('\r\n').repeat(20_000)}--b--\r\n`,
  );
  dovecot.deliver('support', mail({ Subject: 'after' }));
  await eventually(
    'both',
    async () => (await itemWith('after')) !== undefined && (await itemWith('huge')) !== undefined,
  );
  expect(await itemWith('huge')).toMatchObject({
    sender: { email: 'ada@customer.test' },
    text: 'The photo shows it.',
    textCut: true,
    quarantine: 'too_large',
    attachments: [],
  });
});
