// The route of the overview for management, and what it answers.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { channelSchema } from '#shared/events/intake.ts';
import { casesPageSchema } from '../api/answers.ts';
import type { Shell } from '../work.ts';
import { periodQuery } from './days.ts';
import { overview } from './overview.ts';
import { measures } from './overview-store.ts';

const route = routeFor<Shell>();
const count = z.int().nonnegative();
const filter = z
  .record(z.string(), z.unknown())
  .describe('parameters of GET /api/v1/cases that list exactly these cases');

const figures = z.strictObject(
  Object.fromEntries(Object.keys(measures).map((name) => [name, count])) as Record<
    keyof typeof measures,
    typeof count
  >,
);
const slice = z.strictObject({ value: z.string(), figures, filter });
const number = z.strictObject({ cases: count, filter });
const money = z.string().describe('a decimal amount');

const costs = z.strictObject({
  currency: z.string(),
  cost: money,
  cases: count,
  remedies: count,
  filter,
  byCategory: z.array(
    z.strictObject({ category: z.string(), cases: count, remedies: count, cost: money, filter }),
  ),
  budget: z
    .strictObject({ month: z.string(), perMonth: money, spent: money })
    .describe('of this month and the whole organisation'),
});

const overviewSchema = z
  .strictObject({
    from: z.iso.date(),
    until: z.iso.date(),
    timeZone: z.string(),
    currency: z.string(),
    team: z.string().nullable(),
    channel: channelSchema.nullable(),
    asOf: z.iso.datetime(),
    measures: z
      .record(z.string(), filter)
      .describe('what each figure adds to the filter of its slice, to list its cases'),
    whole: slice,
    before: z
      .strictObject({ from: z.iso.date(), until: z.iso.date(), figures, filter })
      .describe('the period of the same length before'),
    days: z.array(slice).describe('days on which no case was opened are left out'),
    channels: z.array(slice),
    categories: z.array(slice),
    severities: z.array(slice),
    kinds: z.array(slice),
    open: z.strictObject({
      all: number,
      overdue: number,
      unassigned: number,
      updateOverdue: number,
      level1: number,
      level2: number,
      level3: number,
      byStatus: z.array(number.extend({ value: z.string() })),
    }),
    costs,
    surveys: z
      .strictObject({ answers: count, mean: z.number().min(0).max(1).nullable() })
      .describe('scores of surveys about these cases, as a share of their scale'),
    escalations: casesPageSchema.shape.cases.describe('open at the highest level, next due first'),
  })
  .meta({ id: 'Overview', description: 'How it goes. Each number opens its cases.' });

/** Routes of the overview. */
export const overviewRoutes: Route<Shell>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/overview',
      operationId: 'getOverview',
      summary: 'How it goes: volumes, promises kept, what is open, compensation, satisfaction',
      description:
        'Cases opened in a period of whole days in the zone of the organisation, with the period before. Supervisors see their own team.',
      tag: 'overview',
      who: ['supervisor', 'department_manager', 'senior_management', 'admin', 'auditor'],
      query: periodQuery.extend({
        team: z
          .string()
          .trim()
          .min(1)
          .max(100)
          .optional()
          .describe('a team: cases of its categories'),
        channel: channelSchema.optional().describe('where the customer spoke'),
      }),
      answers: { 200: { description: 'The numbers.', schema: overviewSchema } },
    },
    async (shell, { query, staff }) => ({ json: await overview(shell, query, staff) }),
  ),
];
