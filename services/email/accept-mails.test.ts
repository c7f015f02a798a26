// That no fault in reading one mail keeps it, or another, from being taken in. The database's side is an integration test.
import { expect, test } from 'vitest';
import { createLog } from '#shared/log.ts';
import { createSigner, Secret } from '#shared/secret.ts';
import { itemOfMail } from './accept-mails.ts';

const log = createLog('silent');
const signer = createSigner(new Secret('a test key that is long enough for anything'));
const arrival = { connector: 'imap:care', receivedAt: new Date('2026-11-23T10:00:00.000Z') };

test('R03 a mail that our reading of its facts fails on is kept by its bytes, the same each time', () => {
  const faulty = {
    text: '',
    textCut: false,
    get attachments(): never {
      throw new TypeError('a bug');
    },
  };
  const raw = Buffer.from('Subject: x\r\n\r\nthe words');
  const item = itemOfMail(log, raw, faulty, arrival, signer);
  expect(item.original).toBe(raw);
  expect(item.received).toMatchObject({
    connector: 'imap:care',
    receivedAt: '2026-11-23T10:00:00.000Z',
    unreadable: 'could_not_be_stored',
  });
  const { dedupKey } = item;
  expect(itemOfMail(log, raw, faulty, arrival, signer).dedupKey).toBe(dedupKey);
  const other = itemOfMail(log, Buffer.from('other'), faulty, arrival, signer);
  expect(other.dedupKey).not.toBe(dedupKey);
});
