// Judges a life from its record alone, by the words of the SOPs: each promise was kept, or stands on record as broken, once and
// in time. Shares no rule with the product but the replay of its record.
import type { Case } from '../../services/cases/domain/case.ts';
import type { TimelineEntry } from '../../services/cases/domain/timeline/entries.ts';
import { evolve } from '../../services/cases/domain/timeline/evolve.ts';
import { LAG_MS, type Life } from './life.ts';
import type { TaskRow } from './task-list.ts';

/** What became of a promise. Moot: it was no longer asked for before its time came. */
export type Fate = 'kept' | 'broken' | 'moot';
export type Verdict = { fates: [promise: string, fate: Fate][]; violations: string[] };

const HOUR_MS = 3_600_000;
const msOf = (at: string): number => new Date(at).getTime();
const unresolved = ({ status }: Case): boolean =>
  ['new', 'assigned', 'investigating', 'waiting'].includes(status);

/** A state of the case and the time that it held for. */
type Span = { state: Case; from: number; to: number };

function spansOf({ entries, endedAt }: Life): Span[] {
  const spans: Span[] = [];
  let state: Case | undefined;
  for (const entry of entries) {
    const last = spans.at(-1);
    if (last) last.to = msOf(entry.at);
    state = evolve(state, entry);
    spans.push({ state, from: msOf(entry.at), to: endedAt });
  }
  return spans;
}

/** The stretches of time, from a moment on, through which something held. */
function stretchesOf(spans: Span[], due: number, holds: (state: Case) => boolean) {
  const found: { from: number; to: number }[] = [];
  let open: { from: number; to: number } | undefined;
  for (const { state, from, to } of spans) {
    if (to < due) continue;
    if (!holds(state)) {
      open = undefined;
      continue;
    }
    if (open) open.to = to;
    else {
      open = { from: Math.max(from, due), to };
      found.push(open);
    }
  }
  return found;
}

/**
 * What is due at a time and holds from then on longer than the clock's lag must have fired, once, within the lag of the
 * moment from which both were so; what holds nowhere must not have.
 */
function judgeFiring(
  spans: Span[],
  due: number,
  holds: (state: Case) => boolean,
  fired: readonly TimelineEntry[],
): 'fired' | 'not due' | string {
  const stretches = stretchesOf(spans, due, holds);
  const [one] = fired;
  if (fired.length > 1) return `fired ${fired.length} times`;
  if (!one) return stretches.some(({ from, to }) => to - from > LAG_MS) ? 'missed' : 'not due';
  const at = msOf(one.at);
  if (at < due) return 'early';
  const asked = stretches.find(({ from, to }) => from <= at && at <= to);
  if (!asked) return 'fired though nothing asked for it';
  return at - asked.from > LAG_MS ? 'late' : 'fired';
}

function judgeMatrix(spans: Span[], entries: TimelineEntry[], verdict: Verdict): void {
  const epochs = Math.max(...spans.map(({ state }) => state.epoch));
  for (let epoch = 1; epoch <= epochs; epoch++)
    for (const [level, hours] of [
      [1, 24],
      [2, 48],
      [3, 72],
    ] as const) {
      const own = spans.filter(({ state }) => state.epoch === epoch);
      const start = own[0]?.state.epochStartedAt;
      if (!start) continue;
      const fired = entries.filter(
        (entry) =>
          entry.type === 'case.escalated' &&
          entry.data.deadline !== undefined &&
          entry.data.level === level &&
          entry.data.epoch === epoch,
      );
      const result = judgeFiring(
        own,
        msOf(start) + hours * HOUR_MS,
        // R30: L1 asks that the investigation has begun, the others that the complaint is resolved.
        (state) =>
          state.kind === 'complaint' &&
          unresolved(state) &&
          state.escalationLevel < level &&
          (level > 1 || !state.investigating),
        fired,
      );
      const promise = `R30 level ${level} not needed`;
      if (result === 'fired') verdict.fates.push([promise, 'broken']);
      else if (result === 'not due')
        verdict.fates.push([
          promise,
          own.some(({ state }) => state.kind === 'complaint') ? 'kept' : 'moot',
        ]);
      else verdict.violations.push(`R30 level ${level} of epoch ${epoch} ${result}`);
    }
}

function judgeAcknowledgement(life: Life, spans: Span[], verdict: Verdict): void {
  const { entries, current } = life;
  const dueAt = current.acknowledgement.dueAt;
  const requests = entries.filter(
    (entry) => entry.type === 'message.requested' && entry.data.purpose === 'acknowledgement',
  );
  if (requests.length > 1) verdict.violations.push(`R10 ${requests.length} acknowledgements`);
  const missed = entries.filter(({ type }) => type === 'acknowledgement.missed');
  const result = judgeFiring(
    spans,
    msOf(dueAt),
    (state) => state.acknowledgement.state !== 'done' && state.status !== 'closed',
    missed,
  );
  const isDone = entries.some(({ type, at }) => type === 'case.acknowledged' && at <= dueAt);
  if (result !== 'fired' && result !== 'not due') verdict.violations.push(`R10 ${result}`);
  else
    verdict.fates.push([
      'R10 acknowledged in time',
      missed.length > 0 ? 'broken' : isDone ? 'kept' : 'moot',
    ]);
}

function judgeSuspension(life: Life, spans: Span[], verdict: Verdict): void {
  for (const entry of life.entries) {
    if (entry.type !== 'contact.suspended') continue;
    const due = msOf(entry.at) + 4 * HOUR_MS;
    const since = entry.at;
    const fired = life.entries.filter(
      (one) => one.type === 'suspension.overdue' && one.version > entry.version,
    );
    const result = judgeFiring(
      spans,
      due,
      (state) =>
        state.contactSuspended &&
        state.suspendedAt === since &&
        !state.suspensionDecidedAt &&
        state.status !== 'closed',
      fired.slice(0, 1),
    );
    if (result === 'fired') verdict.fates.push(['R17 decided within 4 hours', 'broken']);
    else if (result === 'not due') verdict.fates.push(['R17 decided within 4 hours', 'kept']);
    else verdict.violations.push(`R17 suspension ${result}`);
  }
}

function judgeTask(row: TaskRow, life: Life, verdict: Verdict): void {
  const { key, kind, dueAt, state, closedAt, pausedAt, raisedAt, openedAt } = row;
  const raised = life.entries.filter(
    (entry) => entry.type === 'task.overdue' && entry.data.key === key,
  );
  const name = `task ${kind}`;
  // R22: rung by rung, each once, a day between two, never beyond senior management.
  const rungs = raised.map((entry) => (entry.type === 'task.overdue' ? entry.data.to.role : ''));
  const order = ['frontline', 'supervisor', 'department_manager', 'senior_management'];
  for (const [index, rung] of rungs.entries()) {
    const former = raised[index - 1];
    if (!former) continue;
    if (order.indexOf(rung) <= order.indexOf(rungs[index - 1] ?? ''))
      verdict.violations.push(`${name} went up twice to ${rung}`);
    if (msOf(raised[index]?.at ?? '') - msOf(former.at) < 24 * HOUR_MS)
      verdict.violations.push(`${name} went up to ${rung} within a day`);
  }
  for (const entry of raised)
    if (entry.type === 'task.overdue' && entry.at < entry.data.dueAt)
      verdict.violations.push(`${name} went up early`);
  const ended = pausedAt ?? closedAt;
  const until = ended ? msOf(ended) : life.endedAt;
  const due = Math.max(msOf(dueAt), msOf(openedAt));
  if (raised.length === 0 && until > due + LAG_MS)
    verdict.violations.push(
      `${name} overdue since ${dueAt}, ${state} ${closedAt ?? ''}, and nobody was told`,
    );
  if (raisedAt && raised.length === 0) verdict.violations.push(`${name} went up off the record`);
  verdict.fates.push([name, raised.length > 0 ? 'broken' : state === 'done' ? 'kept' : 'moot']);
}

/** Judges a life. */
export function judge(life: Life): Verdict {
  const verdict: Verdict = {
    fates: [],
    violations: life.idle.map((state) => `no next step: ${state}`),
  };
  const spans = spansOf(life);
  const replayed = spans.at(-1)?.state;
  if (JSON.stringify(replayed) !== JSON.stringify(life.current))
    verdict.violations.push('the record does not replay to the case');
  judgeAcknowledgement(life, spans, verdict);
  judgeMatrix(spans, life.entries, verdict);
  judgeSuspension(life, spans, verdict);
  for (const row of life.tasks.rows.values()) judgeTask(row, life, verdict);
  const paid = life.entries.filter(({ type }) => type === 'remedy.approved').length;
  const remedies = life.entries.filter(({ type }) => type === 'remedy.proposed').length;
  if (paid > remedies) verdict.violations.push('R37 more approvals than proposals');
  return verdict;
}
