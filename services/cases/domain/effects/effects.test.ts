// What a command would do is what it does: told of before, by the same decision.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  actorOf,
  caseIn,
  contextOf,
  hoursOn,
  nothingGiven,
  staff,
} from '../../../../test/harness/case-fixtures.ts';
import { at, propose } from '../../../../test/harness/remedy-acts.ts';
import type { Case } from '../case.ts';
import type { Command } from '../commands/commands.ts';
import { decide } from '../decide.ts';
import { missingToResolve } from '../investigation/closure.ts';
import { effectsOf, movesBetween } from './effects.ts';

function effects(current: Case, by: string, command: Command) {
  const context = contextOf(actorOf(by), hoursOn(1), { remedyFacts: nothingGiven });
  const decision = decide(current, command, context);
  if (!decision.ok) throw new Error(decision.message);
  return effectsOf(current, decision, context);
}

describe('a person reads before doing it', () => {
  test('R37 who must approve a proposal until when, and that nobody is told yet but them', () => {
    const shown = effects(at('moderate'), 'fred', propose('gift_voucher', '40'));
    const [task] = shown.opens;
    expect(task).toMatchObject({ kind: 'approve_remedy', owner: { name: 'sam' } });
    expect(shown.told.filter(({ party }) => party === 'customer')).toEqual([]);
    expect(shown.told).toContainEqual(expect.objectContaining({ party: 'staff', name: 'sam' }));
    expect(shown.entries).toContain('remedy.proposed');
  });

  test('R37 that what is within their own powers is given at once, and the customer told by mail', () => {
    const shown = effects(at('minor'), 'fred', propose('discount', '10'));
    expect(shown.entries).toEqual(['remedy.proposed', 'remedy.approved', 'message.requested']);
    expect(shown.told).toEqual([{ party: 'customer', via: 'email', purpose: 'compensation' }]);
    expect(shown.opens).toEqual([]);
  });

  test('R31 whom an escalation by hand goes to, and which level of the matrix it takes the place of', () => {
    const current = caseIn('investigating');
    const shown = effects(current, 'fred', { type: 'escalate', body: { level: 2, reason: 'x' } });
    expect(shown.escalationLevel).toEqual({ from: 0, to: 2 });
    const managers = staff.filter(({ role }) => role === 'department_manager');
    const [told] = shown.told.filter(({ party }) => party === 'staff');
    expect(managers.map(({ name }) => name)).toContain(told && 'name' in told ? told.name : '');
    expect(shown.moves.filter(({ kind, to }) => kind === 'escalation' && !to)).toEqual([
      { kind: 'escalation', level: 2, from: hoursOn(48).toISOString() },
    ]);
  });

  test('R17 that a threat stops what goes to the customer, and until when a manager decides', () => {
    const shown = effects(caseIn('assigned'), 'fred', {
      type: 'mark-threatening',
      body: { reason: 'x' },
    });
    expect(shown.moves).toContainEqual({
      kind: 'suspension_decision',
      level: 1,
      to: hoursOn(5).toISOString(),
    });
    expect(shown.moves).toContainEqual(expect.objectContaining({ kind: 'next_update' }));
    expect(shown.opens.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['decide_contact', 'violence_report']),
    );
  });

  test('R22 R23 which times an update with an estimate moves', () => {
    const estimatedResolution = hoursOn(100).toISOString();
    const shown = effects(caseIn('investigating'), 'fred', {
      type: 'send-update',
      body: { text: 'x', estimatedResolution },
    });
    const resolve = shown.moves.find(({ kind }) => kind === 'resolve');
    expect(resolve).toMatchObject({ to: estimatedResolution });
    expect(resolve?.from).toBeDefined();
    expect(shown.moves.map(({ kind }) => kind)).toContain('next_update');
  });

  test('R21 R24 all that a case still lacks to be resolved, not only the first', () => {
    const current = caseIn('investigating');
    const context = contextOf(actorOf('fred'));
    expect(missingToResolve(current, {}, context)).toEqual(['root_cause', 'action_or_reason']);
    expect(missingToResolve(current, { whyNoAction: 'x' }, context)).toEqual(['root_cause']);
    expect(missingToResolve({ ...current, kind: 'inquiry' }, {}, context)).toEqual([]);
    expect(missingToResolve(caseIn('resolved'), {}, context)).toEqual(['action_or_reason']);
  });

  test('moves say each time that differs once, and nothing of times that stay', () => {
    const statuses = ['new', 'assigned', 'investigating', 'waiting', 'resolved', 'closed'];
    const { rules } = contextOf(actorOf('fred'));
    fc.assert(
      fc.property(fc.constantFrom(...statuses), fc.constantFrom(...statuses), (from, to) => {
        const moves = movesBetween(caseIn(from), caseIn(to), rules);
        const names = moves.map(({ kind, level }) => `${kind}/${level}`);
        expect(new Set(names).size).toBe(names.length);
        expect(moves.every((move) => move.from !== move.to)).toBe(true);
        if (from === to) expect(moves).toEqual([]);
      }),
    );
  });
});
