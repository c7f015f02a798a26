// The fields of a policy as the API tells them (JSON Schema), and which kind of input each is asked by. No words, no inputs.
import { isValues, type Path } from '../draft/policy-draft.ts';

/** What is used here of JSON Schema. */
export type SchemaNode = {
  type?: string;
  properties?: Record<string, SchemaNode>;
  required?: string[];
  items?: SchemaNode;
  enum?: string[];
  anyOf?: SchemaNode[];
  additionalProperties?: SchemaNode | boolean;
  propertyNames?: SchemaNode;
  description?: string;
  default?: unknown;
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  maxLength?: number;
  maxItems?: number;
  pattern?: string;
};

/** How a field is asked. */
export type InputKind =
  | 'group'
  | 'groupOrNone'
  | 'entries'
  | 'languages'
  | 'sentences'
  | 'terms'
  | 'byWord'
  | 'choice'
  | 'choices'
  | 'words'
  | 'lines'
  | 'numbers'
  | 'yesNo'
  | 'number'
  | 'amount'
  | 'time'
  | 'calendar'
  | 'staff'
  | 'categories'
  | 'timeZone'
  | 'currency'
  | 'text';

const known = (node: SchemaNode | boolean | undefined): SchemaNode | undefined =>
  isValues(node) ? node : undefined;

/** A nullable group without its null. */
export const groupOf = (node: SchemaNode): SchemaNode =>
  node.anyOf?.find(({ properties }) => properties) ?? node;

/** The description of a place; nothing when there is no such field. */
export function schemaAt(root: SchemaNode, path: Path): SchemaNode | undefined {
  return path.reduce<SchemaNode | undefined>((node, key) => {
    if (!node) return undefined;
    const group = groupOf(node);
    if (typeof key === 'number') return group.items;
    return group.properties?.[key] ?? known(group.additionalProperties);
  }, root);
}

const byName: Record<string, InputKind> = {
  calendar: 'calendar',
  defaultCalendar: 'calendar',
  owner: 'staff',
  alternate: 'staff',
  reportTo: 'staff',
  categories: 'categories',
  timeZone: 'timeZone',
  currency: 'currency',
  sender: 'lines',
};
const patterns: [string, InputKind][] = [
  ['\\d{1,12}', 'amount'],
  ['[0-5]\\d$', 'time'],
];

function listKind({ items }: SchemaNode): InputKind {
  if (items?.properties) return 'entries';
  if (items?.enum) return 'choices';
  return items?.type === 'number' ? 'numbers' : 'words';
}

/** As many words and phrases of a language there may be: what else is written language by language is shorter. */
const TERMS_MAX = 500;

function groupKind(node: SchemaNode): InputKind {
  const inner = known(node.additionalProperties);
  if (!inner || node.properties) return 'group';
  if (inner.properties || inner.type === 'object') return 'group';
  if (inner.maxItems === TERMS_MAX) return 'terms';
  if (inner.type === 'string') return 'languages';
  return inner.type === 'array' && !inner.items?.enum ? 'sentences' : 'byWord';
}

function textKind({ enum: choices, pattern = '' }: SchemaNode): InputKind {
  if (choices) return 'choice';
  return patterns.find(([part]) => pattern.includes(part))?.[1] ?? 'text';
}

/** How a field of a name is asked. */
export function inputKindOf(name: string, node: SchemaNode): InputKind {
  const special = byName[name];
  if (special && !node.items?.properties) return special;
  if (node.anyOf) return 'groupOrNone';
  if (node.type === 'array') return listKind(node);
  if (node.type === 'object') return groupKind(node);
  if (node.type === 'boolean') return 'yesNo';
  if (node.type === 'number' || node.type === 'integer') return 'number';
  return textKind(node);
}

/** What a number is counted in, by the name of its field. */
export function unitOf(name: string): 'hour' | 'day' | 'minute' | 'percent' | undefined {
  if (/hours/i.test(name)) return 'hour';
  if (/days/i.test(name)) return 'day';
  if (/minutes/i.test(name)) return 'minute';
  return name === 'costPercent' ? 'percent' : undefined;
}

const empties: Record<string, unknown> = { array: [], object: {}, boolean: false, string: '' };

/** A new entry of a list: what it must have, empty. */
export function blankOf(node: SchemaNode): unknown {
  if (node.default !== undefined) return structuredClone(node.default);
  if (node.enum) return node.enum[0];
  if (node.properties)
    return Object.fromEntries(
      (node.required ?? []).map((key) => [key, blankOf(node.properties?.[key] ?? {})]),
    );
  if (node.type === 'number' || node.type === 'integer') return Math.max(1, node.minimum ?? 1);
  return structuredClone(empties[node.type ?? 'string'] ?? '');
}
