// Caps, own mailboxes, one acknowledgement a case: the rules as tables.
import { expect, test } from 'vitest';
import type { MessageRequested } from '#shared/events/message.ts';
import {
  type AdmissionFacts,
  admitBatch,
  normalSubject,
  parseAddress,
  toCandidate,
} from './admission.ts';

const now = new Date('2026-11-23T10:00:00Z');
const caps = { perAddress: 10, perAddressSameSubject: 2, windowMinutes: 180, perDomain: 500 };
const rules = { caps, ownAddresses: new Set(['care@ours.example']) };
const nothing: AdmissionFacts = { acknowledgedCases: new Set(), byAddress: [], byDomain: [] };

let serial = 0;
function wanted(over: Partial<MessageRequested> & { email?: string } = {}): MessageRequested {
  serial += 1;
  const { email = 'ada@example.com', ...rest } = over;
  return {
    messageId: `message-${serial}`,
    caseId: `case-${serial}`,
    purpose: 'acknowledgement',
    via: 'email',
    recipient: { email, party: 'customer' },
    locale: 'en',
    values: {},
    answers: [],
    author: 'system',
    requestedAt: now.toISOString(),
    ...rest,
  };
}

const admit = (requests: MessageRequested[], facts = nothing, over = {}) =>
  admitBatch(requests.map(toCandidate), facts, { ...rules, caps: { ...caps, ...over } }, now);

test('R10 a case is acknowledged once, also within a batch', () => {
  const facts = { ...nothing, acknowledgedCases: new Set(['old']) };
  const [known, first, second, update] = admit(
    [
      wanted({ caseId: 'old' }),
      wanted({ caseId: 'new' }),
      wanted({ caseId: 'new' }),
      wanted({ caseId: 'new', purpose: 'update' }),
    ],
    facts,
  );
  expect(known).toEqual({ kind: 'suppress', reason: 'already_acknowledged' });
  expect(first?.kind).toBe('send');
  expect(second).toEqual({ kind: 'suppress', reason: 'already_acknowledged' });
  expect(update?.kind).toBe('send');
});

test('an acknowledgement that is kept back leaves the place free for another', () => {
  const [own, other] = admit([
    wanted({ caseId: 'one', email: 'care@ours.example' }),
    wanted({ caseId: 'one', email: 'ada@example.com' }),
  ]);
  expect(own).toEqual({ kind: 'suppress', reason: 'own_address' });
  expect(other?.kind).toBe('send');
});

test('own mailboxes are never written to, however they are spelled', () => {
  const spellings = ['care@ours.example', 'Care@Ours.Example', '  CARE@OURS.EXAMPLE '];
  const staff = { email: 'care@ours.example', party: 'staff' as const };
  const requests = [...spellings.map((email) => wanted({ email })), wanted({ recipient: staff })];
  expect(admit(requests).map(({ kind }) => kind)).toEqual(Array(4).fill('suppress'));
});

test('field 4 more than ten automatic mails to an address are kept back, across and within batches', () => {
  const byAddress = [{ address: 'ada@example.com', subjectKey: '', mails: 7 }];
  const kinds = admit(
    Array.from({ length: 5 }, () => wanted()),
    { ...nothing, byAddress },
  );
  expect(kinds.map(({ kind }) => kind)).toEqual(['send', 'send', 'send', 'suppress', 'suppress']);
  expect(kinds[4]).toEqual({ kind: 'suppress', reason: 'address_cap' });
});

test('field 4 more than two automatic mails about the same subject are kept back', () => {
  const about = (subject: string) => wanted({ values: { subjectKey: subject } });
  const kinds = admit([
    about('Out of office'),
    about('Re: out of  office'),
    about('AW: Out of office'),
    about('Lamp'),
  ]);
  expect(kinds.map(({ kind }) => kind)).toEqual(['send', 'send', 'suppress', 'send']);
});

test('caps are for automatic mails to customers: staff are told, and people may write', () => {
  const byAddress = [{ address: 'ada@example.com', subjectKey: '', mails: 99 }];
  const facts = { ...nothing, byAddress };
  const [byPerson, toStaff, automatic] = admit(
    [
      wanted({ author: 'staff:1', purpose: 'update' }),
      wanted({ purpose: 'staff-notice', recipient: { email: 'ada@example.com', party: 'staff' } }),
      wanted(),
    ],
    facts,
  );
  expect([byPerson?.kind, toStaff?.kind, automatic?.kind]).toEqual(['send', 'send', 'suppress']);
});

test('a domain over its share is delayed in even steps, never suppressed', () => {
  const lastPlannedAt = new Date(now.getTime() + 60_000);
  const byDomain = [{ domain: 'example.com', mails: 500, lastPlannedAt }];
  const admissions = admit(
    [
      wanted({ email: 'a@example.com' }),
      wanted({ email: 'b@example.com' }),
      wanted({ email: 'c@other.example' }),
    ],
    { ...nothing, byDomain },
  );
  const stepMs = (180 * 60_000) / 500;
  const plannedAt = (steps: number) => new Date(lastPlannedAt.getTime() + steps * stepMs);
  expect(admissions).toEqual([
    { kind: 'delay', plannedAt: plannedAt(1), reason: 'domain_cap' },
    { kind: 'delay', plannedAt: plannedAt(2), reason: 'domain_cap' },
    { kind: 'send', plannedAt: now },
  ]);
});

test('R10 a delay by the domain ends an hour before the promise does', () => {
  const byDomain = [
    { domain: 'example.com', mails: 500, lastPlannedAt: new Date('2026-12-24T10:00:00Z') },
  ];
  const dueAt = '2026-11-24T10:00:00.000Z';
  const [admission] = admit([wanted({ dueAt })], { ...nothing, byDomain });
  expect(admission).toEqual({
    kind: 'delay',
    plannedAt: new Date('2026-11-24T09:00:00Z'),
    reason: 'domain_cap',
  });
});

test('a recipient without an address, or with something else in its place, is a failure that is told', () => {
  const bad = [
    'no address',
    'a@b@c',
    'a@',
    '@b',
    'a b@c.d',
    'a@b.c\r\nBcc: x@y.z',
    '<a@b.c>',
    'a@b.c,d@e.f',
    `${'a'.repeat(320)}@b.c`,
  ];
  expect(admit(bad.map((email) => wanted({ email })))).toEqual(
    bad.map(() => ({ kind: 'fail', reason: 'invalid_address' })),
  );
  expect(admit([wanted({ recipient: { party: 'customer' } })])).toEqual([
    { kind: 'fail', reason: 'no_address' },
  ]);
  expect(parseAddress(' Jo@Bücher.Example ')).toBe('jo@bücher.example');
});

test('reply marks, case and spaces do not make another subject', () => {
  expect(normalSubject('RE: Aw[2]:  Lost   Parcel ')).toBe('lost parcel');
  expect(normalSubject('Regarding the lamp')).toBe('regarding the lamp');
});
