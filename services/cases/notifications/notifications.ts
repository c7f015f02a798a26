// Notifications of the console: written with the change that they tell of, kept for a month. What notifies whom is in
// notifications-of.ts, HTTP in notification-routes.ts.
import type { Tx } from '#shared/db.ts';
import { cutText, storableText } from '#shared/events/text.ts';
import { derivedId } from '#shared/ids.ts';
import type { NewTask } from '../domain/draft.ts';
import type { TimelineEntry } from '../domain/timeline/entries.ts';
import type { Shell } from '../work.ts';
import {
  dropOldNotifications,
  type NotificationRow,
  putNotifications,
} from './notification-store.ts';
import { type Notification, notificationsOf } from './notifications-of.ts';

const KEPT_DAYS = 30;
const DAY_MS = 86_400_000;
const TITLE_MAX = 300;

const staffIdOf = (actor: string): string | null =>
  actor.startsWith('staff:') ? actor.slice('staff:'.length) : null;

function rowOf(of: { caseId: string; reference: string }, told: Notification): NotificationRow {
  const { key, to, kind, title, taskKey = null, dueAt, actor } = told;
  return {
    notificationId: derivedId(of.caseId, `notification/${key}`),
    ...{ caseId: of.caseId, reference: of.reference, kind, taskKey, dueAt, by: staffIdOf(actor) },
    title: title === undefined ? null : storableText(cutText(title, TITLE_MAX)),
    staffId: 'staffId' in to ? to.staffId : null,
    email: 'email' in to ? to.email : null,
    platform: 'platform' in to ? to.platform : null,
  };
}

/** A case that changed: its entries and the tasks that they opened. */
export type Told = {
  current: { caseId: string; reference: string };
  steps: { entry: TimelineEntry }[];
  opened: { task: NewTask }[];
};

/** Writes what changes of cases notify of, with one statement. */
export async function notify(tx: Tx, changed: Told[], now: Date): Promise<void> {
  const rows = changed.flatMap(({ current, steps, opened }) =>
    notificationsOf(
      steps.map(({ entry }) => entry),
      opened.map(({ task }) => task),
    ).map((told) => rowOf(current, told)),
  );
  await putNotifications(tx.query, rows, now);
}

/** Forgets what is older than a month. Gives whether there may be more. */
export async function pruneNotifications({ db, clock }: Shell, max = 5000): Promise<boolean> {
  const before = new Date(clock.now().getTime() - KEPT_DAYS * DAY_MS);
  return (await dropOldNotifications(db.query, before, max)) >= max;
}
