// The shape of the recovery policy, put together from its sections in schema/. Reading and laying over: policy.ts.
import { z } from 'zod';
import { calendarsFields } from './schema/calendars.ts';
import { categoriesSection } from './schema/categories.ts';
import { classificationSection } from './schema/classification.ts';
import { correctiveActionsSection } from './schema/corrective-actions.ts';
import { escalationSection } from './schema/escalation.ts';
import { followUpFields } from './schema/follow-up.ts';
import { investigationSection } from './schema/investigation.ts';
import { learningSection } from './schema/learning.ts';
import { messagesFields } from './schema/messages.ts';
import { organisationFields } from './schema/organisation.ts';
import { retentionSection } from './schema/records.ts';
import { remediesFields } from './schema/remedies.ts';
import { routingSection } from './schema/routing.ts';
import { severitiesSection } from './schema/severities.ts';
import { tasksSection } from './schema/tasks.ts';
import { timesFields } from './schema/times.ts';

const policyFields = z.strictObject({
  ...organisationFields,
  ...calendarsFields,
  categories: categoriesSection,
  severities: severitiesSection,
  classification: classificationSection,
  learning: learningSection,
  ...timesFields,
  escalation: escalationSection,
  routing: routingSection,
  tasks: tasksSection,
  investigation: investigationSection,
  correctiveActions: correctiveActionsSection,
  ...remediesFields,
  ...followUpFields,
  ...messagesFields,
  retention: retentionSection,
});
export type PolicyData = z.infer<typeof policyFields>;

/** The fields as JSON Schema, as people write them: what a field has that JSON Schema cannot say is checked by `policySchema`. */
export const policyShape = (): Record<string, unknown> =>
  z.toJSONSchema(policyFields, { io: 'input', unrepresentable: 'any', reused: 'inline' });

// Every place that names a calendar, wherever it stands: an unknown name is found when the policy is read, not when due.
function* calendarNames(
  value: unknown,
  path: (string | number)[] = [],
): Generator<[(string | number)[], string]> {
  if (typeof value !== 'object' || value === null) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, Array.isArray(value) ? Number(key) : key];
    if ((key === 'calendar' || key === 'defaultCalendar') && typeof inner === 'string')
      yield [at, inner];
    else yield* calendarNames(inner, at);
  }
}

/** The policy. Each field says which rule of the SOPs it holds. */
export const policySchema = policyFields.superRefine((policy, issues) => {
  const known = Object.keys(policy.calendars);
  for (const [path, name] of calendarNames(policy))
    if (!known.includes(name))
      issues.addIssue({
        code: 'custom',
        path,
        message: `no calendar "${name}": known are ${known.join(', ')}`,
      });
  if (policy.retention.caseDays < policy.reopenWithinDays)
    issues.addIssue({
      code: 'custom',
      path: ['retention', 'caseDays'],
      message: `cases that a reply may reopen for ${policy.reopenWithinDays} days (reopenWithinDays) are kept for that long at least`,
    });
});
