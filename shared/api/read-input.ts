// Reads what a request carries by the schemas of its route. Paths and query strings are texts: they become numbers, booleans and lists
// where the schema wants such. What is checked and refused is the schema's to say.
import type { Request } from 'express';
import type { z } from 'zod';
import { RequestError } from '../errors.ts';
import { parseInput } from '../http.ts';
import type { RouteDescription } from './route.ts';

type Definition = { type: string; innerType?: z.ZodType; element?: z.ZodType };

function definitionOf(schema: z.ZodType): Definition {
  const definition = schema.def as Definition;
  return definition.innerType ? definitionOf(definition.innerType) : definition;
}

/** A text as what the schema wants; what cannot be read as such is left, for the schema to refuse. */
function decodeText(schema: z.ZodType, text: unknown): unknown {
  const { type } = definitionOf(schema);
  if (type === 'number' && typeof text === 'string' && /^-?\d{1,15}(\.\d{1,9})?$/.test(text))
    return Number(text);
  if (type === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return text;
}

/** Texts by name as an object for a schema: a list wants many, and takes one as such. */
export function decodeTexts(
  schema: z.ZodObject,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const shape = schema.shape as Record<string, z.ZodType | undefined>;
  const decoded = Object.entries(given).map(([name, value]) => {
    const wanted = shape[name];
    if (!wanted || value === undefined) return [name, value];
    const { type, element } = definitionOf(wanted);
    if (type !== 'array' || !element) return [name, decodeText(wanted, value)];
    const each = Array.isArray(value) ? value : [value];
    return [name, each.map((text) => decodeText(element, text))];
  });
  return Object.fromEntries(decoded);
}

function headersOf(schema: z.ZodObject, request: Request): Record<string, unknown> {
  const named = Object.keys(schema.shape).map((name) => [name, request.get(name)]);
  return decodeTexts(schema, Object.fromEntries(named.filter(([, value]) => value !== undefined)));
}

/**
 * What a request carries, checked.
 * @throws RequestError 400 with a text per field; an unknown key of query or body is refused by strict schemas (S23).
 */
export function readInput(
  route: RouteDescription,
  request: Request,
): { params: unknown; query: unknown; headers: unknown; body: unknown } {
  const { params, query, headers, body } = route;
  return {
    params: params ? parseInput(params, decodeTexts(params, request.params)) : {},
    query: query ? parseInput(query, decodeTexts(query, request.query)) : refuseQuery(request),
    headers: headers ? parseInput(headers, headersOf(headers, request)) : {},
    body: body ? parseInput(body, request.body ?? {}) : undefined,
  };
}

function refuseQuery(request: Request): Record<string, never> {
  const [unknown] = Object.keys(request.query);
  if (unknown !== undefined)
    throw new RequestError(400, 'invalid_input', 'This takes no query parameters.', {
      fields: { [unknown.slice(0, 100)]: 'is not known' },
    });
  return {};
}
