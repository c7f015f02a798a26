// What an approver reads of one proposal before deciding it, on one card: the remedy, who may decide, what it did to the customer,
// the case in short, what else the customer got, what must be noticed (S40, S41). Pure: from what was read.
import { cutText } from '#shared/events/text.ts';
import { actorText, type Case, type Remedy } from '../domain/case.ts';
import { commandRefusal } from '../domain/commands/permissions.ts';
import { decide } from '../domain/decide.ts';
import { effectsOf, type Told } from '../domain/effects/effects.ts';
import { respondBy } from '../domain/escalation.ts';
import { decidesAs, reviewOf } from '../domain/remedies/review.ts';
import { remedyLabel } from '../domain/remedies/terms.ts';
import type { Context } from '../domain/rules.ts';
import type { CaseBeginning, OpenProposal, StoryEntry } from './approval-store.ts';

/** The entries that tell an approver how a case came to where it is. */
export const storyTypes = [
  'case.opened',
  'customer.replied',
  'case.assigned',
  'investigation.started',
  'impact.assessed',
  'root_cause.recorded',
  'case.corrected',
  'update.sent',
  'contact.recorded',
  'note.added',
  'case.escalated',
  'case.marked_agitated',
  'contact.suspended',
  'remedy.proposed',
  'remedy.approved',
  'remedy.rejected',
  'remedy.withdrawn',
  'case.resolved',
  'case.reopened',
] as const;

const STORY_TEXT_MAX = 300;
const ELSEWHERE_MAX = 10;

/** Whether the reader may decide, and as whom; or why not. */
export type MayDecide =
  | { allowed: true; as: 'level' | 'alternate' }
  | { allowed: false; code: string; problem: string };

/** As whom the acting person may decide a proposal, by table and rule. */
export function mayDecideOf(current: Case, remedy: Remedy, context: Context): MayDecide {
  const refused = commandRefusal(current, 'approve-remedy', context);
  const decided = refused ?? decidesAs(current, remedy, context);
  return 'ok' in decided
    ? { allowed: false, code: decided.code, problem: decided.message }
    : { allowed: true, as: decided.as };
}

function textOf({ data }: StoryEntry): string | undefined {
  const said = data?.text ?? data?.summary ?? data?.note ?? data?.reason;
  return typeof said === 'string' && said ? cutText(said, STORY_TEXT_MAX) : undefined;
}

const storyLine = (entry: StoryEntry) => {
  const { version, type, at, actor } = entry;
  const text = textOf(entry);
  return { version, type, at, actor, ...(text ? { text } : {}) };
};

/** Whom an approval would tell; what a person has to do instead is a task, and not said here. */
function toldBy(current: Case, remedy: Remedy, context: Context): Told[] {
  const command = { type: 'approve-remedy', body: { remedyId: remedy.remedyId } } as const;
  const decision = decide(current, command, context);
  return decision.ok ? effectsOf(current, decision, context).told : [];
}

const remedyLine = (remedy: Remedy, context: Context, locale: string) => {
  const { remedyId, option, amount, currency, state, proposedAt } = remedy;
  const label = remedyLabel(context.rules.policy, option, locale);
  const money = amount && currency ? { amount, currency } : {};
  return { remedyId, option, label, ...money, state, proposedAt };
};

function caseInShort(current: Case, context: Context, begun: CaseBeginning | undefined) {
  const { subject, kind, category, severity, status, channel, language, openedAt } = current;
  const { escalationLevel, agitated, contactSuspended, epoch } = current;
  const { impact, severityChanges, rootCause, assignee } = current;
  const { name } = current.customer;
  return {
    ...{ subject, kind, category, severity, status, channel, language, openedAt, epoch },
    ...{ escalationLevel, agitated, contactSuspended, severityChanges },
    resolveBy: respondBy(current, context.rules),
    text: begun?.text ?? '',
    otherCases: begun?.otherCases ?? 0,
    otherOpen: begun?.otherOpen ?? 0,
    ...(name ? { customerName: name } : {}),
    ...(assignee ? { assignee } : {}),
    ...(impact ? { impact } : {}),
    ...(rootCause ? { rootCause } : {}),
  };
}

/** One approval as it is shown. */
export type ApprovalView = ReturnType<typeof approvalView>;

/** A proposal with all that its approver needs. */
export function approvalView(
  found: OpenProposal & { remedy: Remedy },
  context: Context,
  read: { story: StoryEntry[]; begun: CaseBeginning | undefined; locale: string },
) {
  const { state: current, remedy } = found;
  const { reference, version } = current;
  const { proposalVersion, payee, estimated } = { ...remedy, ...remedy.cost };
  const review = reviewOf(current, remedy, context);
  return {
    ...{ reference, version, proposalVersion, payee },
    ...remedyLine(remedy, context, read.locale),
    severity: remedy.severity,
    delivery: remedy.delivery,
    estimatedCost: estimated,
    reason: found.reason ?? '',
    proposedBy: remedy.proposedBy,
    dueAt: found.dueAt ?? new Date(remedy.proposedAt),
    needs: review.needs,
    warnings: review.warnings,
    capsLeft: review.capsLeft,
    mine: context.actor.type === 'staff' && remedy.proposedBy === actorText(context.actor),
    mayDecide: mayDecideOf(current, remedy, context),
    told: toldBy(current, remedy, context),
    otherRemedies: current.remedies
      .filter(({ remedyId }) => remedyId !== remedy.remedyId)
      .map((other) => remedyLine(other, context, read.locale)),
    elsewhere: (context.remedyFacts?.others ?? []).slice(0, ELSEWHERE_MAX),
    case: caseInShort(current, context, read.begun),
    story: read.story.map(storyLine),
  };
}
