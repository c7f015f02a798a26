// Every mail of the corpus becomes the item that stands beside it. The mails are in test/corpus/mail.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sha256 } from '#shared/blobs.ts';
import { intakeReceivedSchema } from '#shared/events/intake.ts';
import { createSigner, Secret } from '#shared/secret.ts';
import { mailItem } from './mail-item.ts';
import { readMail } from './mime-parse.ts';

const folder = new URL('../../test/corpus/mail/', import.meta.url);
const signer = createSigner(new Secret('a test key that is long enough for anything'));
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.eml'))
  .map((file) => file.slice(0, -4));

type Expectation = { why: string; expect: Record<string, unknown> };

const itemOf = async (raw: Buffer) => {
  const item = mailItem(
    raw,
    await readMail(raw),
    {
      connector: 'imap:test',
      receivedAt: new Date('2026-11-23T12:00:00Z'),
      trustedAuthservId: 'mx.shop.test',
    },
    signer,
  );
  const attachments = item.attachments.map(({ name, mediaType, content }) => ({
    name,
    mediaType,
    bytes: content.length,
    sha256: sha256(content),
  }));
  return { item, received: { ...item.received, attachments } };
};

describe('R02 the mail corpus', () => {
  test('is there', () => {
    expect(names.length).toBeGreaterThanOrEqual(50);
  });

  for (const name of names) {
    const raw = readFileSync(new URL(`${name}.eml`, folder));
    const { why, expect: expected } = JSON.parse(
      readFileSync(new URL(`${name}.json`, folder), 'utf8'),
    ) as Expectation;
    test(`${name}: ${why}`, async () => {
      const { item, received } = await itemOf(raw);
      const absent = Object.keys(expected).filter((key) => expected[key] === null);
      for (const key of absent) expect(received).not.toHaveProperty(key);
      const present = Object.fromEntries(
        Object.entries(expected).filter(([, value]) => value !== null),
      );
      expect(received).toMatchObject(present);
      if (!('quarantine' in expected)) expect(received.quarantine).toBeUndefined();
      if (!('unreadable' in expected)) expect(received.unreadable).toBeUndefined();
      expect(item.original).toBe(raw);
      // Fit for the bus and for jsonb, which takes neither NUL nor half a character.
      const whole = {
        ...received,
        itemId: '01900000-0000-7000-8000-000000000000',
        reference: 'C-0000-0000',
        originalSha256: '0'.repeat(64),
      };
      expect(intakeReceivedSchema.parse(whole)).toEqual(whole);
      expect(JSON.stringify(whole)).not.toMatch(/\\u0000|\\ud[89a-f]/i);
    });
  }
});
