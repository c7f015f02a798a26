// The one place where cases are written: what was decided in a transaction, in order, becomes rows, deadlines, tasks, events.
import { createHash, randomBytes } from 'node:crypto';
import { event } from '#shared/bus.ts';
import type { Tx } from '#shared/db.ts';
import { caseChangedTopic } from '#shared/events/case.ts';
import { type MessageRequested, messageRequestedTopic } from '#shared/events/message.ts';
import { derivedId } from '#shared/ids.ts';
import type { Deps } from '#shared/runtime.ts';
import { statusUrl, surveyUrl } from '#shared/status-link.ts';
import { logEscalations } from './cases-log.ts';
import type { ChangeFeed } from './changes/change-feed.ts';
import type { Case } from './domain/case.ts';
import type { Decided } from './domain/draft.ts';
import { deadlinesOf, respondBy } from './domain/escalation.ts';
import { type KnownTask, knownAfter } from './domain/open-tasks.ts';
import type { Rules } from './domain/rules.ts';
import { chainStart, entryDigest, nextChain } from './domain/timeline/digest.ts';
import type { EntryData, TimelineEntry } from './domain/timeline/entries.ts';
import type { Lookup } from './lookup/lookup.ts';
import { type NoticeRow, putNotices } from './notices/notice-store.ts';
import { notify } from './notifications/notifications.ts';
import type { Policies, RulesOf } from './policy/policies.ts';
import type { ReadLog } from './record/read-log.ts';
import { writeRemedies } from './remedies/write-remedies.ts';
import type { HtmlReader } from './shown-mail/html-reader.ts';
import { putActions } from './stores/action-store.ts';
import {
  appendTimeline,
  type CaseRow,
  type MessageRow,
  putCases,
  putMessages,
  putReferences,
  type StoredCase,
  syncDeadlines,
  type TimelineRow,
} from './stores/cases-store.ts';
import { type OutcomeRow, putOutcomes } from './stores/intake-store.ts';
import { isWordy, refreshSearch } from './stores/search-store.ts';
import { applyTasks, noTaskWork, type TaskWork, writeTasks } from './tasks/write-tasks.ts';

/** SHA-256 in hex: the hash of the chains. */
export const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The id of a message of a case: the same wish has the same id, whenever it is made. */
export const messageIdOf = (caseId: string, key: string): string =>
  derivedId(caseId, `message/${key}`);

/** What the shell of this service is made of. */
export type Shell = Pick<Deps, 'db' | 'clock' | 'signer' | 'publicUrl' | 'log'> & {
  policies: Policies;
  /** What rules hold besides the policy: the same for all cases. */
  settings: Omit<Rules, 'policy'>;
  /** Those in force for what belongs to no case; a case’s own are given by `policies`. */
  readonly rules: Rules;
  /** Orders and customers of other systems (R21). */
  lookup: Lookup;
  /** Makes mails harmless for showing. */
  mails: HtmlReader;
  /** Who is shown personal data stands here first (R72). */
  reads: ReadLog;
  /** Whoever follows changes as they happen. */
  changes: ChangeFeed;
};

type Progress = {
  before: Case | undefined;
  current: Case;
  chain: string;
  trace: string;
  entries: TimelineRow[];
  steps: { entry: TimelineEntry; after: Case }[];
  /** Its tasks that are not finished, where somebody read them. */
  known: readonly KnownTask[];
} & TaskWork;

/** Cases under change in one transaction. */
export type Work = {
  /** The case as it is with everything taken so far. */
  caseOf(caseId: string): Case | undefined;
  /** Its open and paused tasks with everything taken so far: of those that it was begun with. */
  tasksOf(caseId: string): readonly KnownTask[];
  /** Takes a decision in. `trace` is for a case that it opens; others keep theirs. */
  take(decided: Decided, trace: string): void;
  /** Leads a further reference to a case. */
  refer(reference: string, caseId: string): void;
  /**
   * Writes all of it, with sets, and what became of the items that led to it: these cannot stand before their cases. The
   * search texts of both are made once.
   */
  flush(outcomes?: OutcomeRow[]): Promise<void>;
};

function chainOn(progress: Progress, entry: TimelineEntry): TimelineRow {
  const { caseId } = progress.current;
  const salt = randomBytes(16).toString('hex');
  const digest = entryDigest(sha256Hex, caseId, entry, salt);
  progress.chain = nextChain(sha256Hex, progress.chain, entry, digest);
  return { ...entry, caseId, salt, digest, chain: progress.chain };
}

// Only mail can go round in a loop: somebody who fills in the form three times is a person with three complaints.
const isAnswerToMail = (purpose: string, { channel }: Case): boolean =>
  purpose === 'acknowledgement' && channel === 'email';

// What two mails of one matter have in common for the caps of the notifier, of which nobody can read the subject: an
// acknowledgement carries nothing that the customer wrote (S37).
function subjectKeyOf({ subject }: Case, { signer }: Shell): string {
  const matter = subject
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(/^(?:(?:re|aw|wg|fwd?|antw|sv)(?:\[\d{1,3}\])?: ?){1,10}/, '');
  return signer.sign('subject', matter.trim());
}

/** The survey in the customer's language; the page chooses by the browser where it has no such language. */
function surveyLink({ publicUrl, signer }: Shell, { reference, epoch, language }: Case): string {
  const primary = language.split('-')[0] ?? '';
  const link = surveyUrl(publicUrl, signer, { reference, epoch });
  return /^[a-z]{2}$/.test(primary) ? `${link}?lang=${primary}` : link;
}

/** The wish for a message as it goes out: what its entry says, with links of its own. */
export function messageEvent(
  shell: Shell,
  current: Case,
  data: EntryData['message.requested'],
  at: string,
): MessageRequested {
  const { key, remedyId: _, ...rest } = data;
  const { reference, caseId } = current;
  const link: Record<string, string> =
    data.recipient.party === 'customer'
      ? {
          statusUrl: statusUrl(shell.publicUrl, shell.signer, reference),
          ...(data.purpose === 'satisfaction' ? { surveyUrl: surveyLink(shell, current) } : {}),
        }
      : {};
  return {
    ...rest,
    messageId: messageIdOf(caseId, key),
    caseId,
    reference,
    values: {
      ...data.values,
      ...link,
      ...(isAnswerToMail(data.purpose, current)
        ? { subjectKey: subjectKeyOf(current, shell) }
        : {}),
    },
    requestedAt: at,
  };
}

function publishEntries(tx: Tx, shell: Shell, progress: Progress): MessageRow[] {
  const messages: MessageRow[] = [];
  const { trace } = progress;
  for (const { entry, after } of progress.steps) {
    const { caseId, reference, kind, category, severity, channel, status, epoch } = after;
    const { version, type: change, at, actor } = entry;
    const escalationLevel = after.escalationLevel;
    tx.publish(
      event(
        caseChangedTopic,
        {
          ...{ caseId, reference, version, change, at, actor },
          ...{ kind, category, severity, channel, status, epoch, escalationLevel },
        },
        { cause: caseId, name: String(version), trace },
      ),
    );
    if (entry.type !== 'message.requested') continue;
    const payload = messageEvent(shell, after, entry.data, at);
    const { messageId, purpose, via } = payload;
    tx.publish(event(messageRequestedTopic, payload, { cause: messageId, trace }));
    const { party } = payload.recipient;
    messages.push({ messageId, caseId, key: entry.data.key, purpose, via, party, requestedAt: at });
  }
  return messages;
}

async function writeRows(
  tx: Tx,
  shell: Shell,
  changed: Progress[],
  rulesOf: RulesOf,
): Promise<void> {
  const now = shell.clock.now();
  const deadlines = (of: Case) => deadlinesOf(of, rulesOf(of));
  const rows: CaseRow[] = changed.map(({ current: state, chain, trace }) => {
    const resolveBy = respondBy(state, rulesOf(state));
    return { state, chain, trace, resolveBy, updatedAt: now.toISOString() };
  });
  await putCases(tx.query, rows);
  await appendTimeline(
    tx.query,
    changed.flatMap(({ entries }) => entries),
    now,
  );
  const syncs = changed.flatMap(({ before, current }) => {
    const open = deadlines(current);
    const unchanged = before && JSON.stringify(deadlines(before)) === JSON.stringify(open);
    const fired = current.fired.slice(before?.fired.length ?? 0);
    return unchanged ? [] : [{ caseId: current.caseId, open, fired, isNew: !before }];
  });
  if (syncs.length > 0) await syncDeadlines(tx.query, syncs, now);
  await writeRemedies(tx.query, shell, changed);
  const actions = changed.flatMap(({ before, current: { actions: now, caseId, reference } }) =>
    (before?.actions ?? []) === now ? [] : now.map((action) => ({ caseId, reference, ...action })),
  );
  if (actions.length > 0) await putActions(tx.query, actions);
}

/** What staff are to be told with their next mail. */
const noticesOf = ({ current: { caseId, reference }, steps }: Progress): NoticeRow[] =>
  steps.flatMap(({ entry }) =>
    entry.type === 'notice.queued'
      ? [
          {
            ...entry.data,
            noticeId: derivedId(caseId, `notice/${entry.data.key}`),
            caseId,
            reference,
          },
        ]
      : [],
  );

/** Begins work on cases that are loaded and locked. `tasks`: their open and paused ones, where decisions ask for them. */
export function beginWork(
  tx: Tx,
  shell: Shell,
  loaded: StoredCase[],
  tasks: ReadonlyMap<string, readonly KnownTask[]> = new Map(),
): Work {
  const all = new Map<string, Progress>();
  const references: { reference: string; caseId: string }[] = [];
  const begin = (before: Case | undefined, current: Case, chain: string, trace: string) => {
    const known = tasks.get(current.caseId) ?? [];
    const empty = { entries: [], steps: [], known, ...noTaskWork() };
    const progress: Progress = { before, current, chain, trace, ...empty };
    all.set(current.caseId, progress);
    return progress;
  };
  const write = async (changed: Progress[]): Promise<void> => {
    // Each by the version that it follows, and what it was promised before by the one it followed.
    const cases = changed.flatMap(({ before, current }) =>
      before ? [before, current] : [current],
    );
    const rulesOf = await shell.policies.rulesOfCases(tx.query, cases);
    await writeRows(tx, shell, changed, rulesOf);
    if (references.length > 0) await putReferences(tx.query, references);
    await putNotices(tx.query, changed.flatMap(noticesOf));
    const messages = changed.flatMap((progress) => publishEntries(tx, shell, progress));
    if (messages.length > 0) await putMessages(tx.query, messages);
    const by = changed[0]?.entries[0]?.actor ?? 'system';
    await writeTasks(tx, rulesOf, changed, by, shell.clock.now());
    await notify(tx, changed, shell.clock.now());
    tx.afterCommit(() => logEscalations(shell.log, changed));
  };
  for (const { state, chain, trace } of loaded) begin(state, state, chain, trace);
  return {
    caseOf: (caseId) => all.get(caseId)?.current,
    tasksOf: (caseId) => all.get(caseId)?.known ?? [],
    take: (decided, trace) => {
      const { after } = decided;
      const { caseId } = after;
      const known = all.get(caseId);
      if (!known) references.push({ reference: after.reference, caseId });
      const progress = known ?? begin(undefined, after, chainStart(sha256Hex, caseId), trace);
      for (const [index, entry] of decided.entries.entries()) {
        progress.entries.push(chainOn(progress, entry));
        progress.steps.push({ entry, after: decided.steps[index] ?? after });
      }
      progress.current = after;
      progress.known = knownAfter(progress.known, decided.tasks);
      applyTasks(progress, caseId, decided.tasks, decided.entries[0]?.at ?? '');
    },
    refer: (reference, caseId) => references.push({ reference, caseId }),
    flush: async (outcomes = []) => {
      const changed = [...all.values()].filter(({ entries }) => entries.length > 0);
      if (changed.length > 0) await write(changed);
      if (outcomes.length > 0) await putOutcomes(tx.query, outcomes);
      // Searched by what is said in it, and by its items.
      const told = changed.filter(({ entries }) => entries.some(({ type }) => isWordy(type)));
      const given = outcomes.filter(({ outcome }) => outcome !== 'suppressed');
      const caseIds = [
        ...told.map(({ current }) => current.caseId),
        ...given.flatMap(({ caseId }) => caseId ?? []),
      ];
      await refreshSearch(tx.query, [...new Set(caseIds)]);
    },
  };
}
