// The chained, salted digests that make a timeline tamper-evident (R70). Hash and salt are arguments: nothing random here.
import { canonicalJson } from '#shared/canonical-json.ts';
import type { TimelineEntry } from './entries.ts';
import { survivesErasure } from './erasure.ts';

/** A hash of some text, in hex (SHA-256 in production). */
export type Hash = (text: string) => string;

/**
 * The digest of an entry. Salted, so that what was erased cannot be guessed back from its digest; the salt is erased with
 * the data.
 */
export function entryDigest(
  hash: Hash,
  caseId: string,
  entry: TimelineEntry,
  salt: string,
): string {
  const { version, type, at, actor, policyVersion, data } = entry;
  return hash(
    `${salt}\n${canonicalJson({ caseId, version, type, at, actor, policyVersion, data })}`,
  );
}

/** What the first entry is chained to. */
export const chainStart = (hash: Hash, caseId: string): string => hash(`redress case ${caseId}`);

type Heading = Omit<TimelineEntry, 'type' | 'data'> & { type: string };

/**
 * The chain after an entry: each link holds all the ones before it. It holds the entry's heading in clear, so that when, by whom and
 * under which policy something of that type was written stays proven after its digest cannot be worked out any more.
 */
export function nextChain(hash: Hash, chain: string, entry: Heading, digest: string): string {
  const { version, type, at, actor, policyVersion } = entry;
  return hash(`${chain}\n${canonicalJson({ version, type, at, actor, policyVersion })}\n${digest}`);
}

/** An entry as it is stored; data and salt are null once erased. */
export type ChainedEntry = Omit<TimelineEntry, 'data'> & {
  data: unknown;
  salt: string | null;
  digest: string;
  chain: string;
};

/** What is wrong with what an entry says, if anything. `erasedUpTo`: the version of the newest erasure on record, or 0. */
function contentFault(
  hash: Hash,
  caseId: string,
  entry: ChainedEntry,
  erasedUpTo: number,
): string | undefined {
  const { data, salt, version, type } = entry;
  if (data === null || salt === null) {
    if (data !== salt) return 'one half of it is gone';
    if (version > erasedUpTo || survivesErasure(type))
      return 'what it says is gone, and no erasure of it is on record';
    return undefined;
  }
  const digest = entryDigest(hash, caseId, entry as unknown as TimelineEntry, salt);
  return digest === entry.digest ? undefined : 'what it says is not what was written';
}

/**
 * The first fault of a chain, or undefined when it is whole. An entry may be empty only if a later entry says that the case was
 * erased, and itself says what was written (R70, R71).
 */
export function findChainFault(
  hash: Hash,
  caseId: string,
  entries: readonly ChainedEntry[],
): { version: number; fault: string } | undefined {
  let chain = chainStart(hash, caseId);
  let expected = 1;
  const erasedUpTo = entries.findLast(({ type }) => type === 'case.erased')?.version ?? 0;
  for (const entry of entries) {
    if (entry.version !== expected)
      return { version: expected, fault: 'the entry is missing or out of order' };
    const fault = contentFault(hash, caseId, entry, erasedUpTo);
    if (fault) return { version: entry.version, fault };
    chain = nextChain(hash, chain, entry, entry.digest);
    if (chain !== entry.chain)
      return { version: entry.version, fault: 'it is not chained to the entry before it' };
    expected++;
  }
  return undefined;
}
