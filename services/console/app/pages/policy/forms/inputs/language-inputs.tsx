// Inputs of what people read, language by language: names, sentences a line each, words with commas.
import { Input, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Path } from '../../draft/policy-draft.ts';
import { useFieldWords } from '../field-words.ts';
import { useField, useForms } from '../form-state.ts';
import classes from '../forms.module.css';
import { useKept } from '../use-kept.ts';
import { type InputProps, useInput } from './input.ts';

/** The languages of the policy, and those that something stands in already. */
function useLanguages(given: object | undefined): { code: string; name: string }[] {
  const { draft } = useForms();
  const { language } = useFieldWords();
  const { locales } = draft.values;
  const codes = new Set([...(Array.isArray(locales) ? locales : []), ...Object.keys(given ?? {})]);
  const names = new Intl.DisplayNames(language, { type: 'language' });
  return [...codes].map((code) => ({ code: String(code), name: names.of(String(code)) ?? code }));
}

type Way = {
  shown(value: unknown): string;
  read(text: string): unknown;
  multiline: boolean;
};

const ways: Record<'name' | 'lines' | 'terms', Way> = {
  name: { shown: (value) => String(value ?? ''), read: (text) => text, multiline: false },
  lines: {
    shown: (value) => (Array.isArray(value) ? value.join('\n') : ''),
    read: (text) =>
      text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean),
    multiline: true,
  },
  terms: {
    shown: (value) => (Array.isArray(value) ? value.join(', ') : String(value ?? '')),
    read: (text) => text.replaceAll(/\s+/g, ' ').trim(),
    multiline: true,
  },
};

function InLanguage(props: { path: Path; name: string; of: string; way: Way }) {
  const { path, name, of, way } = props;
  const field = useField<unknown>(path);
  const words = useFieldWords();
  const kept = useKept(way.shown(field.value), (text: string) =>
    field.set(text.trim() === '' ? undefined : way.read(text)),
  );
  const fault = words.fault(field.fault);
  const Control = way.multiline ? Textarea : TextInput;
  return (
    <Control
      label={name}
      aria-label={`${of}, ${name}`}
      value={kept.shown}
      {...(fault ? { error: fault } : {})}
      {...(way.multiline ? { minRows: 2, maxRows: 8 } : {})}
      onChange={({ currentTarget }: { currentTarget: { value: string } }) =>
        kept.type(currentTarget.value)
      }
      onBlur={kept.flush}
    />
  );
}

/** All languages side by side. */
export function LanguagesField(props: InputProps & { as?: keyof typeof ways }) {
  const { path, as = 'name' } = props;
  const { field, said } = useInput<object>(props);
  const languages = useLanguages(field.value);
  return (
    <Input.Wrapper {...said} labelElement="div" className={classes.whole ?? ''}>
      <div className={classes.languages} data-wide={ways[as].multiline || undefined}>
        {languages.map(({ code, name }) => (
          <InLanguage
            key={code}
            path={[...path, code]}
            name={name}
            of={said.label}
            way={ways[as]}
          />
        ))}
      </div>
    </Input.Wrapper>
  );
}

/** Words and phrases, often hundreds: folded, and made only when they are opened. */
export function TermsField(props: InputProps) {
  const [open, setOpen] = useState(false);
  const words = useFieldWords();
  const name = props.label ?? words.label(props.path);
  return (
    <details
      className={`${classes.fold ?? ''} ${classes.whole ?? ''}`}
      open={open}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      <summary>{name}</summary>
      {open && <LanguagesField {...props} as="terms" />}
    </details>
  );
}
