// What all fields of the forms share: the draft, what is wrong with it, and how it is written.
import { createContext, useContext } from 'react';
import { type Draft, type Path, type Values, valueAt } from '../draft/policy-draft.ts';
import type { Fault } from '../draft/yaml-editor.tsx';
import type { SchemaNode } from './schema.ts';

export type FormState = {
  schema: SchemaNode;
  defaults: Values;
  draft: Draft;
  faults: readonly Fault[];
  /** Nothing (`undefined`) takes the field away. */
  set(path: Path, value: unknown): void;
  /** The draft as it is written. */
  text: string;
};

/** Given by policy-forms.tsx. */
export const FormContext = createContext<FormState | undefined>(undefined);

/** The forms that a field stands in. */
export function useForms(): FormState {
  const state = useContext(FormContext);
  if (!state) throw new Error('a field of the policy stands outside of its forms');
  return state;
}

/** What is wrong at a place itself. */
export const faultAt = (faults: readonly Fault[], path: Path): Fault | undefined =>
  faults.find(({ field }) => field === path.join('.'));

export type FieldState<T> = {
  value: T | undefined;
  /** What is wrong with it, as the API said. */
  fault: string | undefined;
  /** Whether the draft says something of its own here, so that it can go back to the default. */
  isOwn: boolean;
  set(value: T | undefined): void;
};

/** A field by its place. The type is the caller's, who knows the schema. */
export function useField<T>(path: Path): FieldState<T> {
  const { draft, faults, set } = useForms();
  return {
    value: (valueAt(draft.values, path) ?? undefined) as T | undefined,
    fault: faultAt(faults, path)?.message,
    isOwn: !path.some((key) => typeof key === 'number') && valueAt(draft.own, path) !== undefined,
    set: (value) => set(path, value),
  };
}
