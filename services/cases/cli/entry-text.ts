// The entries of a timeline as people read them, and what a command did in such words. No text of a customer is put in here.
import { actorText } from '../domain/case.ts';
import type { EntryData, EntryType, Named } from '../domain/timeline/entries.ts';

const minutes = (at: string): string => at.slice(0, 16).replace('T', ' ');
const spaced = (word: string): string => word.replaceAll('_', ' ');
const under = ({ name, role }: Named): string =>
  name ? `with ${name} (${spaced(role)})` : `with ${spaced(role)}, where nobody is`;
const money = (data: { amount?: string | undefined; currency?: string | undefined }): string =>
  data.amount ? ` ${data.amount} ${data.currency ?? ''}`.trimEnd() : '';

type Sentences = { [T in EntryType]: (data: EntryData[T]) => string };

/** What each entry says of the case, which is the subject of the sentence. */
const sentences: Sentences = {
  'case.opened': ({ kind, category, severity }) => `is opened as ${kind}: ${category}, ${severity}`,
  'case.imported': ({ source, key }) => `is imported from ${source} (${key})`,
  'link.proposed': ({ reference, reason }) => `may belong to ${reference} (${spaced(reason)})`,
  'customer.replied': ({ by }) => `has a reply of the customer (by ${spaced(by)})`,
  'message.requested': ({ key, via, recipient }) =>
    `asks for ${via === 'email' ? 'a mail' : 'a direct message'} to ${recipient.party === 'staff' ? (recipient.name ?? 'staff') : 'the customer'}: ${key}`,
  'message.reported': ({ key, status, reason }) =>
    `hears of ${key}: ${spaced(status)}${reason ? ` (${reason})` : ''}`,
  'acknowledgement.held': () => 'holds its acknowledgement back',
  'acknowledgement.left_to_a_person': ({ reason }) =>
    `leaves its acknowledgement to a person (${spaced(reason)})`,
  'acknowledgement.failed': ({ reason }) => `could not be acknowledged (${spaced(reason)})`,
  'acknowledgement.raised': () => 'is not acknowledged yet: a person is told',
  'acknowledgement.missed': () => 'was not acknowledged in time',
  'policy.moved': ({ number, reason }) =>
    `follows version ${number} of the policy from here on: ${reason}`,
  'case.acknowledged': ({ how }) => `is acknowledged (${spaced(how)})`,
  'case.assigned': ({ name, reason }) =>
    `is assigned to ${name}${reason ? ` (${spaced(reason)})` : ''}`,
  'case.unassigned': ({ reason }) => `has nobody any more (${spaced(reason)})`,
  'staff.complained_about': ({ name }) => `is about ${name}`,
  'staff.not_complained_about': ({ name }) => `is not about ${name}`,
  'task.handed_over': ({ key, to }) => `has ${key} handed over: ${under(to)}`,
  'investigation.started': () => 'is under investigation',
  'note.added': () => 'has a new note',
  'case.linked': ({ reference }) => `is linked with ${reference}`,
  'case.unlinked': ({ reference }) => `is no longer linked with ${reference}`,
  'case.merged': ({ reference }) => `goes on in ${reference}`,
  'case.unmerged': ({ reference, status }) => `is taken out of ${reference} again: ${status}`,
  'case.took_in': ({ reference }) => `takes in the story of ${reference}`,
  'case.gave_back': ({ reference }) => `no longer holds the story of ${reference}`,
  'case.corrected': ({ kind, category, severity, language }) =>
    `is corrected: ${[kind, category, severity, language].filter(Boolean).join(', ')}`,
  'impact.assessed': () => 'has its impact on record',
  'root_cause.recorded': ({ cause }) => `has its root cause on record: ${spaced(cause)}`,
  'evidence.added': ({ evidenceId, kind, title }) =>
    `has evidence ${evidenceId} (${kind}): ${title}`,
  'corrective_action.requested': ({ actionId, owner }) =>
    `has ${actionId} requested, to be done by ${owner.name}`,
  'corrective_action.linked': ({ reference, actionId }) =>
    `is meant by the corrective action ${reference}/${actionId}`,
  'corrective_action.approved': ({ actionId, owner, dueAt }) =>
    `has ${actionId} approved: ${owner.name}, until ${minutes(dueAt)}`,
  'corrective_action.refused': ({ actionId, reason }) => `has ${actionId} refused: ${reason}`,
  'corrective_action.step_taken': ({ actionId }) => `has a step taken on ${actionId}`,
  'corrective_action.done': ({ actionId }) => `has ${actionId} done`,
  'corrective_action.verified': ({ actionId, effective }) =>
    `has ${actionId} checked: it ${effective ? 'worked' : 'did not work'}`,
  'call_back.requested': ({ callBackId, to, dueAt }) =>
    `has a call ${callBackId} to be made by ${to.name} until ${minutes(dueAt)}`,
  'call_back.tried': ({ callBackId, givenUp }) =>
    `has a call ${callBackId} that reached nobody${givenUp ? ' and is not tried again' : ''}`,
  'call_back.reported': ({ callBackId, reportTo }) =>
    `has the call ${callBackId} on record, its report goes to ${reportTo.name}`,
  'check_in.due': () => 'has a customer who heard nothing for long: a check-in is due',
  'follow_up.due': () => 'has no answer on satisfaction: a person asks',
  'satisfaction.asked': ({ how }) =>
    how === 'unreachable'
      ? 'has nobody who could be asked how it was'
      : `has its customer asked how it was (${spaced(how)})`,
  'satisfaction.left_to_a_person': () => 'leaves asking how it was to a person',
  'client.lost': ({ to }) => `may have lost its client: ${under(to)}`,
  'update.sent': ({ template }) =>
    template === 'answer' ? 'has an answer for the customer' : 'has an update for the customer',
  'contact.recorded': ({ how }) => `has a contact on record (${spaced(how)})`,
  'case.waiting': ({ until }) => `waits until ${minutes(until)}`,
  'case.resumed': ({ reason }) => `goes on: ${reason}`,
  'escalation.warned': ({ level }) => `goes to level ${level} soon`,
  'case.escalated': (data) => `is at level ${data.level}: ${under(data)}`,
  'case.marked_agitated': ({ to }) => `has a very upset customer: ${under(to)}`,
  'threat.suspected': ({ to, decideBy }) =>
    `may hold a threat: ${under(to)}, decided until ${minutes(decideBy)}`,
  'threat.decided': ({ threat }) =>
    threat ? 'holds a threat: a person said so' : 'holds no threat: a person said so',
  'contact.suspended': ({ to, decideBy }) =>
    `has contact suspended: ${under(to)}, until ${minutes(decideBy)}`,
  'suspension.overdue': ({ to }) => `waits for a decision on contact: ${under(to)}`,
  'suspension.kept': () => 'stays without contact: a manager decided so',
  'violence.reported': ({ policeInformed }) =>
    `has a workplace-violence report (police ${policeInformed ? '' : 'not '}informed)`,
  'suspension.lifted': () => 'may be written to again',
  'remedy.proposed': (data) =>
    `has ${data.remedyId} proposed: ${data.option}${money(data)}${data.fourEyes ? `, needs ${data.approval}` : ''}`,
  'remedy.withdrawn': ({ remedyId }) => `has ${remedyId} withdrawn`,
  'remedy.approved': (data) =>
    `has ${data.remedyId} approved${data.as === 'alternate' ? ' by the named alternate' : ''}: ${data.option}${money(data)}${data.othersOpen ? `; still open: ${data.othersOpen.join(', ')} (reject-remedy)` : ''}`,
  'remedy.rejected': ({ remedyId, reason }) => `has ${remedyId} rejected: ${reason}`,
  'remedy.delivered': ({ remedyId }) => `has ${remedyId} delivered`,
  'remedy.delivery_failed': ({ remedyId, reason }) =>
    `could not deliver ${remedyId} (${spaced(reason)})`,
  'remedy.confirmed': ({ remedyId }) => `has ${remedyId} confirmed`,
  'payout.requested': ({ remedyId }) => `has ${remedyId} on its way to be paid out`,
  'payout.reported': ({ remedyId, status, reason }) =>
    `hears of the payout of ${remedyId}: ${spaced(status)}${reason ? ` (${spaced(reason)})` : ''}`,
  'payout.settled': ({ remedyId, outcome }) =>
    `has the payout of ${remedyId} settled by a person: ${spaced(outcome)}`,
  'case.resolved': ({ outcome, undecided = [] }) =>
    `is resolved: ${spaced(outcome)}${undecided.length > 0 ? `; still undecided: ${undecided.join(', ')}` : ''}`,
  'follow_up.recorded': ({ satisfied }) =>
    `has a customer who is ${satisfied ? 'satisfied' : 'not satisfied'}`,
  'case.closed': ({ how }) =>
    ({
      satisfied: 'is closed: the customer is satisfied',
      lapse: 'is closed: no answer came',
      imported: 'is closed: before it was imported',
    })[how],
  'case.reopened': ({ reason }) => `is reopened: ${reason}`,
  'answer.recorded': () => 'was answered in the platform’s own app',
  'customer.answered': () => 'has an answer for the customer',
  'notice.queued': ({ key, sendAt }) => `tells staff by the mail of ${minutes(sendAt)}: ${key}`,
  'task.warned': ({ kind, dueAt }) => `has ${spaced(kind)} due soon: ${minutes(dueAt)}`,
  'task.overdue': ({ kind, to }) => `has ${spaced(kind)} overdue: ${under(to)}`,
  'legal_hold.set': () => 'is under a legal hold: nothing of it is erased',
  'legal_hold.released': () => 'is released from its legal hold',
  'case.erased': () => 'has its personal data erased',
  'task.done': ({ kind }) => `has a task done: ${spaced(kind)}`,
};

type Written = { type: string; data: unknown };

/** What an entry says, as a predicate of its case; an unknown type (of a newer version) as its name. */
export function entryText({ type, data }: Written): string {
  const sentence = (sentences as Record<string, ((data: never) => string) | undefined>)[type];
  return sentence ? sentence(data as never) : spaced(type);
}

const isMessage = (entry: Written): boolean => entry.type === 'message.requested';
const dataOf = (entry: Written) => entry.data as EntryData['message.requested'];

function onItsWay(entry: Written): string {
  const { via, recipient } = dataOf(entry);
  const to = recipient.party === 'customer' ? 'the customer' : (recipient.name ?? 'staff');
  return `${via === 'email' ? 'a mail' : 'a direct message'} to ${to} is on its way`;
}

/** What a command did: the case in a line or more, then what goes out. */
export function outcomeText(answer: { reference: string; entries: Written[] }): string {
  const { reference, entries } = answer;
  const messages = entries.filter(isMessage);
  const said = entries.filter((entry) => !isMessage(entry));
  const told = messages.some((entry) => dataOf(entry).recipient.party === 'customer');
  const forCustomer = said.some(({ type }) => type === 'update.sent' || type === 'case.resolved');
  return [
    ...said.map((entry) => `${reference} ${entryText(entry)}`),
    ...messages.map(onItsWay),
    ...(forCustomer && !told
      ? ['no message goes out: it stands on the status page, a person tells them']
      : []),
  ].join('\n');
}

/** Who acted, by name: `staff:<id>` is what stands on record. */
export function actorName(actor: string, names: ReadonlyMap<string, string>): string {
  const prefix = actorText({ type: 'staff', staffId: '', role: 'frontline', responderFor: [] });
  if (!actor.startsWith(prefix)) return actor;
  const staffId = actor.slice(prefix.length);
  return names.get(staffId) ?? staffId;
}
