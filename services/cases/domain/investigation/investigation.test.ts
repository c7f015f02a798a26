// The rules of investigations, corrective actions and call-backs.
import { expect, test } from 'vitest';
import {
  actorOf,
  caseIn,
  contextOf,
  done,
  hoursOn,
  opened,
  rules,
} from '../../../../test/harness/case-fixtures.ts';
import { act, code, ok, opens } from '../../../../test/harness/decisions.ts';
import { openAfter } from '../../../../test/harness/open-tasks.ts';
import type { Case } from '../case.ts';
import type { Command } from '../commands/commands.ts';
import { decide } from '../decide.ts';
import { linkAction } from './corrective-actions.ts';

const requested = (by = 'fred', owner = 'fiona') =>
  ok(
    act(caseIn('investigating'), by, {
      type: 'request-action',
      body: {
        problem: 'Labels fall off',
        proposal: 'Other glue',
        owner,
        dueAt: hoursOn(240).toISOString(),
      },
    }),
  );

test('R21 evidence says who added it, when, and who said it; what was not looked up is not claimed', () => {
  const statement = ok(
    act(caseIn('assigned'), 'fred', {
      type: 'add-evidence',
      body: { kind: 'statement', statementBy: 'sara@staff.test', text: 'I packed it myself.' },
    }),
  );
  expect(statement.entries[0]).toMatchObject({
    actor: 'staff:fred',
    data: { evidenceId: 'E1', statementBy: { staffId: 'sara', name: 'sara' } },
  });
  const outsider = ok(
    act(statement.after, 'fred', {
      type: 'add-evidence',
      body: { kind: 'statement', statementBy: 'The driver', text: 'Nobody was there.' },
    }),
  );
  expect(outsider.entries[0]?.data).toMatchObject({ statementBy: { name: 'The driver' } });
  const order = {
    type: 'add-evidence' as const,
    body: { kind: 'order' as const, orderNumber: '7' },
  };
  expect(code(act(outsider.after, 'fred', order))).toBe('invalid');
  const gathered = { snapshot: { found: { total: '12.50' } } };
  const found = ok(
    decide(outsider.after, order, contextOf(actorOf('fred'), hoursOn(1), { gathered })),
  );
  expect(found.entries[0]?.data).toMatchObject({ title: 'order 7', snapshot: gathered.snapshot });
  expect(found.after.evidence.map(({ evidenceId }) => evidenceId)).toEqual(['E1', 'E2', 'E3']);
});

test('R16 what is assessed later is added to what was assessed before', () => {
  const first = done(caseIn('assigned'), 'fred', { type: 'impact', body: { timeLostHours: 3 } });
  const both = done(first, 'fred', { type: 'impact', body: { lossAmount: '12.50' } });
  expect(both.impact).toEqual({ timeLostHours: 3, lossAmount: '12.50', lossCurrency: 'EUR' });
});

test('R21 a longer case is resolved with its root cause, and a corrective action or the reason why none', () => {
  const plain = { outcome: 'upheld' as const, summary: 'x' };
  const resolve = (current: Case, body: object = plain) =>
    code(act(current, 'fred', { type: 'resolve', body: { ...plain, ...body } }));
  const investigating = caseIn('investigating');
  expect(resolve(investigating)).toBe('not_possible');
  expect(resolve(investigating, { whyNoAction: 'x' })).toBe('not_possible');
  const why = done(investigating, 'fred', {
    type: 'root-cause',
    body: { cause: 'defect', text: 'A weak seam.' },
  });
  expect(resolve(why)).toBe('not_possible');
  expect(resolve(why, { whyNoAction: 'a single piece' })).toBe('ok');
  const action = {
    problem: 'x',
    proposal: 'x',
    owner: 'fiona',
    dueAt: hoursOn(100).toISOString(),
  };
  const acted = done(why, 'fred', { type: 'request-action', body: action });
  expect(resolve(acted)).toBe('ok');
  const refused = done(acted, 'dora', {
    type: 'refuse-action',
    body: { actionId: 'A1', reason: 'x' },
  });
  expect(resolve(refused)).toBe('not_possible');
  const linked = ok(
    linkAction(why, { reference: 'C-1', actionId: 'A1' }, contextOf(actorOf('fred'))),
  );
  expect(resolve(linked.after)).toBe('ok');
});

test('R21 an inquiry is answered without a root cause', () => {
  const inquiry = opened({}, { kind: 'inquiry' }).after;
  const mine = done(inquiry, 'fred', { type: 'take-over', body: {} });
  const body = { outcome: 'answered' as const, summary: 'At nine.' };
  expect(code(act(mine, 'fred', { type: 'resolve', body }))).toBe('ok');
});

test('R23 only what is small and new is fixed at first contact, without a root cause', () => {
  const body = { outcome: 'upheld' as const, summary: 'x' };
  const at = (severity: 'minor' | 'moderate') => opened({}, { severity }).after;
  expect(code(act(at('minor'), 'fred', { type: 'resolve', body }))).toBe('ok');
  expect(code(act(at('moderate'), 'fred', { type: 'resolve', body }))).toBe('not_possible');
  const begun = done(at('minor'), 'fred', { type: 'take-over', body: {} });
  expect(code(act(begun, 'fred', { type: 'resolve', body }))).toBe('not_possible');
  // What went up has waited too long to be a first contact.
  const raised = done(at('minor'), 'fred', { type: 'escalate', body: { reason: 'x' } });
  expect(raised.status).toBe('new');
  expect(code(act(raised, 'sara', { type: 'resolve', body }))).toBe('not_possible');
});

test('R24 a corrective action: a manager approves, its owner does it, a manager checks it after the policy’s time', () => {
  const asked = requested();
  expect(opens(asked)).toMatchObject([{ kind: 'approve_action', owner: { staffId: 'dean' } }]);
  const approve: Command = { type: 'approve-action', body: { actionId: 'A1' } };
  for (const who of ['fred', 'sara'])
    expect(code(act(asked.after, who, approve))).toBe('role_too_low');
  const complete: Command = { type: 'complete-action', body: { actionId: 'A1', summary: 'x' } };
  expect(code(act(asked.after, 'fiona', complete))).toBe('not_possible');
  const approved = ok(act(asked.after, 'dora', approve));
  expect(opens(approved)).toMatchObject([
    { kind: 'do_action', owner: { staffId: 'fiona' }, dueAt: hoursOn(240).toISOString() },
  ]);
  expect(code(act(approved.after, 'fred', complete))).toBe('not_the_owner');
  const step: Command = { type: 'record-step', body: { actionId: 'A1', text: 'ordered' } };
  const finished = ok(act(done(approved.after, 'fiona', step), 'fiona', complete, 10));
  const { checkAfterDays, checkWithinDays } = rules.policy.correctiveActions;
  const checkDue = hoursOn(10 + (checkAfterDays + checkWithinDays) * 24).toISOString();
  expect(opens(finished)).toMatchObject([{ kind: 'verify_action', dueAt: checkDue }]);
  const verify = (effective: boolean): Command => ({
    type: 'verify-action',
    body: { actionId: 'A1', effective, note: 'x' },
  });
  expect(code(act(finished.after, 'dora', verify(true), 10 + checkAfterDays * 24 - 1))).toBe(
    'not_possible',
  );
  const poor = ok(act(finished.after, 'dora', verify(false), 20));
  expect(poor.after.actions).toMatchObject([{ state: 'approved', reworks: 1 }]);
  expect(opens(poor)).toMatchObject([{ kind: 'do_action', owner: { staffId: 'fiona' } }]);
  const again = ok(act(poor.after, 'fiona', complete, 30));
  const good = ok(act(again.after, 'dora', verify(true), 30 + checkAfterDays * 24));
  expect(good.after.actions).toMatchObject([{ state: 'effective', verifiedBy: 'staff:dora' }]);
});

test('R24 a corrective action outlives its case: nothing of it ends with the closing', () => {
  const why = done(requested().after, 'fred', {
    type: 'root-cause',
    body: { cause: 'defect', text: 'x' },
  });
  const resolved = done(why, 'fred', {
    type: 'resolve',
    body: { outcome: 'upheld', summary: 'x' },
  });
  const closed = ok(act(resolved, 'fred', { type: 'follow-up', body: { satisfied: true } }));
  const closes = closed.tasks.flatMap((task) => ('close' in task ? task.close : []));
  for (const kind of ['approve_action', 'do_action', 'verify_action'] as const)
    expect(closes).not.toContain(kind);
  expect(
    code(act(closed.after, 'dora', { type: 'approve-action', body: { actionId: 'A1' } })),
  ).toBe('ok');
});

test('R27 a named person is asked to call; the call is documented; its report goes to a named person', () => {
  const asked = ok(
    act(caseIn('investigating'), 'dora', {
      type: 'request-call-back',
      body: { to: 'fiona', reason: 'The second late parcel' },
    }),
  );
  expect(opens(asked)).toMatchObject([{ kind: 'call_back', owner: { staffId: 'fiona' } }]);
  const report = (reached: boolean): Command => ({
    type: 'report-call-back',
    body: { callBackId: 'B1', reached, summary: 'Nobody home.' },
  });
  const tried = ok(act(asked.after, 'fiona', report(false), 2));
  expect([tried.after.callBacks[0]?.state, tried.after.callBacks[0]?.tries]).toEqual([
    'requested',
    1,
  ]);
  expect(tried.tasks).toEqual([]);
  const reached = ok(act(tried.after, 'fiona', report(true), 3));
  expect(opens(reached)).toMatchObject([{ kind: 'read_call_back', owner: { staffId: 'dora' } }]);
  expect(code(act(reached.after, 'fiona', report(true), 4))).toBe('not_possible');
});

test('R27 a call that nobody answers is given up with a reason, and its reader hears of it; not one that reached somebody', () => {
  const body = { to: 'fiona', reason: 'x' };
  const asked = ok(act(caseIn('investigating'), 'dora', { type: 'request-call-back', body }));
  const report = (more: object): Command => ({
    type: 'report-call-back',
    body: { callBackId: 'B1', reached: false, summary: 'Never there.', ...more },
  });
  expect(act(asked.after, 'fiona', report({ reached: true, givenUp: true }))).toMatchObject({
    ...{ code: 'invalid', field: 'givenUp' },
  });
  const over = ok(act(asked.after, 'fiona', report({ givenUp: true }), 2));
  expect(over.after.callBacks).toMatchObject([{ state: 'reported', tries: 1 }]);
  expect(over.after.toldAt).toBe(asked.after.toldAt);
  expect(openAfter([...asked.tasks, ...over.tasks])).toEqual(['read-call-back/B1']);
  expect(opens(over)).toMatchObject([{ owner: { staffId: 'dora' } }]);
});

test('R27 R29 a call of a case that was closed meanwhile is reported or given up all the same: its task has an end', () => {
  const body = { to: 'fiona', reason: 'x' };
  const asked = ok(act(caseIn('resolved'), 'dora', { type: 'request-call-back', body }));
  const closed = ok(act(asked.after, 'fred', { type: 'follow-up', body: { satisfied: true } }));
  const before = [...asked.tasks, ...closed.tasks];
  expect(openAfter(before)).toContain('call-back/B1');
  for (const more of [{ reached: true }, { reached: false, givenUp: true }]) {
    const said = { callBackId: 'B1', summary: 'x', ...more };
    const reported = ok(act(closed.after, 'fiona', { type: 'report-call-back', body: said }, 2));
    expect(openAfter([...before, ...reported.tasks])).not.toContain('call-back/B1');
    expect(reported.after).toMatchObject({ status: 'closed', epoch: closed.after.epoch });
  }
  expect(code(act(closed.after, 'dora', { type: 'request-call-back', body }))).toBe(
    'not_in_this_status',
  );
});

test('R27 the policy may name whom reports of calls go to', () => {
  const policy = {
    ...rules.policy,
    callBack: { ...rules.policy.callBack, reportTo: 'sam@staff.test' },
  };
  const context = contextOf(actorOf('dora'), hoursOn(0), { rules: { ...rules, policy } });
  const body = { to: 'fiona', reason: 'x' };
  const asked = ok(decide(caseIn('assigned'), { type: 'request-call-back', body }, context));
  expect(asked.after.callBacks).toMatchObject([{ reportTo: 'sam' }]);
});

test('R17 R27 while contact is suspended nobody calls; the call is on the list again when it is lifted', () => {
  const body = { to: 'fiona', reason: 'x' };
  const asked = ok(act(caseIn('assigned'), 'dora', { type: 'request-call-back', body }));
  const threat = ok(act(asked.after, 'fred', { type: 'mark-threatening', body: { reason: 'x' } }));
  expect(openAfter([...asked.tasks, ...threat.tasks])).not.toContain('call-back/B1');
  expect(code(act(threat.after, 'dora', { type: 'request-call-back', body }))).toBe(
    'contact_suspended',
  );
  const lifted = ok(act(threat.after, 'dora', { type: 'lift-suspension', body: { reason: 'x' } }));
  expect(openAfter([...asked.tasks, ...threat.tasks, ...lifted.tasks])).toContain('call-back/B1');
});
