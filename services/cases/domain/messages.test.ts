// What may stand in a mail that goes out by itself.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { caseIn, opened } from '../../../test/harness/case-fixtures.ts';
import { act, mails, ok, opens, pass } from '../../../test/harness/decisions.ts';
import type { Case } from './case.ts';
import type { Command } from './commands/commands.ts';
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

test('S37 what a machine relayed hears nothing that nobody wrote, whoever acts; what a person writes it hears', () => {
  const relayed = { ...caseIn('assigned'), relayed: true };
  const unacknowledged = { ...relayed.acknowledgement, state: 'by_hand' as const };
  const machine: Case = { ...relayed, acknowledgement: unacknowledged };
  const person: Case = { ...relayed, acknowledgement: { ...unacknowledged, state: 'done' } };
  const escalate: Command = { type: 'escalate', body: { reason: 'x' } };
  const update: Command = { type: 'send-update', body: { text: 'I have your parcel here.' } };
  const escalated = (current: Case) => [
    // By hand, and by the matrix.
    ...mails(ok(act(current, 'sara', escalate))),
    ...pass(current, 30).fired.flatMap(mails),
  ];
  const toCustomer = (keys: string[]) => keys.filter((key) => key.startsWith('customer'));
  expect(toCustomer(escalated(machine))).toEqual([]);
  expect(toCustomer(escalated(person))).toEqual([
    'customer escalation/1/1',
    'customer escalation/1/1',
  ]);
  // A person tells it instead.
  expect(opens(ok(act(machine, 'sara', escalate))).map(({ kind }) => kind)).toContain(
    'tell_customer',
  );
  const written = toCustomer(mails(ok(act(machine, 'fred', update))));
  expect(written).toEqual([expect.stringMatching(/^customer update/)]);
  const resolved: Case = {
    ...caseIn('resolved'),
    ...{ relayed: true, acknowledgement: unacknowledged },
  };
  expect(toCustomer(pass(resolved, 24).fired.flatMap(mails))).toEqual([]);
  const acknowledged = { ...resolved, acknowledgement: person.acknowledgement };
  expect(toCustomer(pass(acknowledged, 24).fired.flatMap(mails))).toEqual([
    'customer satisfaction/1',
  ]);
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
