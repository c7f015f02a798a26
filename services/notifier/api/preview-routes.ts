// The routes of previews: a message as it would be sent, and which templates there are in which languages. Nothing is sent here.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import type { Clock } from '#shared/clock.ts';
import type { Query } from '#shared/db.ts';
import { errorText, RequestError } from '#shared/errors.ts';
import { type MessagePreview, messagePreviewSchema, purposes } from '#shared/events/message.ts';
import { newId } from '#shared/ids.ts';
import type { PolicyData } from '#shared/policy/policy.ts';
import type { Renderer } from '../render.ts';
import type { Templates } from '../templates/templates.ts';

/** What the routes need of the notifier. */
export type PreviewContext = {
  db: { query: Query };
  clock: Clock;
  policy: Pick<PolicyData, 'locales'>;
  renderer: Pick<Renderer, 'localeFor' | 'renderMail' | 'renderDirectMessage'>;
  templates: Templates;
};

const route = routeFor<PreviewContext>();
const tag = 'composing';

const rendered = z
  .strictObject({
    language: z.string().describe('that it is in'),
    fallback: z
      .boolean()
      .describe('it is not the language that was asked for: there are no templates in that one'),
    subject: z.string().optional().describe('of a mail'),
    html: z.string().optional().describe('of a mail: show it in a sandboxed frame'),
    text: z.string().describe('of a mail its plain part, else the direct message'),
  })
  .meta({ id: 'RenderedMessage', description: 'A message as it would be sent.' });

/** The same rendering as when it is sent (deliver.ts). */
async function render({ db, renderer, templates, clock }: PreviewContext, asked: MessagePreview) {
  const { isEdited, versionOf } = await templates.inForce(db.query);
  const { locale, fallback } = renderer.localeFor(asked.purpose, asked.locale, isEdited);
  const edited = await templates.compiled(versionOf(asked.purpose, locale));
  const requestedAt = clock.now().toISOString();
  const request = { ...asked, messageId: newId(), answers: [], requestedAt };
  try {
    if (asked.via === 'direct_message') {
      const text = renderer.renderDirectMessage(request, locale, edited);
      return { language: locale, fallback, text };
    }
    const { subject, html, text } = renderer.renderMail(request, locale, edited);
    return { language: locale, fallback, subject, html, text };
  } catch (error) {
    // The values are the asker's: a missing or a malformed one is theirs to mend.
    const why = errorText(error).slice(0, 200);
    throw new RequestError(422, 'not_renderable', `It cannot be written: ${why}.`, {
      cause: error,
    });
  }
}

/** Routes of previews. */
export const previewRoutes: readonly Route<PreviewContext>[] = [
  route(
    {
      ...{ method: 'post', path: '/api/v1/previews', operationId: 'previewMessage' },
      summary: 'A message as it would be sent',
      description:
        'Rendered from the same templates by the same code. POST /api/v1/cases/{reference}/preview gives what to send here. Nothing is sent and nothing is kept.',
      ...{ tag, who: 'staff' },
      body: messagePreviewSchema.strict(),
      answers: { 200: { description: 'The message.', schema: rendered } },
      problems: [422],
    },
    async (context, { body }) => ({ json: await render(context, body) }),
  ),
  route(
    {
      ...{
        method: 'get',
        path: '/api/v1/previews/templates',
        operationId: 'listTemplates',
      },
      summary: 'Which templates there are, and in which languages they would go out',
      ...{ tag, who: 'staff' },
      answers: {
        200: {
          description: 'The templates.',
          schema: z.strictObject({
            languages: z
              .array(z.string())
              .describe('those of the policy, the first for all others'),
            templates: z.array(
              z.strictObject({
                purpose: z.enum(purposes),
                languages: z.array(z.string()).describe('that it is there in'),
                missing: z.array(z.string()).describe('languages of the policy without it'),
              }),
            ),
          }),
        },
      },
    },
    async ({ db, renderer, templates, policy }) => {
      const { isEdited } = await templates.inForce(db.query);
      const lines = purposes.map((purpose) => {
        const there = (locale: string) => !renderer.localeFor(purpose, locale, isEdited).fallback;
        return {
          purpose,
          languages: policy.locales.filter(there),
          missing: policy.locales.filter((locale) => !there(locale)),
        };
      });
      return { json: { languages: policy.locales, templates: lines } };
    },
  ),
];
