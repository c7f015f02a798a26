// The customer's language is put right by a person, and what is written afterwards is in it.
import { expect, test } from 'vitest';
import { caseIn, done } from '../../../../test/harness/case-fixtures.ts';
import { act, code, ok } from '../../../../test/harness/decisions.ts';
import { commandSchemas } from './commands.ts';

const correct = (language: string) =>
  ({ type: 'correct', body: { language, reason: 'they write German' } }) as const;

test('R15 the language of a case is corrected with a reason, and the next letter is in it', () => {
  const start = caseIn('investigating');
  expect(start.language).toBe('en');
  const corrected = ok(act(start, 'fred', correct('de')));
  expect(corrected.entries).toMatchObject([
    { type: 'case.corrected', data: { language: 'de', reason: 'they write German' } },
  ]);
  const told = ok(act(corrected.after, 'fred', { type: 'send-update', body: { text: 'Bald.' } }));
  const letters = told.entries.flatMap((entry) =>
    entry.type === 'message.requested' ? [entry.data.locale] : [],
  );
  expect(letters).toEqual(['de']);
});

test('R15 correcting the language leaves kind, category and severity as they are', () => {
  const start = caseIn('assigned');
  const { language, version, ...rest } = done(start, 'fred', correct('it'));
  const { language: was, version: before, ...known } = start;
  expect([was, language, version - before]).toEqual(['en', 'it', 1]);
  expect(rest).toEqual(known);
});

test('R15 a correction of nothing, and what is no language, is refused', () => {
  const takes = (body: unknown) => commandSchemas.correct.safeParse(body).success;
  expect(takes({ language: 'de', reason: 'x' })).toBe(true);
  for (const body of [{ reason: 'x' }, { language: 'Deutsch', reason: 'x' }, { language: 'de' }])
    expect(takes(body)).toBe(false);
  expect(code(act(caseIn('closed'), 'fred', correct('de')))).toBe('not_in_this_status');
});
