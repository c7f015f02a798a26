// Consumes what became of messages, dead letters and the health of connectors: milestones, and tasks with an owner.
import type { Consumer, Delivered } from '#shared/bus.ts';
import type { Tx } from '#shared/db.ts';
import { type MessageReported, messageReportedTopic } from '#shared/events/message.ts';
import {
  type ConnectorHealth,
  connectorHealthTopic,
  type DeadLettered,
  deadLetteredTopic,
} from '#shared/events/operations.ts';
import { derivedId } from '#shared/ids.ts';
import { acknowledgementOf } from '#shared/policy/promises.ts';
import type { Staffer } from './domain/case.ts';
import { withLoadOf } from './domain/draft.ts';
import { decideReport } from './domain/reactions/report.ts';
import { type Context, hoursAfter } from './domain/rules.ts';
import { titlesIn } from './domain/texts/task-titles.ts';
import { lockCases } from './stores/cases-store.ts';
import { findMessages, putDeadLetterOutcome } from './stores/intake-store.ts';
import { closeLooseTasks, openTasks, staffWithLoad, type TaskRow } from './stores/task-store.ts';
import { looseTitle } from './tasks/write-tasks.ts';
import { beginWork, type Shell } from './work.ts';

// Any fixed id: the parent of ids of tasks about connectors (RFC 9562 §5.5 wants a namespace).
const CONNECTORS = '5d0cf0a6-6f0e-4a52-9a55-0c1a3b1f7b0e';
const CONNECTOR_DUE_HOURS = 4;

async function handleReports(
  shell: Shell,
  batch: Delivered<MessageReported>[],
  tx: Tx,
): Promise<void> {
  const messages = await findMessages(
    tx.query,
    batch.map(({ payload }) => payload.messageId),
  );
  const caseIds = [...new Set([...messages.values()].map(({ caseId }) => caseId))];
  const loaded = await lockCases(tx.query, caseIds);
  const rulesOf = await shell.policies.rulesFor(
    tx.query,
    loaded.map(({ state }) => state),
  );
  const work = beginWork(tx, shell, loaded);
  const trouble = batch.some(({ payload }) => payload.status !== 'sent');
  let staff: readonly Staffer[] = trouble ? await staffWithLoad(tx.query) : [];
  const context: Omit<Context, 'staff' | 'rules'> = {
    now: shell.clock.now(),
    actor: { type: 'system' },
  };
  for (const { payload } of batch) {
    const message = messages.get(payload.messageId);
    const current = message && work.caseOf(message.caseId);
    // Notices about no case have nobody to tell here.
    if (!message || !current) continue;
    const { status, reason } = payload;
    const report = { key: message.key, status, reason };
    const decided = decideReport(current, report, { ...context, rules: rulesOf(current), staff });
    work.take(decided, '');
    staff = withLoadOf(staff, decided);
  }
  await work.flush();
}

async function handleDeadLetters(
  shell: Shell,
  batch: Delivered<DeadLettered>[],
  tx: Tx,
): Promise<void> {
  const now = shell.clock.now();
  const tasks = batch.map(({ payload }): TaskRow => {
    const { eventId, group, topic, itemId, tries, at } = payload;
    return {
      taskId: derivedId(eventId, `task/dead-letter/${group}`),
      caseId: null,
      itemId: itemId ?? null,
      key: `${group}/${eventId}`,
      kind: 'dead_letter',
      ...looseTitle(
        (locale) => titlesIn(locale).deadLetter(topic, group, tries),
        shell.rules.policy,
      ),
      ownerStaff: null,
      ownerRole: itemId ? 'supervisor' : 'admin',
      ownerPlatform: null,
      dueAt: acknowledgementOf(shell.rules.policy, {}, at).raiseAt,
      createdAt: now.toISOString(),
    };
  });
  await openTasks(tx.query, tasks);
  for (const { payload } of batch)
    if (payload.itemId) await putDeadLetterOutcome(tx.query, payload.itemId, 'supervisor', now);
}

async function handleHealth(
  shell: Shell,
  batch: Delivered<ConnectorHealth>[],
  tx: Tx,
): Promise<void> {
  const now = shell.clock.now();
  for (const { payload } of batch) {
    const { connector, healthy, since, reason } = payload;
    if (healthy) {
      const which = { kind: 'connector_down', keys: [connector] };
      await closeLooseTasks(tx.query, which, 'system', now);
      continue;
    }
    const task: TaskRow = {
      taskId: derivedId(CONNECTORS, `${connector}/${since}`),
      caseId: null,
      itemId: null,
      key: connector,
      kind: 'connector_down',
      ...looseTitle(
        (locale) => titlesIn(locale).connectorDown(connector, reason ?? '–'),
        shell.rules.policy,
      ),
      ownerStaff: null,
      ownerRole: 'admin',
      ownerPlatform: null,
      dueAt: hoursAfter(since, CONNECTOR_DUE_HOURS),
      createdAt: now.toISOString(),
    };
    await openTasks(tx.query, [task]);
  }
}

/** What became of messages. */
export const reportConsumer = (shell: Shell): Consumer<MessageReported> => ({
  group: 'cases',
  topic: messageReportedTopic,
  asyncCommit: true,
  // Nobody waits for the record of an acknowledgement as a customer waits for the acknowledgement.
  lingerMs: 50,
  handle: (batch, tx) => handleReports(shell, batch, tx),
});

/** Dead letters: each is a task, and its item quarantined until it comes through. */
export const deadLetterConsumer = (shell: Shell): Consumer<DeadLettered> => ({
  group: 'cases',
  topic: deadLetteredTopic,
  asyncCommit: true,
  handle: (batch, tx) => handleDeadLetters(shell, batch, tx),
});

/** The health of connectors: one task an alert, closed by the recovery. */
export const healthConsumer = (shell: Shell): Consumer<ConnectorHealth> => ({
  group: 'cases',
  topic: connectorHealthTopic,
  asyncCommit: true,
  handle: (batch, tx) => handleHealth(shell, batch, tx),
});
