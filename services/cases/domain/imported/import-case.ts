// What a row of an old list becomes: a case with its history, which mails nobody. Where the row came from is not known here.
import type { Channel, Kind, Severity } from '#shared/events/intake.ts';
import { acknowledgementOf } from '#shared/policy/promises.ts';
import { partialityOf, staffNamedIn } from '../assignment/impartial.ts';
import type { Customer } from '../case.ts';
import { openReview, wantsReviewAtOnce } from '../consequences.ts';
import { type Decided, draftOn, draftOpening, type Refused, refuse } from '../draft.ts';
import type { Context } from '../rules.ts';
import { findStaffer } from '../rules.ts';

/** A case as another system had it. Times are RFC 3339 in UTC, in order and in the past. */
export type OldCase = {
  channel: Channel;
  kind: Kind;
  category: string;
  severity: Severity;
  language: string;
  subject: string;
  text: string;
  customer: Customer;
  receivedAt: string;
  resolved?: { outcome: string; summary: string; at: string } | undefined;
  closedAt?: string | undefined;
  /** An e-mail address, as it was written there. */
  assignee?: string | undefined;
  notes?: string | undefined;
};

/** By what the case is known here, and by what it was there. */
export type ImportIds = {
  caseId: string;
  itemId: string;
  reference: string;
  source: string;
  key: string;
};

const CLASSIFIER = 'import';

// The history: each step at its time, by nobody whom this system knows.
function decideHistory(ids: ImportIds, old: OldCase, context: Context): Decided[] {
  const { channel, kind, category, severity, language, subject, customer, receivedAt } = old;
  const { caseId, itemId, reference } = ids;
  const facts = { kind, severity, channel };
  const at = (time: string): Context => ({
    ...context,
    now: new Date(time),
    actor: { type: 'system' },
  });
  const opening = draftOpening(
    {
      ...{ caseId, itemId, reference, channel, kind, category, severity, language, subject },
      ...{ customer, receivedAt },
      acknowledgeBy: acknowledgementOf(context.rules.policy, facts, receivedAt).dueAt,
      decided: true,
      classifierVersion: CLASSIFIER,
      evidence: [],
      answers: [],
      robotSigns: [],
    },
    at(receivedAt),
  ).decided();
  const steps = [opening];
  if (old.resolved) {
    const { outcome, summary, at: resolvedAt } = old.resolved;
    const draft = draftOn(opening.after, at(resolvedAt));
    draft.add('case.resolved', { outcome, summary });
    steps.push(draft.decided());
  }
  const last = steps.at(-1) ?? opening;
  if (old.closedAt) {
    const draft = draftOn(last.after, at(old.closedAt));
    draft.add('case.closed', { how: 'imported' });
    steps.push(draft.decided());
  }
  return steps;
}

/**
 * Takes a case over: its history at its own times, then the import, now. An open one has its promises from the import on
 * (R10: no acknowledgement years later); one that is over has none. Nothing is sent, no level is raised. Refused where an
 * open case is somebody's who is not there, or who may not have it (R21).
 */
export function importCase(ids: ImportIds, old: OldCase, context: Context): Decided[] | Refused {
  const history = decideHistory(ids, old, context);
  const before = history.at(-1)?.after;
  if (!before) throw new Error('an imported case without a history');
  const { source, key } = ids;
  const isOpen = before.status === 'new';
  const person = old.assignee ? findStaffer(context.staff, old.assignee) : undefined;
  if (isOpen && old.assignee && !person)
    return refuse('invalid', `assignee: ${old.assignee} is no active member of staff`);
  const draft = draftOn(before, context);
  draft.add('case.imported', { source, key, ...(old.assignee ? { assignee: old.assignee } : {}) });
  if (old.notes) draft.add('note.added', { text: old.notes });
  if (!isOpen) return [...history, draft.decided()];
  for (const named of staffNamedIn(`${old.subject}\n${old.text}`, context.staff))
    draft.add('staff.complained_about', named);
  if (person) {
    const partial = partialityOf(draft.current, person, context.staff);
    if (partial) return refuse('not_impartial', `assignee: ${partial}`);
    draft.add('case.assigned', { staffId: person.staffId, name: person.name });
  }
  if (wantsReviewAtOnce(draft.current)) openReview(draft, context);
  return [...history, draft.decided()];
}
