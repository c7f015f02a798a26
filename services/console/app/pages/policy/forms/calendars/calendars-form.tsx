// When the organisation is open: calendars by name, each with its week, holidays, closures and half days.
import { Button, Group, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isValues, type Path, valueAt } from '../../draft/policy-draft.ts';
import { useFieldWords } from '../field-words.ts';
import { useForms } from '../form-state.ts';
import classes from '../forms.module.css';
import { keyFrom } from '../list-changes.ts';
import { SchemaField } from '../schema-field.tsx';
import { DuePreview } from './due-preview.tsx';
import { HolidayFields } from './holidays.tsx';
import { NextDays } from './next-days.tsx';
import { Closures, OtherDays } from './own-days.tsx';
import { Week } from './week.tsx';

const USUAL = { hours: { monday: ['09:00-17:00'] } };

/** A further calendar: its name is a word of the record. */
function NewCalendar({ names, onMade }: { names: string[]; onMade(name: string): void }) {
  const { t } = useTranslation('policy');
  const { draft, set } = useForms();
  const [name, setName] = useState('');
  const add = (): void => {
    const key = keyFrom(name, names, 'calendar');
    const { defaultCalendar } = draft.values;
    const like = valueAt(draft.values, ['calendars', String(defaultCalendar)]);
    set(['calendars', key], structuredClone(isValues(like) ? like : USUAL));
    setName('');
    onMade(key);
  };
  return (
    <Group gap="xs" align="end">
      <TextInput
        label={t('calendars.newName')}
        placeholder={t('calendars.newExample')}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <Button variant="default" disabled={!name.trim()} onClick={add}>
        {t('calendars.add')}
      </Button>
    </Group>
  );
}

function CalendarFields({ name }: { name: string }) {
  const path: Path = ['calendars', name];
  return (
    <>
      <div className={classes.grid}>
        <SchemaField path={[...path, 'timeZone']} />
      </div>
      <Week path={path} />
      <HolidayFields path={path} />
      <Closures path={[...path, 'closures']} />
      <OtherDays path={[...path, 'otherHours']} />
      <NextDays name={name} />
    </>
  );
}

/** The form. */
export function CalendarsForm() {
  const { t } = useTranslation('policy');
  const { draft, defaults, set } = useForms();
  const words = useFieldWords();
  const { calendars, defaultCalendar } = draft.values;
  const names = Object.keys(isValues(calendars) ? calendars : {});
  const [wanted, setWanted] = useState<string>();
  const chosen = names.find((name) => name === wanted) ?? String(defaultCalendar);
  const isDefault = valueAt(defaults, ['calendars', chosen]) !== undefined;
  return (
    <>
      <Group gap="md" align="end">
        <Select
          label={t('calendars.which')}
          data={names}
          value={chosen}
          onChange={(name) => setWanted(name ?? undefined)}
        />
        {names.length > 1 && (
          <SchemaField path={['defaultCalendar']} label={words.label(['defaultCalendar'])} brief />
        )}
        <NewCalendar names={names} onMade={setWanted} />
        {!isDefault && (
          <Button
            variant="subtle"
            color="red"
            onClick={() => set(['calendars', chosen], undefined)}
          >
            {t('calendars.remove', { name: chosen })}
          </Button>
        )}
      </Group>
      <div key={chosen} className={classes.stack}>
        <CalendarFields name={chosen} />
      </div>
      <DuePreview />
    </>
  );
}
