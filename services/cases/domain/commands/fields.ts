// What the schemas of commands are made of: bounded, storable texts. Which command has which: commands.ts and its neighbours.
import { z } from 'zod';
import { isStorable } from '#shared/events/text.ts';

/** A text of one character at least, trimmed, that PostgreSQL can store. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1)
    .max(max)
    .refine(isStorable, 'must be well-formed text without NUL characters');
export const LONG = 10_000;
export const SHORT = 500;
export const reason = text(SHORT).describe('why; it stands on record');
/** Who, by what people know of each other. */
export const person = text(320).describe('e-mail address or id of a member of staff');
/** The language that a message to the customer is in, where a person chose another than the customer's. */
export const writtenIn = z
  .string()
  .regex(/^[a-z]{2,3}$/, 'must be a language like "de"')
  .describe('the language it is written in; the customer’s when absent');
export const instant = z.iso.datetime({ offset: true });
