// Every page in every language: whole, in that language, with its dates; and what languages are offered.
import { describe, expect, test } from 'vitest';
import { languageCodes, offeredLanguages, textsIn } from '../pages.ts';
import { createPages } from '../views/page-views.ts';
import type { Texts } from './en.ts';

const settings = {
  languages: languageCodes,
  organisation: 'Halden & Vik',
  timeZone: 'Europe/Berlin',
  acknowledgeHours: 24,
  filesMax: 10,
  bodyBytesMax: 25 * 1024 * 1024,
};
const pages = createPages(settings);
const receivedAt = new Date('2026-11-23T08:00:00Z');
const reply = { action: '/reply', key: 'k', typed: '', fault: 'required' as const };
const rating = { action: '/rating', score: undefined, comment: '' };
const dates = {
  en: 'Monday, 23 November 2026 at 09:00 CET',
  de: 'Montag, 23. November 2026 um 09:00 MEZ',
  es: 'lunes, 23 de noviembre de 2026, 09:00 CET',
  fr: 'lundi 23 novembre 2026 à 09:00 UTC+1',
};

function allPages(language: (typeof languageCodes)[number]): string[] {
  const frame = { language, path: '/' };
  const faults = { message: 'required', email: 'invalid_email', name: 'too_long' } as const;
  const form = { key: 'k', typed: { message: 'x' }, faults, latestDate: '2026-11-23' };
  const status = {
    state: 'working' as const,
    steps: [{ name: 'working' as const, state: 'current' as const }],
    promise: { kind: 'resolve' as const, at: receivedAt },
    updates: [],
    outcomeSummary: undefined,
    canRate: false,
  };
  const notices = Object.keys(textsIn(language).notices) as (keyof Texts['notices'])[];
  return [
    pages.form(frame, { ...form, problem: { text: textsIn(language).problems.fields } }),
    pages.thanks(frame, { reference: 'C-1', statusUrl: '/s', acknowledgeBy: receivedAt }),
    pages.lookup(frame, { reference: '', email: '' }),
    pages.status(frame, {
      reference: 'C-1',
      case: { status, receivedAt, partOf: 'C-2' },
      reply,
      rating,
    }),
    pages.survey(frame, { reference: 'C-1', rating }),
    ...notices.map((name) => pages.notice(frame, name)),
  ];
}

describe.each(languageCodes)('in %s', (language) => {
  test('every page is whole and says its language', () => {
    for (const html of allPages(language)) {
      expect(html).toContain(`<html lang="${language}">`);
      expect(html).toMatch(new RegExp(`lang="${language}" aria-current|aria-current="true">`));
      expect(html).not.toMatch(/undefined|\[object|\{\{|\}\}|NaN/);
    }
  });

  test('dates are written the way of the language', () => {
    const [, thanks = '', , status = ''] = allPages(language);
    expect(thanks).toContain(dates[language]);
    expect(status).toContain(dates[language]);
  });

  test('no text is the English one by oversight', () => {
    const wordsOf = (value: unknown): string[] => {
      if (typeof value === 'function') return wordsOf(value(7, 7));
      if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(wordsOf);
      return typeof value === 'string' && value.split(' ').length > 2 ? [value] : [];
    };
    const english = wordsOf(textsIn('en'));
    expect(english.length).toBeGreaterThan(60);
    const same = wordsOf(textsIn(language)).filter((text) => english.includes(text));
    expect(same).toEqual(language === 'en' ? english : []);
  });
});

test('French has no-break spaces before : ; ? ! and curly apostrophes', () => {
  const flat = JSON.stringify(textsIn('fr'));
  expect(flat).not.toMatch(/ [:;?!»]|\p{L}'\p{L}/u);
});

test('the languages on offer are those that the policy answers in, its first as the fallback', () => {
  expect(offeredLanguages(['fr', 'de', 'nl'])).toEqual(['fr', 'de']);
  expect(offeredLanguages(['nl'])).toEqual(['en']);
  const two = createPages({ ...settings, languages: ['fr', 'de'] });
  const html = two.lookup({ language: 'fr', path: '/status' }, { reference: '', email: '' });
  expect(html.match(/hreflang="\w+"/g)).toEqual(['hreflang="fr"', 'hreflang="de"']);
  const one = createPages({ ...settings, languages: ['fr'] });
  expect(one.lookup({ language: 'fr', path: '/' }, { reference: '', email: '' })).not.toContain(
    'hreflang',
  );
});

test('what is solved without an update has no empty list of updates; what is open says that there is none yet', () => {
  const pageIn = (state: 'working' | 'resolved' | 'closed', text?: string): string =>
    pages.status(
      { language: 'en', path: '/' },
      {
        reference: 'C-1',
        case: {
          status: {
            state,
            steps: [],
            promise: undefined,
            updates: text ? [{ at: '2026-11-23T08:00:00Z', text }] : [],
            outcomeSummary: 'Refunded.',
            canRate: false,
          },
          receivedAt,
          partOf: undefined,
        },
        reply: { action: '/reply', key: 'k', typed: '' },
      },
    );
  const { noUpdates, updates } = textsIn('en').status;
  expect(pageIn('working')).toContain(noUpdates);
  for (const state of ['resolved', 'closed'] as const) {
    expect(pageIn(state)).not.toContain(updates);
    expect(pageIn(state, 'On its way.')).toContain('On its way.');
  }
});
