// What a promise is counted in: clock or business time, with pauses. Pure arithmetic in milliseconds; which promises there
// are and what pauses them is decided by their owners.
import { addBusinessTime, businessTimeBetween, type Calendar } from './calendar.ts';

/** A stretch in which a clock stands still; without an end it has not ended yet. */
export type Pause = { from: number; to?: number | undefined };

/** A length of time: of the clock, or of the hours of a calendar. */
export type Span = { length: number; calendar?: Calendar | undefined };

const add = ({ calendar }: Pick<Span, 'calendar'>, at: number, length: number): number =>
  calendar ? addBusinessTime(calendar, at, length) : at + Math.round(length);

const between = ({ calendar }: Pick<Span, 'calendar'>, from: number, to: number): number =>
  calendar ? businessTimeBetween(calendar, from, to) : to - from;

/** Pauses in order, those that touch as one: a pause within a pause adds nothing. */
function merged(pauses: readonly Pause[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  const given = pauses
    .map(({ from, to = Number.POSITIVE_INFINITY }) => ({ from, to }))
    .filter(({ from, to }) => from < to)
    .sort((left, right) => left.from - right.from);
  for (const pause of given) {
    const last = found.at(-1);
    if (last && pause.from <= last.to) last.to = Math.max(last.to, pause.to);
    else found.push({ ...pause });
  }
  return found;
}

/**
 * When a span that began at an instant is over, standing still in pauses. Business time does not pass in closed hours
 * anyway, so that a pause over a weekend adds nothing to it. Nothing while a pause without an end holds it.
 */
export function dueAfter(
  span: Span,
  start: number,
  pauses: readonly Pause[] = [],
): number | undefined {
  let from = start;
  let left = span.length;
  for (const pause of merged(pauses)) {
    if (pause.to <= from) continue;
    const running = pause.from > from ? between(span, from, pause.from) : 0;
    if (running >= left) break;
    if (pause.to === Number.POSITIVE_INFINITY) return undefined;
    left -= running;
    from = pause.to;
  }
  return add(span, from, left);
}

/** How much of a clock has run from a start until an instant, pauses left out. */
export function elapsed(
  clock: Pick<Span, 'calendar'>,
  start: number,
  until: number,
  pauses: readonly Pause[] = [],
): number {
  let sum = between(clock, start, until);
  for (const pause of merged(pauses)) {
    const from = Math.max(start, pause.from);
    const to = Math.min(until, pause.to);
    if (from < to) sum -= between(clock, from, to);
  }
  return sum;
}

/** An instant so much before another one, counted as the promise itself is: when to warn of it. */
export const ahead = (span: Pick<Span, 'calendar'>, due: number, length: number): number =>
  add(span, due, -length);
