// Hours of a day: from when to when, with a break where there is one; or closed.
import { ActionIcon, Group } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import classes from '../forms.module.css';
import { clockEnd, hoursOf, type Range, rangesOf } from './calendar-value.ts';

const AFTERNOON: Range = { from: '13:00', to: '17:00' };

/** The inputs. `name`: the day that they are of. */
export function HoursInput(props: {
  name: string;
  hours: unknown;
  onChange(hours: string[]): void;
}) {
  const { t } = useTranslation('policy');
  const { name, hours, onChange } = props;
  const ranges = rangesOf(hours);
  const change = (index: number, part: Partial<Range>): void =>
    onChange(hoursOf(ranges.map((range, at) => (at === index ? { ...range, ...part } : range))));
  const time = (index: number, end: keyof Range, value: string) => (
    <input
      type="time"
      className={classes.time}
      aria-label={t(`calendars.${end}`, { name })}
      value={value}
      onChange={({ currentTarget }) =>
        currentTarget.value && change(index, { [end]: currentTarget.value })
      }
    />
  );
  return (
    <Group gap={10} wrap="wrap">
      {ranges.map((range, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: hours of a day have no name but their place.
        <Group gap={4} key={index} wrap="nowrap">
          {time(index, 'from', range.from)}
          <span aria-hidden>–</span>
          {time(index, 'to', clockEnd(range.to))}
          {ranges.length > 1 && (
            <ActionIcon
              size="sm"
              aria-label={t('calendars.removeHours', { name })}
              onClick={() => onChange(hoursOf(ranges.filter((_, at) => at !== index)))}
            >
              <IconX size={14} stroke={1.75} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      {ranges.length > 0 && ranges.length < 3 && (
        <ActionIcon
          size="sm"
          aria-label={t('calendars.addHours', { name })}
          onClick={() => onChange(hoursOf([...ranges, AFTERNOON]))}
        >
          <IconPlus size={14} stroke={1.75} aria-hidden />
        </ActionIcon>
      )}
    </Group>
  );
}
