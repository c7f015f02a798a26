// Cases that belong together: linked, merged into one, taken apart again.
import { expect, test } from 'vitest';
import {
  actorOf,
  caseIn,
  contextOf,
  done,
  hoursOn,
  rules,
} from '../../../../test/harness/case-fixtures.ts';
import { code, ok, opens, types } from '../../../../test/harness/decisions.ts';
import type { Case } from '../case.ts';
import { decide } from '../decide.ts';
import { deadlinesOf } from '../escalation.ts';
import { promisesOf } from '../promises.ts';
import type { Command } from './commands.ts';
import { decideOther } from './joining.ts';

const elsewhere = (more: Partial<Case> = {}): Case => ({
  ...caseIn('assigned'),
  caseId: '018f0000-0000-7000-8000-0000000000aa',
  reference: 'C-7K3M-9QXD',
  ...more,
});
const reason = 'the same kettle';
const by = (current: Case, command: Command, other: Case, who = 'sara') =>
  decide(current, command, contextOf(actorOf(who), hoursOn(1), { others: [other] }));
const merge = (other: Case): Command => ({
  type: 'merge',
  body: { into: other.reference, reason },
});

test('linking stands on the record of both cases, and both go on; taking it back too', () => {
  const [one, other] = [caseIn('investigating'), elsewhere()];
  const linked = ok(by(one, { type: 'link', body: { to: other.reference, reason } }, other));
  const there = decideOther(other, linked, contextOf(actorOf('sara')));
  expect([linked.after.linkedCases, there?.after.linkedCases]).toEqual([
    [other.reference],
    [one.reference],
  ]);
  expect([linked.after.status, there?.after.status]).toEqual(['investigating', 'assigned']);
  expect(
    code(by(linked.after, { type: 'link', body: { to: other.reference, reason } }, other)),
  ).toBe('not_possible');
  const apart = ok(
    by(linked.after, { type: 'unlink', body: { to: other.reference, reason } }, other),
  );
  expect(apart.after.linkedCases).toEqual([]);
  expect(
    decideOther(there?.after ?? other, apart, contextOf(actorOf('sara')))?.after.linkedCases,
  ).toEqual([]);
});

test('a merged case has no clocks and no tasks left; the other is told to read it', () => {
  const [one, other] = [caseIn('investigating'), elsewhere()];
  const merged = ok(by(one, merge(other), other));
  expect(merged.after).toMatchObject({
    status: 'merged',
    mergedInto: { reference: other.reference, caseId: other.caseId, from: 'investigating' },
  });
  expect([deadlinesOf(merged.after, rules), promisesOf(merged.after, rules)]).toEqual([[], []]);
  const there = decideOther(other, merged, contextOf(actorOf('sara')));
  expect(there?.after.tookIn).toEqual([one.reference]);
  expect(there && opens(there)).toMatchObject([{ kind: 'read_reply', owner: { staffId: 'fred' } }]);
  expect(
    code(decide(merged.after, { type: 'note', body: { text: 'x' } }, contextOf(actorOf('sara')))),
  ).toBe('not_in_this_status');
});

test.each(['new', 'assigned', 'investigating', 'waiting', 'resolved', 'closed'])(
  'R30 taken apart again a case is %s as before, with its clocks, and somebody reads it',
  (status) => {
    const [one, other] = [caseIn(status), elsewhere()];
    const merged = ok(by(one, merge(other), other)).after;
    const apart = ok(
      by(merged, { type: 'unmerge', body: { from: other.reference, reason } }, other),
    );
    expect(types(apart)).toEqual(['case.unmerged']);
    expect({ ...apart.after, version: 0, mergedInto: undefined }).toEqual({
      ...one,
      version: 0,
      mergedInto: undefined,
    });
    expect(deadlinesOf(apart.after, rules)).toEqual(deadlinesOf(one, rules));
    expect(opens(apart)).toHaveLength(status === 'closed' ? 0 : 1);
    const there = decideOther(
      { ...other, tookIn: [one.reference] },
      apart,
      contextOf(actorOf('sara')),
    );
    expect(there?.after.tookIn).toEqual([]);
  },
);

test('what must not be lost is settled first, and no customer gets what is about another', () => {
  const one = caseIn('investigating');
  const proposed = done(one, 'fred', {
    type: 'propose-remedy',
    body: { option: 'free_upgrade', reason: 'x' },
  });
  const called = done(one, 'fred', {
    type: 'request-call-back',
    body: { to: 'fred', reason: 'x' },
  });
  const threatened = done(one, 'fred', { type: 'mark-threatening', body: { reason: 'x' } });
  const other = elsewhere();
  const stranger = elsewhere({ customer: { email: 'bob@else.test' } });
  const refusals: [Case, Case][] = [
    [{ ...proposed, severity: 'moderate' as const }, other],
    [called, other],
    [threatened, other],
    [{ ...one, tookIn: ['C-0000-0001'] }, other],
    [one, elsewhere({ status: 'closed' })],
    [one, elsewhere({ status: 'merged' })],
    [one, stranger],
    [one, one],
  ];
  expect(refusals.map(([current, into]) => code(by(current, merge(into), into)))).toEqual([
    'not_possible',
    'not_possible',
    'contact_suspended',
    'not_possible',
    'invalid',
    'invalid',
    'invalid',
    'invalid',
  ]);
  expect(code(by(one, merge(other), other, 'fred'))).toBe('role_too_low');
});

test('R21 R30 merging hides nothing: not by whom one is about, no graver or higher case in a lesser one, none on hold', () => {
  const about = [{ staffId: 'sara', name: 'Sara', evidence: '' }];
  const merging = (one: Partial<Case>, other: Partial<Case> = {}, who = 'sam') => {
    const found = elsewhere(other);
    const decided = by({ ...caseIn('investigating'), ...one }, merge(found), found, who);
    return decided.ok ? 'merged' : decided.code;
  };
  expect(merging({})).toBe('merged');
  expect(merging({ complainedAbout: about }, {}, 'sara')).toBe('not_impartial');
  expect(merging({}, { complainedAbout: about }, 'sara')).toBe('not_impartial');
  expect(merging({ complainedAbout: about })).toBe('not_possible');
  expect(merging({ complainedAbout: about }, { complainedAbout: about })).toBe('merged');
  expect(merging({ severity: 'critical' })).toBe('not_possible');
  expect(merging({ severity: 'critical' }, { severity: 'critical' })).toBe('merged');
  expect(merging({ escalationLevel: 2 })).toBe('not_possible');
  expect(merging({ legalHold: true })).toBe('not_possible');
});

test('S9 only what both are known by shows that two cases are of one customer', () => {
  const of = (customer: Partial<Case['customer']>) => {
    const found = elsewhere({ customer: { ...customer } as Case['customer'] });
    const one = { ...caseIn('investigating'), customer: { email: 'Ann@x.test', phone: '1' } };
    return by(one as Case, merge(found), found).ok;
  };
  expect(of({ email: 'ann@x.test' })).toBe(true);
  expect(of({ phone: '1' })).toBe(true);
  expect(of({ email: 'bob@x.test', phone: '1' })).toBe(false);
  expect(of({ name: 'Ann' })).toBe(false);
  expect(of({})).toBe(false);
});
