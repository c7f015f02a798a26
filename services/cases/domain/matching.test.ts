// Reply or new, person or machine: the table of signs, and that a stranger never joins, whatever they quote.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { IntakeReceived, MailFacts } from '#shared/events/intake.ts';
import {
  caseIn,
  classification,
  contextOf,
  hoursOn,
  itemOf,
  OPENED_AT,
  rules,
} from '../../../test/harness/case-fixtures.ts';
import type { Case } from './case.ts';
import { decideIntake, noiseReason, ties } from './matching.ts';
import { joinReply } from './reactions/intake.ts';

const { policy } = rules;
const mailOf = (more: Partial<MailFacts> = {}): MailFacts => ({
  messageId: 'a@customer.test',
  repliesTo: [],
  recipients: [],
  robotSigns: [],
  authentication: 'none',
  ...more,
});
const decideOn = (
  item: Partial<IntakeReceived>,
  found: Case,
  by: (typeof ties)[number] = 'own_message',
  now = OPENED_AT,
) =>
  decideIntake(
    itemOf(item),
    classification,
    { candidates: [{ found, by }], answersOwnMessage: by === 'own_message' },
    policy,
    now,
  );

test('S11 S12 S13 a stranger never joins, whatever leads to the case; staff see the link', () => {
  const found = caseIn('assigned');
  const address = fc.oneof(
    fc.emailAddress(),
    fc.constantFrom('ann@customer.test.evil', 'ann@customer', 'eve+ann@customer.test', ''),
  );
  fc.assert(
    fc.property(address, fc.constantFrom(...ties), fc.option(fc.string()), (email, by, user) => {
      fc.pre(by !== 'status_page' && by !== 'staff' && email.toLowerCase() !== 'ann@customer.test');
      const sender = { email, name: 'Ann Customer', ...(user ? { platformUserId: user } : {}) };
      const decision = decideOn({ sender, mail: mailOf({ authentication: 'pass' }) }, found, by);
      expect(decision).toMatchObject({
        outcome: 'case',
        links: [{ reference: found.reference, reason: 'not_a_participant' }],
      });
    }),
  );
});

test('S13 a mail whose authentication failed never joins, not even from a participant', () => {
  const found = caseIn('assigned');
  for (const by of ties)
    expect(decideOn({ mail: mailOf({ authentication: 'fail' }) }, found, by)).toMatchObject({
      outcome: 'case',
      links: [{ reason: 'authentication_failed' }],
    });
});

test('a user of another platform with the same id is a stranger', () => {
  const found = caseIn('assigned', { channel: 'x', sender: { platformUserId: '7' } });
  const sender = { platformUserId: '7' };
  expect(decideOn({ channel: 'x', sender }, found, 'conversation').outcome).toBe('joined');
  expect(decideOn({ channel: 'mastodon', sender }, found, 'conversation').outcome).toBe('case');
});

test('R03 a participant joins by the strongest tie, in any letter case', () => {
  const other = { ...caseIn('new'), caseId: 'other', reference: 'C-OTHER' };
  const found = caseIn('assigned');
  const decision = decideIntake(
    itemOf({ sender: { email: 'Ann@Customer.TEST' } }),
    classification,
    {
      candidates: [
        { found: other, by: 'reference' },
        { found, by: 'own_message' },
      ],
      answersOwnMessage: true,
    },
    policy,
    OPENED_AT,
  );
  expect(decision).toMatchObject({ outcome: 'joined', by: 'own_message', reopens: false });
  expect(decision.outcome === 'joined' && decision.into.caseId).toBe(found.caseId);
});

test('R25 a complaint to a resolved case reopens it in time; a thank-you does not; later it is a case of its own', () => {
  const found = caseIn('resolved');
  expect(decideOn({}, found)).toMatchObject({ outcome: 'joined', reopens: true });
  const thanks = decideIntake(
    itemOf(),
    { ...classification, kind: 'feedback' },
    { candidates: [{ found, by: 'own_message' }], answersOwnMessage: true },
    policy,
    OPENED_AT,
  );
  expect(thanks).toMatchObject({ outcome: 'joined', reopens: false });
  const lastHour = policy.reopenWithinDays * 24;
  expect(decideOn({}, found, 'reference', hoursOn(lastHour)).outcome).toBe('joined');
  expect(decideOn({}, found, 'reference', hoursOn(lastHour + 1))).toMatchObject({
    outcome: 'case',
    links: [{ reason: 'too_late' }],
  });
});

test('R05 a low score on a recovery reopens its own case; a high one joins without', () => {
  const found = caseIn('closed');
  const survey = (score: number) => ({
    channel: 'survey' as const,
    survey: { scale: 5, score, caseReference: found.reference },
  });
  expect(decideOn(survey(2), found, 'survey')).toMatchObject({ outcome: 'joined', reopens: true });
  expect(decideOn(survey(5), found, 'survey')).toMatchObject({ outcome: 'joined', reopens: false });
});

test('R28 an answer about an earlier resolution neither reopens nor closes what was resolved since', () => {
  const found = { ...caseIn('resolved'), epoch: 2 };
  const survey = (score: number, epoch: number) => ({
    channel: 'survey' as const,
    survey: { scale: 5, score, caseReference: found.reference, epoch },
  });
  expect(decideOn(survey(1, 2), found, 'survey')).toMatchObject({ reopens: true });
  expect(decideOn(survey(1, 1), found, 'survey')).toMatchObject({
    outcome: 'joined',
    reopens: false,
  });
  const how = { by: 'survey' as const, reopens: false };
  const status = (epoch: number) =>
    joinReply(found, itemOf(survey(5, epoch)), classification, how, contextOf({ type: 'customer' }))
      .after.status;
  expect(status(1)).toBe('resolved');
  expect(status(2)).toBe('closed');
});

test('R28 an answer to the survey of a case that was merged into this one does not rate this one; a person reads it', () => {
  const survey = (score: number, caseReference: string) => ({
    channel: 'survey' as const,
    text: '',
    survey: { scale: 5, score, caseReference, epoch: 1 },
  });
  const decideIt = (found: Case, score: number, caseReference: string, isAboutMerged: boolean) => {
    const item = itemOf(survey(score, caseReference));
    const candidates = [{ found, by: 'survey' as const }];
    const facts = { candidates, answersOwnMessage: false, isAboutMerged };
    const decision = decideIntake(item, classification, facts, policy, OPENED_AT);
    if (decision.outcome !== 'joined') throw new Error(decision.outcome);
    const context = contextOf({ type: 'customer' });
    return { decision, ...joinReply(found, item, classification, decision, context) };
  };
  for (const status of ['resolved', 'closed'])
    for (const score of [1, 5]) {
      const found = { ...caseIn(status), reference: 'C-0000-0001', tookIn: ['C-7K3M-9QXD'] };
      // By its own reference, or by that of an item that had joined it.
      for (const reference of ['C-7K3M-9QXD', 'C-0000-0002']) {
        const { decision, after, tasks } = decideIt(found, score, reference, true);
        expect(decision).toMatchObject({ reopens: false, isAboutMerged: true });
        expect([after.status, after.ratedEpochs, after.dissatisfied]).toEqual([
          status,
          undefined,
          false,
        ]);
        expect(tasks).toMatchObject([{ open: { kind: 'read_reply' } }]);
        // Its own survey is still to be answered.
        expect(decideIt(after, 1, found.reference, false).decision.reopens).toBe(true);
      }
    }
});

describe('R03 who speaks: signs of a machine', () => {
  const complaint = classification;
  const undecided = { ...classification, decided: false };
  const news = { ...classification, kind: 'feedback' as const };
  test.each<[MailFacts['robotSigns'], typeof complaint, boolean, string | undefined]>([
    // signs, what the text was taken for, answers one of our mails, reason it is noise
    [[], complaint, false, undefined],
    [['own_loop'], complaint, true, 'own_loop'],
    [['mailer_daemon'], complaint, false, 'bounce'],
    [['delivery_report'], complaint, true, 'bounce'],
    [['out_of_office'], complaint, true, 'out_of_office'],
    [['auto_replied'], complaint, false, 'auto_reply'],
    [['spam_flag'], complaint, false, 'spam'],
    [['spam_flag'], complaint, true, undefined],
    [['list'], complaint, false, undefined],
    [['list'], undecided, false, 'list'],
    [['list', 'precedence_bulk'], news, false, 'list'],
    [['precedence_bulk'], complaint, false, undefined],
    [['precedence_bulk'], undecided, false, undefined],
    [['auto_submitted'], undecided, false, undefined],
    [['auto_submitted'], complaint, true, 'auto_reply'],
    [['precedence_bulk'], complaint, true, 'auto_reply'],
    [['null_return_path'], undecided, false, 'null_sender'],
    [['null_return_path'], complaint, false, undefined],
  ])('%j', (robotSigns, said, answersOwn, reason) => {
    expect(noiseReason(mailOf({ robotSigns }), said, answersOwn)).toBe(reason);
  });

  test('what a machine relayed for a person is a case that nothing answers automatically', () => {
    const decision = decideIntake(
      itemOf({ mail: mailOf({ robotSigns: ['precedence_bulk'] }) }),
      complaint,
      { candidates: [], answersOwnMessage: false },
      policy,
      OPENED_AT,
    );
    expect(decision).toMatchObject({ outcome: 'case', relayed: true });
  });
});

test('R03 every item has exactly one outcome, and the decision never throws', () => {
  const sign = fc.constantFrom<MailFacts['robotSigns'][number]>(
    'null_return_path',
    'mailer_daemon',
    'auto_submitted',
    'auto_replied',
    'precedence_bulk',
    'list',
    'delivery_report',
    'own_loop',
    'out_of_office',
    'spam_flag',
  );
  const status = fc.constantFrom('new', 'assigned', 'waiting', 'resolved', 'closed', 'merged');
  fc.assert(
    fc.property(fc.array(sign), status, fc.constantFrom(...ties), (robotSigns, at, by) => {
      const { outcome } = decideOn({ mail: mailOf({ robotSigns }) }, caseIn(at), by);
      expect(['case', 'joined', 'suppressed', 'quarantined']).toContain(outcome);
    }),
    { numRuns: 300 },
  );
});
