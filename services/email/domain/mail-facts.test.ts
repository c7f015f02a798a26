// Small rules of reading a mail: headers, ids, encoded words, names for display, older bounces, trusted results.
import { describe, expect, test } from 'vitest';
import { authentication } from './authentication.ts';
import { readDeliveryReport } from './delivery-report.ts';
import { decodeWords } from './encoded-words.ts';
import { allOf, firstOf, readHeaders } from './headers.ts';
import { robotSigns } from './robots.ts';
import { cleanFileName, cleanLine, cleanMediaType, cleanText, cut } from './text.ts';
import { messageIds, ownId, repliesTo } from './threading.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const headersOf = (text: string) => readHeaders(bytes(`${text}\r\n\r\nbody: not a field\r\n`));
const OWN = '01900000-0000-7000-8000-000000000001.signed@shop.test';
const isOwnMessageId = (id: string) => id.includes('.signed@');
const signsOf = (fields: string, more: { subject?: string; nullEnvelope?: boolean } = {}) =>
  robotSigns({
    headers: headersOf(fields),
    author: { kind: 'one', address: 'ada@customer.test' },
    subject: '',
    nullEnvelope: false,
    report: false,
    isOwnMessageId,
    ...more,
  });

describe('headers', () => {
  test('folded fields are joined, the body is not read', () => {
    const headers = headersOf(
      'Subject: a\r\n b\r\n\tc\r\nFROM : x@y.test\r\nnonsense\r\nX-Other: 1',
    );
    expect(headers).toEqual([
      { name: 'subject', value: 'a b c' },
      { name: 'from', value: 'x@y.test' },
    ]);
  });
  test('at most 20 fields of a name are kept, and the last of many other fields is found', () => {
    const many = 'X-Junk: 1\r\n'.repeat(10_000) + 'To: a@b.test\r\n'.repeat(30);
    const headers = headersOf(`${many}Subject: last`);
    expect(allOf(headers, 'to')).toHaveLength(20);
    expect(firstOf(headers, 'subject')).toBe('last');
  });
  test('a field of a megabyte is bounded', () => {
    const headers = headersOf(`Subject: ${'x'.repeat(900_000)}\r\nFrom: a@b.test`);
    expect(firstOf(headers, 'subject')?.length).toBeLessThanOrEqual(32 * 1024);
    expect(firstOf(headers, 'from')).toBe('a@b.test');
  });
});

describe('message ids', () => {
  const table: [string, string[]][] = [
    ['<a@b>', ['a@b']],
    ['<a@b><c@d>', ['a@b', 'c@d']],
    ['(comment) <a@b>\t<c@d>', ['a@b', 'c@d']],
    ['a@b c@d', ['a@b', 'c@d']],
    ['"Your mail of Monday" <a@b>', ['a@b']],
    ['<a@b', ['a@b']],
    ['<>', []],
    ['nothing', []],
    [`<${'x'.repeat(2000)}@b>`, []],
  ];
  for (const [value, ids] of table)
    test(value.slice(0, 40), () => expect(messageIds(value)).toEqual(ids));
  test('In-Reply-To first, then References from the right, each once', () => {
    expect(repliesTo(headersOf('References: <1@x> <2@x> <3@x>\r\nIn-Reply-To: <2@x>'))).toEqual([
      '2@x',
      '3@x',
      '1@x',
    ]);
  });
  test('a blank or endless Message-ID is none', () => {
    expect(ownId(headersOf('Message-ID: <>'))).toBeUndefined();
    expect(ownId(headersOf('Message-ID:'))).toBeUndefined();
    expect(ownId(headersOf(`Message-ID: <${'x'.repeat(999)}>`))).toBeUndefined();
    expect(ownId(headersOf('Message-ID: bare-word'))).toBe('bare-word');
  });
});

describe('encoded words', () => {
  const table: [string, string][] = [
    ['plain', 'plain'],
    ['=?utf-8?Q?a_b=C3=A4?=', 'a bä'],
    ['=?utf-8?B?w6Q=?= =?utf-8?B?w6Q=?=', 'ää'],
    ['a =?utf-8?Q?b?= c =?utf-8?Q?d?= e', 'a b c d e'],
    ['=?utf-8?Q?a?= =?iso-8859-1?Q?=E4?=', 'aä'],
    ['=?us-ascii*en?Q?Keith?=', 'Keith'],
    ['=?utf-8?X?a?=', '=?utf-8?X?a?='],
    ['=?utf-8?Q?a', '=?utf-8?Q?a'],
    ['=?nonsense?Q?caf=E9?=', '=?nonsense?Q?caf=E9?='],
  ];
  for (const [value, text] of table) test(value, () => expect(decodeWords(value)).toBe(text));
});

describe('texts for display', () => {
  test('a cut never splits a character', () => {
    expect(cut('ab😀', 3)).toBe('ab');
    expect(cut('a\ud800b', 10)).toBe('a\ufffdb');
  });
  test('a text keeps its lines and loses controls', () => {
    expect(cleanText('a\r\nb\rc\u0000\u0007\td\n', 100)).toEqual({
      text: 'a\nb\nc\td',
      cut: false,
    });
    expect(cleanText('x'.repeat(30), 10)).toEqual({ text: 'x'.repeat(10), cut: true });
  });
  test('S18 a line holds no line break, however it is hidden', () => {
    expect(cleanLine('a\r\nBcc: b\u2028c\u0085d\u0000', 100)).toBe('a Bcc: b c d');
  });
  test('S5 a file name is its last part, without anything invisible', () => {
    expect(cleanFileName('..\\..\\a/b.txt', 'f')).toBe('b.txt');
    expect(cleanFileName('a\u202efdp.exe', 'f')).toBe('afdp.exe');
    expect(cleanFileName('a\u0000.txt', 'f')).toBe('a .txt');
    for (const nothing of [undefined, '', '..', '/', ' \u200b '])
      expect(cleanFileName(nothing, 'f')).toBe('f');
    expect(cleanFileName(`${'x'.repeat(400)}.pdf`, 'f')).toHaveLength(255);
  });
  test('a media type that is none is octet-stream', () => {
    expect(cleanMediaType('Text/HTML; charset=x')).toBe('text/html');
    expect(cleanMediaType('text')).toBe('application/octet-stream');
    expect(cleanMediaType('a/b\r\nc')).toBe('application/octet-stream');
  });
});

describe('robots', () => {
  test('a signed Message-ID that comes back is our own loop, also where a relay rewrote it', () => {
    expect(signsOf(`Message-ID: <${OWN}>`)).toEqual(['own_loop']);
    expect(signsOf(`Message-ID: <new@relay.test>\r\nX-Redress-Loop: ${OWN}`)).toEqual(['own_loop']);
    expect(
      signsOf('X-Redress-Loop: 01900000-0000-7000-8000-000000000001.forged@shop.test'),
    ).toEqual([]);
  });
  test('RFC 3834 a null sender on the envelope is a sign', () => {
    expect(signsOf('Subject: x', { nullEnvelope: true })).toEqual(['null_return_path']);
  });
  test('words of absence count beside another sign only', () => {
    const subject = 'Abwesenheitsnotiz: Ihre Mail';
    expect(signsOf('Subject: x', { subject })).toEqual([]);
    expect(signsOf('X-Spam-Flag: YES', { subject })).toEqual(['spam_flag']);
    expect(signsOf('X-Auto-Response-Suppress: OOF', { subject })).toEqual(['out_of_office']);
    expect(signsOf('Precedence: bulk', { subject })).toEqual(['precedence_bulk', 'out_of_office']);
  });
  test('marks of auto-responders that do not know RFC 3834', () => {
    for (const mark of [
      'X-Autoreply: yes',
      'X-Autorespond: x',
      'Precedence: auto_reply',
      'X-POST-MessageClass: 9; Autoresponder',
    ])
      expect(signsOf(mark)).toEqual(['auto_replied']);
    expect(signsOf('X-Autoreply: no')).toEqual([]);
  });
});

describe('delivery reports', () => {
  const report = (text: string, more: Record<string, unknown> = {}) =>
    readDeliveryReport({ headers: [], text, fromMachine: true, isOwnMessageId, ...more });
  test('whatever a machine returns with a mail of ours in it is one', () => {
    expect(report(`Your message could not be sent.\n\nMessage-ID: <${OWN}>\n`)).toEqual({
      messageId: OWN,
      permanent: true,
    });
    expect(report(`It is delayed. We will keep trying.\n\n> Message-ID: <${OWN}>`)).toMatchObject({
      messageId: OWN,
      permanent: false,
    });
  });
  test('a person who quotes our Message-ID reports nothing', () => {
    expect(report(`Message-ID: <${OWN}>`, { fromMachine: false })).toBeUndefined();
  });
  test('our own Message-ID is preferred to others', () => {
    const deliveryStatus = 'Action: failed\nStatus: 5.0.0\nFinal-Recipient: rfc822;a@b.test\n';
    const returned = `Message-ID: <other@x.test>\nResent-Message-ID: <y@x>\nX-Message-ID: <${OWN}>\n`;
    expect(report('', { deliveryStatus, returned })?.messageId).toBe(OWN);
  });
  test('of several recipients the one that was given up on counts', () => {
    const deliveryStatus =
      'Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822;a@b.test\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822;<c@d.test>\nAction: failed (bad)\nStatus: 5.1.1\n';
    expect(report('', { deliveryStatus })).toEqual({
      recipient: 'c@d.test',
      permanent: true,
      status: '5.1.1',
    });
  });
  test('a mail given up on after days of transient errors is given up on', () => {
    const deliveryStatus = 'Final-Recipient: rfc822;a@b.test\nAction: failed\nStatus: 4.4.7\n';
    expect(report('', { deliveryStatus })).toMatchObject({ permanent: true, status: '4.4.7' });
  });
});

describe('S13 authentication results', () => {
  const verdict = (fields: string, id?: string) =>
    authentication(headersOf(fields), id, 'ada@customer.test');
  test('are believed from the trusted server alone', () => {
    expect(verdict('Authentication-Results: mx.shop.test; dmarc=pass', 'mx.shop.test')).toBe(
      'pass',
    );
    expect(verdict('Authentication-Results: mx.shop.test; dmarc=pass')).toBe('none');
    expect(verdict('Authentication-Results: mx.shop.test.evil; dmarc=pass', 'mx.shop.test')).toBe(
      'none',
    );
  });
  test('the topmost verdict counts: below it anything may be forged', () => {
    const fields =
      'Authentication-Results: mx.shop.test; dmarc=fail\r\nAuthentication-Results: mx.shop.test; dmarc=pass';
    expect(verdict(fields, 'mx.shop.test')).toBe('fail');
  });
  test('what a sender chose (mailbox, host, comment, quoted text) is no verdict', () => {
    const forged = [
      'spf=pass smtp.mailfrom=dmarc=pass@evil.test; dmarc=fail header.from=customer.test',
      'spf=pass smtp.helo="x; dmarc=pass" smtp.mailfrom=a@evil.test; dmarc=fail',
      'spf=pass (domain of "; dmarc=pass; designates) smtp.mailfrom=a@evil.test; dmarc=fail',
      'spf=pass smtp.mailfrom="\\";dmarc=pass;"@evil.test; dmarc=fail (p=NONE)',
      'spf=none smtp.mailfrom=a@evil.test; dmarc=fail; dmarc=pass',
    ];
    for (const field of forged)
      expect([
        field,
        verdict(`Authentication-Results: mx.shop.test; ${field}`, 'mx.shop.test'),
      ]).toEqual([field, 'fail']);
    const signed = [
      'spf=pass (dkim=pass header.d=customer.test) smtp.mailfrom=a@evil.test',
      'spf=pass smtp.mailfrom="; dkim=pass header.d=customer.test;"@evil.test',
      'dkim=pass reason="header.d=customer.test" header.d=evil.test',
    ];
    for (const field of signed)
      expect([
        field,
        verdict(`Authentication-Results: mx.shop.test; ${field}`, 'mx.shop.test'),
      ]).toEqual([field, 'none']);
  });
  test('a DKIM signature counts for the domain of the author only', () => {
    expect(
      verdict(
        'Authentication-Results: mx.shop.test; dkim=pass header.d=customer.test',
        'mx.shop.test',
      ),
    ).toBe('pass');
    expect(
      verdict('Authentication-Results: mx.shop.test; dkim=pass header.d=evil.test', 'mx.shop.test'),
    ).toBe('none');
  });
});
