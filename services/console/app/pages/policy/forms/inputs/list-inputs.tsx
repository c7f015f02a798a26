// Inputs of plain lists: words, lines, numbers.
import { TagsInput, Textarea } from '@mantine/core';
import { useKept } from '../use-kept.ts';
import { type InputProps, useInput } from './input.ts';

/** Words, one after the other. */
export function WordsField(props: InputProps) {
  const { field, said } = useInput<string[]>(props);
  const isOptional = 'minItems' in props.node && props.path.length > 1;
  return (
    <TagsInput
      {...said}
      value={field.value ?? []}
      onChange={(chosen) => field.set(chosen.length === 0 && isOptional ? undefined : chosen)}
    />
  );
}

/** Numbers, one after the other; what is none is left out. */
export function NumbersField(props: InputProps) {
  const { field, said } = useInput<number[]>(props);
  const numbers = (texts: string[]): number[] =>
    texts.map((text) => Number(text.replace(',', '.'))).filter((number) => Number.isFinite(number));
  return (
    <TagsInput
      {...said}
      value={(field.value ?? []).map(String)}
      onChange={(texts) => field.set(numbers(texts))}
    />
  );
}

/** Several lines, each an entry. */
export function LinesField(props: InputProps) {
  const { field, said } = useInput<string[]>(props);
  const kept = useKept((field.value ?? []).join('\n'), (text: string) =>
    field.set(
      text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    ),
  );
  return (
    <Textarea
      {...said}
      value={kept.shown}
      onChange={({ currentTarget }) => kept.type(currentTarget.value)}
      onBlur={kept.flush}
    />
  );
}
