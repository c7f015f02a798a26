// The reader's time zone: that of their browser, or the one they chose. What shows or takes a time asks here; what dates in words look
// like is in durations.ts.
import { dateFormat } from './formats.ts';

let chosen: string | undefined;

/** Sets the zone; undefined: the browser's. */
export function chooseZone(zone: string | undefined): void {
  chosen = zone;
}

// Asked for each time that is shown; a laptop that travels is noticed within a minute.
const ASKED_AGAIN_MS = 60_000;
let browsers = { zone: '', until: 0 };

function browsersZone(): string {
  const now = Date.now();
  if (now >= browsers.until) {
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
    browsers = { zone, until: now + ASKED_AGAIN_MS };
  }
  return browsers.zone;
}

/** The zone by its IANA name. */
export const readersZone = (): string => chosen ?? browsersZone();

const formatterOf = (timeZone: string): Intl.DateTimeFormat =>
  dateFormat('en', {
    timeZone,
    calendar: 'iso8601',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });

/** An instant as `YYYY-MM-DDTHH:MM` on the reader's clock, as a field of the browser holds it. */
export function localTime(at: string | number | Date): string {
  const parts = formatterOf(readersZone()).formatToParts(new Date(at));
  const part = (name: string) => parts.find(({ type }) => type === name)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

const asUtc = (local: string): number => Date.parse(`${local.slice(0, 16)}Z`);

/**
 * The instant of a time on the reader's clock (`YYYY-MM-DDTHH:MM`), RFC 3339. What the clock repeats in autumn is the first of both;
 * what it skips in spring lies as far behind the change as it was behind the skipped hour's begin. @throws RangeError for what is none.
 */
export function instantOf(local: string): string {
  const wanted = asUtc(local);
  // The offset of the zone is asked around the time: before a change, and after it.
  const offsets = [-1, 1].map((day) => {
    const near = wanted + day * 86_400_000;
    return asUtc(localTime(near)) - Math.floor(near / 60_000) * 60_000;
  });
  const candidates = offsets.map((offset) => wanted - offset);
  const exact = candidates.find((at) => asUtc(localTime(at)) === wanted);
  return new Date(exact ?? candidates[0] ?? wanted).toISOString();
}
