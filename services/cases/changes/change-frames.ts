// What goes over the wire of live changes: events of a text/event-stream (HTML standard, 9.2) and the places that they carry as
// ids, so that whoever lost the connection goes on where it was.
import type { LogPlace } from '#shared/bus/follow.ts';
import { BUS_PARTITIONS } from '#shared/bus.ts';

/** What is sent: `ready` first, `changes` with the cases, `many` when there were too many to name them: ask anew. */
export type FrameKind = 'ready' | 'changes' | 'many' | 'ended';

/** A place in the log and when it was reached. */
export type StampedPlace = { at: Date; place: LogPlace };

/** The id of an event: seconds and offsets in base 36. */
export const placeText = ({ at, place }: StampedPlace): string =>
  [Math.floor(at.getTime() / 1000), ...place].map((part) => part.toString(36)).join('.');

const TEXT_MAX = 200;
const PART = /^[0-9a-z]{1,11}$/;

/** The place that an id names; undefined for what is no id of ours. */
export function parsePlace(text: string): StampedPlace | undefined {
  const parts = text.length > TEXT_MAX ? [] : text.split('.');
  if (parts.length !== BUS_PARTITIONS + 1 || !parts.every((part) => PART.test(part))) return;
  const [seconds = 0, ...place] = parts.map((part) => Number.parseInt(part, 36));
  if (![seconds, ...place].every(Number.isSafeInteger)) return;
  const at = new Date(seconds * 1000);
  return Number.isNaN(at.getTime()) ? undefined : { at, place };
}

/** An event as it is sent. Data is one line: JSON has no line breaks. */
export const frame = (kind: FrameKind, place: StampedPlace, data: unknown = {}): string =>
  `id: ${placeText(place)}\nevent: ${kind}\ndata: ${JSON.stringify(data)}\n\n`;

/** A case that changed: what anybody is told of it, and whom it concerns, of which each only learns whether it is them. */
export type Change = { told: object; owners: readonly string[]; notified: readonly string[] };

/** The event of changed cases, by the id of whoever hears it: who else owns tasks or has unread notifications is not theirs. */
export function changesFrame(place: StampedPlace, changes: readonly Change[]) {
  const concerned = new Set(changes.flatMap(({ owners, notified }) => [...owners, ...notified]));
  const made = new Map<string, string>();
  const make = (staffId: string): string =>
    frame('changes', place, {
      cases: changes.map(({ told, owners, notified }) => ({
        ...told,
        mine: owners.includes(staffId),
        notified: notified.includes(staffId),
      })),
    });
  return (staffId: string): string => {
    // All whom nothing of it concerns hear the same; the empty id is nobody's.
    const who = concerned.has(staffId) ? staffId : '';
    const text = made.get(who) ?? make(who);
    made.set(who, text);
    return text;
  };
}

/** A sign of life that also moves the id on: an event without data is told to nobody. */
export const beat = (place: StampedPlace): string => `: here\nid: ${placeText(place)}\n\n`;
