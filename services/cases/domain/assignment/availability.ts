// Who is there: not away, on shift. Pure; whose case it becomes is decided in routing.ts.
import { businessTimeBetween, type Calendar, createCalendar } from '#shared/calendar/calendar.ts';
import type { Policy } from '#shared/policy/policy.ts';
import { calendarOf } from '#shared/policy/promises.ts';
import type { Staffer } from '../case.ts';

/** Whether somebody is away at a time; the time of coming back is not away any more. */
export const isAway = ({ away }: Staffer, now: Date): boolean =>
  away !== undefined && new Date(away.from) <= now && now < new Date(away.until);

// Shifts of people are few and alike: their calendars are made once a policy.
const made = new WeakMap<object, Map<string, Calendar>>();

function shiftCalendar(person: Staffer, policy: Policy): Calendar {
  const name = person.calendar && policy.calendars[person.calendar] ? person.calendar : undefined;
  const base = calendarOf(policy, name);
  if (!person.shift) return base;
  const known = made.get(policy) ?? new Map<string, Calendar>();
  made.set(policy, known);
  const key = `${name ?? ''}\n${JSON.stringify(person.shift)}`;
  const found = known.get(key);
  if (found) return found;
  const calendar = createCalendar({ ...base.definition, hours: person.shift });
  known.set(key, calendar);
  return calendar;
}

/** Whether somebody works at a time: by their shift, else by the hours of their calendar; never on its holidays. */
export function isOnShift(person: Staffer, now: Date, policy: Policy): boolean {
  const works = !person.shift || Object.values(person.shift).some((day) => day.length > 0);
  const at = now.getTime();
  return works && businessTimeBetween(shiftCalendar(person, policy), at, at + 1) > 0;
}
