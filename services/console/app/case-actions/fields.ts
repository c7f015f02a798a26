// The fields of forms about cases: what kinds there are, and how what was typed becomes the body of a command.
import { instantOf } from '../ui/zone.ts';

export type FieldKind =
  | 'text'
  | 'long'
  | 'lines'
  | 'number'
  | 'amount'
  | 'instant'
  | 'yesNo'
  | 'choice'
  | 'file'
  | 'references'
  | 'staff'
  | 'complainedAbout'
  | 'category'
  | 'severity'
  | 'language'
  | 'rootCause'
  | 'remedy'
  | 'action'
  | 'callBack'
  | 'level'
  | 'otherCase'
  | 'linkedCase'
  | 'mergedCase'
  | 'remedyOption'
  | 'remedyAmount';

export type Values = Record<string, unknown>;

export type Field = {
  name: string;
  kind: FieldKind;
  required: boolean;
  options: readonly string[];
  /** What it is called in the texts; its name when absent. */
  label?: string | undefined;
  /** Where in common.json the words of the options stand; in the field's own texts when absent. */
  words?: string | undefined;
  /** Whether it is asked for, by what is filled in so far. */
  when?: ((values: Values) => boolean) | undefined;
};

/** A field of a form. */
export const field = (
  name: string,
  kind: FieldKind,
  more: Partial<Omit<Field, 'name' | 'kind'>> = {},
): Field => ({ name, kind, required: false, options: [], ...more });

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  (typeof value === 'string' && value.trim() === '') ||
  (Array.isArray(value) && value.length === 0);

/** The fields that are asked for now. */
export const asked = (fields: readonly Field[], values: Values): Field[] =>
  fields.filter(({ when }) => when?.(values) ?? true);

/** Fields that must still be filled in. */
export const missingIn = (fields: readonly Field[], values: Values): string[] =>
  asked(fields, values)
    .filter(({ required, name }) => required && isEmpty(values[name]))
    .map(({ name }) => name);

/** What a person typed as an amount, as the API takes it: a comma is a point. */
const amountOf = (typed: string): string => typed.trim().replace(',', '.');

const linesOf = (typed: unknown): string[] =>
  String(typed)
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');

function sentAs(kind: FieldKind, value: unknown): unknown {
  switch (kind) {
    case 'amount':
    case 'remedyAmount':
      return amountOf(String(value));
    case 'number':
    case 'level':
      return Number(value);
    case 'instant':
      return instantOf(String(value));
    case 'lines':
    case 'references':
      return linesOf(value);
    case 'text':
    case 'otherCase':
    case 'long':
      return String(value).trim();
    default:
      return value;
  }
}

/** The body of a command from what was filled in: what is empty or not asked for is left out. */
export function bodyFrom(fields: readonly Field[], values: Values): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const { name, kind } of asked(fields, values))
    if (!isEmpty(values[name])) body[name] = sentAs(kind, values[name]);
  return body;
}
