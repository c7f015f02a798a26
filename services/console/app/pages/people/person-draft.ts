// Somebody as they are being changed: fields as they are typed, and what is sent of them.
import type { StaffAccount } from './people-query.ts';

export type PersonDraft = Pick<
  StaffAccount,
  'name' | 'role' | 'locale' | 'active' | 'languages' | 'skills' | 'reportsTo'
> & {
  team: string;
  responderFor: string[];
  /** Hours by weekday as they are typed: "09:00-12:00, 13:00-17:00". */
  shift: Record<string, string>;
};

/** What is being changed begins as it is. */
export const draftOf = (person: StaffAccount): PersonDraft => ({
  name: person.name,
  role: person.role,
  locale: person.locale,
  active: person.active,
  languages: person.languages,
  skills: person.skills,
  reportsTo: person.reportsTo,
  team: person.team ?? '',
  responderFor: person.responderFor,
  shift: Object.fromEntries(
    Object.entries(person.shift ?? {}).map(([day, hours]) => [day, hours.join(', ')]),
  ),
});

const hoursOf = (typed: string): string[] =>
  typed
    .split(',')
    .map((hours) => hours.trim().replace(/\s*[–-]\s*/, '-'))
    .filter(Boolean);

function shiftOf(typed: PersonDraft['shift']) {
  const named = Object.entries(typed).map(([day, hours]) => [day, hoursOf(hours)] as const);
  const worked = named.filter(([, hours]) => hours.length > 0);
  return worked.length > 0 ? Object.fromEntries(worked) : null;
}

/** What differs, as the API takes it. */
export function changesOf(person: StaffAccount, draft: PersonDraft): Record<string, unknown> {
  const now = { ...draft, team: draft.team.trim() || null, shift: shiftOf(draft.shift) };
  const before = person as unknown as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(now).filter(
      ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]),
    ),
  );
}
