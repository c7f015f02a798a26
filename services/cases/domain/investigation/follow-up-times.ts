// When check-ins, the question how it was, the follow-up and the lapse of a case are due (R25, R26, R28). Derived, never stored.
import { laterOf } from '#shared/policy/promises.ts';
import type { Case } from '../case.ts';
import { hoursAfter, type Rules } from '../rules.ts';
import type { DeadlineKind } from '../timeline/entries.ts';

type Found = { kind: DeadlineKind; level: number; epoch: number; dueAt: string };

/** Praise and suggestions have no recovery that anybody could be asked about. */
const isAsked = (current: Case): boolean => current.kind !== 'feedback';

function deadlinesOfResolved(current: Case, rules: Rules): Found[] {
  const { policy } = rules;
  const { epoch, resolution, satisfaction } = current;
  if (!resolution) return [];
  const { askAfterHours, personAfterHours } = policy.followUp;
  const found: Found[] = [];
  // While contact is suspended nobody asks; lifting it brings the question back.
  if (isAsked(current) && !satisfaction && !current.contactSuspended)
    found.push({
      ...{ kind: 'ask_satisfaction', level: 0, epoch },
      dueAt: hoursAfter(resolution.at, askAfterHours),
    });
  if (satisfaction?.how === 'email' && !current.contactSuspended)
    found.push({
      ...{ kind: 'follow_up', level: 0, epoch },
      dueAt: hoursAfter(resolution.at, personAfterHours),
    });
  // Nobody closes a case by lapse whose customer was never asked: it stays on a person's list until they were. Whom a
  // manager decided not to answer nobody asks.
  const kept = current.suspensionDecidedAt;
  const since =
    satisfaction?.at ??
    (kept ? laterOf(kept, resolution.at) : isAsked(current) ? undefined : resolution.at);
  // Nobody calls whom nobody may speak with.
  const isCalled = !kept && current.callBacks.some(({ state }) => state === 'requested');
  if (since && !isCalled)
    found.push({
      ...{ kind: 'lapse', level: 0, epoch },
      dueAt: hoursAfter(since, policy.closeByLapseAfterDays * 24),
    });
  return found;
}

/** The deadlines of check-ins while a case is worked on, and of its follow-up once it is resolved. */
export function deadlinesOfFollowUp(current: Case, rules: Rules): Found[] {
  if (current.status === 'resolved') return deadlinesOfResolved(current, rules);
  if (current.status !== 'investigating' || current.contactSuspended) return [];
  const { lastContactAt, contacts, epoch } = current;
  const dueAt = hoursAfter(lastContactAt, rules.policy.checkIn.everyHours);
  return [{ kind: 'check_in', level: contacts, epoch, dueAt }];
}
