// What people ask of policy versions: showing, comparing, checking, publishing, moving open cases. The same for API and CLI.
import type { Query, Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { loadPolicy } from '#shared/policy/policy.ts';
import { type PolicyChange, policyDiff } from '#shared/policy/policy-diff.ts';
import type { PolicyFault } from '#shared/policy/policy-document.ts';
import { executeCommand, staffNow } from '../execute-command.ts';
import {
  newestVersion,
  openCasesOfOther,
  type StoredVersion,
  versionByNumber,
} from '../stores/policy-store.ts';
import type { Shell } from '../work.ts';
import { readPolicyAside } from './policy-thread.ts';
import { type Published, publishText } from './publish.ts';

/** A version as it is shown. `values`: all of them, with the defaults of its time; `yaml`: what was written down. */
export type VersionView = Omit<StoredVersion, 'effective'> & { values: object };

/**
 * A version by its number, the newest when there is none.
 * @throws RequestError 404 when there is no such version.
 */
export async function versionView(query: Query, number?: number): Promise<VersionView> {
  const wanted = number ?? (await newestVersion(query))?.number;
  const found = wanted === undefined ? undefined : await versionByNumber(query, wanted);
  if (!found)
    throw new RequestError(
      404,
      'not_found',
      number === undefined
        ? 'No policy has been published yet: the service of cases does it when it starts.'
        : `There is no version ${number} of the policy.`,
    );
  const { effective, ...shown } = found;
  return { ...shown, values: effective as object };
}

/** What a policy would change, or what is wrong with it. Nothing is written. */
export type PolicyCheck =
  | { valid: true; changes: PolicyChange[]; against: number | null }
  | { valid: false; faults: PolicyFault[] };

/** Checks a policy as it is written, and compares it with the newest version (or, before there is one, the defaults). */
export async function checkPolicy(query: Query, yaml: string): Promise<PolicyCheck> {
  const read = await readPolicyAside(yaml);
  if (!read.ok) return { valid: false, faults: read.faults };
  const newest = await newestVersion(query);
  const before = newest ? (await versionView(query, newest.number)).values : loadPolicy();
  return {
    valid: true,
    changes: policyDiff(before, read.policy),
    against: newest?.number ?? null,
  };
}

/** Whoever publishes is an admin, read within the transaction. */
async function adminNow(tx: Tx, staffId: string): Promise<string> {
  const staff = await staffNow(tx, staffId);
  if (staff.role !== 'admin')
    throw new RequestError(403, 'role_too_low', 'Publishing a policy needs the role admin.');
  return `staff:${staff.staffId}`;
}

/**
 * Publishes a policy.
 * @throws RequestError 403 for whoever is no admin, 422 with all faults by line, 409 when another came in between.
 */
export async function publishVersion(
  shell: Shell,
  asked: { yaml: string; note: string; basedOn?: number | undefined; staffId: string },
): Promise<Published> {
  const { staffId, ...what } = asked;
  // Before the transaction: nothing is locked while it is read.
  const read = await readPolicyAside(what.yaml);
  return shell.db.transaction(async (tx) => {
    const by = await adminNow(tx, staffId);
    const published = await publishText(tx, { ...what, read, by, now: shell.clock.now() });
    tx.afterCommit(() =>
      shell.log.info({ policy: published.number, by, isNew: published.isNew }, 'policy published'),
    );
    return published;
  });
}

const PAGE = 500;
const FIRST = '00000000-0000-0000-0000-000000000000';

/**
 * Moves open cases to a version, each in a transaction of its own with its entry on the timeline: what was moved stays moved
 * when it is interrupted, and a repeat goes on. Cases that follow the version already are left alone. `told`: how many so far.
 */
export async function moveCases(
  shell: Shell,
  asked: {
    to?: number | undefined;
    from?: number | undefined;
    reason: string;
    staffId: string;
    dryRun?: boolean | undefined;
    /** No more than so many in this call. */
    most?: number | undefined;
    /** Where an earlier call stopped: its `next`. */
    after?: string | undefined;
  },
  told: (moved: number) => void = () => {},
): Promise<{
  to: number;
  moved: number;
  refused: { reference: string; reason: string }[];
  /** Stopped at `most`: there are others, after `next`. Those that were refused come before it. */
  more: boolean;
  next?: string;
}> {
  const { query } = shell.db;
  const target = await versionView(query, asked.to);
  const only = asked.from === undefined ? undefined : await versionView(query, asked.from);
  const refused: { reference: string; reason: string }[] = [];
  let moved = 0;
  let after = asked.after ?? FIRST;
  for (;;) {
    const wanted = { than: target.digest, only: only?.digest, after, limit: PAGE };
    const page = await openCasesOfOther(query, wanted);
    for (const { caseId, reference } of page) {
      if (moved + refused.length >= (asked.most ?? Number.POSITIVE_INFINITY))
        return { to: target.number, moved, refused, more: true, next: after };
      after = caseId;
      if (!asked.dryRun) {
        const body = { number: target.number, reason: asked.reason };
        const { staffId } = asked;
        try {
          await executeCommand(shell, { reference, type: 'move-to-policy', body, staffId });
        } catch (error) {
          if (!(error instanceof RequestError)) throw error;
          // Whoever may not move one case may move none.
          if (error.status === 403) throw error;
          refused.push({ reference, reason: error.message });
          continue;
        }
      }
      told(++moved);
    }
    if (page.length < PAGE) return { to: target.number, moved, refused, more: false };
  }
}
