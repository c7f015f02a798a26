// What a change of a case notifies whom of, in the console. Pure: from what was decided; the SQL is in notification-store.ts.
import type { NotificationKind } from '#shared/events/notification.ts';
import type { NewTask } from '../domain/draft.ts';
import type { TimelineEntry } from '../domain/timeline/entries.ts';

/** For whom: a person by id or address, or all designated responders of a platform (R45). */
type For = { staffId: string } | { email: string } | { platform: string };

/** Something that somebody is notified of. `key` is the same for the same happening. Without a title it has that of its task. */
export type Notification = {
  key: string;
  to: For;
  kind: NotificationKind;
  title?: string | undefined;
  taskKey?: string | undefined;
  /** RFC 3339. */
  dueAt: string;
  /** Who did it, `staff:<id>` or another: nobody is notified of what they did themselves. */
  actor: string;
};

const kinds: Record<string, NotificationKind> = {
  assigned: 'assigned',
  warning: 'due_soon',
  // The notice of an overdue task goes to whom it went up to; its owner is notified by `ofOverdue`.
  overdue: 'escalated',
  escalation: 'escalated',
  critical: 'escalated',
  approve: 'approval',
};

/** What a notice to staff is about, by its key (`escalation/1/2`). */
export const kindOfNotice = (key: string): NotificationKind =>
  kinds[key.split('/')[0] ?? ''] ?? 'other';

function ofEntry(entry: TimelineEntry): Notification[] {
  const { actor } = entry;
  if (entry.type === 'notice.queued') {
    const { key, staffId, title, dueAt } = entry.data;
    return [{ key, to: { staffId }, kind: kindOfNotice(key), title, dueAt, actor }];
  }
  if (entry.type === 'message.requested') {
    // The notices that do not wait for the next mail.
    const { purpose, recipient, values, key: sentAs } = entry.data;
    const { email, party } = recipient;
    if (purpose !== 'staff-notice' || party !== 'staff' || !email) return [];
    const key = sentAs.replace(/^staff\//, '');
    const title = String(values.taskTitle ?? '');
    const dueAt = String(values.dueAt ?? entry.at);
    return [{ key, to: { email }, kind: kindOfNotice(key), title, dueAt, actor }];
  }
  if (entry.type === 'task.overdue' && entry.data.owner.startsWith('staff:')) {
    const { key: taskKey, dueAt, owner } = entry.data;
    const to = { staffId: owner.slice('staff:'.length) };
    return [{ key: `own-overdue/${taskKey}/${dueAt}`, to, kind: 'overdue', taskKey, dueAt, actor }];
  }
  return [];
}

function ofTask({ key, kind, owner, title, dueAt }: NewTask, actor: string): Notification[] {
  if (kind !== 'answer_social' || !('role' in owner) || !owner.platform) return [];
  const to = { platform: owner.platform };
  return [{ key: `social/${key}/${dueAt}`, to, kind: 'social', title, dueAt, actor }];
}

/** All that entries and new tasks of a case notify of. */
export function notificationsOf(entries: TimelineEntry[], opened: NewTask[]): Notification[] {
  const actor = entries[0]?.actor ?? 'system';
  return [...entries.flatMap(ofEntry), ...opened.flatMap((task) => ofTask(task, actor))];
}
