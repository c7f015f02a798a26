// The routes of templates: what messages look like, for administrators. All staff may look.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { purposeSchema } from '#shared/events/message.ts';
import { isStorable } from '#shared/events/text.ts';
import { templateParts } from '../domain/template-values.ts';
import { SOURCE_CHARS_MAX } from '../templates/check-template.ts';
import {
  type EditingContext,
  listTemplates,
  previewTemplate,
  publishTemplate,
  sendTest,
  showTemplate,
} from '../templates/editing.ts';

const route = routeFor<EditingContext>();
const tag = 'templates';
const base = '/api/v1/templates';
const one = `${base}/{purpose}/{locale}`;

const params = z.strictObject({
  purpose: purposeSchema,
  locale: z.string().regex(/^[a-z]{2}$/, 'expected a language of two letters, such as de'),
});
const source = z.string().max(SOURCE_CHARS_MAX).refine(isStorable, 'must be well-formed text');
const sourcesSchema = z
  .strictObject({
    subject: source,
    html: source.describe('the inside of the mail; its frame is the same for all'),
    text: source,
    dm: source.describe('as a direct message'),
    letter: source.optional().describe('of compensation: the letter that goes with it'),
  })
  .meta({ id: 'TemplateSources', description: 'Handlebars: values, if, else and each.' });
const note = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .refine(isStorable, 'must be well-formed text')
  .describe('why, for whoever reads the list of versions');
const party = z
  .enum(['customer', 'staff'])
  .default('customer')
  .describe('who is spoken to: some templates write to both');
const basedOn = z
  .int()
  .min(0)
  .max(1_000_000)
  .describe('the number that was looked at, 0 for none: another one in force by now is a 409');
const bodyBytesMax = 1_000_000;

const state = z.enum(['default', 'edited', 'missing']);
const faults = z.array(
  z.strictObject({
    part: z.enum(templateParts),
    line: z.int(),
    code: z.string(),
    name: z.string().describe('what it is about'),
    message: z.string(),
  }),
);
const line = z.strictObject({
  number: z.int(),
  kind: z.enum(['published', 'default']),
  note: z.string(),
  madeBy: z.string(),
  madeAt: z.iso.datetime(),
  sources: sourcesSchema.optional(),
});
const published = z.strictObject({ number: z.int() });

const reading: Route<EditingContext>[] = [
  route(
    {
      ...{ method: 'get', path: base, operationId: 'listMessageTemplates', tag, who: 'staff' },
      summary: 'List the templates of messages by language, missing ones too',
      answers: {
        200: {
          description: 'All templates.',
          schema: z.strictObject({
            templates: z.array(
              z.strictObject({
                purpose: purposeSchema,
                languages: z.array(
                  z.strictObject({
                    locale: z.string(),
                    state,
                    wanted: z.boolean().describe('a language of the policy'),
                    number: z.int().optional(),
                    changedBy: z.string().optional(),
                    changedAt: z.iso.datetime().optional(),
                  }),
                ),
              }),
            ),
          }),
        },
      },
    },
    async (context) => ({ json: { templates: await listTemplates(context) } }),
  ),
  route(
    {
      ...{ method: 'get', path: one, operationId: 'getMessageTemplate', tag, who: 'staff', params },
      summary: 'Show a template with its versions',
      answers: {
        200: {
          description: 'The template in force.',
          schema: z.strictObject({
            ...{ purpose: purposeSchema, locale: z.string(), state },
            number: z.int().describe('of the newest version; 0: never edited'),
            sources: sourcesSchema.describe('where it is missing: to be translated'),
            shipped: sourcesSchema.optional().describe('that comes with the program'),
            versions: z.array(line).describe('the newest first'),
          }),
        },
      },
    },
    async (context, { params: name }) => ({ json: await showTemplate(context, name) }),
  ),
];

/** Routes of templates. */
export const templateRoutes: readonly Route<EditingContext>[] = [
  ...reading,
  route(
    {
      ...{ method: 'post', path: `${one}/preview`, operationId: 'previewMessageTemplate', tag },
      summary: 'Check a template and show it with sample values; nothing is kept',
      ...{ who: ['admin'], params, bodyBytesMax },
      body: z.strictObject({ sources: sourcesSchema, party }),
      answers: {
        200: {
          description: 'Its faults, or what it makes.',
          schema: z.strictObject({
            faults,
            rendered: z
              .strictObject({
                ...{ subject: z.string(), text: z.string(), dm: z.string() },
                html: z.string().describe('show it in a sandboxed frame'),
                letter: z
                  .strictObject({
                    ...{ subject: z.string(), date: z.string() },
                    paragraphs: z.array(z.string()),
                  })
                  .optional(),
              })
              .optional(),
          }),
        },
      },
    },
    async (context, { params: name, body }) => ({
      json: previewTemplate(context, name, body.sources, body.party),
    }),
  ),
  route(
    {
      ...{ method: 'post', path: `${one}/test`, operationId: 'sendTestMail', tag },
      summary: 'Send a template with sample values to yourself',
      ...{ who: ['admin'], params, bodyBytesMax },
      body: z.strictObject({ sources: sourcesSchema, party }),
      answers: {
        202: {
          description: 'On its way.',
          schema: z.strictObject({ messageId: z.string(), to: z.string() }),
        },
      },
      problems: [422, 429],
    },
    async (context, { params: name, body, staff }) => ({
      status: 202,
      json: await sendTest(context, name, { ...body, staff }),
    }),
  ),
  route(
    {
      ...{ method: 'post', path: `${one}/versions`, operationId: 'publishMessageTemplate', tag },
      summary: 'Publish a template: the next message is written by it',
      ...{ who: ['admin'], params, bodyBytesMax },
      body: z.strictObject({ sources: sourcesSchema, note, basedOn }),
      answers: { 201: { description: 'Published.', schema: published } },
      problems: [409, 422],
    },
    async (context, { params: name, body, staff }) => ({
      status: 201,
      json: await publishTemplate(context, name, { ...body, staff }),
    }),
  ),
  route(
    {
      ...{ method: 'post', path: `${one}/default`, operationId: 'resetMessageTemplate', tag },
      summary: 'Go back to the template that comes with the program',
      ...{ who: ['admin'], params },
      body: z.strictObject({ note, basedOn }),
      answers: { 201: { description: 'Done, as a version.', schema: published } },
      problems: [409],
    },
    async (context, { params: name, body, staff }) => ({
      status: 201,
      json: await publishTemplate(context, name, { ...body, staff }),
    }),
  ),
];
