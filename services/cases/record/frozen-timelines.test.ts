// Timelines as earlier versions wrote them (test/frozen/timelines): whatever the code becomes, it reads, proves and replays them.
import { expect, test } from 'vitest';
import { frozenTimelines } from '../../../test/frozen/timelines.ts';
import type { Case } from '../domain/case.ts';
import type { TimelineEntry } from '../domain/timeline/entries.ts';
import { entryTypes, evolve } from '../domain/timeline/evolve.ts';
import { faultOf } from './verify.ts';

const frozen = frozenTimelines();
const replay = (entries: readonly unknown[]): Case | undefined =>
  entries.reduce<Case | undefined>(
    (state, entry) => evolve(state, entry as TimelineEntry),
    undefined,
  );

test.each(frozen)(
  'R70 the frozen timeline %s is proven and replays to its row as `redress verify` demands',
  (_, { row, entries }) => {
    expect(faultOf(row, entries)).toBeUndefined();
    // Said apart, so that a difference shows which field it is.
    if (entries.every(({ data }) => data !== null)) expect(replay(entries)).toEqual(row.state);
  },
);

test.each(frozen)(
  'R70 a word changed in the frozen timeline %s is found, and a missing end',
  (_, { row, entries }) => {
    const at = entries.findIndex(({ data }) => data !== null);
    const forged = entries.map((entry, index) =>
      index === at ? { ...entry, data: { ...(entry.data as object), added: 'x' } } : entry,
    );
    expect(faultOf(row, forged)?.version).toBe(at + 1);
    expect(faultOf(row, entries.slice(0, -1))).toBeDefined();
  },
);

test('R70 every type of entry has a frozen example: a new one gets a life in test/frozen and `node test/frozen/write.ts`', () => {
  const met = new Set(
    frozen.flatMap(([, { entries }]) => entries.map(({ type }) => type as string)),
  );
  expect(entryTypes.filter((type) => !met.has(type))).toEqual([]);
});
