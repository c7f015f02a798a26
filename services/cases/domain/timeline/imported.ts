// How taking a case over from another system changes it. What its history says, the entries before this one say.
import type { Change } from './change.ts';

/**
 * What happened before was not ours to promise: the clocks of an open case begin here, nobody is acknowledged years later,
 * and who was served by another system is asked nothing by this one.
 */
export const imported: Change<'case.imported'> = (c, _, { at }) => ({
  acknowledgement: { ...c.acknowledgement, state: 'done' },
  ...(c.status === 'new' ? { epochStartedAt: at, lastContactAt: at } : {}),
  ...(c.status === 'resolved' ? { satisfaction: { at, how: 'not_asked' } } : {}),
});
