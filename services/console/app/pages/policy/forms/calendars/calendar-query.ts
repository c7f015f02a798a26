// What the forms of calendars ask the API: places with holidays, the special days of a calendar, when promises would be due.
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answered, api } from '../../../../api/client.ts';

/** Countries, states of one, regions of a state. */
export const placesQuery = (within: { country?: string; state?: string; language: string }) =>
  queryOptions({
    queryKey: ['holiday-places', within],
    staleTime: 60 * 60_000,
    queryFn: () =>
      answered(api.GET('/api/v1/policy/holiday-places', { params: { query: within } })),
  });

const askDays = (calendar: object, timeZone: string, year: number) =>
  answered(
    api.POST('/api/v1/policy/calendar-days', {
      // A calendar of a draft: whether it is one is what the API says.
      body: { calendar: calendar as never, timeZone, year },
    }),
  );

/** The days of this year and the next from a day on, on which a calendar is not as its weekdays say. */
export const specialDaysQuery = (calendar: object, timeZone: string, from: string) =>
  queryOptions({
    queryKey: ['calendar-days', calendar, timeZone, from],
    placeholderData: keepPreviousData,
    queryFn: async () => {
      const year = Number(from.slice(0, 4));
      const [now, next] = await Promise.all([
        askDays(calendar, timeZone, year),
        askDays(calendar, timeZone, year + 1),
      ]);
      return [...now.days, ...next.days].filter(({ date }) => date >= from);
    },
  });

export type DueAsked = {
  receivedAt: string;
  kind: 'complaint' | 'inquiry' | 'feedback';
  severity?: 'minor' | 'moderate' | 'major' | 'critical';
  channel?: 'email' | 'form' | 'phone' | 'in_person' | 'x';
};

/** When what the draft promises would be due. */
export const dueQuery = (yaml: string, asked: DueAsked) =>
  queryOptions({
    queryKey: ['due-times', yaml, asked],
    placeholderData: keepPreviousData,
    queryFn: () =>
      answered(api.POST('/api/v1/policy/due-times', { body: { yaml: yaml || '{}', ...asked } })),
  });
