// What the fate of a message does to its case, in whatever order it is told.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { MessageReported } from '#shared/events/message.ts';
import {
  actorOf,
  caseIn,
  contextOf,
  hoursOn,
  opened,
} from '../../../../test/harness/case-fixtures.ts';
import type { Case } from '../case.ts';
import { decide } from '../decide.ts';
import { decideReport } from './report.ts';

type Status = MessageReported['status'];
const system = contextOf({ type: 'system' }, hoursOn(1));
const told = (current: Case, key: string, ...statuses: Status[]): Case =>
  statuses.reduce((known, status) => decideReport(known, { key, status }, system).after, current);

test('R10 R11 sent is acknowledged, bounced takes it back, and older or repeated reports change nothing', () => {
  const fresh = opened().after;
  expect(told(fresh, 'acknowledgement', 'delayed').acknowledgement.state).toBe('requested');
  const sent = told(fresh, 'acknowledgement', 'sent');
  expect(sent.acknowledgement).toMatchObject({ state: 'done', how: 'email' });
  for (const stale of ['sent', 'delayed', 'failed', 'suppressed', 'in_doubt'] as const)
    expect(told(sent, 'acknowledgement', stale)).toBe(sent);
  const bounced = told(sent, 'acknowledgement', 'bounced');
  expect(bounced.acknowledgement.state).toBe('failed');
  expect(told(bounced, 'acknowledgement', 'sent', 'bounced')).toBe(bounced);
});

test('R11 in doubt is a task; sent after all, the milestone is met', () => {
  const doubt = decideReport(
    opened().after,
    { key: 'acknowledgement', status: 'in_doubt' },
    system,
  );
  expect(doubt.tasks).toMatchObject([{ open: { kind: 'acknowledgement_failed' } }]);
  expect(told(doubt.after, 'acknowledgement', 'sent').acknowledgement.state).toBe('done');
});

test('R10 R11 a direct message in doubt that was taken after all acknowledges', () => {
  const onX = caseIn('new', { channel: 'x', sender: { platformUserId: '7' } });
  const body = { text: 'We look into it.' };
  const answered = decide(onX, { type: 'answer', body }, contextOf(actorOf('fiona')));
  if (!answered.ok) throw new Error(answered.message);
  const key = answered.after.acknowledgement.messageKey ?? '';
  expect(told(answered.after, key, 'in_doubt').acknowledgement.state).toBe('failed');
  expect(told(answered.after, key, 'in_doubt', 'sent').acknowledgement).toMatchObject({
    state: 'done',
    how: 'direct_message',
  });
});

test('R11 a second answer that fails like the first is told by a notice of its own', () => {
  const onX = caseIn('new', { channel: 'x', sender: { platformUserId: '7' } });
  const body = { text: 'We look into it.' };
  const tellTwice = (current: Case) => {
    const answered = decide(current, { type: 'answer', body }, contextOf(actorOf('fiona')));
    if (!answered.ok) throw new Error(answered.message);
    const key = answered.after.acknowledgement.messageKey ?? '';
    return decideReport(answered.after, { key, status: 'failed' }, system);
  };
  const first = tellTwice(onX);
  const second = tellTwice(first.after);
  const notices = [first, second].flatMap(({ entries }) =>
    entries.flatMap((entry) => (entry.type === 'notice.queued' ? [entry.data.key] : [])),
  );
  expect(notices).toHaveLength(2);
  expect(new Set(notices).size).toBe(2);
});

test('R11 acknowledged by phone meanwhile, a late failure of the mail takes nothing back', () => {
  const byPhone = decide(
    opened().after,
    { type: 'acknowledge-in-person', body: { how: 'phone' } },
    contextOf(actorOf('fred')),
  );
  if (!byPhone.ok) throw new Error(byPhone.message);
  const current = told(byPhone.after, 'acknowledgement', 'failed');
  expect(current.acknowledgement).toMatchObject({ state: 'done', how: 'phone' });
});

test('R37 R38 reports in any order, however often: at most delivered once at a time', () => {
  const start = { ...caseIn('assigned'), severity: 'minor', remedySeverity: 'minor' } as const;
  const body = { option: 'apology', reason: 'x' };
  const given = decide(start, { type: 'propose-remedy', body }, contextOf(actorOf('fred')));
  if (!given.ok) throw new Error(given.message);
  const status = fc.constantFrom<Status>(
    'sent',
    'delayed',
    'failed',
    'suppressed',
    'in_doubt',
    'bounced',
  );
  fc.assert(
    fc.property(fc.array(status, { maxLength: 12 }), (statuses) => {
      let current: Case = given.after;
      let deliveries = 0;
      for (const one of statuses) {
        const decided = decideReport(current, { key: 'compensation/R1', status: one }, system);
        deliveries += decided.entries.filter(({ type }) => type === 'remedy.delivered').length;
        current = decided.after;
      }
      expect(deliveries).toBeLessThan(2);
      const last = statuses.includes('bounced') ? 'approved' : 'delivered';
      if (statuses.includes('sent') || statuses.includes('bounced'))
        expect(current.remedies[0]?.state).toBe(last);
    }),
  );
});
