// The SQL of notifications: writing them once for those who want them, reading one's own, marking them read, forgetting old ones.
import type { Query } from '#shared/db.ts';
import type { NotificationKind } from '#shared/events/notification.ts';

export type NotificationRow = {
  notificationId: string;
  caseId: string;
  reference: string;
  kind: NotificationKind;
  /** Null: that of the task. */
  title: string | null;
  taskKey: string | null;
  dueAt: string;
  /** One of the three says for whom. */
  staffId: string | null;
  email: string | null;
  platform: string | null;
  /** The id of who did it, if a person did. */
  by: string | null;
};

/** Writes notifications for those who are here, chose this kind (or nothing) and did not do it themselves. A known one stays as it is. */
export async function putNotifications(
  query: Query,
  rows: NotificationRow[],
  now: Date,
): Promise<void> {
  if (rows.length === 0) return;
  await query(
    `with told as (
       select * from jsonb_to_recordset($1::jsonb) as r("notificationId" uuid, "caseId" uuid, reference text, kind text, title text,
         "taskKey" text, "dueAt" timestamptz, "staffId" text, email text, platform text, by text)),
     people as (
       select t."notificationId", t."staffId" as staff_id from told t where t."staffId" is not null
       union select t."notificationId", d.staff_id from told t join people.staff_directory d on d.email = lower(t.email)
       union select t."notificationId", d.staff_id from told t join people.staff_directory d on t.platform = any(d.responder_for)
         where t.platform is not null)
     insert into cases.notifications (notification_id, staff_id, case_id, reference, kind, title, due_at, created_at)
     select t."notificationId", d.staff_id, t."caseId", t.reference, t.kind, coalesce(t.title, k.title, ''), t."dueAt", $2
     from told t join people p using ("notificationId") join people.staff_directory d on d.staff_id = p.staff_id and d.active
       left join people.published_preferences o on o.staff_id = d.staff_id
       left join cases.tasks k on k.case_id = t."caseId" and k.task_key = t."taskKey"
     where (o.notifications is null or t.kind = any(o.notifications)) and d.staff_id <> coalesce(t.by, '')
     on conflict do nothing`,
    [JSON.stringify(rows), now],
  );
}

/** A notification as its reader sees it. */
export type OwnNotification = {
  notificationId: string;
  reference: string;
  kind: NotificationKind;
  title: string;
  dueAt: Date;
  createdAt: Date;
  readAt: Date | null;
  /** Its place in the list. */
  place: [string, string];
};

/** Somebody's notifications, the newest first. */
export async function ownNotifications(
  query: Query,
  staffId: string,
  { after, limit }: { after: readonly string[] | undefined; limit: number },
): Promise<OwnNotification[]> {
  return query<OwnNotification>(
    `select n.notification_id as "notificationId", n.reference, n.kind, n.title, n.due_at as "dueAt", n.created_at as "createdAt",
       n.read_at as "readAt", array[n.created_at::text, n.notification_id::text] as place
     from cases.notifications n
     where n.staff_id = $1 and ($2::timestamptz is null or (n.created_at, n.notification_id) < ($2, $3::uuid))
     order by n.created_at desc, n.notification_id desc limit $4`,
    [staffId, after?.[0] ?? null, after?.[1] ?? null, limit],
  );
}

/** How many somebody has not read, counted up to `max`. */
export async function countUnread(query: Query, staffId: string, max: number): Promise<number> {
  const [row] = await query<{ count: number }>(
    `select count(*)::int as count from (select 1 from cases.notifications n
       where n.staff_id = $1 and n.read_at is null limit $2) unread`,
    [staffId, max],
  );
  return row?.count ?? 0;
}

/** Which are read: some by id, those of a case, or all that came until a time. */
export type WhichRead = {
  notificationIds?: string[] | undefined;
  reference?: string | undefined;
  until?: string | undefined;
};

/** Marks somebody's notifications as read; what is read already stays as it is. */
export async function markRead(
  query: Query,
  staffId: string,
  { notificationIds, reference, until }: WhichRead,
  now: Date,
): Promise<void> {
  await query(
    `update cases.notifications n set read_at = $2
     where n.staff_id = $1 and n.read_at is null
       and ($3::uuid[] is null or n.notification_id = any($3)) and ($4::text is null or n.reference = $4)
       and ($5::timestamptz is null or n.created_at <= $5)`,
    [staffId, now, notificationIds ?? null, reference ?? null, until ?? null],
  );
}

/** Forgets those that came before a time, at most `max`. Gives how many. */
export async function dropOldNotifications(
  query: Query,
  before: Date,
  max: number,
): Promise<number> {
  const dropped = await query(
    `delete from cases.notifications n using (
       select o.notification_id, o.staff_id from cases.notifications o where o.created_at < $1 order by o.created_at limit $2) old
     where n.notification_id = old.notification_id and n.staff_id = old.staff_id returning 1`,
    [before, max],
  );
  return dropped.length;
}
