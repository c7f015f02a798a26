// Lives of cases as they usually go: resolved, answered, called back, compensated, reopened. Each is told by the domain as it is
// today; write.ts freezes it. The hard ones: hard-lives.ts.
import { decidePayout } from '../../services/cases/domain/reactions/payout.ts';
import { contextOf, hoursOn, rules } from '../harness/case-fixtures.ts';
import { type FrozenCase, itemIdAt, opening, type Story, tell } from './story.ts';

/** Lives by the name of the file that they are frozen in. */
export type Lives = Record<string, () => FrozenCase>;

const sha = (digit: string): string => digit.repeat(64);

/** Fred has it, has looked into it and knows why. */
export function looked(story: Story, from = 1): void {
  story.by('fred', from, { type: 'take-over', body: {} });
  story.by('fred', from + 1, { type: 'start-investigation', body: {} });
  story.by('fred', from + 2, {
    type: 'root-cause',
    body: { cause: 'carrier_delay', text: 'The van broke down at Kassel.' },
  });
}

/** It is over, with a word to the customer. */
export const resolved = (story: Story, at: number): void =>
  story.by('fred', at, {
    type: 'resolve',
    body: {
      outcome: 'upheld',
      summary: 'The parcel was late; we are sorry.',
      whyNoAction: 'A single van.',
    },
  });

function gatherEvidence(story: Story): void {
  const found = { number: '4711', status: 'shipped', total: '59.90 EUR' };
  const file = { name: 'label.jpg', mediaType: 'image/jpeg', bytes: 2048, sha256: sha('a') };
  const add = (body: Extract<Parameters<Story['by']>[2], { type: 'add-evidence' }>['body']) =>
    ({ type: 'add-evidence', body }) as const;
  story.by('fred', 4, add({ kind: 'order', orderNumber: '4711' }), {
    gathered: { snapshot: { found } },
  });
  story.by('fred', 4, add({ kind: 'file', text: 'the label' }), { gathered: { file } });
  story.by('fred', 5, add({ kind: 'record', source: 'carrier', text: 'Arrived on Thursday.' }));
  story.by('fred', 5, add({ kind: 'statement', statementBy: 'sam', text: 'I packed it.' }));
}

function resolvedByMail(): FrozenCase {
  const story = tell(
    opening('01', { orderNumber: '4711', mail: { ...mail, messageId: '<1@customer.test>' } }),
  );
  story.report(1, /^acknowledgement$/, 'sent');
  looked(story);
  gatherEvidence(story);
  story.by('fred', 6, {
    type: 'impact',
    body: {
      timeLostHours: 3,
      lossAmount: '12.50',
      lossCurrency: 'EUR',
      peopleAffected: 2,
      inconvenience: 'high',
      note: 'A birthday present.',
    },
  });
  story.by('fred', 6, { type: 'note', body: { text: 'Asked the carrier 😀' } });
  story.by('sara', 7, {
    type: 'correct',
    body: { severity: 'major', category: 'delivery', language: 'de', reason: 'a present' },
  });
  story.by('fred', 8, {
    type: 'send-update',
    body: { text: 'We are on it.', estimatedResolution: hoursOn(60).toISOString() },
  });
  const until = (at: number) => hoursOn(at).toISOString();
  story.by('fred', 9, { type: 'wait', body: { until: until(20), reason: 'a photo' } });
  story.reply(12);
  story.by('fred', 13, {
    type: 'wait',
    body: { until: until(20), for: 'third_party', reason: 'the carrier' },
  });
  story.by('fred', 14, { type: 'resume', body: { reason: 'it called' } });
  story.by('fred', 15, { type: 'wait', body: { until: until(18), reason: 'a photo' } });
  story.clock(18, ['wait_end']);
  resolved(story, 20);
  story.report(20, /^closing/, 'sent');
  story.clock(24 * 30, ['ask_satisfaction']);
  story.by('fred', 24 * 30 + 1, {
    type: 'follow-up',
    body: { satisfied: true, comment: 'Thanks.' },
  });
  return story.sealed();
}

const mail = { robotSigns: [], authentication: 'none' as const, repliesTo: [], recipients: [] };

function compensated(): FrozenCase {
  const story = tell(opening('02'));
  looked(story);
  const propose = (at: number, option: string, amount?: string) =>
    story.by('fred', at, {
      type: 'propose-remedy',
      body: { option, reason: 'it came late', ...(amount ? { amount } : {}) },
    });
  propose(4, 'gift_voucher', '20.00');
  propose(4, 'free_upgrade');
  propose(5, 'gift_voucher', '80.00');
  story.by('fred', 6, { type: 'withdraw-remedy', body: { remedyId: 'R2', reason: 'not wanted' } });
  story.by('sara', 7, { type: 'reject-remedy', body: { remedyId: 'R3', reason: 'too much' } });
  story.by('sara', 8, { type: 'approve-remedy', body: { remedyId: 'R1', amount: '20.00' } });
  story.report(9, /^remedy\/R1|R1/, 'sent');
  story.report(10, /R1/, 'bounced', 'mailbox full');
  story.by('fred', 11, {
    type: 'deliver-remedy',
    body: { remedyId: 'R1', how: 'read out by phone', cost: '18.00' },
  });
  story.by('fred', 12, { type: 'confirm-remedy', body: { remedyId: 'R1', note: 'used it' } });
  return story.sealed();
}

function paidOut(): FrozenCase {
  const own = { rules: { ...rules, hasPayoutPort: true } };
  const story = tell(opening('03'), own);
  looked(story);
  const give = (at: number, remedyId: string) => {
    story.by('fred', at, {
      type: 'propose-remedy',
      body: { option: 'partial_refund', amount: '30.00', reason: 'it came late' },
    });
    story.by('sara', at, { type: 'approve-remedy', body: { remedyId } });
  };
  const settle = (at: number, remedyId: string, outcome: 'paid' | 'retry') =>
    story.by('sara', at, {
      type: 'settle-payout',
      body: { remedyId, outcome, reason: 'seen in the bank statement' },
    });
  const told = (at: number, report: Parameters<typeof decidePayout>[1]) =>
    story.take(
      decidePayout(story.current, report, contextOf({ type: 'system' }, hoursOn(at), own)),
    );
  give(4, 'R1');
  told(5, { remedyId: 'R1', status: 'paid', providerReference: 'po_1' });
  give(6, 'R2');
  told(7, { remedyId: 'R2', status: 'in_doubt', reason: 'key_unknown' });
  settle(8, 'R2', 'retry');
  told(9, { remedyId: 'R2', status: 'failed', reason: 'http_422' });
  return story.sealed();
}

function answeredOnX(): FrozenCase {
  const social = {
    platform: 'x' as const,
    postId: '99',
    url: 'https://x.example/99',
    direct: false,
  };
  const sender = { name: 'Ann', handle: 'ann', platformUserId: '7' };
  const story = tell(opening('04', { channel: 'x', sender, social }));
  story.by('fiona', 1, { type: 'answer', body: { text: 'Sorry! What is your order number?' } });
  story.by('fiona', 2, {
    type: 'record-app-answer',
    body: { text: 'It is on its way.', occurredAt: hoursOn(1).toISOString() },
  });
  looked(story, 3);
  resolved(story, 8);
  story.clock(24 * 30, ['ask_satisfaction']);
  return story.sealed();
}

function calledBack(): FrozenCase {
  const log = { told: 'phone' as const, staffNamed: ['nobody'], confirmed: true, callSeconds: 240 };
  const sender = { name: 'Ann Customer', phone: '+49 30 1234' };
  const story = tell(
    opening('05', { channel: 'phone', sender, log, loggedBy: 'fred' }, { severity: 'major' }),
  );
  story.by('dora', 1, {
    type: 'request-call-back',
    body: { to: 'fred', reason: 'she was cut off', reportTo: 'dora' },
  });
  const call = (at: number, reached: boolean) =>
    story.by('fred', at, {
      type: 'report-call-back',
      body: { callBackId: 'B1', reached, summary: reached ? 'All is well.' : 'No answer.' },
    });
  call(2, false);
  call(3, true);
  story.by('fred', 4, { type: 'record-contact', body: { how: 'phone', summary: 'Wants a date.' } });
  looked(story, 5);
  story.clock(24 * 20, ['check_in']);
  return story.sealed();
}

function inquiryAnswered(): FrozenCase {
  const story = tell(
    opening('06', { subject: 'Opening hours?' }, { kind: 'inquiry', severity: 'minor' }),
  );
  story.report(1, /^acknowledgement$/, 'sent');
  story.by('fred', 1, { type: 'take-over', body: {} });
  story.by('fred', 2, {
    type: 'send-update',
    body: { text: 'Until eight.', template: 'answer', language: 'en' },
  });
  resolved(story, 3);
  return story.sealed();
}

function reopenedAndLost(): FrozenCase {
  const story = tell(opening('07'));
  looked(story);
  resolved(story, 8);
  story.reply(20, { text: 'Still nothing!' }, true);
  story.by('fred', 21, { type: 'start-investigation', body: {} });
  resolved(story, 30);
  const survey = { scale: 5, score: 1, caseReference: 'C-FR0Z-0007', epoch: 1 };
  story.reply(31, { channel: 'survey', survey, text: '' });
  for (const days of [3, 5, 8, 12, 15, 20, 30, 45, 60]) story.clock(30 + days * 24);
  return story.sealed();
}

function triaged(): FrozenCase {
  const released = { by: 'staff:sara', reason: 'a real customer', was: 'robot' };
  const story = tell(
    opening(
      '08',
      { subject: '', text: '???', released },
      {
        category: 'unknown',
        decided: false,
        evidence: [{ label: 'kind', value: 'complaint', source: 'default', words: [] }],
        suggestions: [{ category: 'delivery', probability: 0.4 }],
      },
      { relayed: true, links: [{ reference: 'C-0000-0001', reason: 'same_sender' }] },
    ),
  );
  story.by('sara', 1, {
    type: 'correct',
    body: { category: 'delivery', kind: 'complaint', severity: 'minor', reason: 'read it' },
  });
  story.write('sara', 2, (draft) =>
    draft.add('task.done', { taskId: itemIdAt(77), kind: 'check_link', note: 'not the same' }),
  );
  story.by('fred', 3, {
    type: 'acknowledge-in-person',
    body: { how: 'by_hand', note: 'wrote to them' },
  });
  // The policy that it followed is an old one by now.
  story.by(
    'sara',
    4,
    { type: 'move-to-policy', body: { number: 2, reason: 'new times' } },
    { target: { number: 2, version: sha('b').slice(0, 12) } },
  );
  return story.sealed();
}

/** Upset in two epochs, with a call that nobody ever answered, reported after the case was closed. */
function upsetTwice(): FrozenCase {
  const story = tell(opening('30', {}, { agitated: true }));
  story.report(1, /^acknowledgement$/, 'sent');
  looked(story);
  resolved(story, 5);
  story.by('fred', 6, { type: 'reopen', body: { reason: 'she called again' } });
  story.by('fred', 6, { type: 'mark-agitated', body: { reason: 'shouted' } });
  story.by('dora', 7, { type: 'request-call-back', body: { to: 'fiona', reason: 'as promised' } });
  resolved(story, 8);
  story.by('fred', 9, { type: 'follow-up', body: { satisfied: true } });
  story.by('fiona', 10, {
    type: 'report-call-back',
    body: { callBackId: 'B1', reached: false, givenUp: true, summary: 'Never at home.' },
  });
  return story.sealed();
}

/** What happens to most cases. */
export const commonLives: Lives = {
  'resolved-by-mail': resolvedByMail,
  compensated,
  'paid-out': paidOut,
  'answered-on-x': answeredOnX,
  'called-back': calledBack,
  'inquiry-answered': inquiryAnswered,
  'reopened-and-lost': reopenedAndLost,
  triaged,
  'upset-twice': upsetTwice,
};
