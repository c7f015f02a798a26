// Which input each field of the real policy gets: one that can hold what stands there, for every section (R32).
import { expect, test } from 'vitest';
import { defaultValues } from '../../../../../../shared/policy/policy.ts';
import { policyShape } from '../../../../../../shared/policy/policy-schema.ts';
import { inputKindOf, type SchemaNode, schemaAt } from './schema.ts';
import { sections } from './sections.ts';

const root = policyShape() as SchemaNode;
const kindAt = (...path: (string | number)[]) =>
  inputKindOf(String(path.at(-1)), schemaAt(root, path) ?? {});

test('R03 R15 R17 words by language are terms, also under a kind and a signal; costs of mistakes are numbers under two kinds', () => {
  expect(kindAt('classification', 'kinds')).toBe('group');
  expect(kindAt('classification', 'kinds', 'complaint')).toBe('terms');
  expect(kindAt('classification', 'threat')).toBe('terms');
  expect(kindAt('classification', 'severities')).toBe('entries');
  expect(kindAt('classification', 'severities', 0, 'terms')).toBe('terms');
  expect(kindAt('classification', 'severities', 0, 'examples')).toBe('words');
  expect(kindAt('classification', 'signals', 'any')).toBe('terms');
  expect(kindAt('classification', 'worth')).toBe('byWord');
  expect(kindAt('learning', 'mistakeCosts')).toBe('group');
  expect(kindAt('learning', 'mistakeCosts', 'complaint')).toBe('byWord');
  expect(kindAt('learning', 'decideFrom', 'agitated')).toBe('number');
});

test('R32 every field of the policy stands in one section of the forms', () => {
  const fields = sections.flatMap((section) => section.fields);
  expect([...fields].sort()).toEqual(Object.keys(defaultValues()).sort());
});
