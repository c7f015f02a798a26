// The route of live changes. What is told and to whom is in change-feed.ts.
import type { Response } from 'express';
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { mayGoOn } from '#shared/authenticate.ts';
import type { Shell } from '../work.ts';
import type { Listener } from './audience.ts';

const route = routeFor<Shell>();

/** What a listener has not taken in yet, in bytes; beyond it they are let go and come again. */
const BUFFER_BYTES_MAX = 512 * 1024;

const writer = (response: Response) => (text: string) => {
  if (response.destroyed || response.writableEnded) return false;
  response.write(text);
  return response.writableLength <= BUFFER_BYTES_MAX;
};

/** Routes of live changes. */
export const changeRoutes: Route<Shell>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/changes',
      operationId: 'followChanges',
      summary: 'Follow changes of cases as they happen',
      description:
        'Server-sent events. First "ready" (resumed: nothing was missed), then "changes" with what cases look like now, or "many": too many to name, ask for lists anew; "ended": sign in again. Events carry ids: sent back as Last-Event-ID within 24 hours, what was missed comes first. No names and no texts are told. Of each case "mine" says whether an open task of it is yours or went up to you, "notified" whether you have unread notifications about it.',
      tag: 'cases',
      who: 'staff',
      headers: z.object({
        'last-event-id': z.string().max(200).optional().describe('the id of the last event'),
      }),
      answers: {
        200: { description: 'Events without end.', mediaType: 'text/event-stream' },
      },
      problems: [429, 503],
    },
    async (shell, { headers, staff, session, request, response }) => {
      const listener: Listener = {
        staffId: staff.staffId,
        write: writer(response),
        end: () => response.end(),
        isGood: (query, now) => mayGoOn(query, { request, session }, now),
      };
      let gone = false;
      let leave = () => {};
      response.on('close', () => {
        gone = true;
        leave();
      });
      // Proxies neither keep nor gather what comes (nginx, X-Accel-Buffering). The head goes with the first event, so a
      // refusal still has its own.
      response.set({
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'private, no-store, no-transform',
        'X-Accel-Buffering': 'no',
      });
      leave = await shell.changes.listen(listener, headers['last-event-id']);
      if (gone) leave();
      return { unending: true };
    },
  ),
];
