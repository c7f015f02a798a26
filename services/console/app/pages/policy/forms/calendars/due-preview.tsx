// What the draft would promise: a complaint that comes on Friday at 16:50 is acknowledged by …, answered by …, goes up on ….
import { Group, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { localeOf } from '../../../../ui/durations.ts';
import { dayName } from '../../../people/choices.ts';
import { useFieldWords } from '../field-words.ts';
import { useForms } from '../form-state.ts';
import classes from '../forms.module.css';
import { type DueAsked, dueQuery } from './calendar-query.ts';
import { nextWeekday, weekdays } from './calendar-value.ts';

const kinds = ['complaint', 'inquiry', 'feedback'] as const;
const severities = ['minor', 'moderate', 'major', 'critical'] as const;
const channels = ['email', 'form', 'phone', 'in_person', 'x'] as const;
const FRIDAY = 4;

type Example = { weekday: number; time: string } & Pick<DueAsked, 'kind' | 'severity' | 'channel'>;

function Choices({ example, set }: { example: Example; set(part: Partial<Example>): void }) {
  const { t } = useTranslation(['policy', 'common']);
  const { language } = useFieldWords();
  const choice = (name: 'kind' | 'severity' | 'channel', values: readonly string[]) => (
    <Select
      label={t(`due.${name}`)}
      data={values.map((value) => ({ value, label: t(`common:${name}.${value}`) }))}
      value={example[name] ?? null}
      onChange={(value) => value && set({ [name]: value })}
    />
  );
  return (
    <div className={classes.example}>
      {choice('kind', kinds)}
      {choice('severity', severities)}
      {choice('channel', channels)}
      <Select
        label={t('due.weekday')}
        data={weekdays.map((_, index) => ({
          value: String(index),
          label: dayName(index, language),
        }))}
        value={String(example.weekday)}
        onChange={(value) => value && set({ weekday: Number(value) })}
      />
      <TextInput
        type="time"
        label={t('due.time')}
        value={example.time}
        onChange={({ currentTarget }) => currentTarget.value && set({ time: currentTarget.value })}
      />
    </div>
  );
}

/** The example and its times. */
export function DuePreview() {
  const { t } = useTranslation(['policy', 'common']);
  const { text, faults } = useForms();
  const { language } = useFieldWords();
  const [example, setExample] = useState<Example>({
    ...{ weekday: FRIDAY, time: '16:50', kind: 'complaint', severity: 'moderate' },
    channel: 'email',
  });
  const { weekday, time, ...facts } = example;
  const receivedAt = `${nextWeekday(new Date(), weekday)}T${time}`;
  const asked = useQuery({
    ...dueQuery(text, { receivedAt, ...facts }),
    enabled: faults.length === 0,
  });
  const due = asked.data?.valid ? asked.data : undefined;
  const at = (instant: string): string =>
    new Intl.DateTimeFormat(localeOf(language), {
      ...{ weekday: 'long', day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' },
      timeZone: due?.timeZone,
    } as Intl.DateTimeFormatOptions).format(new Date(instant));
  const lines = due
    ? [
        ['acknowledge', at(due.acknowledgeBy)],
        ['assign', at(due.assignBy)],
        [facts.kind === 'inquiry' ? 'answer' : 'resolve', at(due.respondBy)],
      ]
    : [];
  return (
    <section className={classes.preview} aria-label={t('due.title')}>
      <h4>{t('due.title')}</h4>
      <Choices example={example} set={(part) => setExample({ ...example, ...part })} />
      {faults.length > 0 && <p className={classes.help}>{t('calendars.mendFirst')}</p>}
      {due && faults.length === 0 && (
        <dl className={classes.due} aria-live="polite">
          {lines.map(([key, value]) => (
            <Group key={key} gap="sm" wrap="nowrap">
              <dt>{t(`due.${key}`)}</dt>
              <dd>{value}</dd>
            </Group>
          ))}
          {due.levels.map(({ level, role, dueAt }) => (
            <Group key={level} gap="sm" wrap="nowrap">
              <dt>{t('due.level', { level, role: t(`common:roles.${role}`) })}</dt>
              <dd>{at(dueAt)}</dd>
            </Group>
          ))}
        </dl>
      )}
    </section>
  );
}
