// What can be chosen of people: roles, platforms, days.
import type { Schema } from '../../api/client.ts';

export type Role = Schema<'StaffAccount'>['role'];

const roles: Role[] = [
  'frontline',
  'supervisor',
  'department_manager',
  'senior_management',
  'admin',
  'auditor',
];

/** Roles by their names. */
export const roleNames = (t: (key: string) => string) =>
  roles.map((value) => ({ value, label: t(`common:roles.${value}`) }));

export const days = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

/** A day's name in the reader's language. 5 January 2026 was a Monday. */
export const dayName = (index: number, reader: string): string =>
  new Intl.DateTimeFormat(reader, { weekday: 'long', timeZone: 'UTC' }).format(
    new Date(Date.UTC(2026, 0, 5 + index)),
  );
