// JSON lines in, JSON lines out: one answer for each line, in order. A line that cannot be read is named, and the next is read.
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { z } from 'zod';
import type { Answer } from '../classifier/domain/learner/linear-model.ts';

/** Longer lines are passed over: a text of a million letters is not a message. */
const LINE_CHARACTERS_MAX = 2_000_000;
const RANKED_MAX = 5;

const lineSchema = z.object({
  text: z.string(),
  language: z.string().max(35).optional(),
  id: z.union([z.string(), z.number()]).optional(),
});

/** Lines of a stream, without their ends. One that is too long comes as undefined. */
async function* linesOf(input: Readable): AsyncGenerator<string | undefined> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  let tooLong = false;
  for await (const chunk of input) {
    const pieces = (rest + decoder.write(chunk as Buffer)).split('\n');
    rest = pieces.pop() ?? '';
    for (const piece of pieces) {
      yield tooLong || piece.length > LINE_CHARACTERS_MAX ? undefined : piece;
      tooLong = false;
    }
    if (rest.length > LINE_CHARACTERS_MAX) {
      tooLong = true;
      rest = '';
    }
  }
  rest += decoder.end();
  if (tooLong) yield undefined;
  else if (rest !== '') yield rest;
}

const round = (value: number): number => Number(value.toFixed(4));

function answerLine(
  line: string | undefined,
  label: (text: string, language?: string) => Answer,
): object | string {
  if (line === undefined) return `longer than ${LINE_CHARACTERS_MAX} characters`;
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'is not JSON';
  }
  const parsed = lineSchema.safeParse(value);
  if (!parsed.success) return 'needs "text", and at most "language" and "id" besides';
  const { text, language, id } = parsed.data;
  const { ranked, confidence, ...answer } = label(text, language);
  return {
    ...(id === undefined ? {} : { id }),
    ...answer,
    confidence: round(confidence),
    ranked: ranked
      .slice(0, RANKED_MAX)
      .map((each) => ({ ...each, probability: round(each.probability) })),
  };
}

/** Answers each line; gives how many could not be read. */
export async function classifyLines(
  input: Readable,
  output: Writable,
  label: (text: string, language?: string) => Answer,
  version: string,
): Promise<number> {
  let bad = 0;
  let number = 0;
  for await (const line of linesOf(input)) {
    number++;
    if (line?.trim() === '') continue;
    const answer = answerLine(line, label);
    const result =
      typeof answer === 'string' ? { line: number, error: answer } : { ...answer, model: version };
    if (typeof answer === 'string') bad++;
    if (!output.write(`${JSON.stringify(result)}\n`)) await once(output, 'drain');
  }
  return bad;
}
