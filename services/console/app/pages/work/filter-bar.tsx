// What is shown: whose work, words, severity, status, order. All of it stands in the address.
import { MultiSelect, Select, TextInput, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { type RefObject, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SavedFilters } from './saved-filters.tsx';
import classes from './work.module.css';
import { scopes, severities, sorts, statuses, type WorkFilters } from './work-query.ts';

const TYPING_MS = 250;

type Props = {
  filters: WorkFilters;
  onChange(filters: WorkFilters): void;
  search: RefObject<HTMLInputElement | null>;
};

function Search({ filters, onChange, search }: Props) {
  const { t } = useTranslation('work');
  const [text, setText] = useState(filters.q ?? '');
  useEffect(() => setText(filters.q ?? ''), [filters.q]);
  useEffect(() => {
    if (text === (filters.q ?? '')) return undefined;
    const { q: _q, ...rest } = filters;
    const timer = setTimeout(() => onChange(text ? { ...rest, q: text } : rest), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, filters, onChange]);
  return (
    <TextInput
      ref={search}
      className={classes.search ?? ''}
      size="xs"
      type="search"
      aria-label={t('search')}
      placeholder={t('search')}
      leftSection={<IconSearch size={14} stroke={1.75} aria-hidden />}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
    />
  );
}

function Several<Value extends string>(props: {
  label: string;
  values: readonly Value[];
  words: 'severity' | 'status';
  chosen: Value[] | undefined;
  onChange(chosen: Value[]): void;
}) {
  const { t } = useTranslation('common');
  const { label, values, words, chosen = [], onChange } = props;
  return (
    <MultiSelect
      className={classes.several ?? ''}
      size="xs"
      aria-label={label}
      placeholder={chosen.length === 0 ? label : ''}
      data={values.map((value) => ({ value, label: t(`${words}.${value as string}`) }))}
      value={chosen}
      onChange={(next) => onChange(next as Value[])}
      clearable
    />
  );
}

/** Tabs and filters. */
export function FilterBar({ filters, onChange, search }: Props) {
  const { t } = useTranslation('work');
  const { scope = 'mine', sort = 'due' } = filters;
  const put = (key: keyof WorkFilters, value: unknown, keep: boolean) => {
    const { [key]: _before, ...rest } = filters;
    onChange(keep ? ({ ...rest, [key]: value } as WorkFilters) : rest);
  };
  return (
    <div className={classes.bar}>
      <fieldset className={classes.scopes} aria-label={t('scope')}>
        {scopes.map((each) => (
          <UnstyledButton
            key={each}
            className={classes.scope ?? ''}
            aria-pressed={scope === each}
            onClick={() => put('scope', each, each !== 'mine')}
          >
            {t(`scopes.${each}`)}
          </UnstyledButton>
        ))}
        <UnstyledButton
          className={classes.scope ?? ''}
          aria-pressed={filters.overdue === true}
          onClick={() => put('overdue', true, !filters.overdue)}
        >
          {t('overdueOnly')}
        </UnstyledButton>
      </fieldset>
      <div className={classes.filters}>
        <Search {...{ filters, onChange, search }} />
        <Several
          label={t('severity')}
          values={severities}
          words="severity"
          chosen={filters.severity}
          onChange={(chosen) => put('severity', chosen, chosen.length > 0)}
        />
        <Several
          label={t('status')}
          values={statuses}
          words="status"
          chosen={filters.status}
          onChange={(chosen) => put('status', chosen, chosen.length > 0)}
        />
        <Select
          className={classes.sort ?? ''}
          size="xs"
          aria-label={t('sort')}
          data={sorts.map((value) => ({ value, label: t(`sorts.${value}`) }))}
          value={sort}
          onChange={(value) => put('sort', value, value !== 'due')}
        />
        <SavedFilters filters={filters} onChange={onChange} />
      </div>
    </div>
  );
}
