// What a command would do, in terms that a person understands before doing it: who is told what, which tasks come and go, which
// times move. Read off a decision; nothing is decided here.
import type { Case } from '../case.ts';
import { covers, type Decided, type NewTask, type TaskChange } from '../draft.ts';
import { deadlinesOf } from '../escalation.ts';
import { promisesOf } from '../promises.ts';
import type { Context, Rules } from '../rules.ts';
import type { EntryData } from '../timeline/entries.ts';

/** Somebody who would be told: the customer by a message, or a member of staff with their next mail or at once. */
export type Told =
  | { party: 'customer'; via: 'email' | 'direct_message'; purpose: string }
  | { party: 'staff'; name: string; about: string; sendAt: string };

/** A task that would come, by its owner: a person or a role. */
export type ForeseenTask = {
  kind: string;
  title: string;
  titles: Record<string, string>;
  dueAt: string;
  owner: { staffId: string; name: string } | { role: string; platform?: string; team?: string };
};

/** A time that would move: without `from` it begins to run, without `to` it ends. RFC 3339. */
export type Move = {
  kind: string;
  level: number;
  from?: string | undefined;
  to?: string | undefined;
};

/** What a command would do. */
export type Effects = {
  status: { from: string; to: string };
  escalationLevel: { from: number; to: number };
  /** Types of the entries that it would write. */
  entries: string[];
  told: Told[];
  opens: ForeseenTask[];
  /** Kinds of tasks that would end or be paused, open ones or not. */
  ends: string[];
  moves: Move[];
};

const nameOf = ({ staff }: Context, staffId: string): string =>
  staff.find((person) => person.staffId === staffId)?.name ?? staffId;

function toldBy({ entries }: Decided, context: Context): Told[] {
  return entries.flatMap((entry): Told[] => {
    if (entry.type === 'notice.queued') {
      const { staffId, title, sendAt } = entry.data;
      return [{ party: 'staff', name: nameOf(context, staffId), about: title, sendAt }];
    }
    return entry.type === 'message.requested' ? [toldByMessage(entry.data, entry.at)] : [];
  });
}

function toldByMessage(
  { recipient, via, purpose, values }: EntryData['message.requested'],
  at: string,
): Told {
  if (recipient.party === 'customer') return { party: 'customer', via, purpose };
  const about = String(values.taskTitle ?? purpose);
  return { party: 'staff', name: recipient.name ?? '', about, sendAt: at };
}

const ownerShown = (owner: NewTask['owner'], context: Context): ForeseenTask['owner'] =>
  'staffId' in owner ? { staffId: owner.staffId, name: nameOf(context, owner.staffId) } : owner;

/** Tasks that a decision opens and does not end itself. */
function openedBy(changes: readonly TaskChange[], context: Context): ForeseenTask[] {
  let open: NewTask[] = [];
  for (const change of changes) {
    if ('open' in change && !change.paused) open = [...open, change.open];
    if ('pause' in change) open = open.filter(({ kind }) => !change.pause.includes(kind));
    if ('close' in change) open = open.filter((task) => !covers(change.close, change.key, task));
  }
  return open.map(({ kind, title, titles, dueAt, owner }) => ({
    kind,
    title,
    titles,
    dueAt,
    owner: ownerShown(owner, context),
  }));
}

type Timed = { kind: string; level: number; dueAt: string };

// What the SOPs promise and what the customer was promised: warnings and steps before them are inner workings.
const shownDeadlines = new Set([
  'acknowledge',
  'escalation',
  'wait_end',
  'suspension_decision',
  'check_in',
  'ask_satisfaction',
  'follow_up',
  'lapse',
]);

const timesOf = (current: Case, rules: Rules): Timed[] => [
  ...deadlinesOf(current, rules).filter(({ kind }) => shownDeadlines.has(kind)),
  ...promisesOf(current, rules).map(({ kind, dueAt }) => ({ kind, level: 0, dueAt })),
];

/** The times that differ between a case before and after, in order of the time that they move to. */
export function movesBetween(before: Case, after: Case, rules: Rules): Move[] {
  const was = timesOf(before, rules);
  const is = timesOf(after, rules);
  const same = (one: Timed) => (other: Timed) =>
    one.kind === other.kind && one.level === other.level;
  const moved = is.flatMap((now): Move[] => {
    const from = was.find(same(now))?.dueAt;
    const { kind, level, dueAt: to } = now;
    return from === to ? [] : [{ kind, level, to, ...(from ? { from } : {}) }];
  });
  const ended = was
    .filter((then) => !is.some(same(then)))
    .map(({ kind, level, dueAt: from }): Move => ({ kind, level, from }));
  return [...moved, ...ended].sort((a, b) =>
    (a.to ?? a.from ?? '') < (b.to ?? b.from ?? '') ? -1 : 1,
  );
}

/** What a decision on a case would do. */
export function effectsOf(before: Case, decided: Decided, context: Context): Effects {
  const { after, tasks } = decided;
  const ended = tasks.flatMap((change) =>
    'close' in change ? change.close : 'pause' in change ? change.pause : [],
  );
  return {
    status: { from: before.status, to: after.status },
    escalationLevel: { from: before.escalationLevel, to: after.escalationLevel },
    entries: decided.entries.map(({ type }) => type),
    told: toldBy(decided, context),
    opens: openedBy(tasks, context),
    ends: [...new Set(ended)],
    moves: movesBetween(before, after, context.rules),
  };
}
