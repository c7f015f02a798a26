// A field of the policy by its schema: the input that fits, or a group or list of further fields.
import { Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useFieldWords } from './field-words.ts';
import { useField, useForms } from './form-state.ts';
import classes from './forms.module.css';
import { ByWordField } from './inputs/by-word-input.tsx';
import {
  CalendarField,
  CategoriesField,
  ChoiceField,
  ChoicesField,
  CurrencyField,
  StaffField,
  TimeZoneField,
} from './inputs/choice-inputs.tsx';
import type { InputProps } from './inputs/input.ts';
import { LanguagesField, TermsField } from './inputs/language-inputs.tsx';
import { LinesField, NumbersField, WordsField } from './inputs/list-inputs.tsx';
import { AmountField, NumberField, TextField, YesNoField } from './inputs/plain-inputs.tsx';
import { ListField } from './list-field.tsx';
import {
  blankOf,
  groupOf,
  type InputKind,
  inputKindOf,
  type SchemaNode,
  schemaAt,
} from './schema.ts';

const inputs: Record<InputKind, (props: InputProps) => ReactNode> = {
  group: (props) => <FieldGroup {...props} />,
  groupOrNone: (props) => <GroupOrNone {...props} />,
  entries: (props) => (
    <ListField {...props} fields={(path, node) => <Fields {...{ path, node }} brief />} />
  ),
  languages: (props) => <LanguagesField {...props} />,
  sentences: (props) => <LanguagesField {...props} as="lines" />,
  terms: (props) => <TermsField {...props} />,
  byWord: (props) => <ByWordField {...props} />,
  choice: (props) => <ChoiceField {...props} />,
  choices: (props) => <ChoicesField {...props} />,
  words: (props) => <WordsField {...props} />,
  lines: (props) => <LinesField {...props} />,
  numbers: (props) => <NumbersField {...props} />,
  yesNo: (props) => <YesNoField {...props} />,
  number: (props) => <NumberField {...props} />,
  amount: (props) => <AmountField {...props} />,
  time: (props) => <TextField {...props} type="time" />,
  calendar: (props) => <CalendarField {...props} />,
  staff: (props) => <StaffField {...props} />,
  categories: (props) => <CategoriesField {...props} />,
  timeZone: (props) => <TimeZoneField {...props} />,
  currency: (props) => <CurrencyField {...props} />,
  text: (props) => <TextField {...props} />,
};

// What takes a line of its own stands below what stands side by side.
const wide: InputKind[] = ['group', 'groupOrNone', 'entries', 'sentences', 'terms', 'byWord'];

/** The fields of a group, side by side. Keys are made by people only once: they are words of the record. */
export function Fields({
  path,
  node,
  without = ['key'],
  brief,
}: {
  path: InputProps['path'];
  node: SchemaNode;
  without?: readonly string[] | undefined;
  brief?: boolean | undefined;
}) {
  const { properties = {} } = groupOf(node);
  const isWide = (name: string): boolean =>
    wide.includes(inputKindOf(name, properties[name] ?? {}));
  const names = Object.keys(properties)
    .filter((name) => !without.includes(name))
    .sort((one, other) => Number(isWide(one)) - Number(isWide(other)));
  return (
    <div className={classes.grid}>
      {names.map((name) => (
        <SchemaField key={name} path={[...path, name]} brief={brief} />
      ))}
    </div>
  );
}

/** A group under its name. */
function FieldGroup({ path, node, label }: InputProps) {
  const words = useFieldWords();
  const { fault } = useField(path);
  const help = words.help(path, node);
  return (
    <fieldset className={classes.group}>
      <legend>{label ?? words.label(path)}</legend>
      {help && <p className={classes.help}>{help}</p>}
      {fault && <p className={classes.fault}>{words.fault(fault)}</p>}
      {isRecord(node) ? <RecordFields path={path} /> : <Fields path={path} node={node} />}
    </fieldset>
  );
}

const isRecord = ({ properties, additionalProperties }: SchemaNode): boolean =>
  !properties && typeof additionalProperties === 'object';

/** Groups by a word, such as severities. */
function RecordFields({ path }: { path: InputProps['path'] }) {
  const { value = {} } = useField<Record<string, unknown>>(path);
  const words = useFieldWords();
  return Object.keys(value).map((key) => (
    <SchemaField key={key} path={[...path, key]} label={words.choice(String(path.at(-1)), key)} />
  ));
}

/** A group that may be there or not. */
function GroupOrNone({ path, node }: InputProps) {
  const { t } = useTranslation('policy');
  const words = useFieldWords();
  const field = useField<object | null>(path);
  const { defaults } = useForms();
  const inner = groupOf(node);
  const standard = schemaDefault(defaults, path) ?? blankOf(inner);
  const help = words.help(path, node);
  return (
    <fieldset className={classes.group}>
      <legend>{words.label(path)}</legend>
      {help && <p className={classes.help}>{help}</p>}
      <Switch
        mb="sm"
        label={t('forms.kept')}
        checked={Boolean(field.value)}
        onChange={({ currentTarget }) =>
          field.set(currentTarget.checked ? (standard as object) : null)
        }
      />
      {field.value && <Fields path={path} node={inner} />}
    </fieldset>
  );
}

const schemaDefault = (defaults: Record<string, unknown>, path: InputProps['path']): unknown =>
  path.length === 1 ? defaults[String(path[0])] : undefined;

/** A field by its place. */
export function SchemaField({ path, label, brief }: Omit<InputProps, 'node'>) {
  const { schema } = useForms();
  const node = schemaAt(schema, path);
  if (!node) return null;
  return inputs[inputKindOf(String(path.at(-1)), node)]({ path, node, label, brief });
}
