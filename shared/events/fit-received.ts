// Makes what a connector read of an item fit the event's schema, whatever a stranger wrote: an item whose event no consumer
// could read would be a dead letter instead of a case. Connectors clean what they read themselves; this is the last guard.
import { type IntakeReceived, intakeReceivedSchema } from './intake.ts';
import { cutText, storableText } from './text.ts';

type Json = Record<string | number, unknown>;
type Path = readonly PropertyKey[];
type Issue = { code?: string | undefined; path: Path; maximum?: number | bigint };

// Texts for people to read: their beginning is worth having. Half an address, link or id would be another one.
const readByPeople = new Set<PropertyKey>([
  'subject',
  'text',
  'name',
  'mediaType',
  'orderNumber',
  'occurredAt',
  'service',
  'unreadable',
]);

// What stands in for a required field that does not fit, so that the rest of it need not go: a mail without its robot
// signs, for one, might be answered automatically.
const substitutes = new Map<string, unknown>([
  ['sender', {}],
  ['subject', ''],
  ['text', ''],
  ['textCut', true],
  ['attachments', []],
  ['mail.repliesTo', []],
  ['mail.recipients', []],
  ['mail.robotSigns', []],
  ['mail.authentication', 'none'],
]);

// Each round mends what the schema shows; a mended field may show another fault of the same kind, not more.
const ROUNDS_MAX = 10;
const UNREADABLE_MAX = 200;

/** A copy in which every text can be stored. */
function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, storable(inner)]));
}

const innerOf = (root: Json, path: Path): unknown =>
  path.reduce<unknown>((at, key) => (at as Json | undefined)?.[key as string], root);

/** Takes out what stands at a path, or puts the substitute there. Gives the path that was changed; undefined: none can be. */
function takeOut(root: Json, path: Path): Path | undefined {
  const [key, name] = [path.at(-1), path.join('.')];
  if (key === undefined) return undefined;
  const parent = innerOf(root, path.slice(0, -1)) as Json | unknown[] | undefined;
  if (typeof parent !== 'object' || parent === null) return path;
  if (substitutes.has(name)) (parent as Json)[key as string] = substitutes.get(name);
  else if (Array.isArray(parent)) parent.splice(Number(key), 1);
  // A required field of something optional is missing: all of that goes.
  else if (parent[key as string] === undefined) return takeOut(root, path.slice(0, -1));
  else delete parent[key as string];
  return path;
}

/** Mends one fault: shortens what may be shortened, takes out the rest. Gives the path of what was taken out. */
function mend(root: Json, { code, path, maximum }: Issue): Path | undefined {
  const key = path.at(-1);
  const parent = innerOf(root, path.slice(0, -1)) as Json | undefined;
  const value = parent?.[key as string];
  const most = Number(maximum);
  if (code === 'too_big' && parent && Array.isArray(value)) {
    parent[key as string] = value.slice(0, most);
    return undefined;
  }
  if (code === 'too_big' && parent && typeof value === 'string' && readByPeople.has(key ?? '')) {
    parent[key as string] = cutText(value, most);
    if (path.length === 1 && key === 'text') root.textCut = true;
    return undefined;
  }
  const taken = takeOut(root, path);
  if (!taken) throw new Error(`accepting an item: ${path.join('.')} is not what an event needs`);
  return taken;
}

/**
 * The event as its consumers will read it. Characters that cannot be stored become U+FFFD; texts for people are cut to
 * their bounds; what does not fit otherwise is left out, and the item says so (`unreadable`), so that a person looks at
 * the original. What fits is not changed.
 * @throws Error when a field that we make ourselves (ids, channel, connector, time) is wrong: a bug of a connector.
 */
export function fitReceived(received: IntakeReceived): IntakeReceived {
  const root = storable(received) as Json;
  const leftOut = new Set<string>();
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const parsed = intakeReceivedSchema.safeParse(root);
    if (parsed.success) {
      if (leftOut.size === 0) return parsed.data;
      const note = `left out, as it does not fit: ${[...leftOut].join(', ')}`;
      return {
        ...parsed.data,
        unreadable: parsed.data.unreadable ?? note.slice(0, UNREADABLE_MAX),
      };
    }
    // From the last to the first, so that taking an element out of a list does not move those still to be mended. One field may
    // have two faults (of the wrong type, and with a length): it is mended for one of them, then looked at again.
    const mended = new Set<string>();
    for (const issue of parsed.error.issues.toReversed()) {
      const at = issue.path.join('.');
      if (mended.has(at)) continue;
      mended.add(at);
      const taken = mend(root, issue as Issue);
      if (taken) leftOut.add(taken.join('.'));
    }
  }
  throw new Error('accepting an item: it could not be made to fit its event');
}
