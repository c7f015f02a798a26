// What happens when a check-in, the question how it was, a follow-up or the lapse of a case is due (R25–R29).
import { isSocial } from '#shared/events/intake.ts';
import { nameFor } from '../assignment/name-for.ts';
import { closeCase } from '../consequences.ts';
import type { Draft } from '../draft.ts';
import { noticeToStaff, ownerOf, requestToCustomer } from '../messages.ts';
import { type Context, hoursAfter, reachOf } from '../rules.ts';
import { recoveryTitlesIn } from '../texts/recovery-titles.ts';
import type { Title } from '../texts/task-titles.ts';
import { type DeadlineId, deadlineKey } from '../timeline/entries.ts';

/** A person asks the customer: whoever has the case, on social channels a responder. */
export function leaveAskingToPerson(draft: Draft, context: Context): void {
  const { current } = draft;
  draft.open({
    key: `follow-up/${current.epoch}`,
    kind: 'follow_up',
    title: (locale) => recoveryTitlesIn(locale).followUp(),
    owner: isSocial(current.channel)
      ? { role: 'responder', platform: current.channel }
      : ownerOf(current),
    dueAt: hoursAfter(context.now, context.rules.policy.followUp.withinHours),
  });
}

function ask(draft: Draft, context: Context, deadline: DeadlineId): void {
  const { current } = draft;
  const key = `satisfaction/${current.epoch}`;
  const asked =
    reachOf(current) === 'email' &&
    requestToCustomer(draft, context, { key, purpose: 'satisfaction' });
  if (asked) draft.add('satisfaction.asked', { how: 'email', deadline });
  else if (current.customer.phone || current.customer.email || isSocial(current.channel)) {
    draft.add('satisfaction.left_to_a_person', { deadline });
    leaveAskingToPerson(draft, context);
  } else draft.add('satisfaction.asked', { how: 'unreachable', deadline });
}

function checkIn(draft: Draft, context: Context, deadline: DeadlineId): void {
  draft.add('check_in.due', { deadline });
  const { current } = draft;
  const key = deadlineKey(deadline);
  const owner = ownerOf(current);
  const person = context.staff.find(({ staffId }) => staffId === current.assignee);
  const title: Title = (locale) => recoveryTitlesIn(locale).checkIn();
  const dueAt = hoursAfter(context.now, context.rules.policy.checkIn.withinHours);
  draft.open({ key, kind: 'check_in', title, owner, dueAt });
  noticeToStaff(draft, context, { key, person, title, dueAt });
}

/** R29: who was left unsatisfied and went silent is offered to a person. */
function offerLostClient(draft: Draft, context: Context): void {
  const { current } = draft;
  const { outcomes, withinHours } = context.rules.policy.lostClients;
  const outcome = current.resolution?.outcome;
  if (!current.dissatisfied && !outcomes.some((known) => known === outcome)) return;
  const { to, person, owner } = nameFor(current, context, 'supervisor');
  draft.add('client.lost', { to });
  const key = `re-engage/${current.epoch}`;
  const title: Title = (locale) => recoveryTitlesIn(locale).reEngage();
  const dueAt = hoursAfter(context.now, withinHours);
  draft.open({ key, kind: 're_engage', title, owner, dueAt });
  noticeToStaff(draft, context, { key, person, title, dueAt });
}

/** By kind of deadline. */
export const followUpFirings = {
  ask_satisfaction: ask,
  check_in: checkIn,
  follow_up: (draft: Draft, context: Context, deadline: DeadlineId): void => {
    draft.add('follow_up.due', { deadline });
    leaveAskingToPerson(draft, context);
  },
  lapse: (draft: Draft, context: Context, deadline: DeadlineId): void => {
    closeCase(draft, { how: 'lapse', deadline });
    offerLostClient(draft, context);
  },
};
