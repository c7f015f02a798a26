// A field in which a known customer can be found while typing: arrows and Enter choose, Escape leaves what was typed.
import { Combobox, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './log-complaint.module.css';
import { type Customer, customersQuery, type LookedUpBy } from './look-ups.ts';

const PAUSE_MS = 250;
const SHOWN_MAX = 6;

function Found({ customer }: { customer: Customer }) {
  const { t } = useTranslation('log-complaint');
  const { name, email, phone, cases, open, last } = customer;
  return (
    <>
      <span className={classes.foundTop}>
        <span className={classes.foundName}>{name ?? email ?? phone ?? t('who.nameless')}</span>
        <span className={classes.foundCount}>
          {t('who.cases', { count: cases })}
          {open > 0 && ` · ${t('who.open', { count: open })}`}
        </span>
      </span>
      <span className={classes.foundMore}>
        {[name ? email : undefined, phone].filter(Boolean).join(' · ')}
      </span>
      <span className={classes.foundMore}>
        {last.reference} {last.subject}
      </span>
    </>
  );
}

type Props = {
  by: LookedUpBy;
  name: string;
  label: string;
  value: string;
  error: string | undefined;
  type?: 'email' | 'tel';
  onType(value: string): void;
  onChoose(customer: Customer): void;
};

/** The field. */
export function CustomerField({ by, value, onType, onChoose, ...input }: Props) {
  const { t } = useTranslation('log-complaint');
  const [isTyping, setTyping] = useState(false);
  const [typed] = useDebouncedValue(value, PAUSE_MS);
  const { data = [] } = useQuery(customersQuery(by, typed, isTyping && typed === value));
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const found = isTyping ? data.slice(0, SHOWN_MAX) : [];
  const choose = (at: string) => {
    const customer = found[Number(at)];
    setTyping(false);
    box.closeDropdown();
    if (customer) onChoose(customer);
  };
  return (
    <Combobox store={box} onOptionSubmit={choose} offset={4} shadow="md">
      <Combobox.Target withExpandedAttribute>
        <TextInput
          {...input}
          role="combobox"
          autoComplete="off"
          data-1p-ignore
          value={value}
          onChange={(event) => {
            setTyping(true);
            onType(event.currentTarget.value);
            box.openDropdown();
          }}
          onBlur={() => {
            setTyping(false);
            box.closeDropdown();
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown hidden={found.length === 0}>
        <Combobox.Options aria-label={t('who.known')}>
          {found.map((customer, at) => (
            <Combobox.Option
              key={`${customer.last.reference} ${customer.email} ${customer.phone}`}
              value={String(at)}
              className={classes.found ?? ''}
            >
              <Found customer={customer} />
            </Combobox.Option>
          ))}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
