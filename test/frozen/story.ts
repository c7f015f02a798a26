// Tells the life of a case by the domain as it is, and seals it as it is stored: chained, salted, with its row. What lives are
// told: lives.ts, hard-lives.ts.
import { createHash } from 'node:crypto';
import { canonicalJson } from '#shared/canonical-json.ts';
import type { Classification, IntakeReceived } from '#shared/events/intake.ts';
import type { Case } from '../../services/cases/domain/case.ts';
import type { Command } from '../../services/cases/domain/commands/commands.ts';
import { decide } from '../../services/cases/domain/decide.ts';
import type { Decided, Decision, Draft } from '../../services/cases/domain/draft.ts';
import { draftOn } from '../../services/cases/domain/draft.ts';
import { deadlinesOf } from '../../services/cases/domain/escalation.ts';
import { decideDeadline } from '../../services/cases/domain/reactions/deadline.ts';
import { joinReply, openCase } from '../../services/cases/domain/reactions/intake.ts';
import { decideReport } from '../../services/cases/domain/reactions/report.ts';
import type { Context } from '../../services/cases/domain/rules.ts';
import {
  type ChainedEntry,
  chainStart,
  entryDigest,
  nextChain,
} from '../../services/cases/domain/timeline/digest.ts';
import type { DeadlineKind, TimelineEntry } from '../../services/cases/domain/timeline/entries.ts';
import { erasedCase, survivesErasure } from '../../services/cases/domain/timeline/erasure.ts';
import {
  actorOf,
  classification,
  contextOf,
  hoursOn,
  itemOf,
  rules,
} from '../harness/case-fixtures.ts';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** A case as it is stored: its row and its timeline. */
export type FrozenCase = {
  row: { caseId: string; reference: string; state: Case; chain: string };
  entries: ChainedEntry[];
};

/** Items of one story differ by the hour. */
export const itemIdAt = (hour: number): string =>
  `018f0000-0000-7000-8000-${String(hour).padStart(12, '0')}`;

/** A case of its own as it is opened; `id`: two hexadecimal digits, another one for each. */
export const opening = (
  id: string,
  item: Partial<IntakeReceived> = {},
  classified: Partial<Classification> = {},
  how: Parameters<typeof openCase>[3] = { relayed: false, links: [] },
): Decided =>
  openCase(
    `018f0000-0000-7000-8000-0000000000${id}`,
    itemOf({
      itemId: `018f0000-0000-7000-8000-0000000001${id}`,
      reference: `C-FR0Z-00${id.toUpperCase()}`,
      ...item,
    }),
    { ...classification, ...classified },
    how,
    contextOf({ type: 'system' }),
  );

/** A life in the making. Times are whole hours after its opening. */
export type Story = {
  readonly current: Case;
  /** Somebody of the staff does something. @throws Error when they may not. */
  by(who: string, at: number, command: Command, more?: Partial<Context>): void;
  /** Whatever the clock has for that hour happens; only these kinds, if named. */
  clock(at: number, kinds?: DeadlineKind[]): void;
  /** A message of a kind met its fate. */
  report(at: number, key: RegExp, status: 'sent' | 'failed' | 'bounced', reason?: string): void;
  /** The customer wrote again. */
  reply(at: number, said?: Partial<IntakeReceived>, reopens?: boolean): void;
  /** Any other decision. @throws Error when it is refused. */
  take(decision: Decision): void;
  /** Entries that the shell writes by itself. */
  write(who: string, at: number, add: (draft: Draft) => void): void;
  /** Erases what it says, as services/cases/record/erase.ts does. */
  erase(at: number): void;
  sealed(): FrozenCase;
};

const contextAt = (at: number, more: Partial<Context> = {}): Context =>
  contextOf({ type: 'system' }, hoursOn(at), more);

function taken(decision: Decision, what: string): Extract<Decision, { ok: true }> {
  if (!decision.ok) throw new Error(`${what}: ${decision.message}`);
  if (decision.entries.length === 0) throw new Error(`${what}: it changes nothing`);
  return decision;
}

function seal(current: Case, entries: readonly TimelineEntry[], erasedUpTo: number): FrozenCase {
  const { caseId, reference } = current;
  let chain = chainStart(sha256, caseId);
  const chained = entries.map((entry): ChainedEntry => {
    // Chance in real life; here the same each time, so that what is told again can be compared.
    const salt = sha256(`${caseId}/${entry.version}`).slice(0, 32);
    const digest = entryDigest(sha256, caseId, entry, salt);
    chain = nextChain(sha256, chain, entry, digest);
    const gone = entry.version <= erasedUpTo && !survivesErasure(entry.type);
    const { version, type, at, actor, policyVersion, data } = entry;
    const heading = { version, type, at, actor, policyVersion };
    return { ...heading, data: gone ? null : data, salt: gone ? null : salt, digest, chain };
  });
  return { row: { caseId, reference, state: current, chain }, entries: chained };
}

/** Begins a life with the decision that opened the case; `own`: what holds for it all along. */
export function tell(opening: Decision, own: Partial<Context> = {}): Story {
  const first = taken(opening, 'opening');
  let current = first.after;
  let erasedUpTo = 0;
  const entries = [...first.entries];
  const take = (decision: Decision, what = 'a decision'): void => {
    const good = taken(decision, what);
    entries.push(...good.entries);
    current = good.after;
  };
  const context = (at: number, more: Partial<Context> = {}) => contextAt(at, { ...own, ...more });
  const write: Story['write'] = (who, at, add) => {
    const draft = draftOn(current, context(at, { actor: actorOf(who) }));
    add(draft);
    take(draft.decided());
  };
  return {
    get current() {
      return current;
    },
    take,
    write,
    by: (who, at, command, more = {}) =>
      take(
        decide(current, command, context(at, { ...more, actor: actorOf(who) })),
        `${who}: ${command.type}`,
      ),
    clock: (at, kinds) => {
      const now = hoursOn(at).toISOString();
      for (const due of deadlinesOf(current, own.rules ?? rules))
        if (due.dueAt <= now && (!kinds || kinds.includes(due.kind))) {
          // One before it may have taken it away.
          const decision = decideDeadline(current, due, context(at, { actor: { type: 'clock' } }));
          if (decision.ok) take(decision, due.kind);
        }
    },
    report: (at, key, status, reason) => {
      const message = current.messages.findLast((sent) => key.test(sent.key));
      if (!message) throw new Error(`no message ${key}`);
      take(decideReport(current, { key: message.key, status, reason }, context(at)), status);
    },
    reply: (at, said = {}, reopens = false) => {
      const item = itemOf({ itemId: itemIdAt(at), receivedAt: hoursOn(at).toISOString(), ...said });
      const how = { by: 'own_message' as const, reopens };
      const customer = context(at, { actor: { type: 'customer' } });
      take(joinReply(current, item, classification, how, customer), 'reply');
    },
    erase: (at) => {
      const logUntil = hoursOn(at + 72).toISOString();
      const says = { reason: 'asked by letter', why: 'request' as const, logUntil };
      const preview = draftOn(current, context(at));
      preview.add('case.erased', says);
      const left = erasedCase(preview.current);
      write('admin', at, (draft) =>
        draft.add('case.erased', { ...says, left: sha256(canonicalJson(left)) }),
      );
      erasedUpTo = current.version;
      current = left;
    },
    sealed: () => seal(current, entries, erasedUpTo),
  };
}
