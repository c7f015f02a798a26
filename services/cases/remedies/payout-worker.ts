// Carries out payouts: claims due ones with a lease, asks the port, stores what came of it together with what the case is
// told. Any number of processes may run it; one that dies in between leaves a payout in doubt, which is asked about first.
import type { Tx } from '#shared/db.ts';
import { newId } from '#shared/ids.ts';
import { createLoop, type Service } from '#shared/lifecycle.ts';
import { decidePayout } from '../domain/reactions/payout.ts';
import {
  type PayoutPatience,
  type PayoutStep,
  payoutStep,
} from '../domain/remedies/payout-steps.ts';
import type { Context } from '../domain/rules.ts';
import { lockCases } from '../stores/cases-store.ts';
import { type ClaimedPayout, claimPayouts, finishPayout } from '../stores/payout-store.ts';
import { staffWithLoad } from '../stores/task-store.ts';
import { beginWork, type Shell } from '../work.ts';
import type { PayoutConfig, PayoutPort } from './payout-port.ts';

const AT_ONCE = 8;
// Beyond the time an answer may take: storing it, on a machine that is busy.
const LEASE_RESERVE_MS = 1_500;
const HOUR_MS = 3_600_000;

async function store(
  shell: Shell,
  payout: ClaimedPayout,
  leaseId: string,
  step: PayoutStep,
  tx: Tx,
): Promise<void> {
  const { payoutId, caseId, remedyId, trace } = payout;
  const [stored] = await lockCases(tx.query, [caseId]);
  const now = shell.clock.now();
  const isOurs = await finishPayout(tx.query, {
    payoutId,
    leaseId,
    state: step.state,
    wakeAt: step.wakeAt,
    reason: step.reason,
    providerReference: step.report?.providerReference,
    now,
  });
  // Another holds it by now, or a person settled it: only that it was paid is news to everybody.
  if (!isOurs || !step.report || !stored) return;
  const context: Context = {
    rules: (await shell.policies.rulesFor(tx.query, [stored.state]))(stored.state),
    now,
    actor: { type: 'system' },
    staff: await staffWithLoad(tx.query),
  };
  const work = beginWork(tx, shell, [stored]);
  work.take(decidePayout(stored.state, { remedyId, ...step.report }, context), trace);
  await work.flush();
}

async function carryOut(
  shell: Shell,
  port: PayoutPort,
  patience: PayoutPatience,
  payout: ClaimedPayout,
  leaseId: string,
): Promise<void> {
  const { payoutId, tries, firstSentAt, was, trace } = payout;
  const asked = was === 'requested' ? 'pay' : 'look';
  const answer = asked === 'pay' ? await port.pay(payout) : await port.lookUp(payoutId);
  const step = payoutStep({ asked, tries, firstSentAt }, answer, patience, shell.clock.now());
  await shell.db.transaction((tx) => store(shell, payout, leaseId, step, tx));
  shell.log.info(
    { payoutId, trace, asked, answer: answer.kind, state: step.state, reason: step.reason, tries },
    'payout tried',
  );
}

/** Carries out what is due now, once. Gives whether there was anything. */
export async function workDuePayouts(
  shell: Shell,
  port: PayoutPort,
  config: PayoutConfig,
): Promise<boolean> {
  const { triesMax, pauseMs, keyWindowHours, timeoutMs } = config;
  const patience = { triesMax, pauseMs, keyWindowMs: keyWindowHours * HOUR_MS };
  const now = shell.clock.now();
  const leaseId = newId();
  const leaseUntil = new Date(now.getTime() + timeoutMs + LEASE_RESERVE_MS);
  // Committed before anything is sent: whoever dies from here on leaves it in doubt.
  const claimed = await claimPayouts(shell.db.query, { now, leaseId, leaseUntil, max: AT_ONCE });
  const done = await Promise.allSettled(
    claimed.map((payout) => carryOut(shell, port, patience, payout, leaseId)),
  );
  for (const one of done)
    if (one.status === 'rejected')
      shell.log.warn({ err: one.reason }, 'a payout could not be stored; it is asked about again');
  return claimed.length > 0;
}

/** The running part. Stopping waits for the answers that are due, as long as one may take. */
export function createPayoutWorker(shell: Shell, port: PayoutPort, config: PayoutConfig): Service {
  return createLoop({
    name: 'cases payouts',
    log: shell.log,
    idleMs: config.everyMs,
    turn: () => workDuePayouts(shell, port, config),
  });
}
