// The opening hours of a week, a line a day.
import { Button, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dayName } from '../../../people/choices.ts';
import type { Path } from '../../draft/policy-draft.ts';
import { useFieldWords } from '../field-words.ts';
import { useField, useForms } from '../form-state.ts';
import classes from '../forms.module.css';
import { weekdays } from './calendar-value.ts';
import { HoursInput } from './hours-input.tsx';

const USUAL = ['09:00-17:00'];
const WORKDAYS = weekdays.slice(1, 5);

function Day({ path, name }: { path: Path; name: string }) {
  const { t } = useTranslation('policy');
  const words = useFieldWords();
  const field = useField<string[]>(path);
  const hours = field.value ?? [];
  return (
    <div className={classes.day}>
      <Switch
        label={name}
        checked={hours.length > 0}
        onChange={({ currentTarget }) => field.set(currentTarget.checked ? USUAL : [])}
      />
      {hours.length > 0 ? (
        <HoursInput name={name} hours={hours} onChange={field.set} />
      ) : (
        <span className={classes.help}>{t('calendars.closed')}</span>
      )}
      {field.fault && <p className={classes.fault}>{words.fault(field.fault)}</p>}
    </div>
  );
}

/** The week of a calendar. */
export function Week({ path }: { path: Path }) {
  const { t } = useTranslation('policy');
  const { set } = useForms();
  const words = useFieldWords();
  const { value: hours = {}, fault } = useField<Record<string, string[]>>([...path, 'hours']);
  const asMonday = (): void => {
    const same = Object.fromEntries(WORKDAYS.map((day) => [day, hours.monday ?? []]));
    set([...path, 'hours'], { ...hours, ...same });
  };
  return (
    <fieldset className={classes.group} data-whole>
      <legend>{t('calendars.week')}</legend>
      {fault && <p className={classes.fault}>{words.fault(fault)}</p>}
      {weekdays.map((day, index) => (
        <Day key={day} path={[...path, 'hours', day]} name={dayName(index, words.language)} />
      ))}
      <Button variant="subtle" size="compact-xs" mt={4} onClick={asMonday}>
        {t('calendars.asMonday')}
      </Button>
    </fieldset>
  );
}
