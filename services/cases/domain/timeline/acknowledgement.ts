// How the entries about the acknowledgement change a case (R10, R11).
import type { Case } from '../case.ts';
import { spokenWith } from '../investigation/evolve.ts';
import type { Change } from './change.ts';
import type { EntryType } from './entries.ts';

const unchanged = (): Partial<Case> => ({});

/** By type of entry. */
export const acknowledgementChanges = {
  'acknowledgement.held': (c, data) => ({
    acknowledgement: { ...c.acknowledgement, state: 'held' },
    relayed: data.relayed ?? c.relayed,
  }),
  'acknowledgement.left_to_a_person': (c, data) => ({
    acknowledgement: { ...c.acknowledgement, state: 'by_hand' },
    relayed: data.reason === 'relayed_by_machine',
  }),
  'acknowledgement.failed': (c) => {
    const { dueAt, messageKey } = c.acknowledgement;
    return { acknowledgement: { state: 'failed', dueAt, messageKey } };
  },
  'acknowledgement.raised': unchanged,
  'acknowledgement.missed': unchanged,
  'answer.recorded': (c, data, { at }) => ({
    ...spokenWith(c, at),
    answeredAt: at,
    updates: [...c.updates, { at, text: data.text }],
  }),
  'case.acknowledged': (c, data, { at }) => {
    const { dueAt, messageKey } = c.acknowledgement;
    // Told by a person: whatever becomes of a mail that is still on its way does not count any more.
    const byMessage = data.how === 'email' || data.how === 'direct_message';
    const done = { state: 'done' as const, dueAt, at, how: data.how };
    return { acknowledgement: byMessage ? { ...done, messageKey } : done, toldAt: at };
  },
} satisfies { [T in EntryType]?: Change<T> };
