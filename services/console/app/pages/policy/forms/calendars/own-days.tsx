// Days of one's own: closures (company holidays, stocktaking) and days with other hours (Christmas Eve until noon).
import { Checkbox, Group, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { localeOf } from '../../../../ui/durations.ts';
import type { Path } from '../../draft/policy-draft.ts';
import { AddButton, Entry } from '../entry.tsx';
import { useFieldWords } from '../field-words.ts';
import { useField, useForms } from '../form-state.ts';
import classes from '../forms.module.css';
import { without } from '../list-changes.ts';
import { useKept } from '../use-kept.ts';
import { dateInput, dateValue, isYearly } from './calendar-value.ts';
import { HoursInput } from './hours-input.tsx';

type Closure = { from: string; to?: string; name?: string };
type OtherHours = { date: string; hours: string[]; name?: string };

const today = (): string => new Date().toISOString().slice(0, 10);

/** Days as people read them: "24 December", of every year or of one. */
function useDayWords(): (date: string) => string {
  const { language } = useFieldWords();
  return (date) => {
    const at = new Date(`${dateInput(date, 2024)}T00:00:00Z`);
    if (Number.isNaN(at.getTime())) return date;
    return new Intl.DateTimeFormat(localeOf(language), {
      ...{ day: 'numeric', month: 'long', timeZone: 'UTC' },
      ...(isYearly(date) ? {} : { year: 'numeric' }),
    } as Intl.DateTimeFormatOptions).format(at);
  };
}

function Name({ path }: { path: Path }) {
  const { t } = useTranslation('policy');
  const field = useField<string>(path);
  const kept = useKept(field.value ?? '', (text: string) => field.set(text.trim() || undefined));
  return (
    <TextInput
      label={t('calendars.dayName')}
      value={kept.shown}
      onChange={({ currentTarget }) => kept.type(currentTarget.value)}
      onBlur={kept.flush}
    />
  );
}

function DateInput(props: { label: string; value: string; onChange(date: string): void }) {
  const { label, value, onChange } = props;
  const yearly = isYearly(value);
  return (
    <TextInput
      type="date"
      label={label}
      value={dateInput(value, new Date().getFullYear())}
      onChange={({ currentTarget }) =>
        currentTarget.value && onChange(dateValue(currentTarget.value, yearly))
      }
    />
  );
}

function Yearly({ yearly, onChange }: { yearly: boolean; onChange(yearly: boolean): void }) {
  const { t } = useTranslation('policy');
  return (
    <Checkbox
      label={t('calendars.yearly')}
      checked={yearly}
      mt={26}
      onChange={({ currentTarget }) => onChange(currentTarget.checked)}
    />
  );
}

const inYear = (date: string, yearly: boolean): string =>
  dateValue(dateInput(date, new Date().getFullYear()), yearly);

function Faults({ at }: { at: string }) {
  const { faults } = useForms();
  const words = useFieldWords();
  return faults
    .filter(({ field }) => `${field}.`.startsWith(`${at}.`))
    .map(({ field, message }) => (
      <p key={`${field} ${message}`} className={classes.fault}>
        {words.fault(message)}
      </p>
    ));
}

/** Closures. */
export function Closures({ path }: { path: Path }) {
  const { t } = useTranslation('policy');
  const words = useFieldWords();
  const dayWords = useDayWords();
  const field = useField<Closure[]>(path);
  const closures = field.value ?? [];
  const change = (index: number, to: Closure): void =>
    field.set(closures.map((each, at) => (at === index ? to : each)));
  return (
    <fieldset className={classes.group} data-whole>
      <legend>{words.label(['closures'])}</legend>
      <p className={classes.help}>{t('calendars.closuresHelp')}</p>
      {field.fault && <p className={classes.fault}>{words.fault(field.fault)}</p>}
      {closures.map((closure, index) => {
        const { from, to = from } = closure;
        const days = from === to ? dayWords(from) : `${dayWords(from)} – ${dayWords(to)}`;
        return (
          <Entry
            // biome-ignore lint/suspicious/noArrayIndexKey: their place is what is written.
            key={index}
            name={closure.name ?? days}
            {...(closure.name ? { note: days } : {})}
            {...{ index, count: closures.length }}
            open={!closure.name}
            onRemove={() => field.set(without(closures, index) as Closure[])}
          >
            <Faults at={[...path, index].join('.')} />
            <Group gap="sm" align="start">
              <DateInput
                label={t('calendars.firstDay')}
                value={from}
                onChange={(day) => change(index, { ...closure, from: day })}
              />
              <DateInput
                label={t('calendars.lastDay')}
                value={to}
                onChange={(day) => change(index, { ...closure, to: day })}
              />
              <Name path={[...path, index, 'name']} />
              <Yearly
                yearly={isYearly(from)}
                onChange={(yearly) =>
                  change(index, { ...closure, from: inYear(from, yearly), to: inYear(to, yearly) })
                }
              />
            </Group>
          </Entry>
        );
      })}
      <AddButton
        text={t('calendars.addClosure')}
        onAdd={() => field.set([...closures, { from: today() }])}
      />
    </fieldset>
  );
}

/** Days with other hours. */
export function OtherDays({ path }: { path: Path }) {
  const { t } = useTranslation('policy');
  const words = useFieldWords();
  const dayWords = useDayWords();
  const field = useField<OtherHours[]>(path);
  const days = field.value ?? [];
  const change = (index: number, to: OtherHours): void =>
    field.set(days.map((each, at) => (at === index ? to : each)));
  return (
    <fieldset className={classes.group} data-whole>
      <legend>{words.label(['otherHours'])}</legend>
      <p className={classes.help}>{t('calendars.otherHoursHelp')}</p>
      {days.map((day, index) => (
        <Entry
          // biome-ignore lint/suspicious/noArrayIndexKey: their place is what is written.
          key={index}
          name={day.name ?? dayWords(day.date)}
          note={`${day.name ? `${dayWords(day.date)} · ` : ''}${day.hours.join(', ')}`}
          {...{ index, count: days.length }}
          open={!day.name}
          onRemove={() => field.set(without(days, index) as OtherHours[])}
        >
          <Faults at={[...path, index].join('.')} />
          <Group gap="sm" align="start">
            <DateInput
              label={t('calendars.day')}
              value={day.date}
              onChange={(date) => change(index, { ...day, date })}
            />
            <Name path={[...path, index, 'name']} />
            <Yearly
              yearly={isYearly(day.date)}
              onChange={(yearly) => change(index, { ...day, date: inYear(day.date, yearly) })}
            />
          </Group>
          <HoursInput
            name={day.name ?? dayWords(day.date)}
            hours={day.hours}
            onChange={(hours) => change(index, { ...day, hours })}
          />
        </Entry>
      ))}
      <AddButton
        text={t('calendars.addOtherHours')}
        onAdd={() => field.set([...days, { date: today(), hours: ['09:00-12:00'] }])}
      />
    </fieldset>
  );
}
