// The clock of notices: one mail a person and period, with all that came up for them (R31). What is urgent does not wait here:
// domain/messages.ts asks for it at once.
import { event } from '#shared/bus.ts';
import type { Tx } from '#shared/db.ts';
import { type MessageRequested, messageRequestedTopic } from '#shared/events/message.ts';
import { cutText } from '#shared/events/text.ts';
import { derivedId, newTrace } from '#shared/ids.ts';
import type { Policy } from '#shared/policy/policy.ts';
import type { Staffer } from '../domain/case.ts';
import { localeFor } from '../domain/rules.ts';
import { titlesIn } from '../domain/texts/task-titles.ts';
import { staffWithLoad } from '../stores/task-store.ts';
import type { Shell } from '../work.ts';
import { claimReaders, type DueNotice, dueNotices, markNotices } from './notice-store.ts';

const READERS_MAX = 50;
// A mail that somebody reads; the list of tasks has all.
const LINES_MAX = 100;
const TEXT_MAX = 20_000;

/** One mail with all notices of a person, as it is asked for. Its id follows from its first notice. */
export function digestOf(
  reader: Staffer,
  notices: readonly DueNotice[],
  policy: Policy,
  now: Date,
): MessageRequested {
  const [first] = notices;
  if (!first) throw new Error('a digest of nothing');
  const locale = localeFor(reader.locale, policy.locales);
  const titles = titlesIn(locale);
  const lines = notices.slice(0, LINES_MAX).map(({ reference, title }) => `${reference}: ${title}`);
  const more = notices.length - lines.length;
  const only = notices.length === 1;
  return {
    messageId: derivedId(first.noticeId, 'digest'),
    ...(only ? { reference: first.reference } : {}),
    purpose: 'staff-notice',
    via: 'email',
    recipient: { name: reader.name, email: reader.email, party: 'staff' },
    locale,
    values: {
      organisation: policy.organisation,
      taskTitle: only ? first.title : titles.digest(notices.length),
      dueAt: first.dueAt.toISOString(),
      ...(only
        ? { reference: first.reference }
        : { text: cutText([...lines, ...(more > 0 ? [`… +${more}`] : [])].join('\n'), TEXT_MAX) }),
    },
    answers: [],
    author: 'system',
    requestedAt: now.toISOString(),
  };
}

function send(shell: Shell, tx: Tx, reader: Staffer, notices: DueNotice[], now: Date): string {
  const payload = digestOf(reader, notices, shell.rules.policy, now);
  const { messageId } = payload;
  tx.publish(event(messageRequestedTopic, payload, { cause: messageId, trace: newTrace() }));
  return messageId;
}

/** Mails some people what came up for them. Gives how many notices went out. */
export const sendNotices = (shell: Shell): Promise<number> =>
  shell.db.transaction(async (tx) => {
    const now = shell.clock.now();
    const readers = await claimReaders(tx.query, now, READERS_MAX);
    if (readers.length === 0) return 0;
    const found = await dueNotices(tx.query, readers, now);
    const staff = new Map((await staffWithLoad(tx.query)).map((one) => [one.staffId, one]));
    const marks = [...Map.groupBy(found, ({ staffId }) => staffId)].flatMap(([who, notices]) => {
      const reader = staff.get(who);
      const messageId = reader ? send(shell, tx, reader, notices, now) : null;
      return notices.map(({ noticeId }) => ({ noticeId, messageId }));
    });
    await markNotices(tx.query, marks, now);
    return found.length;
  });
