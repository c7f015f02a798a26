// The routes of the policy: what is in force, its versions, checking and publishing one.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { specialDays } from '#shared/calendar/special-days.ts';
import { isStorable } from '#shared/events/text.ts';
import { policyDiff } from '#shared/policy/policy-diff.ts';
import { POLICY_CHARS_MAX } from '#shared/policy/policy-document.ts';
import { calendarSchema } from '#shared/policy/schema/calendars.ts';
import { timeZone } from '#shared/policy/schema/organisation.ts';
import { checkPolicy, moveCases, publishVersion, versionView } from '../policy/versions.ts';
import { listVersions } from '../stores/policy-store.ts';
import type { Shell } from '../work.ts';

const route = routeFor<Shell>();
const tag = 'policy';

const numberParameter = z.int().min(1).max(1_000_000);
const at = z.iso.datetime();

const lineShape = {
  number: z.int().describe('1, 2, 3 …; the highest is in force for new cases'),
  digest: z.string().describe('what decisions record as their policyVersion'),
  origin: z.enum(['config', 'person']).describe('applied at a start, or published by a person'),
  publishedBy: z.string(),
  publishedAt: at,
  note: z.string(),
};
const versionLine = z.strictObject({
  ...lineShape,
  openCases: z.int().describe('open cases that follow it'),
});
const versionSchema = z.strictObject({
  ...lineShape,
  yaml: z.string().describe('what was written down, laid over the defaults'),
  values: z
    .record(z.string(), z.unknown())
    .describe('all values; `contactPerson` is whom to ask about the policy (R73)'),
});
const changeSchema = z.strictObject({
  field: z.string(),
  from: z.unknown().optional().describe('absent where it was added'),
  to: z.unknown().optional().describe('absent where it was removed'),
});
const faultSchema = z.strictObject({
  line: z.int().optional().describe('of the text, where the field is written'),
  field: z.string(),
  message: z.string(),
});
const checkSchema = z.discriminatedUnion('valid', [
  z.strictObject({
    valid: z.literal(true),
    changes: z.array(changeSchema),
    against: z.int().nullable().describe('the version that it was compared with'),
  }),
  z.strictObject({ valid: z.literal(false), faults: z.array(faultSchema) }),
]);
const publishedSchema = z.strictObject({
  number: z.int(),
  digest: z.string(),
  isNew: z.boolean().describe('false: the version in force says the same already'),
});

const storable = (max: number) =>
  z.string().min(1).max(max).refine(isStorable, 'must be well-formed text without NUL characters');
const yaml = storable(POLICY_CHARS_MAX).describe('YAML laid over the defaults; lists whole');
// Characters may take four bytes, and JSON writes a line end as two.
const bodyBytesMax = 4 * POLICY_CHARS_MAX + 10_000;

/** Routes of the policy. */
export const policyRoutes: Route<Shell>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/policy',
      operationId: 'getPolicy',
      summary: 'Show the policy in force for new cases',
      tag,
      who: 'staff',
      answers: { 200: { description: 'The newest version.', schema: versionSchema } },
      problems: [404],
    },
    async ({ db }) => ({ json: await versionView(db.query) }),
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/policy/versions',
      operationId: 'listPolicyVersions',
      summary: 'List the versions of the policy, the newest first',
      tag,
      who: 'staff',
      answers: {
        200: {
          description: 'All versions.',
          schema: z.strictObject({ versions: z.array(versionLine) }),
        },
      },
    },
    async ({ db }) => ({ json: { versions: await listVersions(db.query) } }),
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/policy/versions/{number}',
      operationId: 'getPolicyVersion',
      summary: 'Show a version of the policy',
      tag,
      who: 'staff',
      params: z.strictObject({ number: numberParameter }),
      answers: { 200: { description: 'The version.', schema: versionSchema } },
      problems: [404],
    },
    async ({ db }, { params }) => ({ json: await versionView(db.query, params.number) }),
  ),
  route(
    {
      method: 'get',
      path: '/api/v1/policy/versions/{number}/changes',
      operationId: 'comparePolicyVersions',
      summary: 'Show what a version changed',
      tag,
      who: 'staff',
      params: z.strictObject({ number: numberParameter }),
      query: z.strictObject({
        since: numberParameter.optional().describe('the version before it when absent'),
      }),
      answers: {
        200: {
          description: 'The differences, field by field.',
          schema: z.strictObject({ changes: z.array(changeSchema) }),
        },
      },
      problems: [404],
    },
    async ({ db }, { params: { number }, query: { since } }) => {
      const to = await versionView(db.query, number);
      const before = since ?? number - 1;
      const from = before === 0 ? { values: {} } : await versionView(db.query, before);
      return { json: { changes: policyDiff(from.values, to.values) } };
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/policy/check',
      operationId: 'checkPolicy',
      summary: 'Check a policy and compare it with the one in force; nothing is published',
      tag,
      who: 'staff',
      body: z.strictObject({ yaml }),
      bodyBytesMax,
      answers: { 200: { description: 'Its faults by line, or its changes.', schema: checkSchema } },
    },
    async ({ db }, { body }) => ({ json: await checkPolicy(db.query, body.yaml) }),
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/policy/versions',
      operationId: 'publishPolicy',
      summary: 'Publish a version of the policy',
      description:
        'New cases follow it at once, open ones keep theirs unless moved. What says the same as the version in force is not published again.',
      tag,
      who: ['admin'],
      body: z.strictObject({
        yaml,
        note: storable(500).describe('why, for whoever reads the list of versions'),
        basedOn: z
          .int()
          .min(0)
          .max(1_000_000)
          .optional()
          .describe('the version that was looked at: another one in force by now is a 409'),
      }),
      bodyBytesMax,
      answers: {
        200: { description: 'The version in force says the same.', schema: publishedSchema },
        201: { description: 'Published.', schema: publishedSchema },
      },
      problems: [403, 409, 422],
    },
    async (shell, { body, staff }) => {
      const published = await publishVersion(shell, { ...body, staffId: staff.staffId });
      return { status: published.isNew ? 201 : 200, json: published };
    },
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/policy/versions/{number}/cases',
      operationId: 'moveCasesToPolicyVersion',
      summary: 'Move open cases to a version, some at a time',
      description:
        'Each with an entry on its timeline (policy.moved). While "more" is true there are others: send it again with "next" as "after", which leaves out those that were refused.',
      tag,
      // As the command move-to-policy, which each of them is.
      who: ['supervisor', 'department_manager', 'senior_management'],
      params: z.strictObject({ number: numberParameter }),
      body: z.strictObject({
        reason: storable(500).describe('why; it stands on the timeline of each case'),
        from: numberParameter.optional().describe('only those that follow this version'),
        most: z.int().min(1).max(200).default(100).describe('no more than so many in this call'),
        after: z.uuid().optional().describe('what "next" of the call before said'),
      }),
      answers: {
        200: {
          description: 'What was moved.',
          schema: z.strictObject({
            to: z.int(),
            moved: z.int(),
            refused: z.array(z.strictObject({ reference: z.string(), reason: z.string() })),
            more: z.boolean(),
            next: z.string().optional().describe('absent when there are no others'),
          }),
        },
      },
      problems: [403, 404],
    },
    async (shell, { params: { number }, body, staff }) => ({
      json: await moveCases(shell, { ...body, to: number, staffId: staff.staffId }),
    }),
  ),
  route(
    {
      method: 'post',
      path: '/api/v1/policy/calendar-days',
      operationId: 'previewCalendar',
      summary: 'Show the days of a year on which a calendar is not as its weekdays say (R20)',
      tag,
      who: 'staff',
      body: z.strictObject({
        calendar: calendarSchema,
        timeZone: timeZone.describe('that of the policy, for a calendar that names none'),
        year: z.int().min(1970).max(2200),
      }),
      answers: {
        200: {
          description: 'Holidays, closures and days with other hours, in order.',
          schema: z.strictObject({
            days: z.array(
              z.strictObject({
                date: z.iso.date(),
                why: z.enum(['holiday', 'closure', 'other_hours']),
                name: z.string(),
                hours: z.array(z.string()).describe('none: closed'),
                closedAnyway: z.boolean().describe('its weekday is closed'),
              }),
            ),
          }),
        },
      },
    },
    async (_, { body: { calendar, year, timeZone: zone } }) => {
      const { holidays, ...rest } = calendar;
      const definition = {
        ...rest,
        timeZone: calendar.timeZone ?? zone,
        ...(holidays ? { holidays } : {}),
      };
      return { json: { days: specialDays(definition, year) } };
    },
  ),
];
