// The chained, salted digests that make a timeline tamper-evident (R70). Hash and salt are arguments: nothing random here.
import { canonicalJson } from '#shared/canonical-json.ts';
import type { TimelineEntry } from './entries.ts';

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

/** The chain after an entry: each link holds all the ones before it. */
export const nextChain = (hash: Hash, chain: string, digest: string): string =>
  hash(`${chain}\n${digest}`);

/** An entry as it is stored; data and salt are null once erased. */
export type ChainedEntry = Omit<TimelineEntry, 'data'> & {
  data: unknown;
  salt: string | null;
  digest: string;
  chain: string;
};

/** The first fault of a chain, or undefined when it is whole. */
export function findChainFault(
  hash: Hash,
  caseId: string,
  entries: readonly ChainedEntry[],
): { version: number; fault: string } | undefined {
  let chain = chainStart(hash, caseId);
  let expected = 1;
  for (const entry of entries) {
    if (entry.version !== expected)
      return { version: expected, fault: 'the entry is missing or out of order' };
    if (entry.data !== null && entry.salt !== null) {
      const digest = entryDigest(hash, caseId, entry as unknown as TimelineEntry, entry.salt);
      if (digest !== entry.digest)
        return { version: entry.version, fault: 'what it says is not what was written' };
    }
    chain = nextChain(hash, chain, entry.digest);
    if (chain !== entry.chain)
      return { version: entry.version, fault: 'it is not chained to the entry before it' };
    expected++;
  }
  return undefined;
}
