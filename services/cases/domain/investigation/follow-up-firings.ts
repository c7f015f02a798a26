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
import { openCallBack } from './call-backs.ts';

/** A person asks the customer: whoever has the case, on social channels a responder. */
export function leaveAskingToPerson(draft: Draft, context: Context): void {
  const { current } = draft;
  draft.open({
    key: `follow-up/${current.epoch}/${current.suspensions}`,
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
  // What a machine relayed hears of nothing by itself until a person has acknowledged it: it might answer (S37).
  const mayWrite = !current.relayed || current.acknowledgement.state === 'done';
  const key = `satisfaction/${current.epoch}`;
  const asked =
    mayWrite &&
    reachOf(current) === 'email' &&
    requestToCustomer(draft, context, { key, purpose: 'satisfaction' });
  if (asked) draft.add('satisfaction.asked', { how: 'email', deadline });
  else if (current.customer.phone || current.customer.email || isSocial(current.channel)) {
    draft.add('satisfaction.left_to_a_person', { deadline });
    leaveAskingToPerson(draft, context);
  } else draft.add('satisfaction.asked', { how: 'unreachable', deadline });
}

function openCheckIn(draft: Draft, context: Context, key: string): void {
  const { current } = draft;
  const owner = ownerOf(current);
  const person = context.staff.find(({ staffId }) => staffId === current.assignee);
  const title: Title = (locale) => recoveryTitlesIn(locale).checkIn();
  const dueAt = hoursAfter(context.now, context.rules.policy.checkIn.withinHours);
  draft.open({ key, kind: 'check_in', title, owner, dueAt });
  noticeToStaff(draft, context, { key, person, title, dueAt });
}

function checkIn(draft: Draft, context: Context, deadline: DeadlineId): void {
  draft.add('check_in.due', { deadline });
  openCheckIn(draft, context, deadlineKey(deadline));
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

/** Contact is allowed again: what a suspension took off the lists is on them again. */
export function resumeFollowUp(draft: Draft, context: Context): void {
  const { current } = draft;
  const { epoch, contacts, fired, suspensions } = current;
  const wasDue = (kind: DeadlineId['kind'], level: number) =>
    fired.includes(deadlineKey({ kind, level, epoch }));
  for (const call of current.callBacks)
    if (call.state === 'requested') openCallBack(draft, context, call);
  const asks = wasDue('follow_up', 0) || (wasDue('ask_satisfaction', 0) && !current.satisfaction);
  if (current.status === 'resolved' && asks) leaveAskingToPerson(draft, context);
  if (current.status === 'investigating' && wasDue('check_in', contacts))
    openCheckIn(draft, context, `check_in/${contacts}/${epoch}/${suspensions}`);
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
