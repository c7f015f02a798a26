// One row of an old list as a case, or what is wrong with it. Pure.
import { instantOf } from '#shared/calendar/days.ts';
import { channels, kinds, SUBJECT_MAX, severities } from '#shared/events/intake.ts';
import { cutText, storableText } from '#shared/events/text.ts';
import type { Policy } from '#shared/policy/policy.ts';
import { outcomeSchema } from '#shared/policy/schema/follow-up.ts';
import type { OldCase } from '../domain/imported/import-case.ts';
import type { Field, Mapping } from './mapping.ts';

/** A row that can be imported, by its key in the source. */
export type MappedRow = { key: string; old: OldCase };

const statuses = ['open', 'resolved', 'closed'] as const;
const SUBJECT_FROM_TEXT = 80;
const KEY_MAX = 200;
const NOTES_MAX = 20_000;
const SUMMARY_MAX = 5_000;
const ADDRESS = /^[^\s@<>]{1,64}@[^\s@<>]{1,255}$/;
const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d?):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/;
const SPOKEN = /^(\d\d?)[./-](\d\d?)[./-](\d{4})(?:,? (\d\d?):(\d\d)(?::(\d\d))?)?$/;
const DAY_MS = 24 * 3_600_000;

/** What is wrong with a row: the field, and why. */
class RowFault extends Error {
  override name = 'RowFault';
}

type Instant = { ms: number; isDay: boolean };

/** A written date as an instant; undefined for what is none. */
export function parseDate(
  written: string,
  dates: Mapping['dates'],
  timeZone: string,
): Instant | undefined {
  const found = (dates === 'iso' ? ISO : SPOKEN).exec(written);
  if (!found) return undefined;
  const [, one = '', two = '', three = '', hour, minute = '0', second = '0', offset] = found;
  const isDay = hour === undefined;
  if (offset) {
    const ms = Date.parse(written.replace(' ', 'T'));
    return Number.isNaN(ms) ? undefined : { ms, isDay };
  }
  const [year, month, day] =
    dates === 'iso'
      ? [one, two, three]
      : dates === 'day-month-year'
        ? [three, two, one]
        : [three, one, two];
  const wall = { year: Number(year), month: Number(month), day: Number(day) };
  const time = { hour: Number(hour ?? 0), minute: Number(minute), second: Number(second) };
  const at = instantOf({ ...wall, ...time }, timeZone);
  return at && { ms: at.getTime(), isDay };
}

type Row = {
  /** The meaning of a cell; empty where there is none. */
  of(field: Field): string;
  mapping: Mapping;
  policy: Policy;
  now: Date;
};

function choice<T extends string>(row: Row, field: Field, allowed: readonly T[]): T {
  const given = row.of(field);
  const found = allowed.find((known) => known === given.toLowerCase());
  if (found) return found;
  throw new RowFault(
    given === ''
      ? `${field}: is empty`
      : `${field}: "${cutText(given, 60)}" is none of ${allowed.slice(0, 20).join(', ')}`,
  );
}

function bounded(row: Row, field: Field, max: number): string {
  const text = row.of(field);
  if (text.length > max) throw new RowFault(`${field}: longer than ${max} characters`);
  return text;
}

// A day without a time is not before something on the same day.
function dateOf(row: Row, field: Field, notBefore?: number): number | undefined {
  const written = row.of(field);
  if (written === '') return undefined;
  const { dates } = row.mapping;
  const found = parseDate(written, dates, row.policy.timeZone);
  if (!found) throw new RowFault(`${field}: "${cutText(written, 60)}" is no date (${dates})`);
  if (found.ms < 0) throw new RowFault(`${field}: is before 1970`);
  if (found.ms > row.now.getTime()) throw new RowFault(`${field}: is not in the past`);
  if (notBefore === undefined || found.ms >= notBefore) return found.ms;
  if (found.isDay && found.ms + DAY_MS > notBefore) return notBefore;
  throw new RowFault(`${field}: is before what must have come first`);
}

const rfc3339 = (ms: number): string => new Date(ms).toISOString();

/** How it ended, if it did. */
function endOf(row: Row, receivedAt: number): Pick<OldCase, 'resolved' | 'closedAt'> {
  const status = choice(row, 'status', statuses);
  if (status === 'open') return {};
  const written = dateOf(row, 'resolvedAt', receivedAt);
  const closed = status === 'closed' ? dateOf(row, 'closedAt', written ?? receivedAt) : undefined;
  const at = written ?? closed;
  if (at === undefined) throw new RowFault(`resolvedAt: a case that is ${status} needs its date`);
  const outcome = choice(row, 'outcome', outcomeSchema.options);
  const resolved = { outcome, summary: bounded(row, 'summary', SUMMARY_MAX), at: rfc3339(at) };
  return { resolved, ...(status === 'closed' ? { closedAt: rfc3339(closed ?? at) } : {}) };
}

function customerOf(row: Row): OldCase['customer'] {
  const email = bounded(row, 'customerEmail', 320);
  if (email && !ADDRESS.test(email)) throw new RowFault('customerEmail: is no address');
  const name = bounded(row, 'customerName', 200);
  const phone = bounded(row, 'customerPhone', 50);
  return { ...(name ? { name } : {}), ...(email ? { email } : {}), ...(phone ? { phone } : {}) };
}

function oldCaseOf(row: Row): OldCase {
  const received = dateOf(row, 'receivedAt');
  if (received === undefined) throw new RowFault('receivedAt: is empty');
  const text = row.of('text');
  const subject = bounded(row, 'subject', SUBJECT_MAX);
  if (!text && !subject) throw new RowFault('text: is empty, and so is the subject');
  const categories = ['unknown', ...row.policy.categories.map(({ key }) => key)];
  const language = row.of('language').toLowerCase() || 'und';
  if (!/^[a-z]{2,3}$/.test(language)) throw new RowFault('language: expected a code such as de');
  const assignee = bounded(row, 'assignee', 320);
  const notes = bounded(row, 'notes', NOTES_MAX);
  return {
    channel: choice(row, 'channel', channels),
    kind: row.of('kind') === '' ? 'complaint' : choice(row, 'kind', kinds),
    category: choice(row, 'category', categories),
    severity: choice(row, 'severity', severities),
    language,
    subject: subject || cutText(text.split('\n', 1)[0] ?? '', SUBJECT_FROM_TEXT).trim(),
    text: text || subject,
    customer: customerOf(row),
    receivedAt: rfc3339(received),
    ...endOf(row, received),
    ...(assignee ? { assignee } : {}),
    ...(notes ? { notes } : {}),
  };
}

/** Reads a row by a mapping. Gives the case, or what is wrong with the row in words. */
export function mapRow(
  record: Readonly<Record<string, string>>,
  mapping: Mapping,
  policy: Policy,
  now: Date,
): MappedRow | string {
  const { columns, constants, values } = mapping;
  const of = (field: Field): string => {
    const name = columns[field];
    const cell = storableText((name === undefined ? '' : (record[name] ?? '')).trim());
    const meanings = values[field] ?? {};
    const small = cell.toLowerCase();
    const means = Object.hasOwn(meanings, small) ? meanings[small] : cell;
    return means || ((constants as Partial<Record<Field, string>>)[field] ?? '');
  };
  if (Object.values(record).some((cell) => cell.includes('\uFFFD')))
    return 'has characters that are not UTF-8: save the file as UTF-8';
  const key = of('id');
  if (key === '') return 'id: is empty';
  if (key.length > KEY_MAX) return `id: longer than ${KEY_MAX} characters`;
  try {
    return { key, old: oldCaseOf({ of, mapping, policy, now }) };
  } catch (error) {
    if (error instanceof RowFault) return error.message;
    throw error;
  }
}
