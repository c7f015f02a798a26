// The clock of daily mails: to whoever wants one, at their hour, what is theirs to do; nothing to do, no mail. A day is taken and its
// mail asked for in one transaction, so that it goes out once whatever dies. When: domain/digest.
import { event } from '#shared/bus.ts';
import { addToDay, beginOfDay, dayOf } from '#shared/calendar/days.ts';
import type { Tx } from '#shared/db.ts';
import { type MessageRequested, messageRequestedTopic } from '#shared/events/message.ts';
import { derivedId, newTrace } from '#shared/ids.ts';
import {
  type DigestSections,
  digestSections,
  sectionValue,
} from '../domain/digest/digest-content.ts';
import { dueDigest } from '../domain/digest/digest-time.ts';
import { localeFor } from '../domain/rules.ts';
import { titlesIn } from '../domain/texts/task-titles.ts';
import type { Shell } from '../work.ts';
import {
  type DigestMark,
  type DigestReader,
  digestReaders,
  dropOldDays,
  markDays,
  takeDays,
  tasksOf,
} from './digest-store.ts';

// Ids of mails derive from it (RFC 9562, 5.5).
const NAMESPACE = '6f0d1f6e-3c52-4b0e-9a39-6d1f0a8f2c11';
const READERS_MAX = 50;
const TASKS_MAX = 200;
const KEPT_MS = 40 * 86_400_000;

/** A reader whose day is due. */
type Due = DigestReader & { day: string; zone: string };

function dueReaders(shell: Shell, readers: DigestReader[], now: Date): Due[] {
  const { policy } = shell.rules;
  return readers.flatMap((reader) => {
    const zone = reader.timeZone ?? policy.timeZone;
    try {
      const wish = { hour: reader.hour, timeZone: zone };
      const day = dueDigest(wish, policy, now, reader.lastDay ?? undefined);
      return day === undefined ? [] : [{ ...reader, day, zone }];
    } catch (error) {
      // Names of zones are not alike everywhere: one that this machine does not know harms nobody else's mail.
      shell.log.warn({ err: error, staffId: reader.staffId, zone }, 'a daily mail has no time');
      return [];
    }
  });
}

/** The mail about sections that are not all empty. */
function digestMail(
  shell: Shell,
  reader: Due,
  sections: DigestSections,
  now: Date,
): MessageRequested {
  const { policy } = shell.rules;
  const { publicUrl } = shell;
  const locale = localeFor(reader.locale, policy.locales);
  const { overdue, today, waiting } = sections;
  const lists = {
    overdueTasks: sectionValue(overdue, publicUrl),
    todayTasks: sectionValue(today, publicUrl),
    waitingTasks: sectionValue(waiting, publicUrl),
  };
  const given = Object.entries(lists).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return {
    messageId: derivedId(NAMESPACE, `${reader.day}/${reader.staffId}`),
    purpose: 'daily-digest',
    via: 'email',
    recipient: { name: reader.name, email: reader.email, party: 'staff' },
    locale,
    values: {
      organisation: policy.organisation,
      taskTitle: titlesIn(locale).digest(overdue.length + today.length + waiting.length),
      caseUrl: `${publicUrl}/console/work`,
      timeZone: reader.zone,
      ...Object.fromEntries(given),
    },
    answers: [],
    author: 'system',
    requestedAt: now.toISOString(),
  };
}

async function tellDue(shell: Shell, tx: Tx, due: Due[], now: Date): Promise<number> {
  const taken = new Set(
    await takeDays(
      tx.query,
      due.map(({ staffId, day }) => ({ staffId, day })),
      now,
    ),
  );
  const readers = due.filter(({ staffId, isAway }) => taken.has(staffId) && !isAway);
  const tasks = Map.groupBy(
    await tasksOf(
      tx.query,
      readers.map(({ staffId }) => staffId),
      TASKS_MAX,
    ),
    ({ staffId }) => staffId,
  );
  const marks: DigestMark[] = [];
  for (const reader of readers) {
    const { staffId, day, zone } = reader;
    const dayEnd = beginOfDay(addToDay(dayOf(now, zone), 1), zone);
    const own = (tasks.get(staffId) ?? []).map(({ reference, ...task }) => ({
      ...task,
      reference: reference ?? undefined,
    }));
    const sections = digestSections(own, now, dayEnd);
    if (Object.values(sections).every((section) => section.length === 0)) continue;
    const payload = digestMail(shell, reader, sections, now);
    const { messageId } = payload;
    tx.publish(event(messageRequestedTopic, payload, { cause: messageId, trace: newTrace() }));
    const cases = [...new Set(own.flatMap(({ reference }) => reference ?? []))];
    marks.push({ staffId, day, messageId, cases });
  }
  await markDays(tx.query, marks);
  return taken.size;
}

/** Sees to the daily mails that are due, some at once. Gives how many days were done. */
export async function sendDigests(shell: Shell): Promise<number> {
  const now = shell.clock.now();
  const due = dueReaders(shell, await digestReaders(shell.db.query, now), now);
  if (due.length === 0) return 0;
  return shell.db.transaction((tx) => tellDue(shell, tx, due.slice(0, READERS_MAX), now));
}

/** Forgets what was told more than a month ago. Gives whether there may be more. */
export async function pruneDigests({ db, clock }: Shell, max = 5000): Promise<boolean> {
  return (await dropOldDays(db.query, new Date(clock.now().getTime() - KEPT_MS), max)) >= max;
}
