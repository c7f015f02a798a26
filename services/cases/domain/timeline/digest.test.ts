// The chain over a timeline: whole, or the first fault named.
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '#shared/canonical-json.ts';
import { opened } from '../../../../test/harness/case-fixtures.ts';
import { type ChainedEntry, chainStart, entryDigest, findChainFault, nextChain } from './digest.ts';
import type { TimelineEntry } from './entries.ts';
import { survivesErasure } from './erasure.ts';

const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
const { entries, after } = opened({}, { threat: true });
const { caseId } = after;

function chained(written: readonly TimelineEntry[] = entries): ChainedEntry[] {
  let chain = chainStart(hash, caseId);
  return written.map((entry, index) => {
    const salt = `salt ${index}`;
    const digest = entryDigest(hash, caseId, entry, salt);
    chain = nextChain(hash, chain, entry, digest);
    return { ...entry, salt, digest, chain };
  });
}
const changed = (at: number, change: Partial<ChainedEntry>): ChainedEntry[] =>
  chained().map((entry, index) => (index === at ? { ...entry, ...change } : entry));

/** The version of the first entry that is at fault. */
const faultAt = (written: readonly ChainedEntry[]) =>
  findChainFault(hash, caseId, written)?.version;

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
      expect(faultAt(changed(at, forged))).toBe(at + 1);
    }),
  );
});

test('R70 an entry that was taken out, put twice or moved is named', () => {
  const whole = chained();
  expect(faultAt(whole.toSpliced(1, 1))).toBe(2);
  expect(faultAt(whole.toSpliced(1, 0, whole[0]!))).toBe(2);
  expect(faultAt([whole[1]!, whole[0]!, ...whole.slice(2)])).toBe(1);
});

test('R70 a timeline of another case does not pass for this one', () => {
  expect(findChainFault(hash, 'another case', chained())?.version).toBe(1);
});

const last = entries.at(-1)!;
const erased: TimelineEntry = {
  ...last,
  version: last.version + 1,
  type: 'case.erased',
  data: { reason: 'asked for' },
};
/** A timeline whose entries before its erasure are empty, but for what is said otherwise. */
const emptied = (change: (entry: ChainedEntry) => Partial<ChainedEntry> = () => ({})) =>
  chained([...entries, erased]).map((entry) => ({
    ...entry,
    ...(survivesErasure(entry.type) ? {} : { data: null, salt: null }),
    ...change(entry),
  }));

test('R70 R71 what an erasure emptied leaves the chain whole', () => {
  expect(findChainFault(hash, caseId, emptied())).toBeUndefined();
});

test('R70 R71 what was emptied without an erasure on record after it is named', () => {
  const bare = { data: null, salt: null };
  for (let at = 0; at < entries.length; at++) expect(faultAt(changed(at, bare))).toBe(at + 1);
  // Nor may those be empty that say nothing personal.
  const held = entries.find(({ type }) => survivesErasure(type))?.version;
  expect(held).toBeDefined();
  const all = emptied(({ type }) => (type === 'case.erased' ? {} : bare));
  expect(faultAt(all)).toBe(held);
  const itself = emptied(({ type }) => (type === 'case.erased' ? bare : {}));
  expect(faultAt(itself)).toBe(erased.version);
  const later = chained([...entries, erased, { ...last, version: erased.version + 1 }]);
  expect(findChainFault(hash, caseId, later)).toBeUndefined();
  const after = later.with(-1, { ...later.at(-1)!, ...bare });
  expect(faultAt(after)).toBe(erased.version + 1);
  for (const half of [{ data: { forged: true } }, { salt: 'a salt' }])
    expect(faultAt(emptied(({ version }) => (version === 1 ? half : {})))).toBe(1);
});

test('R70 R71 who wrote an emptied entry, when, and of which type, is still proven', () => {
  for (const forged of [
    { actor: 'staff:eve' },
    { at: '2020-01-01T00:00:00.000Z' },
    { type: 'note.added' },
    { policyVersion: 'other' },
  ])
    expect(faultAt(emptied(({ version }) => (version === 2 ? forged : {})))).toBe(2);
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
