// Inputs of single values: texts, numbers, amounts, times of day, yes or no.
import { NumberInput, Switch, Text, TextInput } from '@mantine/core';
import { useForms } from '../form-state.ts';
import { unitOf } from '../schema.ts';
import { useKept } from '../use-kept.ts';
import { type InputProps, useInput } from './input.ts';
import { Reset } from './reset.tsx';

const HOURS_OF_DAY = 24;

/** A line of text. */
export function TextField(props: InputProps & { type?: 'text' | 'time' }) {
  const { field, said } = useInput<string>(props);
  const { value = '' } = field;
  const isOptional = !props.node.type || props.node.description?.includes('absent');
  const kept = useKept(value, (text: string) =>
    field.set(text === '' && isOptional ? undefined : text),
  );
  return (
    <TextInput
      {...said}
      type={props.type ?? 'text'}
      value={kept.shown}
      onChange={({ currentTarget }) => kept.type(currentTarget.value)}
      onBlur={kept.flush}
      rightSection={<Reset field={field as never} label={said.label} />}
    />
  );
}

/** An amount of money in the currency of the policy. */
export function AmountField(props: InputProps) {
  const { draft } = useForms();
  const { field, said } = useInput<string>(props);
  const kept = useKept(field.value ?? '', (text: string) =>
    // Whoever writes a comma means the same.
    field.set(text.trim() === '' ? undefined : text.trim().replace(',', '.')),
  );
  return (
    <TextInput
      {...said}
      inputMode="decimal"
      value={kept.shown}
      onChange={({ currentTarget }) => kept.type(currentTarget.value)}
      onBlur={kept.flush}
      leftSectionWidth={48}
      leftSectionPointerEvents="none"
      leftSection={
        <Text size="xs" c="dimmed">
          {String(draft.values.currency ?? '')}
        </Text>
      }
      rightSection={<Reset field={field as never} label={said.label} />}
    />
  );
}

/** A number, with what it is counted in. */
export function NumberField(props: InputProps) {
  const { field, words, said, name } = useInput<number>(props);
  const { language } = words;
  const kept = useKept<number | string>(field.value ?? '', (value) =>
    field.set(value === '' ? undefined : Number(value)),
  );
  const unit = words.unit(name, Number(kept.shown));
  const days = Number(kept.shown) / HOURS_OF_DAY;
  const inDays =
    unitOf(name) === 'hour' && days >= 2
      ? new Intl.NumberFormat(language, {
          ...{ style: 'unit', unit: 'day', unitDisplay: 'long', maximumFractionDigits: 1 },
        } as Intl.NumberFormatOptions).format(days)
      : undefined;
  return (
    <NumberInput
      {...said}
      value={kept.shown}
      min={props.node.minimum ?? 0}
      {...(props.node.maximum === undefined ? {} : { max: props.node.maximum })}
      clampBehavior="none"
      allowNegative={(props.node.minimum ?? 0) < 0}
      suffix={unit ? ` ${unit}${inDays ? ` (= ${inDays})` : ''}` : ''}
      decimalSeparator={language === 'en' ? '.' : ','}
      hideControls
      onChange={kept.type}
      onBlur={kept.flush}
      rightSection={<Reset field={field as never} label={said.label} />}
    />
  );
}

/** Yes or no. */
export function YesNoField(props: InputProps) {
  const { field, said } = useInput<boolean>(props);
  return (
    <Switch
      {...said}
      checked={field.value === true}
      onChange={({ currentTarget }) => field.set(currentTarget.checked)}
    />
  );
}
