// Random lives of a case that is merged and taken apart, takes another in, is rated, held and erased, while contact may be
// suspended at any time: what holds of all of them.
import { expect, test } from 'vitest';
import { rules } from '../../../../test/harness/case-fixtures.ts';
import { check, type Life } from '../../../../test/harness/case-lives.ts';
import { checkResolved } from '../../../../test/harness/case-lives-resolved.ts';
import { openTasksAfter, tasksAfter } from '../../../../test/harness/open-tasks.ts';
import type { Case } from '../case.ts';
import { contactKinds } from '../draft.ts';
import { deadlinesOf } from '../escalation.ts';
import { tellingKinds } from '../messages.ts';
import { promisesOf } from '../promises.ts';
import { evolve } from '../timeline/evolve.ts';

const all = [
  { of: 'any life', over: check },
  { of: 'a life after its resolution', over: checkResolved },
];

/** How often something was walked: a property that no life ever met shows nothing. */
const walked = (seen: number): void => expect(seen).toBeGreaterThan(0);
const keys = (tasks: readonly { key: string }[]): string[] => tasks.map(({ key }) => key);

test.each(all)(
  'R17 while contact is suspended nobody has it on their list to speak with the customer, and a manager decides ($of)',
  ({ over }) => {
    let seen = 0;
    over(({ current, tasks }) => {
      if (!current.contactSuspended) return;
      seen++;
      const open = openTasksAfter(tasks);
      const speaking = [...contactKinds, ...tellingKinds];
      expect(keys(open.filter(({ kind }) => speaking.includes(kind)))).toEqual([]);
      if (!current.suspensionDecidedAt)
        expect(open.map(({ kind }) => kind)).toContain('decide_contact');
    });
    walked(seen);
  },
);

test.each(all)(
  'R17 R30 what rests is there again: nothing is paused of a case that is neither suspended nor merged ($of)',
  ({ over }) => {
    let seen = 0;
    over(({ current, tasks, entries }) => {
      if (current.contactSuspended || current.status === 'merged') return;
      if (entries.some(({ type }) => type === 'case.unmerged' || type === 'suspension.lifted'))
        seen++;
      expect(keys(tasksAfter(tasks).filter(({ state }) => state === 'paused'))).toEqual([]);
    });
    walked(seen);
  },
);

test.each(all)(
  'R30 a merged case asks nothing of anybody: no clock, no promise, no task ($of)',
  ({ over }) => {
    let seen = 0;
    over(({ current, tasks }) => {
      if (current.status !== 'merged') return;
      seen++;
      expect([deadlinesOf(current, rules), promisesOf(current, rules)]).toEqual([[], []]);
      expect(keys(openTasksAfter(tasks))).toEqual([]);
    });
    walked(seen);
  },
);

test.each(all)(
  'R70 a case and the one that it is merged with say the same of it ($of)',
  ({ over }) => {
    over(({ current, neighbours: { host, guest } }) => {
      expect((host.tookIn ?? []).includes(current.reference)).toBe(
        current.mergedInto?.caseId === host.caseId,
      );
      expect((current.tookIn ?? []).includes(guest.reference)).toBe(
        guest.mergedInto?.caseId === current.caseId,
      );
      // No chains: where a story goes on, it does.
      if (current.mergedInto) expect(current.tookIn ?? []).toEqual([]);
    });
  },
);

const ratings = ({ entries }: Life) =>
  entries.flatMap((entry) =>
    entry.type === 'customer.replied' && entry.data.epoch !== undefined && !entry.data.again
      ? [entry]
      : [],
  );

test('R29 each resolution has at most one rating, and only one that was told; none of a merged case counts', () => {
  let seen = 0;
  checkResolved((life) => {
    const epochs = ratings(life).map(({ data }) => data.epoch);
    seen += epochs.length;
    expect(new Set(epochs).size).toBe(epochs.length);
    let current: Case | undefined;
    const resolved = new Set<number>();
    for (const entry of life.entries) {
      if (entry.type === 'case.resolved') resolved.add(current?.epoch ?? 0);
      if (entry.type === 'customer.replied' && entry.data.epoch !== undefined)
        expect(resolved).toContain(entry.data.epoch);
      current = evolve(current, entry);
    }
    for (const { host, guest } of [life.neighbours]) {
      expect(host.ratedEpochs ?? []).toEqual([]);
      const rated = guest.ratedEpochs ?? [];
      expect(new Set(rated).size).toBe(rated.length);
    }
  });
  walked(seen);
});

test('R25 R28 a rating of how the case stands settles it: low opens it again, any other closes it', () => {
  let seen = 0;
  checkResolved((life) => {
    for (const [before, entries] of life.steps) {
      const [first] = entries;
      if (first?.type !== 'customer.replied' || first.data.score === undefined) continue;
      const { epoch, again, score } = first.data;
      const types = entries.map(({ type }) => type);
      const settles = epoch === before.epoch && !again;
      if (!settles) {
        expect(types).not.toContain('follow_up.recorded');
        expect(types).not.toContain('case.closed');
        expect(types).not.toContain('case.reopened');
        continue;
      }
      seen++;
      if (score === 1) expect(types).toContain('case.reopened');
      else if (before.status === 'resolved') expect(types).toContain('case.closed');
    }
  });
  walked(seen);
});

test('R71 nothing is erased under a hold, and what is erased has no word, name or address left', () => {
  let seen = 0;
  checkResolved(({ steps, current }) => {
    for (const [before, entries] of steps)
      if (entries.some(({ type }) => type === 'case.erased'))
        expect(before.legalHold).toBeUndefined();
    if (!current.erasedAt) return;
    seen++;
    expect(JSON.stringify(current)).not.toMatch(
      /Ann C|customer\.test|sorry|ö|\{\{|hums|Late parcel/,
    );
    expect(current.policyVersion).toMatch(/^[0-9a-f]{12}$/);
  });
  walked(seen);
});
