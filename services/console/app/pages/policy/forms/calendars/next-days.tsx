// The next days on which a calendar is not as its weekdays say: to see whether the right holidays are kept.
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { localeOf } from '../../../../ui/durations.ts';
import { useFieldWords } from '../field-words.ts';
import { useForms } from '../form-state.ts';
import classes from '../forms.module.css';
import { specialDaysQuery } from './calendar-query.ts';
import { calendarAsked } from './calendar-value.ts';

const SHOWN = 10;

/** The list; nothing while the calendar has faults. */
export function NextDays({ name }: { name: string }) {
  const { t } = useTranslation('policy');
  const { draft, faults } = useForms();
  const { language } = useFieldWords();
  const calendar = calendarAsked(draft.values, name) ?? {};
  const isWrong = faults.some(({ field }) => field.startsWith(`calendars.${name}`));
  const today = new Date().toISOString().slice(0, 10);
  const asked = useQuery({
    ...specialDaysQuery(calendar, String(draft.values.timeZone), today),
    enabled: !isWrong,
  });
  const days = (asked.data ?? []).filter(({ closedAnyway }) => !closedAnyway).slice(0, SHOWN);
  const date = new Intl.DateTimeFormat(localeOf(language), {
    ...{ weekday: 'short', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' },
  } as Intl.DateTimeFormatOptions);
  return (
    <section className={classes.preview} aria-label={t('calendars.next')}>
      <h4>{t('calendars.next')}</h4>
      {isWrong && <p className={classes.help}>{t('calendars.mendFirst')}</p>}
      {asked.isError && <p className={classes.help}>{t('calendars.noDays')}</p>}
      {asked.data && days.length === 0 && <p className={classes.help}>{t('calendars.noneNext')}</p>}
      {!isWrong && (
        <ul>
          {days.map((day) => (
            <li key={day.date}>
              <time dateTime={day.date}>{date.format(new Date(`${day.date}T00:00:00Z`))}</time>
              <span>
                {day.name || t(`calendars.why.${day.why}`)}
                {day.hours.length > 0 && ` · ${day.hours.join(', ')}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
