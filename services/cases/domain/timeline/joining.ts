// How the entries about linked and merged cases change a case.
import type { Change } from './change.ts';
import type { EntryType } from './entries.ts';

const without = (known: readonly string[] | undefined, reference: string): string[] =>
  (known ?? []).filter((each) => each !== reference);

/** By type of entry. */
export const joiningChanges = {
  'case.linked': (c, { reference }) => ({
    linkedCases: [...without(c.linkedCases, reference), reference],
  }),
  'case.unlinked': (c, { reference }) => ({ linkedCases: without(c.linkedCases, reference) }),
  'case.merged': (_, { reference, caseId, from }) => ({
    status: 'merged',
    mergedInto: { reference, caseId, from },
  }),
  'case.unmerged': (_, { status }) => ({ status, mergedInto: undefined }),
  'case.took_in': (c, { reference }) => ({ tookIn: [...without(c.tookIn, reference), reference] }),
  'case.gave_back': (c, { reference }) => ({ tookIn: without(c.tookIn, reference) }),
} satisfies { [T in EntryType]?: Change<T> };
