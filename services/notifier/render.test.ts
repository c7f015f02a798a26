// What templates make of values: every purpose in every language, hostile values, dates, names.
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type MessageRequested, type Purpose, purposes } from '#shared/events/message.ts';
import { createRenderer } from './render.ts';

const folder = new URL('../../templates/', import.meta.url);
const renderer = createRenderer({
  organisation: 'Our Company',
  timeZone: 'Europe/Berlin',
  locales: ['en', 'de', 'es', 'fr'],
});

type Values = MessageRequested['values'];

const sampleOf = (purpose: Purpose): Values =>
  JSON.parse(readFileSync(new URL(`${purpose}/sample.json`, folder), 'utf8'));

function request(
  purpose: Purpose,
  values: Values,
  over: Partial<MessageRequested> = {},
): MessageRequested {
  return {
    messageId: '0190a2b4-7c1e-7a10-8f00-000000000001',
    caseId: '0190a2b4-7c1e-7a10-8f00-000000000002',
    reference: 'C-7K3M-9QXD',
    purpose,
    via: 'email',
    recipient: { name: 'Ada Lovelace', email: 'ada@example.com', party: 'customer' },
    locale: 'en',
    values,
    answers: [],
    author: 'system',
    requestedAt: '2026-11-23T10:00:00.000Z',
    ...over,
  };
}

const locales = (purpose: Purpose): string[] =>
  readdirSync(new URL(`${purpose}/`, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);

const all = purposes.flatMap((purpose) => locales(purpose).map((locale) => ({ purpose, locale })));
const parties = ['customer', 'staff'] as const;

test('every purpose has templates in English, German, Spanish and French', () => {
  for (const purpose of purposes) expect(locales(purpose)).toEqual(['de', 'en', 'es', 'fr']);
});

test.each(all)('$purpose in $locale renders its sample without gaps', ({ purpose, locale }) => {
  for (const party of parties) {
    const recipient = { name: 'Ada Lovelace', email: 'ada@example.com', party };
    const wanted = request(purpose, sampleOf(purpose), { recipient });
    const mail = renderer.renderMail(wanted, locale);
    const whole = [
      mail.subject,
      mail.html,
      mail.text,
      renderer.renderDirectMessage(wanted, locale),
    ];
    for (const part of whole) {
      expect(part.trim()).not.toBe('');
      expect(part).not.toMatch(/undefined|null|NaN|\[object|\{\{|\}\}|\d{4}-\d\d-\d\dT/);
    }
    expect(mail.html).toContain(`<html lang="${locale}">`);
    expect(mail.text).not.toMatch(/<[a-z]|&[a-z]+;|\n\n\n/);
    expect(mail.html).toContain('<p class="from">Our Company</p>');
  }
});

test.each(all)(
  '$purpose in $locale reads well with only what it must have',
  ({ purpose, locale }) => {
    const sample = sampleOf(purpose);
    const must = 'reference statusUrl surveyUrl remedyLabel taskTitle organisation accessUrl'.split(
      ' ',
    );
    const answers = ['acknowledgement', 'answer'].includes(purpose) ? ['respondBy', 'text'] : [];
    const kept = purpose === 'invitation' || purpose === 'password-reset' ? ['dueAt'] : answers;
    const few = Object.fromEntries(
      Object.entries(sample).filter(([name]) => [...must, ...kept].includes(name)),
    );
    const recipient = { email: 'ada@example.com', party: 'customer' as const };
    const mail = renderer.renderMail(request(purpose, few, { recipient }), locale);
    const [greeting, ...said] = mail.text.split('\n');
    expect(`${said.join('\n')}${mail.html}`).not.toMatch(
      /undefined|null|\(\)|<dd><\/dd>|^\p{Lu}[^\n]{0,40}: *$/mu,
    );
    expect(greeting).toMatch(/^(Hello,|Guten Tag,|Hola:|Bonjour,)$/);
  },
);

test.each(['en', 'de', 'es', 'fr'])(
  'R17 after a threat the acknowledgement in %s neither thanks nor regrets',
  (locale) => {
    const values = { ...sampleOf('acknowledgement'), neutral: true };
    const mail = renderer.renderMail(request('acknowledgement', values), locale);
    const said = `${mail.text}${mail.html}`;
    expect(said).toContain('C-7K3M-9QXD');
    expect(said).not.toMatch(/thank|sorry|danke|leid|gracias|sentimos|merci|désolé|\{\{/i);
  },
);

test('a value that a message cannot do without is an error, not a gap', () => {
  const { respondBy: _, ...rest } = sampleOf('acknowledgement');
  expect(() => renderer.renderMail(request('acknowledgement', rest), 'en')).toThrow('respondBy');
  expect(() =>
    renderer.renderMail(request('compensation', { reference: 'C-7K3M-9QXD' }), 'en'),
  ).toThrow('remedyLabel');
});

test.each(['en', 'de', 'es', 'fr'])(
  'R10 the acknowledgement in %s has empathy, assurance, reference, promised time and status link',
  (locale) => {
    const mail = renderer.renderMail(
      request('acknowledgement', sampleOf('acknowledgement')),
      locale,
    );
    const statusUrl = String(sampleOf('acknowledgement').statusUrl);
    expect(mail.subject).toContain('C-7K3M-9QXD');
    expect(mail.text).toMatch(/sorry|leid|lo sentimos|désolés/);
    expect(mail.text).toMatch(/promptly|zügig|prontitud|sans tarder/);
    expect(mail.text).toContain('C-7K3M-9QXD');
    expect(mail.text).toContain(statusUrl);
    expect(mail.text).toContain(
      {
        en: 'Thursday, 26 November 2026 at 11:00 CET',
        de: 'Donnerstag, 26. November 2026 um 11:00 MEZ',
        es: 'jueves, 26 de noviembre de 2026, 11:00 CET',
        fr: 'jeudi 26 novembre 2026 à 11:00 UTC+1',
      }[locale] ?? 'a known language',
    );
    expect(mail.html).toContain(statusUrl.replace('=', '&#x3D;'));
  },
);

test('R10 S37 an acknowledgement has no text of the submitter, not even a name', () => {
  const values = {
    ...sampleOf('acknowledgement'),
    customerName: 'PILLS-CHEAP',
    subject: 'WIN-MONEY',
    text: 'CLICK-HERE',
    outcomeSummary: 'BUY-NOW',
    taskTitle: 'OFFER-ONE',
    anythingElse: 'OFFER-TWO',
  };
  const recipient = {
    name: 'PILLS-CHEAP',
    email: 'victim@example.com',
    party: 'customer' as const,
  };
  const wanted = request('acknowledgement', values, { recipient });
  const mail = renderer.renderMail(wanted, 'en');
  const whole = `${mail.subject}${mail.html}${mail.text}${renderer.renderDirectMessage(wanted, 'en')}`;
  expect(whole).not.toMatch(/PILLS|WIN-MONEY|CLICK-HERE|BUY-NOW|OFFER/);
});

test('S19 template syntax in any value stays literal', () => {
  const attack = '{{#each this}}{{@key}}{{/each}} {{lookup . "constructor"}} {{{statusUrl}}}';
  const values = { ...sampleOf('answer'), customerName: attack, subject: attack, text: attack };
  const wanted = request('answer', values);
  const mail = renderer.renderMail(wanted, 'en');
  expect(mail.text).toContain(attack);
  expect(mail.subject).toContain('{{#each this}}{{@key}}{{/each}}');
  expect(renderer.renderDirectMessage(wanted, 'en')).toBe(attack);
  expect(mail.html).toContain('{{#each this}}{{@key}}{{/each}}');
});

test('S1 what people wrote is escaped in HTML, and only there', () => {
  const attack = '<script>alert(1)</script> <img src=x onerror="alert(1)"> & \'"`=';
  const values = { ...sampleOf('answer'), customerName: attack, subject: attack, text: attack };
  const mail = renderer.renderMail(request('answer', values), 'en');
  expect(mail.html).not.toMatch(/<script|<img/);
  expect(mail.html).toContain('&lt;script&gt;');
  expect(mail.text).toContain(attack);
});

test('S2 a link that is no web address is refused', () => {
  const values = { ...sampleOf('update'), statusUrl: 'javascript:alert(1)' };
  expect(() => renderer.renderMail(request('update', values), 'en')).toThrow('statusUrl');
});

test('S18 no value can break out of the subject line', () => {
  const breaks = [
    '\r\nBcc: x@evil.example',
    '\nBcc: x@evil.example',
    '\r',
    '\u2028Bcc:',
    '\u0085Bcc:',
    '\u0000',
  ];
  for (const purpose of purposes) {
    for (const bad of breaks) {
      const sample = sampleOf(purpose);
      const free = [
        'customerName',
        'subject',
        'text',
        'taskTitle',
        'remedyLabel',
        'reference',
        'organisation',
      ];
      const values = Object.fromEntries(
        Object.entries(sample).map(([name, value]) => [
          name,
          free.includes(name) ? `a${bad}b` : value,
        ]),
      );
      for (const party of parties) {
        const recipient = { email: 'ada@example.com', party };
        const { subject } = renderer.renderMail(request(purpose, values, { recipient }), 'en');
        expect(subject).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/);
        expect(subject.length).toBeLessThanOrEqual(200);
      }
    }
  }
});

test('names of the prototype are no values', () => {
  const values = JSON.parse(
    '{"text": "hello", "__proto__": {"customerName": "X"}, "constructor": "Y"}',
  );
  const recipient = { email: 'ada@example.com', party: 'customer' as const };
  const mail = renderer.renderMail(request('answer', values, { recipient }), 'en');
  expect(mail.text).toMatch(/^Hello,\n/);
});

test('field 3.23 a language without templates falls back and says so', () => {
  expect(renderer.localeFor('acknowledgement', 'de-AT')).toEqual({ locale: 'de', fallback: false });
  expect(renderer.localeFor('acknowledgement', 'fr-CA')).toEqual({ locale: 'fr', fallback: false });
  expect(renderer.localeFor('acknowledgement', 'nl')).toEqual({ locale: 'en', fallback: true });
  expect(renderer.localeFor('acknowledgement', '../../etc')).toEqual({
    locale: 'en',
    fallback: true,
  });
  const german = createRenderer({ organisation: 'O', timeZone: 'UTC', locales: ['de', 'en'] });
  expect(german.localeFor('update', 'und')).toEqual({ locale: 'de', fallback: true });
  // Templates that the policy does not name are not used: labels would be in another language.
  expect(german.localeFor('update', 'es')).toEqual({ locale: 'de', fallback: true });
});

test('times are told in the time zone of the policy, on both sides of daylight saving', () => {
  const textWith = (respondBy: string): string =>
    renderer.renderMail(request('update', { ...sampleOf('update'), respondBy }), 'en').text;
  expect(textWith('2026-07-01T22:30:00Z')).toContain('Thursday, 2 July 2026 at 00:30 CEST');
  expect(textWith('2026-12-01T22:30:00Z')).toContain('Tuesday, 1 December 2026 at 23:30 CET');
  expect(() => textWith('soon')).toThrow('time');
});

test('amounts are written as the language writes them, to the cent', () => {
  const textWith = (amount: string, locale: string): string =>
    renderer.renderMail(request('compensation', { ...sampleOf('compensation'), amount }), locale)
      .text;
  expect(textWith('1234.50', 'en')).toContain('Partial refund: €1,234.50');
  expect(textWith('1234.50', 'de')).toContain('1.234,50\u00a0€');
  expect(textWith('1234.50', 'es')).toContain('1234,50\u00a0€');
  expect(textWith('1234.50', 'fr')).toContain('1\u202f234,50\u00a0€');
  expect(() => textWith('1e9', 'en')).toThrow('amount');
});

test('the lines of a text stay apart in HTML and in plain text', () => {
  const values = { ...sampleOf('answer'), text: 'one\r\ntwo\r\n\r\nthree' };
  const mail = renderer.renderMail(request('answer', values), 'en');
  expect(mail.text).toContain('one\ntwo\n\nthree');
  expect(mail.html).toMatch(/<p>one<br>two<br><\/p>\s*<p>three<br><\/p>/);
});

test('an escalation is told to customers and to staff in other words', () => {
  const values = sampleOf('escalation-notice');
  const staff = { name: 'Grace', email: 'g@example.com', party: 'staff' as const };
  const toStaff = renderer.renderMail(
    request('escalation-notice', values, { recipient: staff }),
    'en',
  );
  const toCustomer = renderer.renderMail(request('escalation-notice', values), 'en');
  expect(toStaff.subject).toBe('Escalated to you (level 2): C-7K3M-9QXD');
  expect(toStaff.text).toContain('/console/cases/');
  expect(toCustomer.text).toContain('We are sorry that your case is not solved yet');
  expect(`${toCustomer.subject}${toCustomer.html}${toCustomer.text}`).not.toMatch(/console|level/i);
});

test('R25 an escalation says that somebody waited only when they did, and what was reopened', () => {
  const { overdue: _, ...values } = sampleOf('escalation-notice');
  const textWith = (more: Values): string =>
    renderer.renderMail(request('escalation-notice', { ...values, ...more }), 'en').text;
  expect(textWith({ overdue: true })).toContain('You have waited long enough');
  expect(textWith({})).toContain('not solved yet. We have brought it to the attention');
  expect(textWith({ reopened: true })).toContain('We have opened your case again and brought it');
  for (const more of [{}, { reopened: true }]) expect(textWith(more)).not.toContain('waited');
});
