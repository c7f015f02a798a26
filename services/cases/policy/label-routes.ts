// The route of the policy's words in a language. The policy itself: ../api/policy-routes.ts.
import { z } from 'zod';
import { type Route, routeFor } from '#shared/api/route.ts';
import { RequestError } from '#shared/errors.ts';
import { severitySchema } from '#shared/events/intake.ts';
import { deliverySchema } from '../api/remedy-answers.ts';
import { ladder } from '../domain/case.ts';
import type { Shell } from '../work.ts';
import { labelsOf } from './policy-labels.ts';

const route = routeFor<Shell>();

const named = z.strictObject({ key: z.string(), label: z.string() });
const option = named.extend({
  monetary: z.boolean(),
  delivery: deliverySchema,
  maxAmount: z.string().optional(),
});

const labelsSchema = z
  .strictObject({
    version: z.string(),
    locale: z.string(),
    organisation: z.string(),
    contactPerson: z.string().describe('whom to ask about the policy (R73)'),
    currency: z.string(),
    timeZone: z.string(),
    locales: z.array(z.string()).describe('languages that customers are written to in'),
    severities: z.array(named.extend({ examples: z.array(z.string()) })),
    categories: z.array(
      named.extend({ parent: z.string().optional(), team: z.string().optional() }),
    ),
    rootCauses: z.array(named.extend({ children: z.array(named) })),
    remedies: z.array(
      z.strictObject({
        severities: z.array(severitySchema),
        approval: z.enum(ladder),
        fourEyes: z.boolean(),
        options: z.array(option),
      }),
    ),
    appeasements: z.array(option),
    escalation: z.array(
      z.strictObject({
        level: z.int(),
        role: z.enum(ladder),
        afterHours: z.number(),
        action: z.string(),
      }),
    ),
    callBackWithinHours: z.number(),
    waitDaysMax: z.number(),
    checkAfterDays: z.number(),
    contactDecisionWithinHours: z.number(),
    gateKinds: z.array(z.string()),
  })
  .meta({ id: 'PolicyLabels', description: 'The keys of the policy with their words.' });

/** Routes of the policy's words. */
export const labelRoutes: Route<Shell>[] = [
  route(
    {
      method: 'get',
      path: '/api/v1/policy/labels',
      operationId: 'getPolicyLabels',
      summary: 'What categories, root causes, severities and remedies are called, in a language',
      tag: 'policy',
      who: 'staff',
      query: z.strictObject({
        locale: z
          .string()
          .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/)
          .default('en')
          .describe('the language of the words; English where the policy has none in it'),
        version: z
          .string()
          .regex(/^[\w.-]{1,100}$/)
          .optional()
          .describe('the policyVersion of a case; what is in force for new cases if absent'),
      }),
      answers: { 200: { description: 'The words.', schema: labelsSchema } },
      problems: [404],
    },
    async ({ db, policies }, { query: { locale, version } }) => {
      const of = version === undefined ? [] : [{ policyVersion: version }];
      const { policy } = (await policies.rulesFor(db.query, of))(of[0]);
      if (version !== undefined && policy.version !== version)
        throw new RequestError(404, 'not_found', 'There is no such version of the policy.');
      return { json: labelsOf(policy, locale.split('-')[0] ?? 'en') };
    },
  ),
];
