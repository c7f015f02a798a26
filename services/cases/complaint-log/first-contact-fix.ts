// The first-contact fix (R23): what is small is logged, fixed, made good and resolved by whoever took it, in one transaction. It
// comes in by the same one way as everything else; that it is decided already, the consumer of the bus finds on record.
import { z } from 'zod';
import type { Tx } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import type { Classification, IntakeReceived } from '#shared/events/intake.ts';
import { severitySchema } from '#shared/events/intake.ts';
import { derivedId } from '#shared/ids.ts';
import { actorText } from '../domain/case.ts';
import type { Command } from '../domain/commands/commands.ts';
import { LONG, text } from '../domain/commands/fields.ts';
import { decide } from '../domain/decide.ts';
import type { Decided } from '../domain/draft.ts';
import { openCase } from '../domain/reactions/intake.ts';
import type { Context, Rules } from '../domain/rules.ts';
import { refusalError, staffNow } from '../execute-command.ts';
import { warnOfBudget } from '../remedies/remedy-budget.ts';
import { factsForCommand } from '../remedies/remedy-facts.ts';
import { receivedOf } from '../stores/intake-store.ts';
import { caseByReference } from '../stores/read-store.ts';
import { staffWithLoad } from '../stores/task-store.ts';
import { beginWork, type Shell } from '../work.ts';
import { acceptLog, complaintLog, type Logging } from './log-complaint.ts';

const policyKey = z.string().regex(/^[a-z][a-z0-9_]{0,99}$/);

/** The form: what the Complaint Log Form has, and how it was put right. */
export const firstContactFix = complaintLog
  .omit({ told: true, selfIdentified: true, joins: true })
  .extend({
    category: policyKey.describe('a category key of the policy'),
    severity: severitySchema
      .default('minor')
      .describe('one that the policy lets be fixed at first contact'),
    summary: text(LONG).describe('what was done about it, as the customer was told'),
    remedyOption: policyKey.optional().describe('what they were given, within your own powers'),
    remedyAmount: z
      .string()
      .regex(/^\d{1,9}(\.\d{1,2})?$/, 'must be an amount like "12.50"')
      .optional()
      .describe('its amount, in the currency of the policy'),
  })
  .describe('log, fix, make good and resolve a small complaint at once');
export type FirstContactFix = z.infer<typeof firstContactFix>;

export type FixAnswer = { reference: string; version: number; status: string };

function checkFix(fix: FirstContactFix, { policy }: Rules): void {
  const { firstContactSeverities } = policy.investigation;
  const refuse = (message: string) => new RequestError(422, 'invalid', message);
  if (!firstContactSeverities.includes(fix.severity))
    throw refuse(
      `severity: only ${firstContactSeverities.join(', ')} is fixed at first contact; log it instead.`,
    );
  if (!policy.categories.some(({ key }) => key === fix.category))
    throw refuse(
      `The policy has these categories: ${policy.categories.map(({ key }) => key).join(', ')}.`,
    );
}

const classified = (fix: FirstContactFix, { policy }: Rules): Classification => ({
  kind: 'complaint',
  category: fix.category,
  severity: fix.severity,
  language: fix.language?.split('-')[0]?.toLowerCase() ?? 'und',
  agitated: false,
  threat: false,
  decided: true,
  evidence: [],
  classifierVersion: 'staff',
  policyVersion: policy.version,
});

type Stage = { shell: Shell; tx: Tx; rules: Rules; staffId: string };

async function contextOf({ shell, tx, rules, staffId }: Stage): Promise<Context> {
  const { role, responderFor } = await staffNow(tx, staffId);
  return {
    rules,
    now: shell.clock.now(),
    actor: { type: 'staff', staffId, role, responderFor },
    staff: await staffWithLoad(tx.query),
  };
}

/** Opens the case, makes good, resolves: the decisions in order. */
async function decideFix(
  stage: Stage,
  item: IntakeReceived,
  fix: FirstContactFix,
): Promise<Decided[]> {
  const { shell, tx, rules } = stage;
  const context = await contextOf(stage);
  const caseId = derivedId(item.itemId, 'case');
  const how = { relayed: false, links: [] };
  const decided = [openCase(caseId, item, classified(fix, rules), how, context)];
  const act = async (command: Command): Promise<void> => {
    const current = decided.at(-1)?.after;
    if (!current) return;
    const { type } = command;
    const asked = { type, rules, current, actor: actorText(context.actor), now: context.now };
    const remedyFacts = await factsForCommand(shell, tx.query, asked);
    const decision = decide(current, command, { ...context, remedyFacts });
    if (!decision.ok) throw refusalError(decision);
    decided.push(decision);
  };
  const { remedyOption: option, remedyAmount: amount, summary } = fix;
  if (option) {
    const reason = 'first-contact fix';
    await act({ type: 'propose-remedy', body: { option, ...(amount ? { amount } : {}), reason } });
    if (decided.at(-1)?.after.remedies.some(({ state }) => state === 'proposed'))
      throw new RequestError(
        422,
        'invalid',
        'remedyOption: this needs the approval of another person: log the complaint, then propose it.',
      );
  }
  await act({ type: 'resolve', body: { outcome: 'upheld', summary, told: fix.channel } });
  return decided;
}

/**
 * Logs, fixes, makes good and resolves, or does nothing at all. The same key with the same form does it once.
 * @throws RequestError with the reason when any part of it is refused.
 */
export function fixAtFirstContact(
  shell: Shell,
  fix: FirstContactFix,
  by: Logging,
): Promise<FixAnswer> {
  return shell.db.transaction(async (tx) => {
    const rules = (await shell.policies.rulesFor(tx.query, []))();
    checkFix(fix, rules);
    const {
      category: _c,
      severity: _s,
      summary: _t,
      remedyOption: _o,
      remedyAmount: _a,
      ...log
    } = fix;
    const accepted = await acceptLog(shell, tx, { ...log, told: true }, { ...by, form: fix });
    const { itemId, reference, trace } = accepted;
    if (accepted.repeated) {
      const known = await caseByReference(tx.query, reference);
      return { reference, version: known?.version ?? 0, status: known?.status ?? 'new' };
    }
    const item = await receivedOf(tx.query, itemId);
    const decided = await decideFix({ shell, tx, rules, staffId: by.staffId }, item, fix);
    const work = beginWork(tx, shell, []);
    for (const decision of decided) work.take(decision, trace);
    const { after } = decided.at(-1) as Decided;
    const { caseId, version, status } = after;
    const decidedAt = shell.clock.now().toISOString();
    const outcome = { outcome: 'case' as const, reason: null, owner: null, decidedAt };
    await work.flush([{ itemId, caseId, caseReference: reference, ...outcome }]);
    for (const decision of decided) await warnOfBudget(shell, tx, decision);
    const { staffId } = by;
    tx.afterCommit(() =>
      shell.log.info({ caseId, reference, trace, version, staffId }, 'fixed at first contact'),
    );
    return { reference, version, status };
  });
}
