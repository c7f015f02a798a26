// The draft of a policy: one YAML document that the forms and the editor both write, laid over the defaults as the server does.
// Comments and whatever else its author wrote stay as they are. Pure; what is valid is for the API to say.
import {
  type Document,
  isCollection,
  isMap,
  isSeq,
  parseDocument,
  Scalar,
  visit,
  YAMLMap,
} from 'yaml';

/** A place in a policy: names of fields, and numbers in lists. */
export type Path = readonly (string | number)[];
export type Values = Record<string, unknown>;

/** A draft that was read: what its author wrote, and what holds with the defaults below it. */
export type Draft = { own: Values; values: Values };
/** `broken`: it is no YAML, so that only the editor can show it. */
export type Reading = ({ broken?: undefined } & Draft) | { broken: { line: number } };

/** Whether something is an object with named fields. */
export const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function laidOver(base: unknown, over: unknown): unknown {
  if (!isValues(base) || !isValues(over)) return over === undefined ? base : over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries([...keys].map((key) => [key, laidOver(base[key], over[key])]));
}

/** What stands at a place; nothing where the way to it ends before. */
export const valueAt = (values: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => {
    if (Array.isArray(inner)) return inner[Number(key)];
    return isValues(inner) ? inner[key] : undefined;
  }, values);

const parsed = (text: string) => parseDocument(text, { uniqueKeys: false });

/** Reads a draft. Never throws: a text that is no YAML is told with its line. */
export function readDraft(text: string, defaults: Values): Reading {
  const document = parsed(text);
  const [fault] = document.errors;
  if (fault) return { broken: { line: fault.linePos?.[0].line ?? 1 } };
  const own: unknown = document.toJS() ?? {};
  // The API says of a text that it is no policy; the editor is where that is mended.
  if (!isValues(own)) return { broken: { line: 1 } };
  return { own, values: laidOver(defaults, own) as Values };
}

const LINE_CHARS = 100;
const FOLDED_FROM = 70;
const FLOW_MAX = 80;

/** A value as a node that reads well: long texts over several lines, short words of several languages in one. */
function nodeOf(document: Document, value: unknown) {
  const node = document.createNode(value);
  visit(node, {
    Scalar: (_, scalar) => {
      const { value: text } = scalar;
      if (typeof text === 'string' && text.length > FOLDED_FROM && !text.includes('\n'))
        scalar.type = Scalar.BLOCK_FOLDED;
    },
    Map: (_, map) => {
      const plain = map.items.every(({ value: inner }) => !isCollection(inner));
      if (plain && map.items.length > 0 && String(JSON.stringify(map)).length <= FLOW_MAX)
        map.flow = true;
    },
  });
  return node;
}

/** Makes sure that each part of the way to a place can hold the next: a list is written whole, as it holds now. */
function makeWay(document: Document, path: Path, { own, values }: Draft): void {
  if (!isCollection(document.contents)) document.contents = document.createNode({}) as never;
  // "{}" is how nothing is written: what is added to it is to read like all else.
  if (isMap(document.contents) && document.contents.items.length === 0)
    document.contents.flow = false;
  for (let length = 1; length < path.length; length++) {
    const at = path.slice(0, length);
    const found = document.getIn(at, true);
    const isList = typeof path[length] === 'number';
    if (isCollection(found) && isSeq(found) === isList) continue;
    const known = valueAt(isList ? values : own, at);
    const fits = isList ? Array.isArray(known) : isValues(known);
    document.setIn(at, nodeOf(document, fits ? known : isList ? [] : {}));
  }
}

type Noted = { commentBefore?: string | null };
const isNoted = (node: unknown): node is Noted => typeof node === 'object' && node !== null;

/** Takes a place away; what its author noted before it moves on to what comes next. */
function takeAway(document: Document, path: Path): void {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  const name = String(path.at(-1));
  const at = isMap(parent) ? parent.items.findIndex(({ key }) => String(key) === name) : -1;
  const gone = isMap(parent) ? parent.items[at] : undefined;
  const note = isNoted(gone?.key) ? gone.key.commentBefore : undefined;
  document.deleteIn(path);
  if (!note || !isMap(parent)) return;
  const next = parent.items[at]?.key;
  const holder: Noted = isNoted(next) ? next : document;
  holder.commentBefore = [note, holder.commentBefore].filter(Boolean).join('\n');
}

/** Takes away groups that nothing is left in, so that the defaults hold again. Entries of lists are never taken away here. */
function withoutEmpty(document: Document, path: Path): void {
  for (let length = path.length - 1; length > 0; length--) {
    const at = path.slice(0, length);
    const found = document.getIn(at, true);
    if (typeof at.at(-1) === 'number' || !(found instanceof YAMLMap) || found.items.length > 0)
      return;
    takeAway(document, at);
  }
}

function written(document: Document): string {
  const { contents } = document;
  if (isCollection(contents) && contents.items.length === 0) {
    // "{}" says nothing; what was noted beside it stays.
    const notes = [
      document.commentBefore,
      contents.commentBefore,
      contents.comment,
      document.comment,
    ]
      .filter(Boolean)
      .map((note) => `${note}`.replaceAll(/^/gm, '#'));
    return notes.length > 0 ? `${notes.join('\n')}\n` : '';
  }
  return document.toString({ lineWidth: LINE_CHARS });
}

/** The text with a value at a place. Nothing (`undefined`) takes the field away: what the defaults say holds then. */
export function withValue(text: string, defaults: Values, path: Path, value: unknown): string {
  const reading = readDraft(text, defaults);
  if (reading.broken) return text;
  const document = parsed(text);
  if (value === undefined) {
    const parent = path.slice(0, -1);
    if (parent.some((key) => typeof key === 'number')) makeWay(document, path, reading);
    if (document.hasIn(path)) takeAway(document, path);
    withoutEmpty(document, path);
    return written(document);
  }
  makeWay(document, path, reading);
  const known = document.getIn(path, true);
  // The words beside a value stay with it.
  if (known instanceof Scalar && !isValues(value) && !Array.isArray(value)) known.value = value;
  else document.setIn(path, nodeOf(document, value));
  return written(document);
}
