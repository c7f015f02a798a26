// The shape of the recovery policy, put together from its sections in schema/. Reading and laying over: policy.ts.
import { z } from 'zod';
import { categoriesSection } from './schema/categories.ts';
import { classificationSection } from './schema/classification.ts';
import { correctiveActionsSection } from './schema/corrective-actions.ts';
import { escalationSection } from './schema/escalation.ts';
import { followUpFields } from './schema/follow-up.ts';
import { investigationSection } from './schema/investigation.ts';
import { messagesFields } from './schema/messages.ts';
import { organisationFields } from './schema/organisation.ts';
import { remediesFields } from './schema/remedies.ts';
import { routingSection } from './schema/routing.ts';
import { tasksSection } from './schema/tasks.ts';
import { timesFields } from './schema/times.ts';

/** The policy. Each field says which rule of the SOPs it holds. */
export const policySchema = z.strictObject({
  ...organisationFields,
  categories: categoriesSection,
  classification: classificationSection,
  ...timesFields,
  escalation: escalationSection,
  routing: routingSection,
  tasks: tasksSection,
  investigation: investigationSection,
  correctiveActions: correctiveActionsSection,
  ...remediesFields,
  ...followUpFields,
  ...messagesFields,
});
export type PolicyData = z.infer<typeof policySchema>;
