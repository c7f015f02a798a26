// Consumes classified items: each opens a case, joins one, is suppressed or quarantined. A batch is decided in memory, in
// order, and written with sets. The rules are in domain/matching.ts.
import type { Consumer, Delivered } from '#shared/bus.ts';
import type { Tx } from '#shared/db.ts';
import {
  type IntakeClassified,
  type IntakeReceived,
  intakeClassifiedTopic,
} from '#shared/events/intake.ts';
import { derivedId, findReferences, parseReference } from '#shared/ids.ts';
import { parseOwnMessageId } from '#shared/message-id.ts';
import { acknowledgementOf } from '#shared/policy/promises.ts';
import { logOutcomes } from './cases-log.ts';
import type { Case, Staffer } from './domain/case.ts';
import { type Decided, withLoadOf } from './domain/draft.ts';
import { type Candidate, decideIntake, type IntakeDecision } from './domain/matching.ts';
import { joinReply, openCase } from './domain/reactions/intake.ts';
import type { Context } from './domain/rules.ts';
import { quarantineTitle } from './domain/texts/task-titles.ts';
import type { RulesOf } from './policy/policies.ts';
import { lockCases } from './stores/cases-store.ts';
import {
  decidedItems,
  findLeads,
  type Lead,
  type OutcomeRow,
  putThreadKeys,
} from './stores/intake-store.ts';
import { closeLooseTasks, openTasks, staffWithLoad, type TaskRow } from './stores/task-store.ts';
import { knownTasksOf } from './tasks/task-clock.ts';
import { looseTitle } from './tasks/write-tasks.ts';
import { beginWork, type Shell, type Work } from './work.ts';

/** By what an item may lead to cases. */
type Keys = {
  statusPage: string | undefined;
  staff: string | undefined;
  ownMessages: string[];
  mails: string[];
  references: string[];
  survey: string | undefined;
  conversation: string | undefined;
  bounced: string | undefined;
};

const mailKey = (messageId: string): string => `mail:${messageId}`;
const talkKey = ({ social, channel }: IntakeReceived): string | undefined =>
  social?.conversationId ? `talk:${channel}:${social.conversationId}` : undefined;

function keysOf(item: IntakeReceived, shell: Shell): Keys {
  const own = (messageId: string) => parseOwnMessageId(shell.signer, messageId);
  const replies = item.mail?.repliesTo ?? [];
  const bounced = item.mail?.bounce?.messageId;
  const reference = (text: string | undefined) => (text ? parseReference(text) : undefined);
  return {
    statusPage: reference(item.statusReplyTo),
    staff: item.loggedBy ? reference(item.log?.joins) : undefined,
    ownMessages: replies.map(own).filter((id) => id !== undefined),
    mails: replies.map(mailKey),
    references: findReferences(item.subject),
    survey: reference(item.survey?.caseReference),
    conversation: talkKey(item),
    bounced: bounced ? own(bounced) : undefined,
  };
}

/** Leads known so far, those of earlier items of the batch among them. */
type Leads = Map<string, Lead[]>;
const leadKey = (source: Lead['source'], key: string): string => `${source}\n${key}`;
function addLead(leads: Leads, lead: Lead): void {
  const key = leadKey(lead.source, lead.key);
  leads.set(key, [...(leads.get(key) ?? []), lead]);
}

async function loadLeads(tx: Tx, keys: Keys[]): Promise<Leads> {
  const defined = (values: (string | undefined)[]) => values.filter((value) => value !== undefined);
  const rows = await findLeads(tx.query, {
    messageIds: defined(keys.flatMap((of) => [...of.ownMessages, of.bounced])),
    threadKeys: defined(keys.flatMap((of) => [...of.mails, of.conversation])),
    references: defined(
      keys.flatMap((of) => [...of.references, of.statusPage, of.survey, of.staff]),
    ),
  });
  const leads: Leads = new Map();
  for (const row of rows) addLead(leads, row);
  return leads;
}

function candidatesOf(keys: Keys, leads: Leads, caseOf: Work['caseOf']): Candidate[] {
  const found: Candidate[] = [];
  const look = (by: Candidate['by'], source: Lead['source'], values: (string | undefined)[]) => {
    for (const value of values) {
      if (value === undefined) continue;
      for (const { caseId } of leads.get(leadKey(source, value)) ?? []) {
        const known: Case | undefined = caseOf(caseId);
        if (known) found.push({ found: known, by });
      }
    }
  };
  look('staff', 'reference', [keys.staff]);
  look('status_page', 'reference', [keys.statusPage]);
  look('own_message', 'message', keys.ownMessages);
  look('earlier_mail', 'thread', keys.mails);
  look('reference', 'reference', keys.references);
  look('survey', 'reference', [keys.survey]);
  look('conversation', 'thread', [keys.conversation]);
  return found;
}

const isAboutMerged = ({ survey }: Keys, leads: Leads): boolean =>
  survey !== undefined &&
  (leads.get(leadKey('reference', survey)) ?? []).some(({ isMerged }) => isMerged);

type Batch = {
  shell: Shell;
  work: Work;
  leads: Leads;
  /** With the load of what was given out in this batch. */
  staff: readonly Staffer[];
  rulesOf: RulesOf;
  outcomes: OutcomeRow[];
  threadKeys: { threadKey: string; caseId: string; itemId: string }[];
  tasks: TaskRow[];
};

// A reply follows the version of its case, what opens one the newest.
function contextOf(batch: Batch, actor: Context['actor'], into?: Case): Context {
  const { shell, staff, rulesOf, work } = batch;
  const tasks = into && work.tasksOf(into.caseId);
  return { rules: rulesOf(into), now: shell.clock.now(), actor, staff, tasks };
}

function take(batch: Batch, decided: Decided, trace: string): void {
  batch.work.take(decided, trace);
  batch.staff = withLoadOf(batch.staff, decided);
}

function record(batch: Batch, item: IntakeReceived, row: Partial<OutcomeRow>): void {
  batch.outcomes.push({
    itemId: item.itemId,
    outcome: 'case',
    caseId: null,
    caseReference: null,
    reason: null,
    owner: null,
    decidedAt: batch.shell.clock.now().toISOString(),
    ...row,
  });
}

function remember(batch: Batch, item: IntakeReceived, caseId: string): void {
  const { itemId } = item;
  addLead(batch.leads, { source: 'reference', key: item.reference, caseId, messageKey: null });
  const mail = item.mail?.messageId;
  for (const threadKey of [mail && mailKey(mail), talkKey(item)]) {
    if (!threadKey) continue;
    addLead(batch.leads, { source: 'thread', key: threadKey, caseId, messageKey: null });
    batch.threadKeys.push({ threadKey, caseId, itemId });
  }
}

// Which case a bounce belongs to. That its message was not delivered, the notifier reports, which keeps the messages (R11).
function bouncedCase(batch: Batch, keys: Keys): Case | undefined {
  const [lead] = (keys.bounced && batch.leads.get(leadKey('message', keys.bounced))) || [];
  return lead && batch.work.caseOf(lead.caseId);
}

function quarantine(batch: Batch, item: IntakeReceived, reason: string): void {
  const { policy } = batch.rulesOf();
  record(batch, item, { outcome: 'quarantined', reason, owner: 'supervisor' });
  batch.tasks.push({
    taskId: derivedId(item.itemId, 'task/quarantine'),
    caseId: null,
    itemId: item.itemId,
    key: item.reference,
    kind: 'quarantined_item',
    ...looseTitle(quarantineTitle(item.reference, reason), policy),
    ownerStaff: null,
    ownerRole: 'supervisor',
    ownerPlatform: null,
    // The same promise as for a case: somebody has looked before its 24 hours are over (R03).
    dueAt: acknowledgementOf(policy, { channel: item.channel }, item.receivedAt).raiseAt,
    createdAt: batch.shell.clock.now().toISOString(),
  });
}

function carryOut(
  batch: Batch,
  { payload, trace }: Delivered<IntakeClassified>,
  keys: Keys,
  decision: IntakeDecision,
): void {
  const { item, classification } = payload;
  const { work } = batch;
  switch (decision.outcome) {
    case 'quarantined':
      quarantine(batch, item, decision.reason);
      return;
    case 'suppressed': {
      const { reason } = decision;
      const about = reason === 'bounce' ? bouncedCase(batch, keys) : undefined;
      const caseReference = about?.reference ?? null;
      record(batch, item, {
        outcome: 'suppressed',
        reason,
        caseId: about?.caseId ?? null,
        caseReference,
      });
      return;
    }
    case 'joined': {
      const { into } = decision;
      const context = contextOf(batch, { type: 'customer' }, into);
      take(batch, joinReply(into, item, classification, decision, context), trace);
      work.refer(item.reference, into.caseId);
      remember(batch, item, into.caseId);
      record(batch, item, {
        outcome: 'joined',
        caseId: into.caseId,
        caseReference: into.reference,
      });
      return;
    }
    case 'case': {
      const caseId = derivedId(item.itemId, 'case');
      const context = contextOf(batch, { type: 'system' });
      take(batch, openCase(caseId, item, classification, decision, context), trace);
      remember(batch, item, caseId);
      record(batch, item, { caseId, caseReference: item.reference });
      return;
    }
    default:
      decision satisfies never;
  }
}

async function handleBatch(
  shell: Shell,
  received: Delivered<IntakeClassified>[],
  tx: Tx,
): Promise<void> {
  const itemIds = received.map(({ payload }) => payload.item.itemId);
  const { decided, deadLetters, released } = await decidedItems(tx.query, itemIds);
  // The bus may repeat: an item that has its outcome changes nothing, nor does its second copy in the batch.
  const fresh = new Map<string, Delivered<IntakeClassified>>();
  for (const event of received) {
    const { itemId, released: letOn } = event.payload.item;
    // What was let on comes a second time, and says so; its first event, repeated, changes nothing.
    if (decided.has(itemId) || (released.has(itemId) && !letOn)) continue;
    if (!fresh.has(itemId)) fresh.set(itemId, event);
  }
  if (fresh.size === 0) return;
  const events = [...fresh.values()];
  const keys = events.map(({ payload }) => keysOf(payload.item, shell));
  const leads = await loadLeads(tx, keys);
  const caseIds = [...new Set([...leads.values()].flat().map((lead) => lead.caseId))];
  const loaded = await lockCases(tx.query, caseIds);
  const staff = await staffWithLoad(tx.query);
  const work = beginWork(tx, shell, loaded, await knownTasksOf(tx.query, caseIds));
  const rulesOf = await shell.policies.rulesFor(
    tx.query,
    loaded.map(({ state }) => state),
  );
  const written = { outcomes: [], threadKeys: [], tasks: [] };
  const batch: Batch = { shell, work, leads, staff, rulesOf, ...written };
  events.forEach((event, index) => {
    const of = keys[index];
    if (!of) return;
    const { item, classification } = event.payload;
    const facts = {
      candidates: candidatesOf(of, leads, work.caseOf),
      answersOwnMessage: of.ownMessages.length > 0,
      isAboutMerged: isAboutMerged(of, leads),
    };
    const { policy } = rulesOf();
    carryOut(
      batch,
      event,
      of,
      decideIntake(item, classification, facts, policy, shell.clock.now()),
    );
  });
  await work.flush(batch.outcomes);
  await putThreadKeys(tx.query, batch.threadKeys);
  await openTasks(tx.query, batch.tasks);
  tx.afterCommit(() => logOutcomes(shell.log, batch.outcomes, fresh));
  if (deadLetters.size > 0) {
    const which = { kind: 'dead_letter', itemIds: [...deadLetters] };
    await closeLooseTasks(tx.query, which, 'system', shell.clock.now());
  }
}

/** The consumer of classified items. May commit asynchronously: position and effects vanish together (architecture 2). */
export const intakeConsumer = (shell: Shell): Consumer<IntakeClassified> => ({
  group: 'cases',
  topic: intakeClassifiedTopic,
  asyncCommit: true,
  handle: (batch, tx) => handleBatch(shell, batch, tx),
});
