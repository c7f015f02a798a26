// The bytes of a mail, and what errors say of it.
import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import { classifyFailure, composeMail, type Mail } from './email.ts';

const mail = (over: Partial<Mail> = {}): Mail => ({
  messageId: 'one.two@ours.example',
  from: { name: 'Our Company', address: 'care@ours.example' },
  to: { name: 'Ada Lövelace', address: 'ada@example.com' },
  subject: 'Wir haben Ihre Nachricht – C-7K3M-9QXD',
  text: 'Grüße\n.\n.hidden\nFrom here on\n',
  html: '<p>Grüße &amp; Küsse</p>\n.\n',
  language: 'de',
  thread: { inReplyTo: 'q@x', references: ['p@x', 'q@x'] },
  headers: { 'Auto-Submitted': 'auto-replied' },
  date: new Date('2026-11-23T10:00:00Z'),
  ...over,
});

const headLines = (raw: Buffer): string[] => {
  const head = raw.toString('utf8').split('\r\n\r\n')[0] ?? '';
  return head.replace(/\r\n[ \t]+/g, ' ').split('\r\n');
};
const nameOf = (line: string): string => line.slice(0, line.indexOf(':'));

test('a mail is read back as it was meant', async () => {
  const parsed = await simpleParser(composeMail(mail()));
  expect(parsed.subject).toBe('Wir haben Ihre Nachricht – C-7K3M-9QXD');
  expect(parsed.text).toBe('Grüße\n.\n.hidden\nFrom here on\n');
  expect(parsed.html).toContain('Grüße &amp; Küsse');
  expect(parsed.messageId).toBe('<one.two@ours.example>');
  expect(parsed.inReplyTo).toBe('<q@x>');
  expect(parsed.references).toEqual(['<p@x>', '<q@x>']);
  expect(parsed.from?.value).toEqual([{ name: 'Our Company', address: 'care@ours.example' }]);
  expect(parsed.to).toMatchObject({
    value: [{ name: 'Ada Lövelace', address: 'ada@example.com' }],
  });
  expect(parsed.headers.get('auto-submitted')).toBe('auto-replied');
  expect(parsed.date).toEqual(new Date('2026-11-23T10:00:00Z'));
});

test('every line keeps the bounds of RFC 5322 §2.1.1, and is ASCII', () => {
  const raw = composeMail(mail({ text: 'ü'.repeat(20_000), subject: 'ß'.repeat(200) }));
  for (const line of raw.toString('latin1').split('\r\n')) {
    expect(line.length).toBeLessThanOrEqual(200);
    expect(line).toMatch(/^[\x09\x20-\x7e]*$/);
  }
});

test('S18 no value of a mail adds a header or ends the head', () => {
  const clean = headLines(composeMail(mail())).map(nameOf);
  const attacks = [
    'x\r\nBcc: evil@x',
    'x\nBcc: evil@x',
    'x\r\n\r\nbody',
    'x\rBcc: evil@x',
    'x\u2028Bcc: evil@x',
    'x"\r\nBcc: evil@x',
  ];
  for (const attack of attacks) {
    const spoiled = [
      mail({ subject: attack }),
      mail({ to: { name: attack, address: 'ada@example.com' } }),
      mail({ from: { name: attack, address: 'care@ours.example' } }),
      mail({ headers: { 'Auto-Submitted': attack } }),
      mail({ language: attack }),
    ];
    for (const one of spoiled) {
      expect(headLines(composeMail(one)).map(nameOf)).toEqual(clean);
    }
  }
});

test('S34 the largest headers there can be are composed, many times, within the time a test has', () => {
  const references = Array.from({ length: 12 }, (_, index) => `${'r'.repeat(240)}${index}@x`);
  const thread = { inReplyTo: 'q@x', references };
  for (let turn = 0; turn < 500; turn++) {
    const raw = composeMail(mail({ subject: 'ü '.repeat(100), thread }));
    expect(headLines(raw).find((line) => line.startsWith('References:'))).toContain(references[11]);
  }
});

const failure = (over: Record<string, unknown>) => Object.assign(new Error('told'), over);

test.each([
  [{ responseCode: 550, code: 'EENVELOPE' }, false, { kind: 'permanent', reason: 'smtp_550' }],
  [{ responseCode: 554, code: 'EMESSAGE' }, true, { kind: 'permanent', reason: 'smtp_554' }],
  [{ responseCode: 451, code: 'EENVELOPE' }, false, { kind: 'transient', reason: 'smtp_451' }],
  [{ responseCode: 421, code: 'EMESSAGE' }, true, { kind: 'transient', reason: 'smtp_421' }],
  [{ responseCode: 503, code: 'EENVELOPE' }, false, { kind: 'transient', reason: 'smtp_503' }],
  [
    { responseCode: 530, code: 'EENVELOPE' },
    false,
    { kind: 'transient', reason: 'smtp_sign_in', ours: true },
  ],
  [
    { responseCode: 535, code: 'EAUTH' },
    false,
    { kind: 'transient', reason: 'smtp_sign_in', ours: true },
  ],
  [{ code: 'ECONNECTION' }, false, { kind: 'transient', reason: 'smtp_lost' }],
  [{ code: 'ECONNECTION' }, true, { kind: 'in_doubt', reason: 'smtp_lost_after_data' }],
  [{ code: 'ETIMEDOUT' }, true, { kind: 'in_doubt', reason: 'smtp_lost_after_data' }],
  [
    { code: 'EPROTOCOL', responseCode: 250 },
    true,
    { kind: 'in_doubt', reason: 'smtp_lost_after_data' },
  ],
  [
    { code: 'EMESSAGE', command: 'MAIL FROM' },
    false,
    { kind: 'permanent', reason: 'smtp_too_large' },
  ],
  [{ code: 'EENVELOPE', command: 'API' }, false, { kind: 'permanent', reason: 'invalid_address' }],
])('%j with the data handed over: %s', (error, handed, outcome) => {
  expect(classifyFailure(failure(error), handed)).toEqual(outcome);
});
