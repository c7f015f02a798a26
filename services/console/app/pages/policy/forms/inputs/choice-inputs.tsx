// Inputs of values out of a list: one, several, and those whose list is elsewhere (calendars, people, categories, zones).
import { Autocomplete, MultiSelect, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { accountsQuery } from '../../../people/people-query.ts';
import { isValues } from '../../draft/policy-draft.ts';
import { inLanguage } from '../field-words.ts';
import { useForms } from '../form-state.ts';
import { schemaAt } from '../schema.ts';
import { useKept } from '../use-kept.ts';
import { type InputProps, useInput } from './input.ts';
import { Reset } from './reset.tsx';

type Data = string[] | { value: string; label: string }[];

type OneOfProps = InputProps & {
  data: Data;
  searchable?: boolean;
  clearable?: boolean;
  /** What holds when nothing is chosen. */
  otherwise?: string | undefined;
};

function OneOf(props: OneOfProps) {
  const { field, said } = useInput<string>(props);
  const { data, searchable = false, clearable = false, otherwise } = props;
  return (
    <Select
      {...said}
      data={data}
      value={field.value ?? null}
      {...(otherwise && clearable ? { placeholder: otherwise } : {})}
      searchable={searchable}
      clearable={clearable}
      onChange={(value) => field.set(value ?? undefined)}
      {...(field.isOwn && !clearable
        ? { rightSection: <Reset field={field as never} label={said.label} /> }
        : {})}
    />
  );
}

/** One of the values that the schema names; none where the field may be absent. */
export function ChoiceField(props: InputProps) {
  const { words, name } = useInput<string>(props);
  const { enum: choices = [], default: otherwise } = props.node;
  const data = choices.map((value) => ({ value, label: words.choice(name, value) }));
  const { schema } = useForms();
  const above = schemaAt(schema, props.path.slice(0, -1));
  const isRequired = above?.required?.includes(name) ?? false;
  return <OneOf {...props} data={data} clearable={!isRequired && otherwise === undefined} />;
}

/** Several of the values that the schema names. */
export function ChoicesField(props: InputProps) {
  const { field, words, said, name } = useInput<string[]>(props);
  const data = (props.node.items?.enum ?? []).map((value) => ({
    value,
    label: words.choice(name, value),
  }));
  const isOptional =
    props.node.default === undefined && !props.node.description?.startsWith('Kinds');
  return (
    <MultiSelect
      {...said}
      data={data}
      value={field.value ?? []}
      onChange={(chosen) =>
        field.set(
          chosen.length === 0 && isOptional && 'minItems' in props.node ? undefined : chosen,
        )
      }
    />
  );
}

/** A calendar of the policy by its name. */
export function CalendarField(props: InputProps) {
  const { draft } = useForms();
  const names = isValues(draft.values.calendars) ? Object.keys(draft.values.calendars) : [];
  const { defaultCalendar } = draft.values;
  return (
    <OneOf
      {...props}
      data={names}
      clearable={props.path.at(-1) !== 'defaultCalendar'}
      otherwise={String(defaultCalendar ?? '')}
    />
  );
}

/** An IANA time zone. */
export function TimeZoneField(props: InputProps) {
  const { draft } = useForms();
  const inner = props.path.length > 1;
  return (
    <OneOf
      {...props}
      data={Intl.supportedValuesOf('timeZone')}
      searchable
      clearable={inner}
      otherwise={String(draft.values.timeZone ?? '')}
    />
  );
}

/** A currency by its code, named in the reader's language. */
export function CurrencyField(props: InputProps) {
  const { words } = useInput<string>(props);
  const names = new Intl.DisplayNames(words.language, { type: 'currency' });
  const data = Intl.supportedValuesOf('currency').map((value) => ({
    value,
    label: `${value} · ${names.of(value)}`,
  }));
  return <OneOf {...props} data={data} searchable />;
}

/** Somebody of the staff by e-mail address; others can be written too. */
export function StaffField(props: InputProps) {
  const { field, said } = useInput<string>(props);
  const { data } = useQuery(accountsQuery);
  const kept = useKept(field.value ?? '', (text: string) => field.set(text.trim() || undefined));
  const people = (data ?? []).filter(({ active }) => active);
  return (
    <Autocomplete
      {...said}
      data={people.map(({ email }) => email)}
      filter={({ options, search }) => {
        const wanted = search.toLowerCase();
        return options.filter((option) => {
          const email = 'value' in option ? option.value : '';
          const name = people.find((person) => person.email === email)?.name ?? '';
          return `${name} ${email}`.toLowerCase().includes(wanted);
        });
      }}
      renderOption={({ option }) => {
        const name = people.find(({ email }) => email === option.value)?.name;
        return <span>{name ? `${name} · ${option.value}` : option.value}</span>;
      }}
      value={kept.shown}
      onChange={kept.type}
      onBlur={kept.flush}
    />
  );
}

/** Categories of the draft by their names. */
export function CategoriesField(props: InputProps) {
  const { draft } = useForms();
  const { field, words, said } = useInput<string[]>(props);
  const { categories } = draft.values;
  const data = (Array.isArray(categories) ? categories : []).flatMap((each: unknown) =>
    isValues(each) && typeof each.key === 'string'
      ? [{ value: each.key, label: inLanguage(each.label, words.language) || each.key }]
      : [],
  );
  const gone = (field.value ?? []).filter((key) => !data.some(({ value }) => value === key));
  return (
    <MultiSelect
      {...said}
      searchable
      data={[...data, ...gone.map((value) => ({ value, label: value }))]}
      value={field.value ?? []}
      onChange={(chosen) => field.set(chosen.length === 0 ? undefined : chosen)}
    />
  );
}
