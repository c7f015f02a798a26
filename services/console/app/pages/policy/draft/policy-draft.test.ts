// The draft of a policy: what a form writes is what the server reads, and nothing that its author noted is lost.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { defaultValues, policyFaults, policyFrom } from '#shared/policy/policy.ts';
import { readDraft, valueAt, withValue } from './policy-draft.ts';

const defaults = defaultValues();
const set = (text: string, path: (string | number)[], value: unknown) =>
  withValue(text, defaults, path, value);

describe('R32 a form writes into the same document as the editor', () => {
  test('a field is written where there was nothing', () => {
    expect(set('', ['acknowledgement', 'withinHours'], 4)).toBe(
      'acknowledgement:\n  withinHours: 4\n',
    );
  });

  test('a policy that says nothing yet is filled line by line', () => {
    expect(set('{}\n', ['currency'], 'CHF')).toBe('currency: CHF\n');
  });

  test('comments, order and quotes of the author stay', () => {
    const text = [
      '# Agreed with the board, May 2026',
      'currency: CHF # since we moved',
      '',
      'acknowledgement:',
      '  # The works council asked for this',
      '  withinHours: 8 # hours',
      "organisation: 'Hotel Seeblick'",
      '',
    ].join('\n');
    const changed = set(text, ['acknowledgement', 'withinHours'], 4);
    expect(changed).toBe(text.replace('withinHours: 8', 'withinHours: 4'));
  });

  test('an entry of a list of the defaults is changed by writing the list as it holds', () => {
    const text = set('currency: CHF\n', ['categories', 3, 'owner'], 'ann@example.com');
    const own = parse(text) as { categories: { key: string; owner?: string }[] };
    expect(own.categories.map(({ key }) => key)).toEqual(
      (defaults.categories as { key: string }[]).map(({ key }) => key),
    );
    expect(own.categories[3]?.owner).toBe('ann@example.com');
    expect(policyFaults(own)).toEqual([]);
    const [before, after] = [policyFrom({ currency: 'CHF' }), policyFrom(own)];
    expect(after.categories[3]).toEqual({ ...before.categories[3], owner: 'ann@example.com' });
  });

  test('what is taken away is what the defaults say again, and leaves no empty group', () => {
    const text = '# ours\nacknowledgement: { withinHours: 4 }\ncurrency: CHF\n';
    expect(set(text, ['acknowledgement', 'withinHours'], undefined)).toBe(
      '# ours\ncurrency: CHF\n',
    );
    expect(set('# ours\ncurrency: CHF\n', ['currency'], undefined)).toBe('# ours\n');
    expect(set('currency: CHF\n', ['currency'], undefined)).toBe('');
    const noted = 'currency: CHF\n# about letters\nletter:\n  # where we are\n  place: Bern\n';
    expect(set(noted, ['letter', 'place'], undefined)).toMatch(/# about letters/);
  });

  test('a group that was written as nothing, or by reference, can be filled', () => {
    expect(parse(set('letter:\n', ['letter', 'place'], 'Bern'))).toEqual({
      letter: { place: 'Bern' },
    });
    const text = 'checkIn: &times { withinHours: 8 }\nfollowUp: *times\n';
    expect(parse(set(text, ['followUp', 'withinHours'], 9))).toEqual({
      checkIn: { withinHours: 8 },
      followUp: { withinHours: 9 },
    });
  });

  test('what is no YAML is left alone, and told with its line', () => {
    const text = 'currency: EUR\nletter: [\n';
    expect(set(text, ['currency'], 'CHF')).toBe(text);
    expect(readDraft(text, defaults)).toMatchObject({ broken: { line: expect.any(Number) } });
  });
});

const places = fc.constantFrom<[(string | number)[], fc.Arbitrary<unknown>]>(
  [['acknowledgement', 'withinHours'], fc.integer({ min: 1, max: 999 })],
  [['organisation'], fc.string({ minLength: 1, maxLength: 120 })],
  [['remedies', 0, 'upTo'], fc.constantFrom('25.00', '300')],
  [['categories', 1, 'label', 'de'], fc.string({ maxLength: 120 })],
  [['calendars', 'office', 'hours', 'friday'], fc.constantFrom([], ['09:00-12:00'])],
  [['quietHours'], fc.constantFrom(null, { from: '22:00', to: '06:00', exceptSeverities: [] })],
  [['letter', 'sender'], fc.array(fc.string({ minLength: 1, maxLength: 100 }), { maxLength: 3 })],
);

test('R32 whatever forms write one after the other is read as it was written, beside the notes of the author', () => {
  const step = places.chain(([path, value]) => value.map((given) => [path, given] as const));
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
      let text = '# noted by hand\nreopenWithinDays: 20 # as agreed\n';
      for (const [path, value] of steps) {
        text = set(text, [...path], value);
        const read = readDraft(text, defaults);
        expect(read.broken).toBeUndefined();
        if (!read.broken) expect(valueAt(read.values, path)).toEqual(value);
        // As the server reads it.
        expect(valueAt(parse(text), path)).toEqual(value);
      }
      expect(text).toContain('# noted by hand');
      expect(text).toContain('reopenWithinDays: 20 # as agreed');
    }),
    { numRuns: 30 },
  );
});
