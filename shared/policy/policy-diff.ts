// What is different between two policies, field by field, for people and for programs. Pure.

import { canonicalJson } from '../canonical-json.ts';

/** One difference. `from` is absent where a field was added, `to` where it was removed. */
export type PolicyChange = { field: string; from?: unknown; to?: unknown };

type Named = Record<string, unknown>;

const isObject = (value: unknown): value is Named =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// By what the entries of a list are told apart, so that one put in front does not change all that follow.
const names = ['key', 'level', 'rule', 'date', 'from'] as const;

function nameOf(entry: unknown): string | undefined {
  if (typeof entry === 'string') return entry;
  if (!isObject(entry)) return undefined;
  if (Array.isArray(entry.severities) && !('key' in entry)) return entry.severities.join('/');
  const name = names.find((each) => ['string', 'number'].includes(typeof entry[each]));
  return name === undefined ? undefined : String(entry[name]);
}

function byName(list: readonly unknown[]): Map<string, unknown> | undefined {
  const named = list.map((entry) => [nameOf(entry), entry] as const);
  const found = new Map(named.filter((pair): pair is [string, unknown] => pair[0] !== undefined));
  // Two of the same name, or one without: then the list is compared as a whole.
  return found.size === list.length ? found : undefined;
}

const same = (left: unknown, right: unknown): boolean =>
  canonicalJson(left) === canonicalJson(right);

function* listChanges(field: string, from: unknown[], to: unknown[]): Generator<PolicyChange> {
  const [before, after] = [byName(from), byName(to)];
  if (!before || !after) {
    if (!same(from, to)) yield { field, from, to };
    return;
  }
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    const at = `${field}[${name}]`;
    if (!after.has(name)) yield { field: at, from: before.get(name) };
    else if (!before.has(name)) yield { field: at, to: after.get(name) };
    else yield* changesAt(at, before.get(name), after.get(name));
  }
  const kept = (list: Map<string, unknown>, other: Map<string, unknown>) =>
    [...list.keys()].filter((name) => other.has(name));
  const [was, is] = [kept(before, after), kept(after, before)];
  // Of two categories that equally much speaks for the earlier has it: order is a value.
  if (!same(was, is)) yield { field: `${field} (order)`, from: was, to: is };
}

function* changesAt(field: string, from: unknown, to: unknown): Generator<PolicyChange> {
  if (Array.isArray(from) && Array.isArray(to)) yield* listChanges(field, from, to);
  else if (isObject(from) && isObject(to)) {
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
      const at = field === '' ? key : `${field}.${key}`;
      if (to[key] === undefined && from[key] !== undefined) yield { field: at, from: from[key] };
      else if (from[key] === undefined && to[key] !== undefined) yield { field: at, to: to[key] };
      else yield* changesAt(at, from[key], to[key]);
    }
  } else if (!same(from, to)) yield { field, from, to };
}

/** All differences, in the order of the fields. */
export function policyDiff(from: object, to: object): PolicyChange[] {
  const plain = ({ version: _, ...data }: Named): Named => data;
  return [...changesAt('', plain({ ...from }), plain({ ...to }))];
}

const VALUE_CHARS_MAX = 200;
const shown = (value: unknown): string => {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > VALUE_CHARS_MAX ? `${text.slice(0, VALUE_CHARS_MAX)}…` : text;
};

/** A difference in a line for people. */
export function changeText({ field, from, to }: PolicyChange): string {
  // An entry of a list of words is named by what it says.
  const value = (given: unknown): string =>
    typeof given === 'string' && field.endsWith(`[${given}]`) ? '' : `: ${shown(given)}`;
  if (from === undefined) return `+ ${field}${value(to)}`;
  if (to === undefined) return `- ${field}${value(from)}`;
  return `~ ${field}: ${shown(from)} → ${shown(to)}`;
}
