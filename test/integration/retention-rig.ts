// Cases at the end of their lives, for the tests of retention and erasure: closed by the staff API, with what may keep them.
import type { Case } from '../../services/cases/domain/case.ts';
import { eraseAgedCases } from '../../services/cases/record/retention.ts';
import type { Place } from '../../services/cases/record/retention-store.ts';
import type { Shell } from '../../services/cases/work.ts';
import type { ApiRig } from './cases-api-rig.ts';
import type { Said } from './cases-rig.ts';

export const DAY_MS = 86_400_000;
/** As long as the default policy keeps a closed case. */
export const CASE_DAYS = 2192;

/** What of a closed case may keep it from being erased. */
export type Keeper = 'nothing' | 'hold' | 'action' | 'payout';

/** Does a command and expects that it is taken. */
export async function done(
  rig: ApiRig,
  who: string,
  reference: string,
  command: string,
  body: unknown = {},
): Promise<void> {
  const answer = await rig.api(who).command(reference, command, body);
  if (answer.status !== 200)
    throw new Error(`${command} by ${who}: ${answer.status} ${JSON.stringify(answer.body)}`);
}

/** A case that is closed now, as its customer is satisfied; with what keeps it. */
export async function closedCase(
  rig: ApiRig,
  keeper: Keeper = 'nothing',
  said: Said = {},
): Promise<Case> {
  const current = await rig.say(said, { severity: 'moderate' });
  const { reference } = current;
  await rig.report(current, 'acknowledgement', 'sent');
  await done(rig, 'fred', reference, 'take-over');
  await done(rig, 'fred', reference, 'start-investigation');
  await done(rig, 'fred', reference, 'root-cause', { cause: 'handover', text: 'Left outside.' });
  if (keeper === 'action') {
    const dueAt = new Date(rig.clock.now().getTime() + 30 * DAY_MS).toISOString();
    const action = { problem: 'late', proposal: 'another carrier', owner: 'fred', dueAt };
    await done(rig, 'fred', reference, 'request-action', action);
  }
  if (keeper === 'payout') {
    const refund = { option: 'partial_refund', amount: '12.50', reason: 'late' };
    await done(rig, 'fred', reference, 'propose-remedy', refund);
    await done(rig, 'sara', reference, 'approve-remedy', { remedyId: 'R1' });
  }
  const body = { outcome: 'upheld', summary: 'It came.', whyNoAction: 'Once only.' };
  await done(rig, 'fred', reference, 'resolve', body);
  await done(rig, 'fred', reference, 'follow-up', { satisfied: true });
  if (keeper === 'hold') await done(rig, 'adam', reference, 'hold', { reason: 'a lawsuit' });
  return rig.caseOf(reference);
}

/** A whole round over cases; gives the references that it erased, in order, and why others stayed. */
export async function wholeRound(shell: Shell) {
  const erased: string[] = [];
  const kept: Record<string, string[]> = {};
  let place: Place | undefined;
  do {
    const batch = await eraseAgedCases(shell, {}, place);
    erased.push(...batch.erased.map(({ reference }) => reference));
    for (const { reference, because } of batch.kept) kept[reference] = because;
    place = batch.next;
  } while (place);
  return { erased, kept };
}
