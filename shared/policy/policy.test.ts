// The default policy holds the SOPs' values, and a wrong one is named in a line.
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../errors.ts';
import { ancestry, labelIn, loadPolicy } from './policy.ts';

const policy = loadPolicy();
const faultOf = (over: unknown): string => {
  try {
    loadPolicy(over);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message;
  }
  return 'accepted';
};

describe('the default policy holds the values of the SOPs', () => {
  test('R10 the promise to acknowledge is 24 hours, and R11 a person hears of it before', () => {
    expect(policy.acknowledgement.withinHours).toBe(24);
    expect(policy.acknowledgement.raiseHoursBefore).toBeGreaterThan(0);
    expect(policy.acknowledgement.raiseHoursBefore).toBeLessThan(24);
  });

  test('R20 an investigator is assigned within one business day', () => {
    expect(policy.assignment.withinBusinessDays).toBe(1);
  });

  test('R30 L1 is a supervisor at 24 h, L2 the department manager at 48 h, L3 senior management at 72 h', () => {
    expect(
      policy.escalation.map(({ level, afterHours, role }) => [level, afterHours, role]),
    ).toEqual([
      [1, 24, 'supervisor'],
      [2, 48, 'department_manager'],
      [3, 72, 'senior_management'],
    ]);
    expect(policy.escalation[1]?.action.en).toMatch(/intervention/);
    expect(policy.escalation[2]?.action.en).toMatch(/customer engagement/);
  });

  test('R15 the severities of the guidelines table, with its example scenarios', () => {
    const scenarios = Object.entries(policy.severities).map(([key, { examples }]) => [
      key,
      examples.en,
    ]);
    expect(scenarios).toEqual([
      ['minor', ['Brief service delay', 'Minor product defect']],
      ['moderate', ['Repeated inconvenience', 'Significant delay']],
      ['major', ['Service outage', 'Financial impact']],
      ['critical', ['Data breach']],
    ]);
  });

  test('R17 a manager decides within 4 hours, and R73 somebody is named for questions', () => {
    expect(policy.contactDecision.withinHours).toBe(4);
    expect(policy.contactPerson).not.toBe('');
  });

  test('R35 the compensation table: options and who approves, by severity', () => {
    const rows = policy.remedies.map(({ severities, approval, options }) => [
      severities.join('/'),
      approval,
      options.map((option) => option.key),
    ]);
    expect(rows[0]).toEqual(['minor', 'frontline', ['apology', 'discount', 'loyalty_points']]);
    expect(rows[1]?.slice(0, 2)).toEqual(['moderate', 'supervisor']);
    expect(rows[1]?.[2]).toEqual(
      expect.arrayContaining(['partial_refund', 'free_upgrade', 'gift_voucher']),
    );
    expect(rows[2]?.slice(0, 2)).toEqual(['major/critical', 'department_manager']);
    expect(rows[2]?.[2]).toEqual(
      expect.arrayContaining(['full_refund', 'service_credit', 'formal_apology_letter']),
    );
  });

  test('R37 from Moderate on another person approves', () => {
    expect(policy.remedies.map((row) => row.fourEyes)).toEqual([false, true, true]);
  });

  test('R15 the rows of the guidelines table have a rule, and each rule an example', () => {
    const rules = policy.classification.severities;
    const named = rules.map(({ severity, rule }) => `${severity}: ${rule}`).join('\n');
    for (const row of [
      /minor: .*brief delay.*minor defect/,
      /moderate: repeated inconvenience/,
      /moderate: significant delay/,
      /major: service outage/,
      /major: financial impact/,
      /critical: data breach/,
    ])
      expect(named).toMatch(row);
    for (const { examples, rule } of rules) expect(examples.length, rule).toBeGreaterThan(0);
  });

  test('R03 R15 R17 every list of terms speaks English, German, Spanish and French', () => {
    const { kinds, severities, threat, agitated, delay, loss } = policy.classification;
    const lists = [
      ...policy.categories.filter(({ key }) => key !== 'other').map(({ terms }) => terms),
      ...Object.values(kinds),
      ...severities.map(({ terms }) => terms),
      ...[threat, agitated, delay.near, delay.unless, loss.near],
      ...Object.values(policy.classification.signals),
    ];
    for (const list of lists) {
      for (const language of ['en', 'de', 'es', 'fr'])
        expect(list?.[language]?.length).toBeGreaterThan(0);
    }
  });
});

test('every label is there in every language that customers are answered in', () => {
  const labels = [
    ...policy.categories.map(({ label }) => label),
    ...Object.values(policy.severities).map(({ label }) => label),
    ...policy.escalation.map(({ action }) => action),
    ...policy.remedies.flatMap(({ options }) => options.map(({ label }) => label)),
  ];
  expect(policy.locales).toEqual(['en', 'de', 'es', 'fr']);
  for (const label of labels) expect(Object.keys(label), label.en).toEqual(policy.locales);
});

describe('R32 an organisation lays its own values over the default', () => {
  test('a value replaces one, the rest stays', () => {
    const own = loadPolicy({ currency: 'CHF', acknowledgement: { withinHours: 4 } });
    expect(own.currency).toBe('CHF');
    expect(own.acknowledgement).toEqual({ ...policy.acknowledgement, withinHours: 4 });
    expect(own.escalation).toEqual(policy.escalation);
  });

  test('a language is added to a list of terms, in commas or as a list', () => {
    const own = loadPolicy({
      classification: { threat: { it: 'ti ammazzo, ti * ammazzare' }, agitated: { it: ['basta'] } },
    });
    expect(own.classification.threat.it).toEqual(['ti ammazzo', 'ti * ammazzare']);
    expect(own.classification.threat.en).toEqual(policy.classification.threat.en);
    expect(own.classification.agitated.it).toEqual(['basta']);
  });

  test('the version tells policies apart and is the same for the same values', () => {
    expect(loadPolicy().version).toBe(policy.version);
    expect(loadPolicy(null).version).toBe(policy.version);
    // PostgreSQL gives the fields back in another order.
    const turned = Object.fromEntries(Object.entries(policy.severities).reverse());
    expect(loadPolicy({ severities: turned }).version).toBe(policy.version);
    expect(loadPolicy({ currency: 'CHF' }).version).not.toBe(policy.version);
  });
});

describe('a wrong policy is one line that names the field', () => {
  const category = { key: 'a', label: {}, terms: {} };
  test.each([
    [{ currency: 'Euro' }, 'policy: currency: '],
    [{ curency: 'EUR' }, 'policy: curency: there is no such field'],
    [{ timeZone: 'Europe/Bärlin' }, 'policy: timeZone: expected an IANA time zone'],
    [{ surveys: { lowShare: 4 } }, 'policy: surveys.lowShare: '],
    [{ escalation: [{ level: 4 }] }, 'policy: escalation.0.level: '],
    [{ remedies: [], resolution: { withinHours: 'soon' } }, 'policy: resolution.withinHours: '],
    [
      { categories: [category, category, category, { ...category, terms: { en: 7 } }] },
      'policy: categories.3.terms.en: ',
    ],
    [
      { categories: [{ ...category, terms: { en: ['ok', ''] } }] },
      'policy: categories.0.terms.en.1: ',
    ],
    [
      { categories: [{ ...category, terms: { en: '* late' } }] },
      'policy: categories.0.terms.en.0: a term is words',
    ],
    [
      { categories: [{ ...category, terms: { en: 'x*' } }] },
      'policy: categories.0.terms.en.0: a term is words',
    ],
    [
      { categories: [{ ...category, terms: { english: 'late' } }] },
      'policy: categories.0.terms.english: ',
    ],
    [{ categories: [category, category] }, 'policy: categories: two categories have the same key'],
    [
      { categories: [{ ...category, key: 'unknown' }] },
      'policy: categories.0.key: "unknown" is kept',
    ],
    [
      { classification: { notMeant: ['no_such'] } },
      'policy: classification.signals.no_such: a pattern, measure or notMeant names',
    ],
    [
      { classification: { threat: { en: ['!!!'] } } },
      'policy: classification.threat.en.0: a term is words',
    ],
    [{ defaultCalendar: 'shop' }, 'policy: defaultCalendar: no calendar "shop": known are office'],
    [{ answer: { calendar: 'shop' } }, 'policy: answer.calendar: no calendar "shop"'],
    [{ calendars: { a: { hours: {} } } }, 'policy: calendars.a.hours: a calendar must be open'],
    [
      { calendars: { a: { hours: { monday: ['09:00-08:00'] } } } },
      'policy: calendars.a.hours.monday: hours must end after they begin',
    ],
    [
      { calendars: { office: { holidays: { state: 'QQ' } } } },
      'policy: calendars.office.holidays: no state "QQ" in DE: known are BB, BE',
    ],
    [
      { calendars: { office: { closures: [{ from: '01-01', to: '12-01' }] } } },
      'policy: calendars.office.closures: closures of every year take more than 300 days',
    ],
    [
      { resolution: { exceptions: [{ withinHours: 4 }] } },
      'policy: resolution.exceptions.0: an exception must name',
    ],
    [
      { categories: [{ ...category, parent: 'b' }] },
      'policy: categories.0.parent: expected another category',
    ],
    [
      {
        categories: [
          { ...category, parent: 'b' },
          { ...category, key: 'b', parent: 'a' },
        ],
      },
      'policy: categories.0.parent: expected another category',
    ],
    [{ retention: { caseDays: 29 } }, 'policy: retention.caseDays: cases that a reply may reopen'],
    ['currency: EUR', 'policy: expected fields with values'],
    [[], 'policy: expected fields with values'],
  ])('%j', (over, line) => {
    const fault = faultOf(over);
    expect(fault.startsWith(line), fault).toBe(true);
    expect(fault).not.toContain('\n');
  });
});

test('a label falls back to English, then to any', () => {
  expect(labelIn({ en: 'Other', de: 'Sonstiges' }, 'de')).toBe('Sonstiges');
  expect(labelIn({ en: 'Other', de: 'Sonstiges' }, 'pl')).toBe('Other');
  expect(labelIn({ de: 'Sonstiges' }, 'pl')).toBe('Sonstiges');
  expect(labelIn({}, 'pl')).toBe('');
});

test('R15 a category is a part of another: its branch, the nearest first', () => {
  const branch = (key: string, parent?: string) => ({ key, parent, label: {}, terms: {} });
  const own = loadPolicy({ categories: [branch('a'), branch('b', 'a'), branch('c', 'b')] });
  expect(ancestry(own, 'c').map(({ key }) => key)).toEqual(['c', 'b', 'a']);
  expect(ancestry(own, 'unknown')).toEqual([]);
});
