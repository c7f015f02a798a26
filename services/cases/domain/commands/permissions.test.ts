// The state × command table, written down a second time by hand from the requirements, against what the code does.
import { describe, expect, test } from 'vitest';
import { caseStatuses } from '#shared/events/case.ts';
import { actorOf, caseIn, contextOf } from '../../../../test/harness/case-fixtures.ts';
import { commandBodies } from '../../../../test/harness/command-bodies.ts';
import type { Case, Role } from '../case.ts';
import { decide } from '../decide.ts';
import type { Command } from './commands.ts';
import { type CommandType, commandRefusal, commandTypes } from './permissions.ts';

// n = new, a = assigned, i = investigating, w = waiting, r = resolved, c = closed, m = merged. From requirements.md, row by row.
const statusTable: Record<CommandType, string> = {
  assign: 'n a i w',
  'take-over': 'n a i w',
  'record-complained-about': 'n a i w r',
  'withdraw-complained-about': 'n a i w r',
  'start-investigation': 'a',
  note: 'n a i w r',
  impact: 'n a i w r',
  'root-cause': 'n a i w r',
  'add-evidence': 'n a i w r',
  'request-action': 'a i w r c',
  'approve-action': 'a i w r c',
  'refuse-action': 'a i w r c',
  'record-step': 'a i w r c',
  'complete-action': 'a i w r c',
  'verify-action': 'a i w r c',
  'request-call-back': 'n a i w r',
  'report-call-back': 'n a i w r c',
  correct: 'n a i w r',
  'send-update': 'n a i w r',
  'record-contact': 'n a i w r',
  'acknowledge-in-person': 'n a i w r',
  answer: 'n a i w r',
  'record-app-answer': 'n a i w r',
  wait: 'a i w',
  'move-to-policy': 'n a i w r',
  resume: 'w',
  escalate: 'n a i w',
  'mark-agitated': 'n a i w r',
  'mark-threatening': 'n a i w r',
  'decide-threat': 'n a i w r c',
  'lift-suspension': 'n a i w r c',
  'keep-suspension': 'n a i w r c',
  'report-violence': 'n a i w r c',
  'propose-remedy': 'n a i w r',
  'withdraw-remedy': 'n a i w r',
  'approve-remedy': 'n a i w r',
  'reject-remedy': 'n a i w r',
  'deliver-remedy': 'n a i w r c',
  'confirm-remedy': 'n a i w r c',
  'settle-payout': 'n a i w r c',
  resolve: 'n a i w',
  'follow-up': 'r',
  reopen: 'r c',
  link: 'n a i w r c',
  unlink: 'n a i w r c',
  merge: 'n a i w r c',
  // Taking a merged case apart again is all that can be done to it.
  unmerge: 'm',
};

const commandOf = (type: CommandType): Command => ({ type, body: commandBodies[type] }) as Command;

const managers: CommandType[] = [
  'withdraw-complained-about',
  'decide-threat',
  'keep-suspension',
  'move-to-policy',
  'lift-suspension',
  'settle-payout',
  'approve-action',
  'refuse-action',
  'verify-action',
  'link',
  'unlink',
  'merge',
  'unmerge',
];
const onX = { channel: 'x' as const, sender: { platformUserId: '7' } };
const codeOf = (current: Case, type: CommandType, by: string): string => {
  const decision = decide(current, commandOf(type), contextOf(actorOf(by)));
  return decision.ok ? 'ok' : decision.code;
};

describe.each(commandTypes)('%s', (type) => {
  const allowed = new Set(statusTable[type].split(' '));

  test.each(caseStatuses)('is allowed or refused in status %s as the table says', (status) => {
    // Answers are for social cases only; on them fiona is the responder, elsewhere whoever has the case acts.
    const social = type === 'answer' || type === 'record-app-answer';
    const current = { ...caseIn(status, social ? onX : {}) };
    const by = managers.includes(type) ? 'dora' : social ? 'fiona' : (current.assignee ?? 'fred');
    const refusal = commandRefusal(current, type, contextOf(actorOf(by)));
    expect(refusal?.code).toBe(allowed.has(status[0] ?? '') ? undefined : 'not_in_this_status');
  });

  test.each(['admin', 'auditor'])('is refused to the %s in every status (R72)', (name) => {
    for (const status of caseStatuses)
      expect(codeOf(caseIn(status), type, name)).toBe('role_too_low');
  });

  test('is refused to customer, clock and system: they have ways of their own', () => {
    for (const type_ of ['customer', 'clock', 'system'] as const)
      expect(decide(caseIn('assigned'), commandOf(type), contextOf({ type: type_ })).ok).toBe(
        false,
      );
  });
});

test('every command has its row in the table', () => {
  expect(Object.keys(statusTable).sort()).toEqual([...commandTypes].sort());
});

test.each<[CommandType, string, string, string]>([
  // command, status, who, what comes of it
  ['start-investigation', 'assigned', 'fred', 'ok'],
  ['start-investigation', 'assigned', 'fiona', 'not_the_assignee'],
  ['start-investigation', 'assigned', 'sara', 'ok'],
  ['wait', 'investigating', 'fred', 'ok'],
  ['wait', 'investigating', 'sara', 'not_the_assignee'],
  ['resume', 'waiting', 'fiona', 'not_the_assignee'],
  ['resolve', 'new', 'fiona', 'not_possible'],
  ['resolve', 'investigating', 'fiona', 'not_the_assignee'],
  ['resolve', 'investigating', 'dora', 'not_the_assignee'],
  ['assign', 'new', 'fiona', 'ok'],
  ['assign', 'new', 'fred', 'role_too_low'],
  ['assign', 'new', 'sara', 'ok'],
  ['take-over', 'investigating', 'fiona', 'ok'],
  ['answer', 'new', 'fred', 'not_possible'],
])('%s of a case that is %s by %s: %s', (type, status, by, code) => {
  expect(codeOf(caseIn(status), type, by)).toBe(code);
});

test('R32 a case is moved to another version of the policy by supervisors and above, to one that there is', () => {
  const target = { number: 2, version: 'other' };
  const by = (name: string, to: typeof target | undefined) => {
    const context = { ...contextOf(actorOf(name)), target: to };
    const decision = decide(caseIn('waiting'), commandOf('move-to-policy'), context);
    return decision.ok ? decision.after.policyVersion : decision.code;
  };
  expect(by('fred', target)).toBe('role_too_low');
  expect(by('sara', undefined)).toBe('invalid');
  expect(by('sara', target)).toBe('other');
  const { policyVersion: version = '' } = caseIn('waiting');
  expect(by('sara', { number: 1, version })).toBe('not_possible');
});

test('R17 only from department manager up is a suspension lifted', () => {
  const suspended = { ...caseIn('new'), contactSuspended: true };
  const codes = ['fred', 'sara', 'dora', 'max'].map((by) =>
    codeOf(suspended, 'lift-suspension', by),
  );
  expect(codes).toEqual(['role_too_low', 'role_too_low', 'ok', 'ok']);
});

test('R45 on social channels only designated responders write to customers, whatever their role', () => {
  for (const type of [
    'answer',
    'record-app-answer',
    'send-update',
    'record-contact',
    'acknowledge-in-person',
  ] as const) {
    for (const by of ['fred', 'sara', 'dora', 'max'])
      expect([type, codeOf(caseIn('new', onX), type, by)]).toEqual([type, 'not_a_responder']);
    expect([type, codeOf(caseIn('new', onX), type, 'fiona')]).toEqual([type, 'ok']);
  }
});

test('R17 while contact is suspended nothing is written to the customer by anyone', () => {
  for (const type of ['send-update', 'acknowledge-in-person'] as const)
    expect(codeOf({ ...caseIn('new'), contactSuspended: true }, type, 'max')).toBe(
      'contact_suspended',
    );
  expect(codeOf({ ...caseIn('new', onX), contactSuspended: true }, 'answer', 'fiona')).toBe(
    'contact_suspended',
  );
});

const roles: Role[] = ['frontline', 'supervisor', 'department_manager', 'senior_management'];
test.each([
  ['moderate', 'gift_voucher', [false, true, true, true]],
  ['major', 'full_refund', [false, false, true, true]],
  ['critical', 'service_credit', [false, false, true, true]],
] as const)(
  'R35 a remedy at severity %s is approved from the level of the policy up',
  (severity, option, may) => {
    const base = { ...caseIn('assigned'), severity, remedySeverity: severity };
    const proposal = { option, amount: '10.00', reason: 'x' };
    const proposed = decide(
      base,
      { type: 'propose-remedy', body: proposal },
      contextOf(actorOf('fiona')),
    );
    if (!proposed.ok) throw new Error(proposed.message);
    const approvers = ['fred', 'sara', 'dora', 'max'];
    expect(approvers.map((by) => codeOf(proposed.after, 'approve-remedy', by) === 'ok')).toEqual([
      ...may,
    ]);
    expect(roles).toHaveLength(approvers.length);
  },
);
