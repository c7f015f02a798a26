// The schema of a command as options of the command line, and the body that given options stand for.
import { type Command, Option } from 'commander';
import type { z } from 'zod';
import { decodeTexts } from '#shared/api/read-input.ts';

/** A command's body: its fields, and a sentence on what it does. */
export type Shape = { shape: Record<string, z.ZodType>; description?: string | undefined };

type Definition = { type: string; innerType?: z.ZodType; entries?: Record<string, string> };

/** The innermost definition of a field: of a `number`, `boolean`, `enum`, or text of some kind. */
function definitionOf(field: z.ZodType): Definition {
  const definition = field.def as Definition;
  return definition.innerType ? definitionOf(definition.innerType) : definition;
}

/** What a field says of itself, or the one that it makes optional. */
function descriptionOf(field: z.ZodType): string {
  const { innerType } = field.def as Definition;
  return field.description ?? (innerType ? descriptionOf(innerType) : '');
}

const optionName = (field: string): string =>
  field.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

const choicesOf = ({ type, entries }: Definition): string[] | undefined =>
  type === 'boolean' ? ['true', 'false'] : entries && Object.values(entries);

/** Adds an option for each field; those that the schema does not do without are required. */
export function addOptions(command: Command, schema: Shape): void {
  for (const [name, field] of Object.entries(schema.shape)) {
    const definition = definitionOf(field);
    const choices = choicesOf(definition);
    const value = choices ? 'word' : definition.type === 'number' ? 'number' : 'text';
    const many = definition.type === 'array' ? '...' : '';
    const option = new Option(`--${optionName(name)} <${value}${many}>`, descriptionOf(field));
    if (choices) option.choices(choices);
    command.addOption(option.makeOptionMandatory(!field.safeParse(undefined).success));
  }
}

/** The body that some options stand for. Numbers and booleans are read as such; what is neither fails the schema's check. */
export function bodyFrom(options: Record<string, unknown>, schema: Shape): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema.shape)) {
    const value = options[name];
    if (Array.isArray(value)) body[name] = value;
    if (typeof value !== 'string') continue;
    const { type } = definitionOf(field);
    if (type === 'number') body[name] = Number(value);
    else if (type === 'boolean')
      body[name] = value === 'true' ? true : value === 'false' ? false : value;
    else body[name] = value;
  }
  return body;
}

/** A query that some options stand for, as the API would be asked: a list is written with commas. */
export function queryFrom(
  options: Record<string, unknown>,
  schema: z.ZodObject,
): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(schema.shape as Record<string, z.ZodType>)) {
    const value = options[name];
    if (value === undefined) continue;
    given[name] =
      definitionOf(field).type === 'array' && typeof value === 'string' ? value.split(',') : value;
  }
  return decodeTexts(schema, given);
}
