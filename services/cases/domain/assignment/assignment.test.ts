// Who gets a case: routing, impartiality, absence. Pure, over plain values.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadPolicy } from '#shared/policy/policy.ts';
import {
  caseIn,
  classification,
  contextOf,
  itemOf,
  OPENED_AT,
  opened,
  staff as people,
} from '../../../../test/harness/case-fixtures.ts';
import type { Case, Staffer } from '../case.ts';
import { decide } from '../decide.ts';
import { caseKinds } from '../draft.ts';
import { decideAbsence } from '../reactions/absence.ts';
import { joinReply, openCase } from '../reactions/intake.ts';
import type { Context } from '../rules.ts';
import { superiorOf } from '../task-times.ts';
import { isAway, isOnShift } from './availability.ts';
import { partialStaff, staffNamedIn } from './impartial.ts';
import { chooseInvestigator } from './routing.ts';

const policy = loadPolicy();
const auto = loadPolicy({
  routing: {
    autoAssign: true,
    rules: [
      { categories: ['billing'], team: 'money' },
      { severities: ['critical'], skills: ['safety'], role: 'supervisor' },
    ],
  },
});
const person = (staffId: string, more: Partial<Staffer> = {}): Staffer => ({
  staffId,
  name: `${staffId} smith`,
  email: `${staffId}@staff.test`,
  role: 'frontline',
  locale: 'en',
  responderFor: [],
  load: 0,
  ...more,
});
const context = (staff: Staffer[], more: Partial<Context> = {}): Context =>
  contextOf({ type: 'system' }, OPENED_AT, { rules: { policy: auto }, staff, ...more });
const fresh = (more: Partial<Case> = {}): Case => ({ ...caseIn('new'), ...more });
const chosen = (current: Case, staff: Staffer[]) => {
  const found = chooseInvestigator(current, context(staff));
  return found && [found.person.staffId, found.reason];
};

describe('R20 routing', () => {
  test('the least loaded of the team that the first fitting rule names', () => {
    const staff = [
      person('ann', { team: 'money', load: 3 }),
      person('bob', { team: 'money', load: 1 }),
      person('cy', { load: 0 }),
    ];
    expect(chosen(fresh({ category: 'billing' }), staff)).toEqual(['bob', 'routing']);
    expect(chosen(fresh(), staff)).toEqual(['cy', 'routing']);
  });
  test('skill and role are asked for, the customer’s language is preferred, then who is on shift', () => {
    const staff = [
      person('ann', { role: 'supervisor' }),
      person('bob', { role: 'supervisor', skills: ['safety'], load: 9 }),
    ];
    expect(chosen(fresh({ severity: 'critical' }), staff)).toEqual(['bob', 'routing']);
    const german = [person('ann'), person('bob', { languages: ['de'], load: 5 })];
    expect(chosen(fresh({ language: 'de-AT' }), german)).toEqual(['bob', 'routing']);
    const shifts = [
      person('ann', { shift: { tuesday: ['09:00-17:00'] } }),
      person('bob', { load: 5 }),
    ];
    // A Monday, 11:00 in Berlin.
    expect(chosen(fresh(), shifts)).toEqual(['bob', 'routing']);
  });
  test('nobody there: a supervisor has it, or somebody above; nobody at all: nobody', () => {
    const away = { from: '2026-11-20T00:00:00Z', until: '2026-12-01T00:00:00Z' };
    const boss = person('eve', { role: 'supervisor' });
    expect(chosen(fresh(), [person('ann', { away }), boss])).toEqual(['eve', 'nobody_there']);
    const top = person('max', { role: 'senior_management' });
    expect(chosen(fresh(), [person('ann', { away }), { ...boss, away }, top])).toEqual([
      'max',
      'nobody_there',
    ]);
    expect(chosen(fresh(), [person('ann', { away })])).toBeUndefined();
  });
  test('R45 a social case goes to a designated responder', () => {
    const staff = [person('ann'), person('bob', { responderFor: ['x'], load: 7 })];
    expect(chosen(fresh({ channel: 'x' }), staff)).toEqual(['bob', 'routing']);
  });
  test('a case is assigned as it opens where the policy says so, and only there', () => {
    const staff = [person('ann')];
    const open = (rules: Context['rules']) =>
      openCase(
        '018f0000-0000-7000-8000-00000000000c',
        itemOf(),
        classification,
        { relayed: false, links: [] },
        context(staff, { rules }),
      ).after;
    expect(open({ policy: auto })).toMatchObject({ assignee: 'ann', status: 'assigned' });
    expect(open({ policy })).toMatchObject({ status: 'new' });
  });
});

describe('R21 impartiality', () => {
  const staff = [
    person('ann', { name: 'Ann Lee', reportsTo: 'eve' }),
    person('bob', { name: 'Bob Ray' }),
    person('eve', { name: 'Eve Stone', role: 'supervisor', reportsTo: 'max' }),
    person('max', { name: 'Max Top', role: 'senior_management' }),
  ];
  const named = (text: string) => staffNamedIn(text, staff).map(({ staffId }) => staffId);
  test.each([
    ['I spoke with Ann Lee and she was rude', ['ann']],
    ['ANN   LEE hung up', ['ann']],
    ['Ann was rude', []],
    ['Joann Leeds was rude', []],
    ['write to eve@staff.test.', ['eve']],
    ['write to steve@staff.test', []],
    ['write to eve@staff.testing', []],
    ['', []],
  ])('full names and addresses only: %s', (text, found) => {
    expect(named(text)).toEqual(found);
  });
  test('who reports to them, by however many, is not impartial either', () => {
    const about = (staffId: string) =>
      fresh({ complainedAbout: [{ staffId, name: '', evidence: '' }] });
    expect([...partialStaff(about('max'), staff)].sort()).toEqual(['ann', 'eve', 'max']);
    expect([...partialStaff(about('ann'), staff)]).toEqual(['ann']);
    expect(chosen(about('eve'), staff)?.[0]).toBe('bob');
  });
  test('assign and take-over refuse them with a reason; recording one takes the case from them', () => {
    const actor = (staffId: string, role: Staffer['role']) =>
      contextOf({ type: 'staff', staffId, role, responderFor: [] }, OPENED_AT, { staff });
    const taken = decide(fresh(), { type: 'take-over', body: {} }, actor('ann', 'frontline'));
    if (!taken.ok) throw new Error(taken.message);
    const body = { who: 'eve', reason: 'the caller names her' };
    const recorded = decide(
      taken.after,
      { type: 'record-complained-about', body },
      actor('bob', 'frontline'),
    );
    if (!recorded.ok) throw new Error(recorded.message);
    expect(recorded.after.assignee).toBe('bob');
    expect(recorded.entries.find(({ type }) => type === 'case.assigned')?.data).toMatchObject({
      reason: 'impartiality',
      from: 'ann',
    });
    const owner = { staffId: 'bob' };
    expect(recorded.tasks).toContainEqual({ give: { from: ['ann'], kinds: caseKinds, owner } });
    const again = decide(
      recorded.after,
      { type: 'take-over', body: {} },
      actor('ann', 'frontline'),
    );
    expect(again).toMatchObject({ ok: false, code: 'not_impartial' });
    const assigned = decide(
      recorded.after,
      { type: 'assign', body: { to: 'eve' } },
      actor('max', 'senior_management'),
    );
    expect(assigned).toMatchObject({ ok: false, code: 'not_impartial' });
  });
  test('whoever resolved it does not get it back once the complaint is about them, nor may they investigate it', () => {
    const about = (staffId: string) => [{ staffId, name: '', evidence: '' }];
    const resolved = { ...caseIn('resolved'), assignee: 'ann', complainedAbout: about('ann') };
    const context = contextOf(
      { type: 'staff', staffId: 'eve', role: 'supervisor', responderFor: [] },
      OPENED_AT,
      { staff },
    );
    const command = { type: 'follow-up' as const, body: { satisfied: false } };
    const reopened = decide(resolved, command, context);
    if (!reopened.ok) throw new Error(reopened.message);
    expect(reopened.after.assignee).toBe('bob');
    const back = { ...caseIn('assigned'), assignee: 'ann', complainedAbout: about('ann') };
    const start = { type: 'start-investigation' as const, body: {} };
    const ann = { type: 'staff' as const, staffId: 'ann', role: 'frontline' as const };
    expect(decide(back, start, { ...context, actor: { ...ann, responderFor: [] } })).toMatchObject({
      ok: false,
      code: 'not_impartial',
    });
  });
  test('a reply that names who has the case takes it from them', () => {
    const taken = { ...caseIn('assigned'), assignee: 'bob' };
    const context = contextOf({ type: 'customer' }, OPENED_AT, { staff });
    const reply = (text: string) =>
      joinReply(
        taken,
        itemOf({ text }),
        classification,
        { by: 'own_message', reopens: false },
        context,
      );
    expect(reply('Thank you').after.assignee).toBe('bob');
    const { after, entries } = reply('Bob Ray shouted at me on the phone');
    expect(after.complainedAbout).toMatchObject([{ staffId: 'bob' }]);
    expect(after.assignee).not.toBe('bob');
    expect(entries.map(({ type }) => type)).toContain('staff.complained_about');
  });
  test('R31 an escalation never goes to whom the complaint is about', () => {
    const { entries } = openCase(
      '018f0000-0000-7000-8000-00000000000c',
      itemOf({ text: 'Your manager Dora Boss shouted at me' }),
      { ...classification, agitated: true },
      { relayed: false, links: [] },
      context([
        person('dora', { name: 'Dora Boss', role: 'department_manager' }),
        person('dean', { name: 'Dean Other', role: 'department_manager', load: 9 }),
      ]),
    );
    const marked = entries.find(({ type }) => type === 'case.marked_agitated');
    expect(marked?.data).toMatchObject({ to: { staffId: 'dean' } });
  });
  test('nobody partial is ever chosen, whoever reports to whom', () => {
    const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
    const links = fc.array(fc.option(fc.constantFrom(...ids), { nil: undefined }), {
      minLength: 6,
      maxLength: 6,
    });
    fc.assert(
      fc.property(links, fc.constantFrom(...ids), (bosses, about) => {
        const all = ids.map((id, index) => person(id, { reportsTo: bosses[index] }));
        const current = fresh({ complainedAbout: [{ staffId: about, name: '', evidence: '' }] });
        const found = chooseInvestigator(current, context(all))?.person;
        let above: string | undefined = found?.staffId;
        for (let step = 0; step < 7 && above; step++) {
          expect(above).not.toBe(about);
          const id: string = above;
          above = all.find(({ staffId }) => staffId === id)?.reportsTo;
        }
      }),
    );
  });
});

describe('R20 absence', () => {
  const away = { from: '2026-11-23T00:00:00Z', until: '2026-11-24T00:00:00Z', deputy: 'bob' };
  test('away is half-open; a shift knows its days and its calendar’s holidays', () => {
    const ann = person('ann', { away });
    expect(isAway(ann, new Date(away.from))).toBe(true);
    expect(isAway(ann, new Date(away.until))).toBe(false);
    const worker = person('ann', { shift: { monday: ['09:00-17:00'], friday: ['09:00-17:00'] } });
    expect(isOnShift(worker, OPENED_AT, policy)).toBe(true);
    expect(isOnShift(worker, new Date('2026-11-24T10:00:00Z'), policy)).toBe(false);
    // Christmas Day is a Friday in 2026.
    expect(isOnShift(worker, new Date('2026-12-25T10:00:00Z'), policy)).toBe(false);
    expect(isOnShift(person('ann', { shift: {} }), OPENED_AT, policy)).toBe(false);
  });
  const taken: Case = { ...caseIn('assigned'), assignee: 'ann' };
  const absent = new Map([['ann', { staffId: 'ann', role: 'frontline', deputy: 'bob' }]]);
  test('the deputy has the case, else routing, else the supervisors assign it again', () => {
    const both = [person('bob', { load: 9 }), person('cy')];
    const by = (staff: Staffer[]) => decideAbsence(taken, [], absent, context(staff));
    expect(by(both).after.assignee).toBe('bob');
    expect(by([person('cy')]).after.assignee).toBe('cy');
    expect(by([]).after).toMatchObject({ status: 'new', assignee: undefined });
    expect(by([]).entries.map(({ type }) => type)).toEqual(['case.unassigned']);
  });
  test('a task of theirs in somebody else’s case goes to their role, on record', () => {
    const manager = new Map([['dora', { staffId: 'dora', role: 'department_manager' }]]);
    const task = {
      taskId: 't',
      key: 'agitated',
      kind: 'agitated_customer' as const,
      title: 'x',
      owner: { staffId: 'dora' },
      dueAt: OPENED_AT.toISOString(),
    };
    const rest = people.filter(({ staffId }) => staffId !== 'dora');
    const { entries, tasks } = decideAbsence(opened().after, [task], manager, context(rest));
    const to = { staffId: 'dean' };
    expect(entries[0]?.data).toMatchObject({ key: 'agitated', from: 'dora', to });
    expect(tasks).toEqual([{ give: { key: 'agitated', owner: { staffId: 'dean' } } }]);
  });
});

test('R22 what is overdue goes to whom the owner reports to, else one rung up in their team', () => {
  const staff = [
    person('ann', { team: 't', reportsTo: 'eve' }),
    person('bob', { team: 't' }),
    person('eve', { role: 'department_manager' }),
    person('sid', { role: 'supervisor', load: 0 }),
    person('sue', { role: 'supervisor', team: 't', load: 5 }),
    person('max', { role: 'senior_management' }),
  ];
  const of = (staffId: string) => superiorOf({ staffId }, staff, undefined).staffId;
  expect(['ann', 'bob', 'sue', 'eve', 'max'].map(of)).toEqual([
    'eve',
    'sue',
    'eve',
    'max',
    undefined,
  ]);
  expect(superiorOf({ role: 'responder', platform: 'x' }, staff, 't').staffId).toBe('sue');
  expect(superiorOf({ staffId: 'max' }, staff, undefined).role).toBe('senior_management');
});
