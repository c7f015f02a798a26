// Any sequence of anything on a case: what holds of its investigation and follow-up over all of them.
import { expect, test } from 'vitest';
import { rules } from '../../../../test/harness/case-fixtures.ts';
import { check } from '../../../../test/harness/case-lives.ts';
import { openAfter } from '../../../../test/harness/open-tasks.ts';
import type { Case } from '../case.ts';
import { deadlinesOf } from '../escalation.ts';
import { promisesOf } from '../promises.ts';
import { evolve } from '../timeline/evolve.ts';

test('no state without an owner for the next step: a case that is not closed has a promise, a deadline or a task open', () => {
  check((life) => {
    const { current } = life;
    if (current.status === 'closed') return;
    if (current.status === 'merged') {
      const { host } = life.neighbours;
      expect(host).toMatchObject({ caseId: current.mergedInto?.caseId });
      expect(host.tookIn).toContain(current.reference);
      expect(promisesOf(host, rules)).not.toEqual([]);
      return;
    }
    const promises = promisesOf(current, rules).map(({ key }) => key);
    const dues = deadlinesOf(current, rules).map(({ kind }) => kind);
    expect([...promises, ...dues, ...openAfter(life.tasks)], JSON.stringify(current)).not.toEqual(
      [],
    );
  });
});

test('R24 a corrective action that is not finished is on the list of its owner or of a manager', () => {
  check((life) => {
    const open = openAfter(life.tasks).join(' ');
    for (const { actionId, state } of life.current.actions)
      if (state !== 'refused' && state !== 'effective')
        expect(open).toContain(`action/${actionId}`);
  });
});

test('R21 R23 R28 nothing is closed by lapse unasked, no longer case is resolved without its root cause', () => {
  check(({ entries }) => {
    let current: Case | undefined;
    for (const entry of entries) {
      if (entry.type === 'case.resolved' && current?.kind === 'complaint')
        expect(current.rootCause !== undefined || current.severity === 'minor').toBe(true);
      if (
        entry.type === 'case.closed' &&
        entry.data.how === 'lapse' &&
        current?.kind !== 'feedback'
      )
        expect(current?.satisfaction).toBeDefined();
      current = evolve(current, entry);
    }
  });
});
