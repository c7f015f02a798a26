// What of an entry a customer is given when they ask for their data (R71): an allow-list, so that what is about others (staff, who
// owns a task, a report of violence) is in no file by oversight. Pure.
import type { EntryData, EntryType } from './entries.ts';

type Fields = { [T in EntryType]?: readonly (keyof EntryData[T])[] | 'all' };

const given: Fields = {
  'case.opened': [
    ...(['channel', 'kind', 'category', 'severity', 'language', 'subject', 'customer'] as const),
    ...(['receivedAt', 'acknowledgeBy', 'orderNumber', 'survey', 'postUrl'] as const),
  ],
  'customer.replied': ['reference', 'kind', 'score'],
  'message.requested': ['purpose', 'via', 'recipient', 'locale', 'values'],
  'message.reported': ['status'],
  'case.acknowledged': ['how', 'note'],
  'note.added': ['text'],
  'case.linked': ['reference'],
  'case.unlinked': ['reference'],
  'case.merged': ['reference', 'reason'],
  'case.unmerged': ['reference', 'reason'],
  'case.took_in': ['reference', 'reason'],
  'case.gave_back': ['reference', 'reason'],
  'case.corrected': ['kind', 'category', 'severity', 'language', 'reason'],
  'impact.assessed': 'all',
  'update.sent': ['text', 'estimatedResolution', 'template'],
  'contact.recorded': ['how', 'summary'],
  'case.waiting': ['until', 'reason', 'for'],
  'case.resumed': ['reason'],
  'case.escalated': ['level', 'reason'],
  'case.marked_agitated': ['reason'],
  'contact.suspended': ['reason'],
  'suspension.lifted': ['reason'],
  'suspension.kept': ['reason'],
  'remedy.proposed': [
    ...(['remedyId', 'option', 'amount', 'currency', 'payee', 'severity', 'reason'] as const),
  ],
  'remedy.withdrawn': ['remedyId', 'reason'],
  'remedy.approved': ['remedyId', 'option', 'amount', 'currency', 'payee'],
  'remedy.rejected': ['remedyId', 'reason'],
  'remedy.delivered': ['remedyId', 'how'],
  'remedy.confirmed': ['remedyId', 'note'],
  'payout.reported': ['remedyId', 'status'],
  'case.resolved': ['outcome', 'summary', 'told'],
  'case.closed': ['how'],
  'case.reopened': ['reason'],
  'customer.answered': ['text'],
  'answer.recorded': ['text', 'occurredAt'],
  'root_cause.recorded': ['cause', 'text'],
  'call_back.requested': ['reason', 'dueAt'],
  'call_back.tried': ['summary'],
  'call_back.reported': ['summary'],
  'follow_up.recorded': ['satisfied', 'comment'],
  'case.erased': ['why'],
};

/** What an entry says of and to the customer; nothing where it is about others, or was erased. */
export function exportedData(type: string, data: unknown): Record<string, unknown> | undefined {
  const fields = (given as Record<string, readonly string[] | 'all' | undefined>)[type];
  if (!fields || typeof data !== 'object' || data === null) return undefined;
  if (fields === 'all') return { ...data };
  const said = Object.entries(data).filter(([key]) => fields.includes(key));
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}

/** Who did something, as a customer is told: no name of the staff leaves the house with it. */
export const exportedActor = (actor: string): 'staff' | 'customer' | 'redress' =>
  actor.startsWith('staff:') ? 'staff' : actor.startsWith('customer') ? 'customer' : 'redress';
