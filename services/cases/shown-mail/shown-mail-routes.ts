// The route of what a customer wrote, harmless and as they set it: for a sandboxed frame, never for the page itself.
import { z } from 'zod';
import { type Route, referenceParameter, routeFor } from '#shared/api/route.ts';
import { readBlob } from '#shared/blobs.ts';
import { itemFor } from '../api/case-items.ts';
import type { Shell } from '../work.ts';
import { mailPage, mailPolicy } from './mail-page.ts';
import { type ShownMail, shownText } from './read-html.ts';

const route = routeFor<Shell>();

/** A mail beyond this is shown as its text, in bytes. */
const MAIL_BYTES_MAX = 40 * 1024 * 1024;

async function shownOf(
  shell: Shell,
  item: Awaited<ReturnType<typeof itemFor>>['item'],
): Promise<ShownMail> {
  const { channel, mail, originalSha256, text } = item;
  const raw =
    channel === 'email' && mail && text !== ''
      ? await readBlob(shell.db.query, originalSha256)
      : undefined;
  const shown = raw && raw.length <= MAIL_BYTES_MAX ? await shell.mails.read(raw) : undefined;
  return shown ?? shownText(text);
}

/** Routes of showing mails. */
export const shownMailRoutes: Route<Shell>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/cases/{reference}/items/{itemId}/html',
      operationId: 'getItemHtml',
      summary: 'What was written, as its writer set it, made harmless',
      description:
        'A document for a sandboxed frame: no script, no style but a few, no picture from outside; links open elsewhere. What is quoted and signatures are folded. An item that is no mail is shown by its text.',
      tag: 'cases',
      who: 'staff',
      params: z.strictObject({ reference: referenceParameter, itemId: z.uuid() }),
      query: z.strictObject({
        look: z.enum(['light', 'dark']).default('light').describe('what it is to fit into'),
      }),
      answers: {
        200: {
          description: 'The document.',
          mediaType: 'text/html; charset=utf-8',
          headers: {
            'Redress-Shown-From': 'html or text: what its writer sent.',
            'Redress-Images-Left-Out': 'How many pictures from outside are not loaded.',
            'Redress-Cut': 'true when the original holds more.',
          },
        },
      },
      problems: [404],
    },
    async (shell, { params, query, staff: { staffId } }) => {
      const { caseId, item } = await itemFor(shell, params);
      await shell.reads.add({ staffId, caseId, part: 'message', at: shell.clock.now() });
      const shown = await shownOf(shell, item);
      return {
        bytes: Buffer.from(mailPage(shown, query.look)),
        headers: {
          'Content-Security-Policy': mailPolicy,
          'X-Content-Type-Options': 'nosniff',
          'Cross-Origin-Resource-Policy': 'same-origin',
          'Redress-Shown-From': shown.from,
          'Redress-Images-Left-Out': String(shown.remoteImages),
          'Redress-Cut': String(shown.cut),
        },
      };
    },
  ),
];
