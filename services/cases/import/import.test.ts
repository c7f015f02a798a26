// The mapping file of an import and its rows: what each cell means, and what is said of one that means nothing.
import { expect, test } from 'vitest';
import { loadPolicy } from '#shared/policy/policy.ts';
import { mapRow, parseDate } from './map-row.ts';
import { readMapping } from './mapping.ts';

const policy = { ...loadPolicy(), timeZone: 'Europe/Berlin' };
const now = new Date('2026-11-23T10:00:00.000Z');
const yaml = `source: old-crm
dates: day-month-year
columns:
  id: Nr
  receivedAt: Eingang
  channel: Weg
  customerEmail: Mail
  text: Text
  severity: Stufe
  status: Stand
  outcome: Ergebnis
  closedAt: Ende
constants: { category: unknown, severity: minor }
values:
  channel: { Telefon: phone }
  status: { erledigt: closed, offen: open }
  outcome: { "": upheld }
  customerEmail: { k.A.: "" }
`;
const mapping = readMapping(yaml, 'm.yaml');
const row = (cells: Record<string, string> = {}) =>
  mapRow(
    {
      ...{ Nr: '7', Eingang: '01.03.2024 14:30', Weg: 'telefon', Mail: 'k.A.', Text: 'Too late.' },
      ...{ Stufe: '', Stand: 'Erledigt', Ergebnis: '', Ende: '01.03.2024' },
      ...cells,
    },
    mapping,
    policy,
    now,
  );

test('a row becomes a case: words are mapped, dates are those of the policy’s time zone, constants fill what is empty', () => {
  expect(row()).toEqual({
    key: '7',
    old: {
      ...{ channel: 'phone', kind: 'complaint', category: 'unknown', severity: 'minor' },
      ...{ language: 'und', subject: 'Too late.', text: 'Too late.', customer: {} },
      receivedAt: '2024-03-01T13:30:00.000Z',
      // A day without a time is not before something on the same day.
      resolved: { outcome: 'upheld', summary: '', at: '2024-03-01T13:30:00.000Z' },
      closedAt: '2024-03-01T13:30:00.000Z',
    },
  });
  expect(row({ Stand: 'offen' })).toMatchObject({ old: { channel: 'phone' } });
  expect(row({ Stand: 'offen' })).not.toHaveProperty('old.resolved');
});

test.each([
  [{ Nr: ' ' }, 'id: is empty'],
  [{ Nr: 'x'.repeat(201) }, 'id: longer than 200 characters'],
  [{ Eingang: '' }, 'receivedAt: is empty'],
  [{ Eingang: '31.02.2024' }, 'receivedAt: "31.02.2024" is no date (day-month-year)'],
  [{ Eingang: '2024-03-01' }, 'receivedAt: "2024-03-01" is no date (day-month-year)'],
  [{ Eingang: '24.11.2026' }, 'receivedAt: is not in the past'],
  [{ Ende: '29.02.2024' }, 'closedAt: is before what must have come first'],
  [{ Ende: '' }, 'resolvedAt: a case that is closed needs its date'],
  [{ Weg: 'constructor' }, /^channel: "constructor" is none of email, form/],
  [{ Stand: '__proto__' }, 'status: "__proto__" is none of open, resolved, closed'],
  [{ Stufe: 'hoch' }, 'severity: "hoch" is none of minor, moderate, major, critical'],
  [{ Mail: 'a@b@c' }, 'customerEmail: is no address'],
  [{ Text: '' }, 'text: is empty, and so is the subject'],
  [{ Text: 'M\uFFFDller' }, 'has characters that are not UTF-8: save the file as UTF-8'],
])('a row at fault says what is wrong: %j', (cells, fault) => {
  if (typeof fault === 'string') expect(row(cells)).toBe(fault);
  else expect(row(cells)).toMatch(fault);
});

test('dates are read as the mapping says, across the change of the clocks, or at their own offset', () => {
  const at = (written: string, dates: 'iso' | 'month-day-year' = 'iso') => {
    const found = parseDate(written, dates, 'Europe/Berlin');
    return found && new Date(found.ms).toISOString();
  };
  expect(at('2024-07-01')).toBe('2024-06-30T22:00:00.000Z');
  expect(at('2024-01-01 8:05')).toBe('2024-01-01T07:05:00.000Z');
  expect(at('2024-07-01T08:00:00Z')).toBe('2024-07-01T08:00:00.000Z');
  expect(at('2024-07-01 08:00+05:30')).toBe('2024-07-01T02:30:00.000Z');
  expect(at('12/31/2024, 23:59', 'month-day-year')).toBe('2024-12-31T22:59:00.000Z');
  expect(at('31/12/2024', 'month-day-year')).toBeUndefined();
  expect(at('2024-13-01')).toBeUndefined();
  expect(at('2024-01-01 25:00')).toBeUndefined();
});

test('a mapping at fault is refused with each fault at its line', () => {
  const faults = (text: string): string => {
    try {
      readMapping(text, 'm.yaml');
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };
  expect(faults('source: Old CRM\ncolumns:\n  id: Nr\n  Betreff: x\n')).toMatch(
    /^m\.yaml is no mapping:\nline 1: source: expected small letters/,
  );
  expect(faults('source: a\ncolumns:\n  id: Nr\n  reciept: x\n')).toMatch(/line \d: columns/);
  expect(faults('source: a\ncolumns: { id: Nr }\n')).toMatch(
    /receivedAt needs a column[\s\S]*text or subject needs a column[\s\S]*channel needs a column, or a value under constants/,
  );
  expect(faults(`${yaml}surprise: 1\n`)).toMatch(/line 19: surprise: unknown field/);
  expect(faults('a: [')).toMatch(/line \d: mapping/);
  expect(faults('')).toMatch(/is no mapping/);
});
