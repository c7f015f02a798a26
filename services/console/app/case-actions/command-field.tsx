// One field of a form about a case: the control that fits what it asks for, with its label, hint and what the API said of it.
import {
  Autocomplete,
  FileInput,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { Choices } from './choices.ts';
import type { Field } from './fields.ts';

export type FieldProps = {
  field: Field;
  value: unknown;
  error: string | undefined;
  choices: Choices;
  onChange(value: unknown): void;
};

const FILE_BYTES_MAX = 8 * 1024 * 1024;

const text = (value: unknown): string =>
  value === undefined || value === null ? '' : String(value);

/** Base64 of a file, as the API takes it (RFC 4648 §4). */
async function uploadOf(file: File): Promise<Record<string, string>> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  const mediaType = file.type || 'application/octet-stream';
  return { name: file.name, mediaType, content: btoa(binary) };
}

function FileField({ common, onChange }: { common: object; onChange: FieldProps['onChange'] }) {
  const { t } = useTranslation('case-actions');
  const choose = (file: File | null) => {
    if (!file || file.size > FILE_BYTES_MAX) onChange(undefined);
    else void uploadOf(file).then(onChange);
  };
  return <FileInput {...common} placeholder={t('chooseFile')} clearable onChange={choose} />;
}

function YesNo({
  label,
  error,
  value,
  onChange,
}: { label: string; error: string | undefined } & Pick<FieldProps, 'value' | 'onChange'>) {
  const { t } = useTranslation('case-actions');
  const id = useId();
  return (
    <Stack gap={4}>
      <Text size="sm" fw={500} id={id}>
        {label}
      </Text>
      <SegmentedControl
        aria-labelledby={id}
        value={value === true ? 'yes' : value === false ? 'no' : ''}
        onChange={(chosen) => onChange(chosen === 'yes')}
        data={[
          { value: 'yes', label: t('yes') },
          { value: 'no', label: t('no') },
        ]}
      />
      {error && (
        <Text size="xs" c="var(--rd-danger)" role="alert">
          {error}
        </Text>
      )}
    </Stack>
  );
}

function useWords() {
  const { t, i18n } = useTranslation('case-actions');
  return {
    label: ({ name, label = name }: Field) => t(`fields.${label}`),
    hint: ({ name }: Field) =>
      i18n.exists(`case-actions:hints.${name}`) ? t(`hints.${name}`) : undefined,
    option: ({ name, words }: Field, value: string) =>
      words ? t(`common:${words}.${value}`) : t(`options.${name}.${value}`),
  };
}

/** A reference: typed, or one of the customer's other cases. */
function CaseField(props: { common: object } & Pick<FieldProps, 'value' | 'choices' | 'onChange'>) {
  const { common, value, choices, onChange } = props;
  const data = choices.flatMap((choice) => ('value' in choice ? choice.value : []));
  return <Autocomplete {...common} value={text(value)} data={data} onChange={onChange} />;
}

/** One field. */
export function CommandField({ field, value, error, choices, onChange }: FieldProps) {
  const words = useWords();
  const label = words.label(field);
  const { required } = field;
  const common = { label, error, withAsterisk: required, description: words.hint(field) };
  switch (field.kind) {
    case 'long':
      return (
        <Textarea
          {...common}
          value={text(value)}
          maxRows={12}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'lines':
    case 'references':
      return (
        <Textarea
          {...common}
          value={text(value)}
          minRows={2}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'number':
      return <NumberInput {...common} value={text(value)} min={0} onChange={onChange} />;
    case 'instant':
      return (
        <TextInput
          {...common}
          type="datetime-local"
          value={text(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case 'yesNo':
      return <YesNo label={label} error={error} value={value} onChange={onChange} />;
    case 'file':
      return <FileField common={common} onChange={onChange} />;
    case 'choice':
      return (
        <Select
          {...common}
          clearable={!required}
          value={text(value) || null}
          data={field.options.map((option) => ({
            value: option,
            label: words.option(field, option),
          }))}
          onChange={onChange}
        />
      );
    case 'otherCase':
      return <CaseField {...{ common, value, choices, onChange }} />;
    case 'amount':
    case 'remedyAmount':
    case 'text':
      return (
        <TextInput
          {...common}
          inputMode={field.kind === 'text' ? 'text' : 'decimal'}
          value={text(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return (
        <Select
          {...common}
          searchable
          clearable={!required}
          value={text(value) || null}
          data={choices}
          onChange={onChange}
        />
      );
  }
}
