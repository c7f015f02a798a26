// The address corpus: who a From field names, and where programs would disagree (RFC 5322 §3.4, appendix A; S17).
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAuthor, recipientAddresses } from './sender.ts';

const one = (address: string, name?: string) => ({
  kind: 'one',
  address,
  ...(name === undefined ? {} : { name }),
});

describe('a From field that every program reads alike names its author', () => {
  const table: [string, ReturnType<typeof one>][] = [
    ['ada@customer.test', one('ada@customer.test')],
    ['<ada@customer.test>', one('ada@customer.test')],
    ['Ada Example <ada@customer.test>', one('ada@customer.test', 'Ada Example')],
    ['"Example, Ada" <ada@customer.test>', one('ada@customer.test', 'Example, Ada')],
    ['Example, Ada <ada@customer.test>', one('ada@customer.test', 'Example, Ada')],
    ['"Ada \\"Boss\\" E" <ada@customer.test>', one('ada@customer.test', 'Ada "Boss" E')],
    ['ada@customer.test (Ada Example)', one('ada@customer.test', 'Ada Example')],
    ['Ada (Sales) <ada@customer.test>', one('ada@customer.test', 'Ada Sales')],
    ['Ada <ada@customer.test> (mobile)', one('ada@customer.test', 'Ada')],
    ['J. R. R. <jrr@customer.test>', one('jrr@customer.test', 'J. R. R.')],
    ['ada@customer.test <ada@customer.test>', one('ada@customer.test')],
    ['"ada@customer.test" <ADA@customer.test>', one('ADA@customer.test')],
    ['"victim@good.test" <x@evil.test>', one('x@evil.test', 'victim@good.test')],
    ['=?utf-8?Q?Z=C3=B6?= <z@customer.test>', one('z@customer.test', '=?utf-8?Q?Z=C3=B6?=')],
    ['< ada@customer.test >', one('ada@customer.test')],
    ['ada+tag=x@sub.customer.test', one('ada+tag=x@sub.customer.test')],
    ["o'brien!#$%&*/?^`{|}~@customer.test", one("o'brien!#$%&*/?^`{|}~@customer.test")],
    ['a..b.@docomo.test', one('a..b.@docomo.test')],
    ['root@localhost', one('root@localhost')],
    ['josé@correo.test', one('josé@correo.test')],
    ['x@xn--mnchen-3ya.test', one('x@xn--mnchen-3ya.test')],
  ];
  for (const [value, author] of table)
    test(value, () => expect(parseAuthor([value])).toEqual(author));
});

describe('S17 a From field that programs may read differently is ambiguous', () => {
  const table = [
    '(a (b) attacker@evil.test) victim@good.test',
    'victim@good.test (a (b) attacker@evil.test)',
    '(attacker@evil.test) victim@good.test',
    '(comment) victim@good.test',
    'victim@good.test (attacker@evil.test)',
    'Pete(A wonderful \\) chap) <pete(his account)@silly.test(his host)>',
    'John Doe <jdoe@machine(comment). example>',
    'a@one.test, b@two.test',
    'A <a@one.test>, B <b@two.test>',
    'A <a@one.test> B <b@two.test>',
    'a@one.test b@two.test',
    'a@one.test <b@two.test>',
    'a@one.test, <b@two.test>',
    'Group: a@one.test;',
    'Group:a@one.test, b@two.test;',
    'undisclosed-recipients:; <a@one.test>',
    '<@relay.test,@other.test:a@one.test>',
    '"a@one.test, x"@evil.test',
    '"quoted local"@one.test',
    'a@[192.0.2.1]',
    'a@one.test@two.test',
    'a@@one.test',
    '@one.test',
    'a@',
    'a@one..test',
    'a@one.test.',
    'a@-one.test',
    'a @ one.test',
    '<a@one.test',
    'a@one.test>',
    '<<a@one.test>>',
    '=?utf-8?Q?a=40evil.test=2C?=@good.test',
    '=?utf-8?Q?x?= =?utf-8?Q?_<a@evil.test>?= <b@good.test>',
    'a@one.test\u0000',
    'a@one\u0000.test',
    'A\u0007 <a@one.test>',
    '"unterminated <a@one.test>',
    'A (unterminated <a@one.test>',
    'a@one.test)',
    'a\\@b@one.test',
    'a@one.test\uff0c b',
    'Ada <a\u00a0b@one.test>',
    `${'x'.repeat(400)}@one.test`,
    `${'A '.repeat(3000)}<a@one.test>`,
  ];
  for (const value of table)
    test(JSON.stringify(value).slice(0, 80), () =>
      expect(parseAuthor([value])).toEqual({ kind: 'ambiguous' }),
    );

  test('two fields with different authors', () => {
    expect(parseAuthor(['a@one.test', 'b@two.test'])).toEqual({ kind: 'ambiguous' });
  });
  test('two fields with the same author agree', () => {
    expect(parseAuthor(['a@one.test', '<A@one.test>'])).toEqual(one('a@one.test'));
  });
});

describe('a From field without an address names nobody', () => {
  for (const value of ['', '<>', 'MAILER-DAEMON', 'Mail Delivery Subsystem <MAILER-DAEMON>'])
    test(value, () => expect(parseAuthor([value])).toEqual({ kind: 'none' }));
  test('no field at all', () => expect(parseAuthor([])).toEqual({ kind: 'none' }));
});

test('S17 an accepted address is one local part, one @ and one domain, and stands in the field', () => {
  const pieces = fc.constantFrom(
    'a',
    'b@x.test',
    '<',
    '>',
    '(',
    ')',
    '"',
    ',',
    ';',
    ':',
    ' ',
    '\\',
    '@',
    '=?',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const value = parts.join('');
      const author = parseAuthor([value]);
      if (author.kind !== 'one') return;
      expect(author.address).toMatch(/^[^\s@<>()",;:\\]+@[^\s@<>()",;:\\]+$/);
      expect(value).toContain(author.address);
      // No second address anywhere outside a quoted name.
      const unquoted = value.replace(/"(?:[^"\\]|\\.)*"/g, '');
      const found = unquoted.match(/[^\s<>()",;:\\]+@[^\s<>()",;:\\]+/g) ?? [];
      expect(new Set(found)).toEqual(new Set([author.address]));
    }),
    { numRuns: 5000 },
  );
});

test('any text at all is judged, never waited for', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (value) => {
      expect(['one', 'none', 'ambiguous']).toContain(parseAuthor([value]).kind);
    }),
    { numRuns: 5000 },
  );
});

test('recipients are found in plain and named lists, bounded and once', () => {
  expect(
    recipientAddresses(['A <a@x.test>, b@x.test', '"C, D" <c@x.test>; a@x.test'], 100),
  ).toEqual(['a@x.test', 'b@x.test', 'c@x.test']);
  expect(
    recipientAddresses([Array.from({ length: 500 }, (_, n) => `u${n}@x.test`).join(', ')], 100),
  ).toHaveLength(100);
});
