// How each entry changes a case. Pure and total: replaying a timeline gives the row. No rules here, only consequences.

import { assignmentChanges, ended } from '../assignment/evolve.ts';
import type { Case } from '../case.ts';
import {
  contactMade,
  factsAtOpening,
  investigationChanges,
  spokenWith,
} from '../investigation/evolve.ts';
import { remedyChanges } from '../remedies/evolve.ts';
import { acknowledgementChanges } from './acknowledgement.ts';
import type { Change } from './change.ts';
import { deadlineKey, type EntryData, type EntryType, type TimelineEntry } from './entries.ts';
import { survivesErasure } from './erasure.ts';
import { imported } from './imported.ts';
import { joiningChanges } from './joining.ts';
import { messageChanges } from './messages.ts';

const unchanged = (): Partial<Case> => ({});

const SEVERITY_CHANGES_KEPT = 20;

const opened = (data: EntryData['case.opened']): Case => ({
  caseId: data.caseId,
  reference: data.reference,
  version: 0,
  status: 'new',
  kind: data.kind,
  category: data.category,
  severity: data.severity,
  remedySeverity: data.severity,
  severityChanges: [],
  channel: data.channel,
  language: data.language,
  subject: data.subject,
  customer: data.customer,
  openedAt: data.receivedAt,
  epochStartedAt: data.receivedAt,
  epoch: 1,
  escalationLevel: 0,
  investigating: false,
  complainedAbout: [],
  acknowledgement: { state: 'requested', dueAt: data.acknowledgeBy },
  contactSuspended: false,
  suspensions: 0,
  threatened: false,
  violenceReports: 0,
  agitated: false,
  unreadable: data.unreadable !== undefined,
  relayed: false,
  waits: 0,
  pauses: [],
  remedies: [],
  messages: [],
  updates: [],
  answers: data.answers,
  fired: [],
  ...factsAtOpening(data.receivedAt),
});

const lifecycleChanges = {
  'legal_hold.set': () => ({ legalHold: true }),
  'legal_hold.released': () => ({ legalHold: undefined }),
  'case.erased': (_current, _data, { at }) => ({ erasedAt: at }),
  'case.opened': unchanged,
  'case.imported': imported,
  'link.proposed': unchanged,
  'customer.replied': (c, data) => ({
    answers: [...c.answers, ...data.answers].slice(-10),
    ...(data.epoch && !data.again ? { ratedEpochs: [...(c.ratedEpochs ?? []), data.epoch] } : {}),
  }),
  'investigation.started': () => ({ status: 'investigating', investigating: true }),
  'case.corrected': (c, data, { at, actor }) => ({
    kind: data.kind ?? c.kind,
    category: data.category ?? c.category,
    severity: data.severity ?? c.severity,
    language: data.language ?? c.language,
    remedySeverity: data.remedySeverity,
    ...(data.severity && data.severity !== c.severity
      ? {
          severityChanges: [
            ...c.severityChanges,
            { from: c.severity, to: data.severity, at, by: actor },
          ].slice(-SEVERITY_CHANGES_KEPT),
        }
      : {}),
  }),
  'impact.assessed': (c, data) => ({ impact: { ...c.impact, ...data } }),
  'case.waiting': (c, { until, reason, for: whom }, { at }) => ({
    status: 'waiting',
    waits: c.waits + 1,
    waiting: { until, reason, from: c.investigating ? 'investigating' : 'assigned' },
    // Only the customer's own time is not counted against the promises to them.
    pauses: [...ended(c.pauses, at), ...(whom === 'third_party' ? [] : [{ from: at }])],
  }),
  'case.resumed': (c, _, { at }) => ({
    status: c.waiting?.from ?? 'assigned',
    waiting: undefined,
    pauses: ended(c.pauses, at),
  }),
  'case.escalated': (_, data) => ({ escalationLevel: data.level }),
  'case.marked_agitated': (_, { epoch }) => ({
    agitated: true,
    ...(epoch === undefined ? {} : { agitatedEpoch: epoch }),
  }),
  'threat.suspected': (_, { itemId }) => ({ suspectedThreat: itemId }),
  'threat.decided': () => ({ suspectedThreat: undefined }),
  'contact.suspended': (c, _, { at }) => ({
    contactSuspended: true,
    threatened: true,
    suspensions: c.suspensions + 1,
    suspendedAt: at,
  }),
  'suspension.lifted': () => ({
    contactSuspended: false,
    suspendedAt: undefined,
    suspensionDecidedAt: undefined,
  }),
  'suspension.kept': (_, __, { at }) => ({ suspensionDecidedAt: at }),
  'violence.reported': (c) => ({ violenceReports: c.violenceReports + 1 }),
  'case.resolved': (c, data, { at }) => ({
    ...contactMade(c, at),
    status: 'resolved',
    pauses: ended(c.pauses, at),
    resolution: { ...data, at },
    answeredAt: at,
    untold: undefined,
    waiting: undefined,
  }),
  'case.closed': (_, data, { at }) => ({ status: 'closed', closedAt: at, closedHow: data.how }),
  'case.reopened': (c, data, { at }) => ({
    satisfaction: undefined,
    lastContactAt: at,
    dissatisfied: c.dissatisfied || data.dissatisfied === true,
    status: c.assignee ? 'assigned' : 'new',
    epoch: c.epoch + 1,
    epochStartedAt: at,
    escalationLevel: 0,
    pauses: [],
    investigating: false,
    toldAt: undefined,
    untold: undefined,
    estimatedResolution: undefined,
    resolution: undefined,
    answeredAt: undefined,
    closedAt: undefined,
    closedHow: undefined,
  }),
} satisfies { [T in EntryType]?: Change<T> };

const changes: { [T in EntryType]: Change<T> } = {
  ...acknowledgementChanges,
  ...joiningChanges,
  ...messageChanges,
  ...remedyChanges,
  ...lifecycleChanges,
  ...investigationChanges,
  ...assignmentChanges,
  'note.added': unchanged,
  'contact.recorded': (c, _, { at }) => spokenWith(c, at),
  'escalation.warned': unchanged,
  'suspension.overdue': unchanged,
  'notice.queued': unchanged,
  'task.warned': unchanged,
  'task.overdue': unchanged,
  'policy.moved': (_, { to }) => ({ policyVersion: to }),
  'task.done': unchanged,
};

/** All types of entries. */
export const entryTypes = Object.keys(changes);

/**
 * The case after an entry. Only the first entry of a timeline may come without a case.
 * @throws when the first entry does not open one: then the timeline is broken (verify names it).
 */
export function evolve(current: Case | undefined, entry: TimelineEntry): Case {
  if (!current) {
    if (entry.type !== 'case.opened') throw new Error(`a timeline begins with ${entry.type}`);
    const { version, policyVersion } = entry;
    return { ...opened(entry.data), version, policyVersion };
  }
  const change = changes[entry.type] as Change<EntryType> | undefined;
  if (!change) throw new Error(`unknown entry type ${entry.type}`);
  const deadline = (entry.data as { deadline?: Parameters<typeof deadlineKey>[0] }).deadline;
  return {
    ...current,
    // Whatever somebody says after an erasure is kept and erased as ever (R71).
    ...(current.erasedAt && !survivesErasure(entry.type) ? { erasedAt: undefined } : {}),
    ...change(current, entry.data, entry),
    version: entry.version,
    ...(deadline ? { fired: [...current.fired, deadlineKey(deadline)] } : {}),
  };
}
