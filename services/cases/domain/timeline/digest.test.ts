// The chain over a timeline: whole, or the first fault named.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '#shared/canonical-json.ts';
import { opened } from '../../../../test/harness/case-fixtures.ts';
import { type ChainedEntry, chainStart, entryDigest, findChainFault, nextChain } from './digest.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const { entries, after } = opened({}, { threat: true });
const { caseId } = after;

function chained(): ChainedEntry[] {
  let chain = chainStart(hash, caseId);
  return entries.map((entry, index) => {
    const salt = `salt ${index}`;
    const digest = entryDigest(hash, caseId, entry, salt);
    chain = nextChain(hash, chain, digest);
    return { ...entry, salt, digest, chain };
  });
}
const changed = (at: number, change: Partial<ChainedEntry>): ChainedEntry[] =>
  chained().map((entry, index) => (index === at ? { ...entry, ...change } : entry));

test('R70 an untouched timeline is whole', () => {
  expect(entries.length).toBeGreaterThan(2);
  expect(findChainFault(hash, caseId, chained())).toBeUndefined();
});

test('R70 whatever is changed in whichever entry, it is the first one named', () => {
  const change = fc.constantFrom<Partial<ChainedEntry>>(
    { data: { forged: true } },
    { at: '2020-01-01T00:00:00.000Z' },
    { actor: 'staff:eve' },
    { policyVersion: 'other' },
    { type: 'note.added' },
    { salt: 'other' },
    { digest: hash('other') },
    { chain: hash('other') },
  );
  fc.assert(
    fc.property(fc.nat(entries.length - 1), change, (at, forged) => {
      expect(findChainFault(hash, caseId, changed(at, forged))?.version).toBe(at + 1);
    }),
  );
});

test('R70 an entry that was taken out, put twice or moved is named', () => {
  const whole = chained();
  expect(findChainFault(hash, caseId, whole.toSpliced(1, 1))?.version).toBe(2);
  expect(findChainFault(hash, caseId, whole.toSpliced(1, 0, whole[0]!))?.version).toBe(2);
  expect(findChainFault(hash, caseId, [whole[1]!, whole[0]!, ...whole.slice(2)])?.version).toBe(1);
});

test('R70 a timeline of another case does not pass for this one', () => {
  expect(findChainFault(hash, 'another case', chained())?.version).toBe(1);
});

test('R70 erasing data and salt of any entry leaves the chain whole', () => {
  for (let at = 0; at < entries.length; at++)
    expect(findChainFault(hash, caseId, changed(at, { data: null, salt: null }))).toBeUndefined();
});

test('canonical JSON is the same whatever the order of keys, and survives storing', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const stored = JSON.parse(JSON.stringify(value));
      expect(canonicalJson(stored)).toBe(canonicalJson(value));
    }),
  );
  expect(canonicalJson({ b: 1, a: [undefined, { d: undefined, c: 'x' }] })).toBe(
    '{"a":[null,{"c":"x"}],"b":1}',
  );
});
