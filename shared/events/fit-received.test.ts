// What a connector hands over always becomes an event that its consumers can read and PostgreSQL can store.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitReceived } from './fit-received.ts';
import { ATTACHMENTS_MAX, type IntakeReceived, intakeReceivedSchema, TEXT_MAX } from './intake.ts';

const sha256 = 'a'.repeat(64);
const plain: IntakeReceived = {
  itemId: '01890a5d-ac96-774b-bcce-b302099a8057',
  reference: 'C-7K3M-9QXD',
  channel: 'email',
  connector: 'smtp-inlet',
  receivedAt: '2026-11-23T10:00:00.000Z',
  sender: { name: 'Ada', email: 'ada@example.com' },
  subject: 'Broken',
  text: 'It broke. 😀',
  textCut: false,
  originalSha256: sha256,
  attachments: [{ name: 'photo.jpg', mediaType: 'image/jpeg', bytes: 3, sha256 }],
  mail: {
    messageId: 'one@example.com',
    repliesTo: [],
    recipients: ['care@example.com'],
    robotSigns: ['auto_submitted'],
    authentication: 'none',
  },
};
const mail = plain.mail as NonNullable<IntakeReceived['mail']>;

const isStorable = (value: unknown): boolean =>
  // JSON writes NUL and lone surrogates, and only these, with such an escape.
  !/(?<!\\)(\\\\)*\\u(0000|d[89a-f])/i.test(JSON.stringify(value));

test('R03 what fits is left as it is', () => {
  expect(fitReceived(plain)).toEqual(plain);
});

test('R02 NUL and lone surrogates become U+FFFD in every text, whole emoji stay', () => {
  const bad = 'a\u0000b\ud83dc\ude00d😀';
  const fitted = fitReceived({
    ...plain,
    sender: { name: bad, email: `x${bad}@example.com`, phone: bad, handle: bad },
    subject: bad,
    text: bad,
    attachments: [{ name: bad, mediaType: bad, bytes: 1, sha256 }],
    mail: { ...mail, messageId: bad, repliesTo: [bad], recipients: [bad] },
    orderNumber: bad,
  });
  const good = 'a\ufffdb\ufffdc\ufffdd😀';
  expect(fitted).toMatchObject({
    sender: { name: good, phone: good },
    text: good,
    attachments: [{ name: good, mediaType: good }],
    mail: { messageId: good, repliesTo: [good], recipients: [good] },
  });
  expect(isStorable(fitted)).toBe(true);
  expect(fitted.unreadable).toBeUndefined();
});

test('R02 texts for people are cut to their bounds, never within a character, and the cut is told', () => {
  const fitted = fitReceived({
    ...plain,
    subject: `${'s'.repeat(499)}😀😀`,
    text: 'x'.repeat(TEXT_MAX + 1),
    sender: { ...plain.sender, name: 'n'.repeat(1_000) },
    attachments: Array.from({ length: ATTACHMENTS_MAX + 50 }, () => ({
      name: 'n'.repeat(300),
      mediaType: 'text/plain',
      bytes: 1,
      sha256,
    })),
  });
  expect(fitted.subject).toBe('s'.repeat(499));
  expect(fitted.text).toHaveLength(TEXT_MAX);
  expect(fitted.textCut).toBe(true);
  expect(fitted.sender.name).toHaveLength(200);
  expect(fitted.attachments).toHaveLength(ATTACHMENTS_MAX);
  expect(fitted.attachments[0]?.name).toHaveLength(255);
  expect(fitted.unreadable).toBeUndefined();
});

test('R03 an address or id that does not fit is left out, never shortened, and a person is to look', () => {
  const fitted = fitReceived({
    ...plain,
    sender: { name: 'Ada', email: `${'a'.repeat(400)}@example.com` },
    mail: {
      ...mail,
      messageId: 'm'.repeat(2_000),
      repliesTo: ['r'.repeat(2_000), 'good@example.com', 'r'.repeat(2_000)],
      robotSigns: ['auto_submitted', 'invented' as never],
    },
    social: { platform: 'x', postId: 'p'.repeat(300), direct: false },
  });
  expect(fitted.sender).toEqual({ name: 'Ada' });
  expect(fitted.mail).toEqual({
    ...mail,
    messageId: undefined,
    repliesTo: ['good@example.com'],
    robotSigns: ['auto_submitted'],
  });
  expect(fitted.social).toBeUndefined();
  expect(fitted.unreadable).toMatch(
    /sender\.email.*mail\.messageId|mail\.messageId.*sender\.email/,
  );
});

test('R03 broken mail facts keep what is sound of them: a robot is still known as one', () => {
  const broken = { ...mail, repliesTo: 'none', authentication: 'perhaps', bounce: { status: 5 } };
  const fitted = fitReceived({ ...plain, mail: broken as never });
  expect(fitted.mail).toEqual({ ...mail, authentication: 'none', repliesTo: [] });
  expect(fitted.unreadable).toContain('left out');
});

test('a field that we make ourselves is never made up', () => {
  expect(() => fitReceived({ ...plain, channel: 'pigeon' as never })).toThrow(/channel/);
  expect(() => fitReceived({ ...plain, receivedAt: 'yesterday' })).toThrow(/receivedAt/);
});

test('R02 R03 whatever a source gives, the event fits and can be stored', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 600 }),
    fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
    }),
    fc.nat({ max: 30_000 }).map((length) => '😀'.repeat(length)),
  );
  const anything = fc.oneof(text, fc.anything({ maxDepth: 2 }));
  const list = fc.array(anything, { maxLength: 120 });
  const given = fc.record(
    {
      sender: fc.oneof(
        fc.record({ name: anything, email: text, phone: text }, { requiredKeys: [] }),
        anything,
      ),
      subject: anything,
      text: anything,
      language: anything,
      occurredAt: anything,
      sentAt: anything,
      attachments: fc.oneof(list, anything),
      mail: fc.record(
        { repliesTo: list, recipients: list, robotSigns: list, bounce: anything, messageId: text },
        { requiredKeys: [] },
      ),
      survey: anything,
      social: anything,
      unreadable: anything,
      quarantine: anything,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(given, (hostile) => {
      const fitted = fitReceived({ ...plain, ...(hostile as Partial<IntakeReceived>) });
      expect(intakeReceivedSchema.safeParse(JSON.parse(JSON.stringify(fitted))).success).toBe(true);
      expect(isStorable(fitted)).toBe(true);
    }),
    // No text, but with a length: two faults of one field.
    { numRuns: 300, examples: [[{ language: { length: ':' } }]] },
  );
});
