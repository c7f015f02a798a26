// The service of cases: what it consumes, serves, runs on a clock. It alone writes the schema `cases`.
import { z } from 'zod';
import { createLoop, type Service } from '#shared/lifecycle.ts';
import type { Deps, ServiceDefinition } from '#shared/runtime.ts';
import { createCasesRouter } from './cases-api.ts';
import { createChangeFeed } from './changes/change-feed.ts';
import { pruneCallDrafts } from './complaint-log/complaint-log-routes.ts';
import { pruneDrafts } from './composing/composing-routes.ts';
import { intakeConsumer } from './consume-intake.ts';
import { deadLetterConsumer, healthConsumer, reportConsumer } from './consume-reports.ts';
import { createDeadlineClock } from './deadline-clock.ts';
import { pruneDigests, sendDigests } from './digest/digest-clock.ts';
import { pruneCommandKeys } from './execute-command.ts';
import { createLookup } from './lookup/lookup.ts';
import { lookupConfig } from './lookup/lookup-config.ts';
import { sendNotices } from './notices/notice-clock.ts';
import { pruneNotifications } from './notifications/notifications.ts';
import { createPolicies } from './policy/policies.ts';
import { makeDayHeads } from './record/day-heads.ts';
import { createReadLog, pruneReads } from './record/read-log.ts';
import { createRetention } from './record/retention.ts';
import { createPayoutPort, payoutConfig } from './remedies/payout-port.ts';
import { createPayoutWorker } from './remedies/payout-worker.ts';
import { createHtmlReader } from './shown-mail/html-reader.ts';
import { countDeadlines } from './stores/deadline-store.ts';
import { countPayouts } from './stores/payout-store.ts';
import { reassignAbsent } from './tasks/absence-clock.ts';
import { createApproverRound } from './tasks/approver-clock.ts';
import type { Shell } from './work.ts';

/** Settings of the service. What the SOPs prescribe is in the policy, not here. */
export const casesConfig = z.strictObject({
  deadlineEveryMs: z
    .number()
    .int()
    .min(10)
    .max(60_000)
    .default(250)
    .describe('How often due deadlines are looked for.'),
  listenersMax: z
    .int()
    .min(1)
    .max(100_000)
    .default(2000)
    .describe('Pages that follow live changes in one process at most.'),
  payout: payoutConfig.optional(),
  lookup: lookupConfig.prefault({}),
});
export type CasesConfig = z.input<typeof casesConfig>;

// Lists and texts of what belongs to no case follow a version that another process published.
const POLICY_EVERY_MS = 1_000;
const PRUNE_EVERY_MS = 3_600_000;
const ABSENCE_EVERY_MS = 10_000;
const NOTICES_EVERY_MS = 2_000;
const DIGESTS_EVERY_MS = 20_000;
const HEADS_EVERY_MS = 600_000;

/** The shell of the service, as consumers, API and command line share it. */
export function createShell(
  config: CasesConfig,
  deps: Pick<Deps, 'db' | 'clock' | 'signer' | 'publicUrl' | 'policy' | 'log'>,
): Shell {
  const { payout, lookup, listenersMax } = casesConfig.parse(config);
  const { db, clock, signer, publicUrl, policy } = deps;
  const log = deps.log.child({ service: 'cases' });
  const settings: Shell['settings'] = { hasPayoutPort: payout !== undefined };
  const policies = createPolicies(policy, settings);
  return {
    ...{ db, clock, signer, publicUrl, log, policies, settings },
    lookup: createLookup(lookup, { clock, log }),
    reads: createReadLog(db.query),
    changes: createChangeFeed({ db, clock, log }, { listenersMax }),
    mails: createHtmlReader(),
    get rules() {
      return { policy: policies.current(), ...settings };
    },
  };
}

/** What is looked at every so often, besides deadlines. Each turn gives whether there is more to do at once. */
function createRounds(shell: Shell): Service[] {
  const approvers = createApproverRound(shell);
  const rounds: [string, number, () => Promise<boolean>][] = [
    ['notices', NOTICES_EVERY_MS, async () => (await sendNotices(shell)) > 0],
    ['absence', ABSENCE_EVERY_MS, async () => (await reassignAbsent(shell)) > 0],
    ['approvers', ABSENCE_EVERY_MS, async () => (await approvers()) > 0],
    ['command keys', PRUNE_EVERY_MS, () => pruneCommandKeys(shell)],
    ['day heads', HEADS_EVERY_MS, () => makeDayHeads(shell)],
    ['drafts', PRUNE_EVERY_MS, () => pruneDrafts(shell)],
    ['digests', DIGESTS_EVERY_MS, async () => (await sendDigests(shell)) > 0],
    ['digests told', PRUNE_EVERY_MS, () => pruneDigests(shell)],
    ['notifications', PRUNE_EVERY_MS, () => pruneNotifications(shell)],
    ['calls', PRUNE_EVERY_MS, () => pruneCallDrafts(shell)],
    ['readings', PRUNE_EVERY_MS, () => pruneReads(shell.db.query, shell.clock.now())],
    ['retention', PRUNE_EVERY_MS, createRetention(shell)],
  ];
  return rounds.map(([name, idleMs, turn]) =>
    createLoop({ name: `cases ${name}`, log: shell.log, idleMs, turn }),
  );
}

/** Makes the service. */
export function createCases(config: CasesConfig, deps: Deps): ServiceDefinition {
  const { deadlineEveryMs, payout } = casesConfig.parse(config);
  const shell = createShell(config, deps);
  return {
    name: 'cases',
    router: createCasesRouter(shell),
    drain: () => shell.changes.drain(),
    parts: [
      ...shell.changes.parts,
      createLoop({
        name: 'cases policy',
        log: shell.log,
        idleMs: POLICY_EVERY_MS,
        turn: async () => {
          await shell.policies.newest(deps.db.query);
          return false;
        },
      }),
      deps.bus.consumer(intakeConsumer(shell)),
      deps.bus.consumer(reportConsumer(shell)),
      deps.bus.consumer(deadLetterConsumer(shell)),
      deps.bus.consumer(healthConsumer(shell)),
      createDeadlineClock(shell, deadlineEveryMs),
      ...(payout ? [createPayoutWorker(shell, createPayoutPort(payout), payout)] : []),
      ...createRounds(shell),
    ],
    measure: async () => {
      const { deadlines, payouts } = deps.metrics;
      payouts.reset();
      for (const { state, payouts: count } of await countPayouts(deps.db.query))
        payouts.set({ state }, count);
      deadlines.reset();
      for (const { kind, open, due } of await countDeadlines(deps.db.query, deps.clock.now())) {
        deadlines.set({ kind, state: 'open' }, open);
        deadlines.set({ kind, state: 'due' }, due);
      }
    },
  };
}
