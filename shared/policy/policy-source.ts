// The policy that a running process follows: the newest that the service of cases has published, else the one that the
// process was started with. Published versions are read through the view of their owner; nothing is written here.
import type { Db } from '../db.ts';
import { createLoop, type Service } from '../lifecycle.ts';
import type { Log } from '../log.ts';
import { type Policy, storedPolicy } from './policy.ts';

/** Follows the newest published policy. */
export type PolicySource = {
  /** Always the values of now: fields are read when they are used. A copy (`{ ...policy }`) stays as it is. */
  policy: Policy;
  /** Looks once; whether there was another version. */
  refresh(): Promise<boolean>;
  /** Looks again and again. */
  part: Service;
};

/** How often a process looks whether a new version was published. */
const LOOK_EVERY_MS = 1_000;

// Every field of a policy is there in all of them, so that those of one name the fields of any.
function livePolicy(given: Policy, current: () => Policy): Policy {
  const live = {};
  for (const key of Object.keys(given) as (keyof Policy)[])
    Object.defineProperty(live, key, { enumerable: true, get: () => current()[key] });
  return live as Policy;
}

/** Makes the source; nothing is read before `refresh` or the start of its part. */
export function createPolicySource(options: {
  db: Db;
  log: Log;
  given: Policy;
  everyMs?: number;
}): PolicySource {
  const { db, log, given, everyMs = LOOK_EVERY_MS } = options;
  let current = given;
  let number = 0;
  const refresh = async (): Promise<boolean> => {
    const [row] = await db.query<{ number: number; digest: string; effective: unknown }>(
      `select p.number, p.digest, p.effective from cases.published_policy p
       where p.number > $1 order by p.number desc limit 1`,
      [number],
    );
    if (!row) return false;
    current = storedPolicy(row.effective, row.digest);
    number = row.number;
    log.info({ policy: row.number, version: row.digest }, 'policy followed');
    return true;
  };
  return {
    policy: livePolicy(given, () => current),
    refresh,
    part: createLoop({ name: 'policy', log, idleMs: everyMs, turn: refresh }),
  };
}
