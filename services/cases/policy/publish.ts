// Publishing a version of the policy: by a person, or at a start from REDRESS_CONFIG. What is published is never changed.
import { parse as parseYaml, stringify } from 'yaml';
import { canonicalJson } from '#shared/canonical-json.ts';
import type { Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { type Policy, storedPolicy } from '#shared/policy/policy.ts';
import { faultText, type PolicyReading, readPolicyText } from '#shared/policy/policy-document.ts';
import {
  lockVersions,
  newestOfOrigin,
  newestVersion,
  putVersion,
  versionsByDigest,
  versionsInUse,
} from '../stores/policy-store.ts';

/** What became of publishing: a new version, or the one that says the same already. */
export type Published = { number: number; digest: string; isNew: boolean };

type Publication = {
  yaml: string;
  policy: Policy;
  origin: 'config' | 'person';
  by: string;
  note: string;
  now: Date;
};

// Under the lock: the newest that says the same is not published again, so that a repeat changes nothing.
async function publish(tx: Tx, publication: Publication): Promise<Published> {
  const { yaml, policy, origin, by, note, now } = publication;
  const newest = await newestVersion(tx.query);
  const { version: digest, ...effective } = policy;
  if (newest?.digest === digest) return { ...newest, isNew: false };
  const number = await putVersion(tx.query, {
    ...{ digest, yaml, effective, origin, note },
    publishedBy: by,
    publishedAt: now.toISOString(),
  });
  return { number, digest, isNew: true };
}

/**
 * Publishes what a person wrote.
 * @throws RequestError 422 with all faults by line; 409 when another version came after the one it is based on.
 */
export async function publishText(
  tx: Tx,
  asked: {
    yaml: string;
    /** The text as it was read already. */
    read?: PolicyReading;
    by: string;
    note: string;
    basedOn?: number | undefined;
    now: Date;
  },
): Promise<Published> {
  const { yaml, by, note, basedOn, now } = asked;
  const read = asked.read ?? readPolicyText(yaml);
  if (!read.ok)
    throw new RequestError(422, 'policy_invalid', read.faults.map(faultText).join('\n'));
  await lockVersions(tx.query);
  const newest = await newestVersion(tx.query);
  if (basedOn !== undefined && newest?.number !== basedOn)
    throw new RequestError(
      409,
      'changed_meanwhile',
      `Version ${newest?.number ?? 0} is in force by now, this is based on ${basedOn}: look at the difference first.`,
    );
  return publish(tx, { yaml, policy: read.policy, origin: 'person', by, note, now });
}

// Whether the file says what it said when it was last applied, however its defaults have changed since.
function saysTheSame(yaml: string, own: unknown): boolean {
  const before: unknown = parseYaml(yaml);
  return canonicalJson(before ?? {}) === canonicalJson(own ?? {});
}

async function readVersionsInUse(tx: Tx): Promise<void> {
  const digests = await versionsInUse(tx.query);
  for (const { digest, effective } of await versionsByDigest(tx.query, digests))
    storedPolicy(effective, digest);
}

/**
 * Applies the policy of REDRESS_CONFIG at a start, the same result each time: a file that says what it said publishes
 * nothing over what a person has published since. Gives the version in force, and whether the file is what it says.
 * @throws ConfigError when a version that open cases follow cannot be read: better not to start than to fail each of them.
 */
export async function applyConfigured(
  tx: Tx,
  configured: { own: unknown; policy: Policy; now: Date },
): Promise<Published & { inForce: 'config' | 'person' }> {
  const { own, policy, now } = configured;
  await lockVersions(tx.query);
  await readVersionsInUse(tx);
  const newest = await newestVersion(tx.query);
  const applied = await newestOfOrigin(tx.query, 'config');
  const person = await newestOfOrigin(tx.query, 'person');
  const isFromPerson = newest !== undefined && person?.number === newest.number;
  // A file that was never applied says nothing of its own.
  const isUnchanged = saysTheSame(applied?.yaml ?? '{}', own);
  if (newest && isFromPerson && isUnchanged) return { ...newest, isNew: false, inForce: 'person' };
  const note = applied && isUnchanged ? 'new defaults' : 'applied at a start';
  const yaml = stringify(own ?? {});
  const published = await publish(tx, { yaml, policy, origin: 'config', by: 'config', note, now });
  return { ...published, inForce: 'config' };
}
