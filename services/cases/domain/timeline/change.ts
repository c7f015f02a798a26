// What an entry does to a case: the type of the functions that say so.
import type { Case } from '../case.ts';
import type { EntryData, EntryType } from './entries.ts';

/** Who and when, and the number of the entry. */
export type Envelope = { at: string; actor: string; version: number };
/** How entries of a type change a case. Pure and total. */
export type Change<T extends EntryType> = (
  current: Case,
  data: EntryData[T],
  envelope: Envelope,
) => Partial<Case>;
