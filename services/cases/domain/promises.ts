// The promises to a customer that each are a task: somebody has the case, an answer, the next update, the resolution. Derived
// from the state, so that none is without an owner; other tasks are opened by decisions (draft.open).

import { isSocial } from '#shared/events/intake.ts';
import type { Case } from './case.ts';
import type { NewTask, TaskKind } from './draft.ts';
import { assignBy, respondBy, respondWarningAt, updateBy } from './escalation.ts';
import { type Rules, teamOf } from './rules.ts';
import { storedTitle, type Title, titlesIn } from './texts/task-titles.ts';

export const promiseKinds = [
  'assign',
  'answer_inquiry',
  'resolve',
  'next_update',
] as const satisfies TaskKind[];
type PromiseKind = (typeof promiseKinds)[number];

const titles: Record<PromiseKind, Title> = {
  assign: (locale) => titlesIn(locale).assign(),
  answer_inquiry: (locale) => titlesIn(locale).answerInquiry(),
  resolve: (locale) => titlesIn(locale).resolve(),
  next_update: (locale) => titlesIn(locale).nextUpdate(),
};

/** Whoever has the case; nobody yet: the supervisors of its team. */
function ownerFor(current: Case, rules: Rules): NewTask['owner'] {
  if (current.assignee) return { staffId: current.assignee };
  const team = teamOf(rules, current.category);
  return { role: 'supervisor', ...(team ? { team } : {}) };
}

/** On a social channel only responders write to the customer (R45). */
const writerFor = (current: Case, rules: Rules): NewTask['owner'] =>
  isSocial(current.channel)
    ? { role: 'responder', platform: current.channel }
    : ownerFor(current, rules);

/** The open promises of a case as tasks: the assignment (R20), the answer (R03), the next update (R22), the resolution (R23). */
export function promisesOf(current: Case, rules: Rules): NewTask[] {
  const { status, epoch } = current;
  if (status === 'resolved' || status === 'closed' || status === 'merged') return [];
  const found: NewTask[] = [];
  const promise = (
    kind: PromiseKind,
    what: { key: string; dueAt: string; owner: NewTask['owner']; warnAt?: string },
  ) => found.push({ kind, ...storedTitle(titles[kind], rules.policy), ...what });
  const owner = ownerFor(current, rules);
  if (status === 'new')
    promise('assign', { key: `assign/${epoch}`, dueAt: assignBy(current, rules), owner });
  const dueAt = respondBy(current, rules);
  const warnAt = respondWarningAt(current, rules, dueAt);
  // While contact is suspended a manager's decision is what is promised: nothing can be told (R17).
  const mayTell = !current.contactSuspended;
  if (current.kind === 'inquiry' && !current.answeredAt && mayTell)
    promise('answer_inquiry', {
      key: `answer/${epoch}`,
      dueAt,
      warnAt,
      owner: writerFor(current, rules),
    });
  if (status === 'new') return found;
  // An inquiry of somebody who is not to be told anything still has to come to an end.
  if (current.kind !== 'inquiry' || !mayTell)
    promise('resolve', { key: `resolve/${epoch}`, dueAt, warnAt, owner });
  if (mayTell && (current.kind !== 'inquiry' || current.answeredAt))
    promise('next_update', {
      key: `next_update/${epoch}/${current.toldAt ?? ''}`,
      dueAt: updateBy(current, rules),
      owner: writerFor(current, rules),
    });
  return found;
}

/** What became of a promise that a case no longer has: kept, or no longer asked for. */
export function endOfPromise(kind: TaskKind, before: Case, after: Case): 'done' | 'cancelled' {
  const resolved = after.status === 'resolved' || after.resolution !== undefined;
  switch (kind) {
    case 'assign':
      return after.assignee ? 'done' : 'cancelled';
    case 'answer_inquiry':
      return after.answeredAt ? 'done' : 'cancelled';
    case 'next_update':
      return resolved || after.toldAt !== before.toldAt ? 'done' : 'cancelled';
    default:
      return resolved ? 'done' : 'cancelled';
  }
}
