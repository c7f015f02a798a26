// What may be typed into a complaint, and what is made of it.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  checkComplaint,
  cleanFileName,
  cleanLine,
  cleanText,
  complaintBodySchema,
  isEmailAddress,
} from './complaint.ts';

describe('an e-mail address', () => {
  test('is one address that mail can be sent to', () => {
    const good = [
      'ada@example.org',
      'ada.lovelace+tag@sub.example.co.uk',
      "o'brien@example.org",
      'grüße@bücher.example',
      'a@xn--bcher-kva.example',
    ];
    expect(good.filter((address) => !isEmailAddress(address))).toEqual([]);
  });

  test('is never a list, a comment, a quote, a display name, a line break or a bare host (S17, S18)', () => {
    const bad = [
      '',
      'ada',
      'ada@',
      '@example.org',
      'ada@localhost',
      'ada@example..org',
      'ada@-example.org',
      'ada@example.org-',
      'ada@127.0.0.1',
      'ada@[127.0.0.1]',
      'a@b@example.org',
      'a@example.org,b@example.org',
      'a@example.org; b@example.org',
      'Ada <ada@example.org>',
      '(x)ada@example.org',
      '"a b"@example.org',
      'ada@example.org\r\nBcc: b@example.org',
      'ada@exam ple.org',
      'ada\u0000@example.org',
      'ada@example.org\u200b',
      `${'a'.repeat(65)}@example.org`,
      `a@${'b'.repeat(64)}.org`,
      `a@${'b.'.repeat(130)}org`,
    ];
    expect(bad.filter(isEmailAddress)).toEqual([]);
  });
});

describe('what was typed', () => {
  test('keeps its words and loses what hides or breaks a line', () => {
    expect(cleanLine(' Ada\r\nBcc: x\u0000\u202e\u200b  L. ')).toBe('Ada Bcc: x L.');
    expect(cleanText('a\r\nb\rc\td\u0000e\u0007 \n')).toBe('a\nb\nc\tde');
    expect(cleanText('\ud800')).toBe('\ufffd');
  });

  test('is text that PostgreSQL and JSON take, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (typed) => {
        for (const clean of [cleanLine(typed), cleanText(typed)]) {
          expect(clean.isWellFormed()).toBe(true);
          expect(clean).not.toContain('\u0000');
        }
        expect(cleanLine(typed)).not.toMatch(/[\r\n]/);
      }),
    );
  });

  test('takes time in proportion to its length', () => {
    const typed = { message: ' \t\r\n'.repeat(90_000), email: `${'a.'.repeat(50_000)}@` };
    expect(checkComplaint(typed)).toMatchObject({ faults: { email: 'too_long' } });
  });
});

describe('a complaint', () => {
  test('needs a message and nothing else', () => {
    expect(checkComplaint({ message: ' It broke. ' })).toEqual({
      complaint: { message: 'It broke.', textCut: false },
    });
    for (const message of ['', ' \n ', '\u0000', undefined])
      expect(checkComplaint(message === undefined ? {} : { message })).toEqual({
        faults: { message: 'required' },
      });
  });

  test('says every fault at once', () => {
    const typed = { message: '', email: 'ada@', name: 'a'.repeat(201), phone: '1'.repeat(51) };
    expect(checkComplaint(typed)).toEqual({
      faults: {
        message: 'required',
        email: 'invalid_email',
        name: 'too_long',
        phone: 'too_long',
      },
    });
  });

  test('has no keys but the known ones (S23)', () => {
    for (const key of ['severity', 'approvalLevel', '__proto__', 'constructor']) {
      const body = JSON.parse(`{"message":"m","${key}":"x"}`);
      expect(complaintBodySchema.safeParse(body).success, key).toBe(false);
    }
  });
});

test('a file name is for display only, never a path (S5)', () => {
  expect(cleanFileName('../../etc/passwd')).toBe('passwd');
  expect(cleanFileName('C:\\Users\\a\\photo.jpg')).toBe('photo.jpg');
  expect(cleanFileName('a\u0000b\u202egpj.exe')).toBe('a b gpj.exe');
  expect(cleanFileName('\u200b.htaccess')).toBe('.htaccess');
  for (const nameless of [undefined, '', '..', '.', '/', ' '])
    expect(cleanFileName(nameless)).toBe('file');
  expect(cleanFileName('x'.repeat(1000))).toHaveLength(255);
});
