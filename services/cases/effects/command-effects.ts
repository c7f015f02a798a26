// What a command would do to a case, decided by the same pure functions as the command itself; nothing is written, nothing is
// held. So a person reads who is told, what moves and who must approve before they do it.
import { findCase } from '../case-view.ts';
import type { Case, LadderRole } from '../domain/case.ts';
import type { Command } from '../domain/commands/commands.ts';
import { decide } from '../domain/decide.ts';
import type { Decided } from '../domain/draft.ts';
import { type Effects, effectsOf } from '../domain/effects/effects.ts';
import { type GatePart, missingToResolve } from '../domain/investigation/closure.ts';
import { type CapLeft, capsLeft } from '../domain/remedies/facts.ts';
import { type RemedyWarning, reviewOf } from '../domain/remedies/review.ts';
import type { Context } from '../domain/rules.ts';
import { contextFor, parseCommand, refusalError } from '../execute-command.ts';
import type { Shell } from '../work.ts';

/** What a proposal would come to, and who would have to approve it (R35, R37). */
export type RemedyForeseen = {
  remedyId: string;
  amount?: string | undefined;
  currency?: string | undefined;
  estimatedCost: string;
  delivery: string;
  /** Given at once: proposing it is approving it. */
  atOnce: boolean;
  approval: LadderRole;
  warnings: RemedyWarning[];
  /** What the caps for giving without another person have left before it. */
  capsLeft: CapLeft[];
};

/** What a command would do, or why it would be refused. */
export type CommandEffects = { version: number; missing: GatePart[] } & (
  | { possible: true; effects: Effects; remedy?: RemedyForeseen | undefined }
  | { possible: false; code: string; problem: string; fields?: Record<string, string> | undefined }
);

/** The remedy that a command is about: the one it proposes, or the one that it names. */
function remedyOf(command: Command, decided: Decided): string | undefined {
  const proposed = decided.entries.find((entry) => entry.type === 'remedy.proposed');
  if (proposed) return proposed.data.remedyId;
  return command.type === 'approve-remedy' ? command.body.remedyId : undefined;
}

function remedyForeseen(
  before: Case,
  command: Command,
  decided: Decided,
  context: Context,
): RemedyForeseen | undefined {
  const remedyId = remedyOf(command, decided);
  const remedy = decided.after.remedies.find((known) => known.remedyId === remedyId);
  if (!remedy) return undefined;
  const { amount, currency, cost, delivery, state } = remedy;
  const { remedyFacts: facts, rules } = context;
  const atOnce = state === 'approved' && command.type === 'propose-remedy';
  const review = reviewOf(decided.after, remedy, context);
  return {
    remedyId: remedy.remedyId,
    ...(amount && currency ? { amount, currency } : {}),
    estimatedCost: cost.estimated,
    delivery,
    atOnce,
    approval: review.needs,
    warnings: review.warnings,
    capsLeft: facts ? capsLeft(before, facts, rules.policy) : [],
  };
}

// What would be looked up or uploaded is not, for looking: its place is held.
const nothingGathered = {
  snapshot: { found: {} },
  file: { name: 'file', mediaType: 'application/octet-stream', bytes: 1, sha256: '0'.repeat(64) },
};

/**
 * What a command would do.
 * @throws RequestError 404 for a case or command that there is not, 400 for input that its schema refuses.
 */
export async function commandEffects(
  shell: Shell,
  asked: { reference: string; type: string; body: unknown; staffId: string },
): Promise<CommandEffects & { caseId: string }> {
  const { query } = shell.db;
  const current = await findCase(query, asked.reference);
  const { caseId, version } = current;
  const command = parseCommand(asked.type, asked.body);
  const { staffId } = asked;
  const known = await contextFor(shell, query, { staffId, command, current, toAct: false });
  const context: Context = { ...known, gathered: nothingGathered };
  const missing =
    command.type === 'resolve' ? missingToResolve(current, command.body, context) : [];
  const decision = decide(current, command, context);
  if (!decision.ok) {
    const { code, message, fields } = refusalError(decision);
    return { caseId, version, missing, possible: false, code, problem: message, fields };
  }
  const effects = effectsOf(current, decision, context);
  const remedy = remedyForeseen(current, command, decision, context);
  return { caseId, version, missing, possible: true, effects, ...(remedy ? { remedy } : {}) };
}
