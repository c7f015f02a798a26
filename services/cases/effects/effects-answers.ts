// What the API answers about a command before it is given, as schemas (S22): what it would do, or why it would be refused.
import { z } from 'zod';
import { at, capLeftSchema, deliverySchema, warningSchema } from '../api/remedy-answers.ts';
import { ladder } from '../domain/case.ts';

/** Who would be told. */
export const toldSchema = z.discriminatedUnion('party', [
  z.strictObject({
    party: z.literal('customer'),
    via: z.enum(['email', 'direct_message']),
    purpose: z.string().describe('a folder of templates, like "closing"'),
  }),
  z.strictObject({
    party: z.literal('staff'),
    name: z.string(),
    about: z.string().describe('what they read, in their language'),
    sendAt: at.describe('when, at the earliest'),
  }),
]);

const task = z.strictObject({
  kind: z.string(),
  title: z.string(),
  titles: z.record(z.string(), z.string()).describe('the same by language'),
  dueAt: at,
  owner: z.union([
    z.strictObject({ staffId: z.string(), name: z.string() }),
    z.strictObject({
      role: z.string(),
      platform: z.string().optional(),
      team: z.string().optional(),
    }),
  ]),
});

const change = <S extends z.ZodType>(schema: S) => z.strictObject({ from: schema, to: schema });

const effects = z.strictObject({
  status: change(z.string()),
  escalationLevel: change(z.int()),
  entries: z.array(z.string()).describe('types of the entries that it would write'),
  told: z.array(toldSchema).describe('who would be told'),
  opens: z.array(task).describe('tasks that would come'),
  ends: z.array(z.string()).describe('kinds of tasks that would end, where one is open'),
  moves: z
    .array(
      z.strictObject({
        kind: z.string(),
        level: z.int(),
        from: at.optional().describe('absent: it begins to run'),
        to: at.optional().describe('absent: it ends'),
      }),
    )
    .describe('promises and deadlines that would move'),
});

const remedy = z
  .strictObject({
    remedyId: z.string(),
    amount: z.string().optional(),
    currency: z.string().optional(),
    estimatedCost: z.string(),
    delivery: deliverySchema,
    atOnce: z.boolean().describe('proposing it is approving it'),
    approval: z.enum(ladder).describe('the role that would have to approve it'),
    warnings: z.array(warningSchema).describe('what its approver would see'),
    capsLeft: z
      .array(capLeftSchema)
      .describe('what the caps for giving without another person have left before it'),
  })
  .meta({ id: 'RemedyForeseen', description: 'What a proposal would come to.' });

const common = {
  version: z.int().describe('of the case that was looked at'),
  missing: z
    .array(z.enum(['root_cause', 'action_or_reason']))
    .describe('for "resolve": all that the case still lacks'),
};

/** What a command would do. */
export const effectsSchema = z
  .discriminatedUnion('possible', [
    z.strictObject({
      ...common,
      possible: z.literal(true),
      effects,
      remedy: remedy.optional().describe('for proposing and approving compensation'),
    }),
    z.strictObject({
      ...common,
      possible: z.literal(false),
      code: z.string().describe('why not, for programs'),
      problem: z.string().describe('why not, for people'),
      fields: z.record(z.string(), z.string()).optional(),
    }),
  ])
  .meta({ id: 'CommandEffects', description: 'What a command would do, or why it is refused.' });
