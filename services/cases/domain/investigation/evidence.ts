// The commands that gather evidence and name the root cause (R16, R21). Looking up and uploading is the shell's.
import { labelIn } from '#shared/policy/policy.ts';
import type { Case } from '../case.ts';
import { type Decision, draftOn, refuse } from '../draft.ts';
import type { Context } from '../rules.ts';
import type { InvestigationEntryData, Witness } from './entries.ts';
import type { InvestigationBody } from './schemas.ts';

const EVIDENCE_MAX = 200;

function witnessOf(context: Context, who: string): Witness {
  const known = context.staff.find(
    (person) => person.staffId === who || person.email.toLowerCase() === who.toLowerCase(),
  );
  return known ? { staffId: known.staffId, name: known.name } : { name: who };
}

type Added = Omit<InvestigationEntryData['evidence.added'], 'evidenceId' | 'kind'>;

/** What is added, by kind; or why it cannot be. */
function pieceOf(body: InvestigationBody<'add-evidence'>, context: Context): Added | string {
  const { text, gathered } = { text: body.text, gathered: context.gathered };
  switch (body.kind) {
    case 'order':
    case 'customer': {
      const snapshot = gathered?.snapshot;
      if (!snapshot) return 'Nothing was looked up: set up the look-up, or add it as a record.';
      const title = body.kind === 'order' ? `order ${body.orderNumber}` : `customer ${body.email}`;
      return { title, snapshot, text };
    }
    case 'file': {
      const file = gathered?.file;
      return file
        ? { title: file.name, file, text }
        : 'A file is uploaded: POST …/files, or "redress case add-file".';
    }
    case 'statement': {
      const statementBy = witnessOf(context, body.statementBy ?? '');
      return { title: `statement by ${statementBy.name}`, statementBy, text };
    }
    case 'record':
      return { title: body.source ?? '', text };
    default:
      return body.kind satisfies never;
  }
}

/** Adds a piece of evidence, with who and when. */
export function addEvidence(
  current: Case,
  body: InvestigationBody<'add-evidence'>,
  context: Context,
): Decision {
  if (current.evidence.length >= EVIDENCE_MAX)
    return refuse('not_possible', `A case has at most ${EVIDENCE_MAX} pieces of evidence.`);
  const piece = pieceOf(body, context);
  if (typeof piece === 'string') return refuse('invalid', piece);
  const draft = draftOn(current, context);
  const evidenceId = `E${current.evidence.length + 1}`;
  draft.add('evidence.added', { evidenceId, kind: body.kind, ...piece });
  return draft.decided();
}

/** The root causes of the policy by key, with the branch that each is under. */
export function rootCauses(context: Pick<Context, 'rules'>): { key: string; label: string }[] {
  const { rootCauses: tree } = context.rules.policy.investigation;
  return tree.flatMap(({ key, label, children }) => [
    { key, label: labelIn(label, 'en') },
    ...children.map((child) => ({ key: child.key, label: labelIn(child.label, 'en') })),
  ]);
}

/** Why a cause is not one of the policy, or undefined. */
export function causeFault(cause: string, context: Context): string | undefined {
  const known = rootCauses(context).map(({ key }) => key);
  return known.includes(cause)
    ? undefined
    : `The policy has these root causes: ${known.join(', ')}.`;
}

/** Records the root cause: a word of the tree, and why in words. */
export function recordRootCause(
  current: Case,
  body: InvestigationBody<'root-cause'>,
  context: Context,
): Decision {
  const fault = causeFault(body.cause, context);
  if (fault) return refuse('invalid', fault, 'cause');
  const draft = draftOn(current, context);
  draft.add('root_cause.recorded', body);
  return draft.decided();
}
