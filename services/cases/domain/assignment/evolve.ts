// How entries about who has a case change it: assignment, and whom of the staff it is about. Pure and total.
import type { Case } from '../case.ts';
import type { EntryData, EntryType } from '../timeline/entries.ts';

type Change<T extends EntryType> = (
  current: Case,
  data: EntryData[T],
  envelope: { at: string },
) => Partial<Case>;

/** The pauses, with the one that is open ended. */
export const ended = (pauses: Case['pauses'], at: string): Case['pauses'] =>
  pauses.map((pause) => (pause.to === undefined ? { ...pause, to: at } : pause));

export const assignmentChanges = {
  'case.assigned': (c, data) => ({
    assignee: data.staffId,
    ...(c.status === 'new' ? { status: 'assigned' } : {}),
  }),
  'case.unassigned': (c, _, { at }) => ({
    assignee: undefined,
    status: 'new',
    pauses: ended(c.pauses, at),
    waiting: undefined,
  }),
  'staff.complained_about': (c, data) => ({
    complainedAbout: [...c.complainedAbout.filter((one) => one.staffId !== data.staffId), data],
  }),
  'staff.not_complained_about': (c, data) => ({
    complainedAbout: c.complainedAbout.filter((one) => one.staffId !== data.staffId),
  }),
  'task.handed_over': () => ({}),
} satisfies { [T in EntryType]?: Change<T> };
