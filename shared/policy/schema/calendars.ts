// When the organisation is open, by name, and what a time is counted in (R20, R32). The arithmetic: shared/calendar.
import { z } from 'zod';
import { holidayTypes, placeFault } from '../../calendar/holidays.ts';
import { minutesOf, weekdays } from '../../calendar/openings.ts';
import { timeZone } from './organisation.ts';
import { policyKey } from './words.ts';

const hourRange = z
  .string()
  .regex(
    /^(?:[01]\d|2[0-3]):[0-5]\d-(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/,
    'expected hours like "09:00-17:00"',
  );

const hoursOfDay = z
  .array(hourRange)
  .max(12)
  .refine((hours) => {
    const open = minutesOf(hours);
    return open.every(({ from, to }, index) => from < to && (open[index + 1]?.from ?? to) >= to);
  }, 'hours must end after they begin, and not overlap');

const date = z
  .string()
  .regex(
    /^(?:\d{4}-)?(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/,
    'expected a date in quotes, "2026-12-24", or for every year "12-24"',
  );

const closure = z
  .strictObject({
    from: date.describe('The first day, "YYYY-MM-DD" or, for every year, "MM-DD".'),
    to: date.optional().describe('The last day, written like the first; the first when absent.'),
    name: z.string().max(100).optional().describe('What people read.'),
  })
  .refine(
    ({ from, to }) => !to || (to.length === from.length && (from.length < 10 || from <= to)),
    '"to" must be written like "from", and not be before it',
  );

const place = z
  .strictObject({
    country: z.string().max(10).describe('ISO 3166-1 country, such as DE.'),
    state: z.string().max(20).optional().describe('State or province, such as BY.'),
    region: z.string().max(20).optional().describe('Region of the state.'),
    types: z
      .array(z.enum(holidayTypes))
      .min(1)
      .default(['public'])
      .describe('Kinds of holidays that are kept; some bank holidays begin in the afternoon.'),
  })
  .superRefine((given, issues) => {
    const fault = placeFault(given);
    if (fault) issues.addIssue({ code: 'custom', message: fault });
  });

type Closure = { from: string; to?: string | undefined };

// Closures of every year must leave days, or no promise in business hours would ever be due.
function leavesDays(closures: readonly Closure[]): boolean {
  const yearly = closures.filter(({ from }) => from.length === 5);
  const span = ({ from, to = from }: Closure): number => {
    const day = (text: string) => Date.parse(`2025-${text}T00:00:00Z`) / 86_400_000;
    return ((day(to) - day(from) + 365) % 365) + 1;
  };
  return yearly.reduce((sum, known) => sum + span(known), 0) <= 300;
}

/** A calendar as a policy has it. */
export const calendarSchema = z
  .strictObject({
    timeZone: timeZone.optional().describe('Its time zone; that of the policy when absent.'),
    hours: z
      .partialRecord(z.enum(weekdays), hoursOfDay)
      .refine(
        (hours) => Object.values(hours).some((day) => (day?.length ?? 0) > 0),
        'a calendar must be open on some weekday',
      )
      .describe('Opening hours by weekday; days that are not named are closed.'),
    holidays: place.nullish().describe('Public holidays on which it is closed; none when null.'),
    closures: z
      .array(closure)
      .max(200)
      .refine(leavesDays, 'closures of every year take more than 300 days of it')
      .default([])
      .describe('Days on which the organisation is closed besides.'),
    otherHours: z
      .array(
        z.strictObject({
          date,
          hours: hoursOfDay.describe('Its hours; none: closed.'),
          name: z.string().max(100).optional().describe('What people read.'),
        }),
      )
      .max(200)
      .default([])
      .describe('Half days and days with other hours: these hold, be the day a holiday or not.'),
  })
  .describe('When an office, a team or a site is open.');

/** The fields of the policy about opening hours. */
export const calendarsFields = {
  calendars: z.record(policyKey, calendarSchema).describe('R20, R32: opening hours by name.'),
  defaultCalendar: policyKey.describe('The calendar of whatever names no other.'),
};

/** What hours are counted in: fields that stand beside a number of hours (R32). */
export const countedFields = {
  hours: z
    .enum(['clock', 'business'])
    .default('clock')
    .describe('Whether its hours run day and night, or only when the calendar is open.'),
  calendar: policyKey
    .optional()
    .describe('The calendar of its business hours; the default one when absent.'),
};
