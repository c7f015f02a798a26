// What every input of the forms is given, and what it says beside its control.
import type { ReactNode } from 'react';
import type { Path } from '../../draft/policy-draft.ts';
import { useFieldWords } from '../field-words.ts';
import { useField } from '../form-state.ts';
import type { SchemaNode } from '../schema.ts';

export type InputProps = {
  path: Path;
  node: SchemaNode;
  /** Another name than the field's own. */
  label?: string | undefined;
  /** Without its help, where many stand close together. */
  brief?: boolean | undefined;
};

/** A field with its words, ready for an input of Mantine. */
export function useInput<T>({ path, node, label, brief }: InputProps) {
  const words = useFieldWords();
  const given = useField<T>(path);
  // What the schema says holds where nothing is written.
  const field = { ...given, value: given.value ?? (node.default as T | undefined) };
  const said: { label: string; description?: ReactNode; error?: string } = {
    label: label ?? words.label(path),
  };
  const help = brief ? undefined : words.help(path, node);
  if (help) said.description = help;
  const fault = words.fault(field.fault);
  if (fault) said.error = fault;
  return { field, words, said, name: String(path.at(-1)) };
}
