// The routes of notifications: one's own, and nobody else's.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { notificationKindSchema } from '#shared/events/notification.ts';
import { isStorable } from '#shared/events/text.ts';
import { at } from '../api/remedy-answers.ts';
import { cursorText, parseCursor } from '../lists/cursor.ts';
import type { Shell } from '../work.ts';
import { countUnread, markRead, ownNotifications } from './notification-store.ts';

const route = routeFor<Shell>();
const tag = 'notifications';
const LIST = 'notifications';

/** More unread ones are not counted. */
const UNREAD_MAX = 100;

const unread = z
  .int()
  .min(0)
  .max(UNREAD_MAX)
  .describe(`how many you have not read; ${UNREAD_MAX}: that many or more`);

const notification = z
  .strictObject({
    notificationId: z.uuid(),
    reference: z.string().describe('of the case that it is about'),
    kind: notificationKindSchema,
    title: z.string().describe('what is to be done'),
    dueAt: at.describe('until when, RFC 3339'),
    createdAt: at,
    readAt: at.nullable().describe('null: not yet'),
  })
  .meta({ id: 'Notification', description: 'Something that happened to your work.' });

const listQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().max(1000).optional().describe('"next" of the page before'),
});

const which = z
  .strictObject({
    notificationIds: z.array(z.uuid()).min(1).max(100).optional(),
    reference: z
      .string()
      .max(40)
      .refine(isStorable, 'no such text')
      .optional()
      .describe('of a case: all about it'),
    until: z.iso.datetime().optional().describe('RFC 3339: all that came until then'),
  })
  .refine((body) => Object.values(body).filter((value) => value !== undefined).length === 1, {
    message: 'name exactly one of notificationIds, reference, until',
  });

/** Routes of notifications. */
export const notificationRoutes: Route<Shell>[] = [
  route(
    {
      ...{ method: 'get', path: '/api/v1/notifications', operationId: 'listNotifications' },
      summary: 'What happened to your work, the newest first',
      description:
        'Of the kinds chosen in your preferences; kept for 30 days. GET /api/v1/changes says of a case that you are "notified" when there is something new.',
      tag,
      who: 'staff',
      query: listQuery,
      answers: {
        200: {
          description: 'A page of them.',
          schema: z
            .strictObject({
              unread,
              notifications: z.array(notification),
              next: z.string().nullable().describe('cursor of the next page'),
            })
            .meta({ id: 'NotificationsPage', description: 'A page of notifications.' }),
        },
      },
    },
    async ({ db, signer }, { query, staff }) => {
      const { staffId } = staff;
      const after = parseCursor(signer, LIST, query);
      const { limit } = query;
      const found = await ownNotifications(db.query, staffId, { after, limit: limit + 1 });
      const shown = found.slice(0, limit);
      const last = found.length > limit ? shown.at(-1) : undefined;
      return {
        json: {
          unread: await countUnread(db.query, staffId, UNREAD_MAX),
          notifications: shown.map(({ place: _, dueAt, createdAt, readAt, ...rest }) => ({
            ...rest,
            dueAt: dueAt.toISOString(),
            createdAt: createdAt.toISOString(),
            readAt: readAt?.toISOString() ?? null,
          })),
          next: last ? cursorText(signer, LIST, query, last.place) : null,
        },
      };
    },
  ),
  route(
    {
      ...{ method: 'post', path: '/api/v1/notifications/read', operationId: 'readNotifications' },
      summary: 'Mark notifications of yours as read',
      tag,
      who: 'staff',
      body: which,
      answers: {
        200: { description: 'Marked.', schema: z.strictObject({ unread }) },
      },
    },
    async ({ db, clock }, { body, staff }) => {
      await markRead(db.query, staff.staffId, body, clock.now());
      return { json: { unread: await countUnread(db.query, staff.staffId, UNREAD_MAX) } };
    },
  ),
];
