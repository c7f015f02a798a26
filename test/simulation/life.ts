// One case from its receipt to its end, in simulated time: the domain decides, staff and customers do what such people do, the
// clock fires what is due. The whole of the domain, without a database.

import type { Case } from '../../services/cases/domain/case.ts';
import { decide } from '../../services/cases/domain/decide.ts';
import { type Decision, draftOn } from '../../services/cases/domain/draft.ts';
import { deadlinesOf } from '../../services/cases/domain/escalation.ts';
import { decideDeadline } from '../../services/cases/domain/reactions/deadline.ts';
import { joinReply, openCase } from '../../services/cases/domain/reactions/intake.ts';
import { decideReport } from '../../services/cases/domain/reactions/report.ts';
import {
  decideTaskOverdue,
  decideTaskWarning,
} from '../../services/cases/domain/reactions/task.ts';
import type { Context, Rules } from '../../services/cases/domain/rules.ts';
import type { TimelineEntry } from '../../services/cases/domain/timeline/entries.ts';
import type { Random } from '../chaos/random.ts';
import { nothingGiven } from '../harness/case-fixtures.ts';
import { type Arrival, newCaseItem } from './arrivals.ts';
import { actorOf, office, type Try, triesFor } from './people.ts';
import { createTaskList, type TaskList, type TaskRow } from './task-list.ts';

/** What became of a case. `ended`: nothing is left to be done; else the horizon came first. */
export type Life = {
  current: Case;
  entries: TimelineEntry[];
  tasks: TaskList;
  ended: boolean;
  endedAt: number;
  /** States in which nobody was to do anything. */
  idle: string[];
};

/** So late the clock may look, in ms: its worker's pause. */
export const LAG_MS = 5_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** What a manager's office would not stand: a case that lives so long ends the run as unfinished. */
const HORIZON_MS = 400 * DAY_MS;
const STEPS_MAX = 3_000;

/** Tasks that end by what they ask for alone, as those who work here know them. */
const endsByItself = [
  'resolve',
  'next_update',
  'assign',
  'answer_inquiry',
  'approve_remedy',
  'decide_contact',
  'suspected_threat',
  'answer_social',
  'acknowledge_in_person',
];

const iso = (ms: number): string => new Date(ms).toISOString();
const msOf = (at: string): number => new Date(at).getTime();

/** The next moment of office hours (Monday to Friday, 7:00 to 17:00 UTC) from a moment on. */
function officeTime(ms: number, chance: Random): number {
  const at = new Date(ms);
  const isOpen = at.getUTCDay() % 6 !== 0 && at.getUTCHours() >= 7 && at.getUTCHours() < 17;
  if (isOpen) return ms;
  const morning = new Date(ms);
  if (at.getUTCHours() >= 7) morning.setUTCDate(morning.getUTCDate() + 1);
  morning.setUTCHours(7, 0, 0, 0);
  while (morning.getUTCDay() % 6 === 0) morning.setUTCDate(morning.getUTCDate() + 1);
  return Math.max(ms, morning.getTime() + chance.between(0, 2 * HOUR_MS));
}

/** When somebody gets round to a task: mostly in time, sometimes late, sometimes not before it went up a rung. */
function whenDone(task: TaskRow, now: number, chance: Random): number | undefined {
  const span = Math.max(HOUR_MS, msOf(task.dueAt) - now);
  const mood = chance.next();
  if (mood > 0.95) return undefined;
  const share = mood < 0.8 ? 0.02 + 0.7 * chance.next() : 1 + 0.5 * chance.next();
  return officeTime(now + share * span, chance);
}

type Happening = { at: number; happens(): void };

/** Lives a life. The same arrival and chance give the same life. */
export function live(arrival: Arrival, rules: Rules, chance: Random): Life {
  const ahead: Happening[] = [];
  const tasks = createTaskList(rules);
  const entries: TimelineEntry[] = [];
  const idle: string[] = [];
  let now = msOf(arrival.receivedAt) + chance.between(0, 20_000);
  let current: Case | undefined;
  const caseNow = (): Case => current as Case;
  const later = (at: number, happens: () => void) => ahead.push({ at, happens });
  const contextOf = (actor: Context['actor']): Context => ({
    rules,
    now: new Date(now),
    actor,
    staff: office,
    remedyFacts: nothingGiven,
  });

  const take = (decision: Decision): boolean => {
    if (!decision.ok) return false;
    const before = current;
    current = decision.after;
    entries.push(...decision.entries);
    for (const row of tasks.apply(decision, before, iso(now))) expectWork(row);
    for (const entry of decision.entries)
      if (entry.type === 'message.requested') expectReport(entry.data.key, entry.data.purpose);
    return true;
  };
  const expectWork = (row: TaskRow): void => {
    const at = whenDone(row, now, chance);
    if (at !== undefined) later(at, () => workOn(row));
  };
  const attempt = ({ by, command }: Try): boolean => {
    const until = iso(now + chance.between(12, 90) * HOUR_MS);
    const own =
      command.type === 'wait' ? { ...command, body: { ...command.body, until } } : command;
    const taken = take(decide(caseNow(), own as Try['command'], contextOf(actorOf(by))));
    if (taken && own.type === 'wait' && chance.next() < 0.6)
      later(now + chance.between(1, 60) * HOUR_MS, () => reply(false));
    return taken;
  };
  const workOn = (row: TaskRow, tries = 0): void => {
    if (row.state !== 'open') return;
    const asked = triesFor(row, caseNow(), iso(now), chance);
    for (const one of asked) attempt(one);
    if (row.state !== 'open') return;
    if (asked.length === 0) {
      finish(row);
      return;
    }
    // Not ended by what was done: it was looked at, or it is tried again the next day.
    if (tries < 3 || endsByItself.includes(row.kind))
      later(officeTime(now + 8 * HOUR_MS, chance), () => workOn(row, tries + 1));
    else finish(row);
  };
  const finish = (row: TaskRow): void => {
    const draft = draftOn(caseNow(), contextOf(actorOf('gil')));
    draft.add('task.done', { taskId: row.taskId, kind: row.kind });
    tasks.close(row, 'done', iso(now));
    take(draft.decided());
  };
  const expectReport = (key: string, purpose: string): void => {
    const status =
      chance.next() < 0.97 ? ('sent' as const) : chance.pick(['failed', 'bounced'] as const);
    later(now + chance.between(1, 90) * 1_000, () => {
      take(decideReport(caseNow(), { key, status }, contextOf({ type: 'system' })));
      if (status !== 'sent') return;
      if (purpose === 'satisfaction' && chance.next() < 0.5)
        later(now + chance.between(1, 100) * HOUR_MS, () => reply(true));
      else if (purpose === 'update' && chance.next() < 0.15)
        later(now + chance.between(1, 40) * HOUR_MS, () => reply(false));
    });
  };
  let replies = 0;
  const reply = (isScore: boolean): void => {
    const status = caseNow().status;
    const score = chance.next() < 0.85 ? 5 : 1;
    const item = newCaseItem(arrival, iso(now), `reply-${replies++}`, isScore ? score : undefined);
    const over = status === 'resolved' || status === 'closed';
    const reopens = over && (isScore ? score === 1 : status === 'resolved' && chance.next() < 0.3);
    const how = { by: 'own_message' as const, reopens };
    const said = { ...arrival.classification, threat: false, agitated: false };
    take(joinReply(caseNow(), item, said, how, contextOf({ type: 'customer' })));
  };

  const clockAt = (row: TaskRow): number | undefined => {
    if (row.state !== 'open') return undefined;
    if (row.raisedAt)
      return row.nextRungAt ? Math.max(msOf(row.nextRungAt), msOf(row.dueAt)) : undefined;
    const warn = row.warnedAt || !row.warnAt ? undefined : msOf(row.warnAt);
    return warn !== undefined && warn < msOf(row.dueAt) ? warn : msOf(row.dueAt);
  };
  const nextClock = (): number =>
    Math.min(
      ...deadlinesOf(caseNow(), rules).map(({ dueAt }) => msOf(dueAt)),
      ...[...tasks.rows.values()].map((row) => clockAt(row) ?? Number.POSITIVE_INFINITY),
      Number.POSITIVE_INFINITY,
    );
  const tick = (): void => {
    const clock = () => contextOf({ type: 'clock' });
    for (const deadline of deadlinesOf(caseNow(), rules))
      if (msOf(deadline.dueAt) <= now) take(decideDeadline(caseNow(), deadline, clock()));
    for (const row of [...tasks.rows.values()]) {
      const at = clockAt(row);
      if (at === undefined || at > now) continue;
      if (msOf(row.dueAt) > now) {
        row.warnedAt = iso(now);
        take(decideTaskWarning(caseNow(), row, clock()));
      } else {
        row.raisedAt = iso(now);
        const { decided, raised } = decideTaskOverdue(caseNow(), row, clock());
        take(decided);
        row.nextRungAt = raised?.nextAt;
        if (raised) row.raised = { ...raised.to, steps: raised.steps };
        later(officeTime(now + chance.between(1, 12) * HOUR_MS, chance), () => workOn(row));
      }
    }
  };
  const hasNextStep = (): boolean =>
    caseNow().status === 'closed' ||
    deadlinesOf(caseNow(), rules).length > 0 ||
    [...tasks.rows.values()].some(({ state }) => state === 'open');

  const item = newCaseItem(arrival, arrival.receivedAt, 'opening', undefined);
  const links = { relayed: arrival.relayed, links: [] };
  take(
    openCase(arrival.caseId, item, arrival.classification, links, contextOf({ type: 'system' })),
  );
  const horizon = now + HORIZON_MS;
  for (let steps = 0; steps < STEPS_MAX; steps++) {
    if (!hasNextStep()) idle.push(`${caseNow().status} at version ${caseNow().version}`);
    ahead.sort((one, other) => other.at - one.at);
    const next = ahead.at(-1);
    const clock = nextClock();
    const at = Math.min(next?.at ?? Number.POSITIVE_INFINITY, clock);
    if (at === Number.POSITIVE_INFINITY || at > horizon) {
      const ended = at === Number.POSITIVE_INFINITY;
      return { current: caseNow(), entries, tasks, ended, endedAt: now, idle };
    }
    if (next && next.at <= clock) {
      ahead.pop();
      now = Math.max(now, next.at);
      next.happens();
    } else {
      now = Math.max(now, clock) + chance.between(0, LAG_MS - 1_000);
      tick();
    }
  }
  return { current: caseNow(), entries, tasks, ended: false, endedAt: now, idle };
}
