// What a person decides about what the rules set aside: let an item on, turn it down, give a dead letter back. Each once, in
// one transaction with its record; the item goes on by the bus, the one way that everything takes.

import { openDeadLetters, replayDeadLetter } from '#shared/bus/dead-letters.ts';
import { event } from '#shared/bus.ts';
import type { Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { type IntakeReceived, intakeReceivedTopic } from '#shared/events/intake.ts';
import { newId } from '#shared/ids.ts';
import type { Role, Staff } from '#shared/people.ts';
import { staffNow } from '../execute-command.ts';
import { closeLooseTasks } from '../stores/task-store.ts';
import type { Shell } from '../work.ts';
import {
  decisionsAbout,
  findTriageItem,
  itemOfLetter,
  markRejected,
  markReleased,
  putDecision,
  type TriageDecision,
  type TriageItem,
} from './triage-store.ts';

/** Who decides what becomes of what was set aside. */
export const triagers = [
  'supervisor',
  'department_manager',
  'senior_management',
  'admin',
] as const satisfies Role[];

/** Who decides, and why. */
export type Verdict = { staffId: string; reason: string };

async function triagerNow(tx: Tx, staffId: string): Promise<Staff> {
  const staff = await staffNow(tx, staffId);
  if (!triagers.some((role) => role === staff.role))
    throw new RequestError(
      403,
      'role_too_low',
      'This needs the role supervisor or above, or admin.',
    );
  return staff;
}

const decided = (title: string): RequestError => new RequestError(409, 'already_decided', title);

async function itemToDecide(tx: Tx, itemId: string): Promise<TriageItem> {
  const item = await findTriageItem(tx.query, itemId, true);
  if (!item) throw new RequestError(404, 'not_found', 'There is no such item.');
  if (item.outcome === null)
    throw new RequestError(409, 'not_possible', 'It is still on its way: look again in a moment.');
  if (item.releasedAt) {
    const [last] = (await decisionsAbout(tx.query, { itemId })).slice(-1);
    throw decided(`It was released already${last ? ` by ${last.by}` : ''}.`);
  }
  if (item.erasedAt)
    throw decided(
      'Its period of retention was over: it was erased, and there is nothing left to let on.',
    );
  if (item.reason === 'dead_letter')
    throw new RequestError(
      409,
      'not_possible',
      'Its event is a dead letter: replay that, so that it goes on.',
    );
  return item;
}

async function record(
  tx: Tx,
  what: Pick<TriageDecision, 'decision' | 'was' | 'reason'> & {
    itemId: string | null;
    letterId: string | null;
  },
  staff: Staff,
  at: Date,
): Promise<void> {
  const { staffId, role } = staff;
  await putDecision(tx.query, { ...what, decisionId: newId(), by: `staff:${staffId}`, role, at });
}

/** What a person says besides the reason: who sent it, where the mail does not. */
export type Release = Verdict & { senderEmail?: string | undefined };

function lettingOn(item: TriageItem, { staffId, reason, senderEmail }: Release): IntakeReceived {
  const { quarantine: _, ...received } = item.received;
  const sender = senderEmail ? { ...received.sender, email: senderEmail } : received.sender;
  const released = { by: `staff:${staffId}`, reason, was: item.reason ?? '' };
  return { ...received, sender, released };
}

/**
 * Lets an item on that was quarantined or suppressed: it is classified and becomes a case, or joins one, as anything that a
 * person sent. Its outcome stays until then, so that the ledger adds up at every moment.
 * @throws RequestError 403, 404; 409 when it was decided, or is a dead letter.
 */
export function releaseItem(shell: Shell, itemId: string, verdict: Release): Promise<void> {
  return shell.db.transaction(async (tx) => {
    const staff = await triagerNow(tx, verdict.staffId);
    const item = await itemToDecide(tx, itemId);
    if (item.outcome !== 'quarantined' && item.outcome !== 'suppressed')
      throw decided(`It is a matter of case ${item.caseReference ?? ''} already.`);
    const now = shell.clock.now();
    const { reason } = verdict;
    await record(
      tx,
      { decision: 'released', was: item.reason, reason, itemId, letterId: null },
      staff,
      now,
    );
    await markReleased(tx.query, itemId, now);
    const which = { kind: 'quarantined_item', itemIds: [itemId] };
    await closeLooseTasks(tx.query, which, `staff:${staff.staffId}`, now);
    const from = { cause: itemId, trace: item.trace };
    tx.publish(event(intakeReceivedTopic, lettingOn(item, verdict), from));
    tx.afterCommit(() => shell.log.info({ itemId, by: staff.staffId }, 'item released'));
  });
}

/**
 * Turns a quarantined item down: from then on it counts as suppressed by a person. It may still be released later.
 * @throws RequestError 403, 404; 409 when it is not quarantined.
 */
export function rejectItem(shell: Shell, itemId: string, verdict: Verdict): Promise<void> {
  return shell.db.transaction(async (tx) => {
    const staff = await triagerNow(tx, verdict.staffId);
    const item = await itemToDecide(tx, itemId);
    if (item.outcome !== 'quarantined') throw decided('It is not quarantined (any more).');
    const now = shell.clock.now();
    const { reason } = verdict;
    await record(
      tx,
      { decision: 'rejected', was: item.reason, reason, itemId, letterId: null },
      staff,
      now,
    );
    await markRejected(tx.query, itemId, now);
    const which = { kind: 'quarantined_item', itemIds: [itemId] };
    await closeLooseTasks(tx.query, which, `staff:${staff.staffId}`, now);
    tx.afterCommit(() => shell.log.info({ itemId, by: staff.staffId }, 'item rejected'));
  });
}

/** The id of a dead letter as paths have it, as the bus has it. */
export const busLetterId = (id: string): string => id.replaceAll('~', '/');

/**
 * Gives a dead letter back to its consumer, with all its tries before it. Once: until it is given up on again, a second time
 * is refused.
 * @throws RequestError 403, 404; 409 when it is no longer dead.
 */
export function replayLetter(shell: Shell, id: string, verdict: Verdict): Promise<void> {
  return shell.db.transaction(async (tx) => {
    const staff = await triagerNow(tx, verdict.staffId);
    const letterId = busLetterId(id);
    const [letter] = await openDeadLetters(tx.query, letterId);
    const now = shell.clock.now();
    if (!letter || !(await replayDeadLetter(tx.query, letter, now)))
      throw new RequestError(
        (await decisionsAbout(tx.query, { letterId })).length > 0 ? 409 : 404,
        'not_found',
        'There is no such dead letter (any more): it may have been given back already.',
      );
    const itemId = (await itemOfLetter(tx.query, letter.group, letter.eventId)) ?? null;
    const { reason } = verdict;
    await record(
      tx,
      { decision: 'replayed', was: letter.reason.slice(0, 500), reason, itemId, letterId },
      staff,
      now,
    );
    tx.afterCommit(() => shell.log.info({ letterId, by: staff.staffId }, 'dead letter replayed'));
  });
}
