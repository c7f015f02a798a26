// Social threads as a responder sees them: what was said, who answers it, how long that is possible and by which way (R45, R46).
import { RequestError } from '#shared/errors.ts';
import { type IntakeReceived, isSocial } from '#shared/events/intake.ts';
import { platformFacts } from '#shared/events/social-platforms.ts';
import type { Staff } from '#shared/people.ts';
import { findCase } from '../case-view.ts';
import type { Case } from '../domain/case.ts';
import { noSuchCase } from '../execute-command.ts';
import { cursorText, parseCursor } from '../lists/cursor.ts';
import { itemsOfCase, timelineOf } from '../stores/read-store.ts';
import type { Shell } from '../work.ts';
import { claimedByOther, claimOf, dropClaim, putClaim } from './claim-store.ts';
import { allThreads, answerDue, type ThreadRow, waitingThreads } from './thread-store.ts';

const HOUR_MS = 3_600_000;
/** How long a claim holds when nobody says any more that they are at it. */
const CLAIM_MS = 5 * 60_000;

/** Why no direct message can go out from here, or undefined. */
export function noMessageBecause({ channel, customer, messages }: Case) {
  if (!isSocial(channel) || platformFacts[channel].answers === 'by_hand') return 'by_hand' as const;
  if (!customer.platformUserId) return 'no_user' as const;
  const last = messages.findLast(
    ({ via, party }) => via === 'direct_message' && party === 'customer',
  );
  return last?.state === 'failed' ? ('refused_by_platform' as const) : undefined;
}

function lineOf(row: Omit<ThreadRow, 'place'>) {
  const { state: current, dueAt, last, claim } = row;
  const { channel, customer } = current;
  const facts = isSocial(channel) ? platformFacts[channel] : undefined;
  const because = noMessageBecause(current);
  const saidAt = last?.sentAt ?? last?.receivedAt ?? current.openedAt;
  return {
    reference: current.reference,
    version: current.version,
    platform: channel,
    status: current.status,
    severity: current.severity,
    author: {
      ...(customer.name ? { name: customer.name } : {}),
      ...(customer.handle ? { handle: customer.handle } : {}),
    },
    text: last?.text ?? '',
    saidAt: new Date(saidAt),
    ...(last?.social?.url ? { url: last.social.url } : {}),
    direct: last?.social?.direct ?? false,
    agitated: current.agitated,
    contactSuspended: current.contactSuspended,
    dueAt,
    ...(facts?.windowHours
      ? { windowEndsAt: new Date(new Date(saidAt).getTime() + facts.windowHours * HOUR_MS) }
      : {}),
    ...(current.answeredAt ? { answeredAt: new Date(current.answeredAt) } : {}),
    charactersMax: facts?.charactersMax ?? 1000,
    message: because === undefined ? ('possible' as const) : because,
    claim,
  };
}

/** Whoever answers on no platform has no desk. */
function platformsOf({ responderFor }: Staff): string[] {
  if (responderFor.length > 0) return responderFor;
  throw new RequestError(
    403,
    'not_a_responder',
    'Only designated responders see this (R45): an administrator names them.',
  );
}

/** The social case of a reference, for a responder of its platform; for others there is none. */
async function threadCase(shell: Shell, reference: string, staff: Staff): Promise<Case> {
  const platforms = platformsOf(staff);
  const current = await findCase(shell.db.query, reference);
  if (!platforms.includes(current.channel)) throw noSuchCase();
  return current;
}

export type ThreadsAsked = {
  state: 'waiting' | 'all';
  platform?: string | undefined;
  cursor?: string | undefined;
  limit: number;
};

/** A page of threads of the platforms that somebody answers on. */
export async function threadsPage(shell: Shell, asked: ThreadsAsked, staff: Staff) {
  const mine = platformsOf(staff);
  const platforms = mine.filter((each) => asked.platform === undefined || each === asked.platform);
  const { signer, db, clock } = shell;
  const after = parseCursor(signer, 'threads', asked);
  const wanted = { platforms, after, limit: asked.limit, now: clock.now() };
  const rows = await (asked.state === 'waiting' ? waitingThreads : allThreads)(db.query, wanted);
  const at = clock.now();
  const { staffId } = staff;
  await Promise.all(
    rows.map(({ state: { caseId } }) => shell.reads.add({ staffId, caseId, part: 'thread', at })),
  );
  const last = rows.length === asked.limit ? rows.at(-1) : undefined;
  return {
    platforms: mine,
    threads: rows.map(lineOf),
    ...(last ? { next: cursorText(signer, 'threads', asked, last.place) } : {}),
  };
}

type Said = {
  by: 'customer' | 'us';
  at: Date;
  text: string;
  direct: boolean;
  url?: string;
  staffId?: string;
  state?: string;
};

const saidBy = (item: IntakeReceived): Said => ({
  by: 'customer',
  at: new Date(item.sentAt ?? item.receivedAt),
  text: item.text,
  direct: item.social?.direct ?? false,
  ...(item.social?.url ? { url: item.social.url } : {}),
});

/** A thread with all that was said in it, oldest first. */
export async function threadOf(shell: Shell, reference: string, staff: Staff) {
  const current = await threadCase(shell, reference, staff);
  const { query } = shell.db;
  const { caseId } = current;
  const now = shell.clock.now();
  // Before anybody sees it: who read what (R72).
  await shell.reads.add({ staffId: staff.staffId, caseId, part: 'thread', at: now });
  const [items, entries, claim, dueAt] = await Promise.all([
    itemsOfCase(query, caseId),
    timelineOf(query, caseId),
    claimOf(query, caseId, now),
    answerDue(query, caseId),
  ]);
  const answers = entries.flatMap((entry): Said[] => {
    if (entry.data === null) return [];
    const { type, actor, at } = entry;
    if (type !== 'customer.answered' && type !== 'answer.recorded') return [];
    const { text, key, occurredAt } = entry.data as {
      text: string;
      key?: string;
      occurredAt?: string;
    };
    const state = key ? current.messages.find((each) => each.key === key)?.state : 'by_hand';
    const by = { by: 'us' as const, staffId: actor.replace(/^staff:/, '') };
    return [
      { ...by, at: new Date(occurredAt ?? at), text, direct: true, ...(state ? { state } : {}) },
    ];
  });
  const said = [...items.map(saidBy), ...answers].sort(
    (left, right) => left.at.getTime() - right.at.getTime(),
  );
  const last = items.at(-1) ?? null;
  const row = { state: current, dueAt: dueAt ?? null, last, claim: claim ?? null };
  return { ...lineOf(row), said };
}

/** Claims a thread for some minutes, or keeps one's claim. @throws RequestError 409 when somebody else has it. */
export async function claimThread(shell: Shell, reference: string, staff: Staff) {
  const { caseId } = await threadCase(shell, reference, staff);
  const { staffId, name } = staff;
  const now = shell.clock.now();
  const until = new Date(now.getTime() + CLAIM_MS);
  const { query } = shell.db;
  if (await putClaim(query, { caseId, staffId, now, until })) return { staffId, name, until };
  throw claimedByOther((await claimOf(query, caseId, now)) ?? { name: 'Somebody', until });
}

/** Gives a claim back. */
export async function leaveThread(shell: Shell, reference: string, staff: Staff): Promise<void> {
  const { caseId } = await threadCase(shell, reference, staff);
  await dropClaim(shell.db.query, caseId, staff.staffId);
}
