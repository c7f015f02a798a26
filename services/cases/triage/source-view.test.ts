// What strangers send, shown as plain text: nothing deceives, nothing is unbounded.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainText, sourceHeaders } from './source-view.ts';

test('S4 what turns text round, hides in it or controls a terminal is made visible', () => {
  const { text } = plainText('pay\u202Egpj.exe\u0000\u001b[2J zero\u200bwidth <script>', 100);
  expect(text).toBe('pay\ufffdgpj.exe\ufffd\ufffd[2J zero\ufffdwidth <script>');
  expect(plainText('a\r\nb\tc', 100)).toEqual({ text: 'a\nb\tc', cut: false });
  expect(plainText('abc', 2)).toEqual({ text: 'ab', cut: true });
});

test('headers are unfolded and end with the first empty line (RFC 5322 §2.2)', () => {
  const mail = 'From: a@x.test,\r\n b@x.test\r\nSubject: =?utf-8?q?x?=\r\n\r\nNot: a header\r\n';
  expect(sourceHeaders(Buffer.from(mail))).toEqual({
    headers: [
      { name: 'From', value: 'a@x.test, b@x.test' },
      { name: 'Subject', value: '=?utf-8?q?x?=' },
    ],
    cut: false,
  });
});

test('any bytes give a bounded list of plain headers', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
      const { headers } = sourceHeaders(bytes);
      expect(headers.length).toBeLessThanOrEqual(100);
      for (const { name, value } of headers) {
        expect(name.length + value.length).toBeLessThanOrEqual(1_100);
        expect(/[\u0000-\u0008\u202e]/.test(name + value)).toBe(false);
      }
    }),
  );
  const many = Array.from({ length: 500 }, (_, n) => `X-${n}: ${'v'.repeat(5_000)}`).join('\n');
  const { headers, cut } = sourceHeaders(Buffer.from(many));
  expect([headers.length, headers[0]?.value.length, cut]).toEqual([100, 1_000, true]);
});
