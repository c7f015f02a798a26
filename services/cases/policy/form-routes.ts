// What the forms of the policy ask besides the policy: the fields there are, the places whose holidays are known, and when
// promises would be due. Checking and publishing: ../api/policy-routes.ts.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { placesIn } from '#shared/calendar/holidays.ts';
import { channelSchema, kindSchema, severitySchema } from '#shared/events/intake.ts';
import { isStorable } from '#shared/events/text.ts';
import { defaultValues } from '#shared/policy/policy.ts';
import { POLICY_CHARS_MAX } from '#shared/policy/policy-document.ts';
import { policyShape } from '#shared/policy/policy-schema.ts';
import type { Shell } from '../work.ts';
import { duePreview } from './due-preview.ts';
import { readPolicyAside } from './policy-thread.ts';

const route = routeFor<Shell>();
const tag = 'policy';

const at = z.iso.datetime();
const code = z.string().regex(/^[A-Za-z0-9-]{1,20}$/, 'expected a code such as DE or BY');

const dueSchema = z.discriminatedUnion('valid', [
  z.strictObject({
    valid: z.literal(true),
    timeZone: z.string(),
    receivedAt: at,
    acknowledgeBy: at,
    assignBy: at,
    respondBy: at.describe('the answer to an inquiry, the resolution of anything else'),
    levels: z.array(z.strictObject({ level: z.int(), role: z.string(), dueAt: at })),
  }),
  z.strictObject({ valid: z.literal(false) }),
]);

/** Routes for the forms of the policy. */
export const policyFormRoutes: Route<Shell>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/policy/schema',
      operationId: 'getPolicySchema',
      summary: 'Show the fields of a policy as JSON Schema, with the defaults of this program',
      tag,
      who: 'staff',
      answers: {
        200: {
          description: 'What an organisation may write, and what holds where it writes nothing.',
          schema: z.strictObject({
            schema: z.record(z.string(), z.unknown()).describe('JSON Schema 2020-12'),
            defaults: z.record(z.string(), z.unknown()),
          }),
        },
      },
    },
    async () => ({ json: { schema: policyShape(), defaults: defaultValues() } }),
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/policy/holiday-places',
      operationId: 'listHolidayPlaces',
      summary: 'List the countries, states or regions whose public holidays are known (R20)',
      tag,
      who: 'staff',
      query: z.strictObject({
        country: code.optional().describe('its states; all countries when absent'),
        state: code.optional().describe('its regions'),
        language: z
          .string()
          .regex(/^[a-z]{2,3}$/)
          .default('en')
          .describe('of the names, where they are known in it'),
      }),
      answers: {
        200: {
          description: 'In order of their names; none where there are none.',
          schema: z.strictObject({
            places: z.array(z.strictObject({ code: z.string(), name: z.string() })),
          }),
        },
      },
    },
    async (_, { query: { language, ...within } }) => ({
      json: { places: placesIn(within, language) },
    }),
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/policy/due-times',
      operationId: 'previewDueTimes',
      summary: 'Show when the promises of a policy would be due; nothing is published (R10, R32)',
      tag,
      who: 'staff',
      body: z.strictObject({
        yaml: z
          .string()
          .min(1)
          .max(POLICY_CHARS_MAX)
          .refine(isStorable, 'must be well-formed text without NUL characters'),
        receivedAt: z
          .string()
          .regex(
            /^20\d{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d$/,
            'expected a time like "2026-11-27T16:50"',
          )
          .describe('on the wall, in the time zone of the policy'),
        kind: kindSchema,
        severity: severitySchema.optional(),
        channel: channelSchema.optional(),
      }),
      bodyBytesMax: 4 * POLICY_CHARS_MAX + 10_000,
      answers: {
        200: {
          description: 'The times; or that the policy is not valid: check it for its faults.',
          schema: dueSchema,
        },
      },
    },
    async (_, { body: { yaml, receivedAt, ...facts } }) => {
      const read = await readPolicyAside(yaml);
      if (!read.ok) return { json: { valid: false as const } };
      return { json: { valid: true as const, ...duePreview(read.policy, receivedAt, facts) } };
    },
  ),
];
