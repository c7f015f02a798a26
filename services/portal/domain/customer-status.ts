// What a customer is told of their case: a few plain states, promised times, published updates. Nothing that anyone
// wrote to us is part of it (S15).
import { z } from 'zod';
import type { CaseStatus } from '#shared/events/case.ts';

/** The states that customers read; each has its words in texts/. */
export type CustomerState =
  | 'received'
  | 'opened'
  | 'working'
  | 'waiting'
  | 'resolved'
  | 'closed'
  | 'merged';

/** Where the customer stands on the way: three steps, each done, current or still to come. */
export type Step = {
  name: 'received' | 'working' | 'resolved';
  state: 'done' | 'current' | 'todo';
};

const updatesSchema = z.array(z.object({ at: z.string(), text: z.string() })).max(1000);
type PublishedUpdate = z.infer<typeof updatesSchema>[number];

/** What the case's owner publishes about it. */
export type PublishedCase = {
  status: CaseStatus;
  acknowledgedAt: Date | undefined;
  resolveBy: Date | undefined;
  outcomeSummary: string | undefined;
  updates: unknown;
};

/** The customer's view. `promise` is the next time that we owe something by. */
export type CustomerStatus = {
  state: CustomerState;
  steps: Step[];
  promise: { kind: 'acknowledge' | 'resolve'; at: Date } | undefined;
  updates: PublishedUpdate[];
  outcomeSummary: string | undefined;
  canRate: boolean;
};

const states: Record<CaseStatus, CustomerState> = {
  new: 'opened',
  assigned: 'working',
  investigating: 'working',
  waiting: 'waiting',
  resolved: 'resolved',
  closed: 'closed',
  merged: 'merged',
};
const stepNames: Step['name'][] = ['received', 'working', 'resolved'];
const currentStep: Record<CustomerState, number> = {
  received: 0,
  opened: 0,
  working: 1,
  waiting: 1,
  merged: 1,
  resolved: 3,
  closed: 3,
};

function parseUpdates(published: unknown): PublishedUpdate[] {
  const parsed = updatesSchema.safeParse(published);
  const updates = parsed.success ? parsed.data : [];
  const readable = updates.filter((update) => !Number.isNaN(Date.parse(update.at)));
  return readable.sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/**
 * What the customer sees. `published` is absent until the case exists; then all we promise is the acknowledgement
 * (R10). A promise that is kept or past its use is not shown.
 */
export function customerStatus(
  published: PublishedCase | undefined,
  acknowledgeBy: Date | undefined,
): CustomerStatus {
  const state = published ? states[published.status] : 'received';
  const open = currentStep[state] < stepNames.length && state !== 'merged';
  let promise: CustomerStatus['promise'];
  if (open && acknowledgeBy && !published?.acknowledgedAt)
    promise = { kind: 'acknowledge', at: acknowledgeBy };
  else if (open && published?.resolveBy) promise = { kind: 'resolve', at: published.resolveBy };
  return {
    state,
    steps: stepNames.map((name, index) => ({
      name,
      state:
        index < currentStep[state] ? 'done' : index === currentStep[state] ? 'current' : 'todo',
    })),
    promise,
    updates: parseUpdates(published?.updates),
    outcomeSummary: open ? undefined : (published?.outcomeSummary ?? undefined),
    canRate: state === 'resolved' || state === 'closed',
  };
}
