// What may stand in a mail that goes out by itself.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { opened } from '../../../test/harness/case-fixtures.ts';
import { greetingName } from './messages.ts';

test('S37 only a plain name greets: nothing that could carry a message', () => {
  expect(["Ann O'Neill", 'Jürgen Müller-Lüdenscheidt', '李小龍'].map(greetingName)).toEqual([
    "Ann O'Neill",
    'Jürgen Müller-Lüdenscheidt',
    '李小龍',
  ]);
  for (const name of [
    'Visit www.evil.test',
    'Call 0900 1234',
    'buy cheap pills here and now',
    'a\r\nBcc: x@y.test',
    '{{reference}}',
    '<b>Ann</b>',
    'A'.repeat(41),
    '',
    undefined,
  ])
    expect([name, greetingName(name)]).toEqual([name, undefined]);
});

test('S37 R10 an acknowledgement carries nothing that the customer wrote', () => {
  const odd = fc.string({ minLength: 12, maxLength: 60 }).map((text) => `§${text}§`);
  fc.assert(
    fc.property(odd, odd, odd, (subject, text, name) => {
      const { entries } = opened({ subject, text, sender: { name, email: 'ann@customer.test' } });
      const message = entries.find((entry) => entry.type === 'message.requested');
      if (message?.type !== 'message.requested') throw new Error('no acknowledgement');
      const values = JSON.stringify(message.data.values);
      for (const said of [subject, text, name])
        expect(values).not.toContain(JSON.stringify(said).slice(1, -1));
    }),
  );
});

test('R10 the acknowledgement is asked for in the language of the customer, so that a fallback shows', () => {
  const localeOf = (language: string): string | undefined => {
    const message = opened({}, { language }).entries.find((e) => e.type === 'message.requested');
    return message?.type === 'message.requested' ? message.data.locale : undefined;
  };
  const languages = ['de', 'de-AT', 'fr', 'nl', 'und'];
  expect(languages.map(localeOf)).toEqual(languages);
});
