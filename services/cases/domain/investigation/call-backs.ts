// The commands about call-backs (R27): a named person is asked to call a dissatisfied client, the call is documented, and its
// report goes to a named person.
import { actorText, type Case, type Staffer } from '../case.ts';
import { type Decision, type Draft, draftOn, refuse } from '../draft.ts';
import { noticeToStaff, tellingKinds } from '../messages.ts';
import { type Context, findStaffer, hoursAfter } from '../rules.ts';
import { recoveryTitlesIn } from '../texts/recovery-titles.ts';
import type { Title } from '../texts/task-titles.ts';
import { dueFault } from './corrective-actions.ts';
import type { CallBack } from './facts.ts';
import { contactDone } from './follow-up.ts';
import type { InvestigationBody } from './schemas.ts';

const CALL_BACKS_MAX = 50;

const named = ({ staffId, name }: Staffer) => ({ staffId, name });

/** Puts a call on its caller's list. */
function openCallBack(draft: Draft, context: Context, call: CallBack): void {
  const key = `call-back/${call.callBackId}`;
  const title: Title = (locale) => recoveryTitlesIn(locale).callBack(call.callBackId, call.reason);
  const { dueAt } = call;
  draft.open({ key, kind: 'call_back', title, owner: { staffId: call.to }, dueAt });
  const person = context.staff.find(({ staffId }) => staffId === call.to);
  if (actorText(context.actor) !== `staff:${call.to}`)
    noticeToStaff(draft, context, { key, person, title, dueAt });
}

/** Whom a report goes to: whom the request names, else whom the policy names, else whoever asked. */
function readerOf(named: string | undefined, context: Context): Staffer | undefined {
  const { actor, staff, rules } = context;
  if (named) return findStaffer(staff, named);
  const { reportTo } = rules.policy.callBack;
  const asker = actor.type === 'staff' ? actor.staffId : '';
  return (reportTo ? findStaffer(staff, reportTo) : undefined) ?? findStaffer(staff, asker);
}

/** Asks a named person to call the customer. */
export function requestCallBack(
  current: Case,
  body: InvestigationBody<'request-call-back'>,
  context: Context,
): Decision {
  if (current.contactSuspended)
    return refuse('contact_suspended', 'Contact is suspended until a manager lifts it: no calls.');
  if (current.callBacks.length >= CALL_BACKS_MAX)
    return refuse('not_possible', `A case has at most ${CALL_BACKS_MAX} call-backs.`);
  const caller = findStaffer(context.staff, body.to);
  const reader = readerOf(body.reportTo, context);
  if (!caller || !reader) {
    const field = caller ? 'reportTo' : 'to';
    return refuse('invalid', 'No active member of staff by that name can take it.', field);
  }
  const dueAt = body.dueAt
    ? new Date(body.dueAt).toISOString()
    : hoursAfter(context.now, context.rules.policy.callBack.withinHours);
  const fault = dueFault(dueAt, context);
  if (fault) return refuse('invalid', fault, 'dueAt');
  const draft = draftOn(current, context);
  const callBackId = `B${current.callBacks.length + 1}`;
  draft.add('call_back.requested', {
    callBackId,
    to: named(caller),
    reason: body.reason,
    dueAt,
    reportTo: named(reader),
  });
  const call = draft.current.callBacks.at(-1);
  if (call) openCallBack(draft, context, call);
  return draft.decided();
}

/** The report of a call goes to whom it was asked for: to read it is their task. */
function handInReport(
  draft: Draft,
  context: Context,
  { callBackId }: CallBack,
  { reader, reportTo }: { reader: Staffer | undefined; reportTo: string },
): void {
  draft.close('done', ['call_back'], `call-back/${callBackId}`);
  // Whoever reports to themselves has read it.
  if (actorText(context.actor) === `staff:${reportTo}`) return;
  const key = `read-call-back/${callBackId}`;
  const title: Title = (locale) => recoveryTitlesIn(locale).readCallBack(callBackId);
  const dueAt = hoursAfter(context.now, context.rules.policy.callBack.readWithinHours);
  const owner = reader ? { staffId: reader.staffId } : { role: 'supervisor' };
  draft.open({ key, kind: 'read_call_back', title, owner, dueAt });
  noticeToStaff(draft, context, { key, person: reader, title, dueAt });
}

/**
 * Documents the call. Nobody answered: it stays to be made, unless whoever reports gives it up, with the reason. Its report goes to
 * the person named for it, either way.
 */
export function reportCallBack(
  current: Case,
  body: InvestigationBody<'report-call-back'>,
  context: Context,
): Decision {
  const call = current.callBacks.find(({ callBackId }) => callBackId === body.callBackId);
  if (!call) return refuse('not_found', 'This case has no such call-back.');
  if (call.state !== 'requested')
    return refuse('not_possible', `${call.callBackId} is reported already.`);
  const { callBackId, reportTo } = call;
  const { summary, reached, givenUp } = body;
  if (reached && givenUp)
    return refuse('invalid', 'A call that reached somebody is not given up.', 'givenUp');
  const draft = draftOn(current, context);
  const reader = context.staff.find(({ staffId }) => staffId === reportTo);
  if (!reached) {
    draft.add('call_back.tried', { callBackId, summary, ...(givenUp ? { givenUp } : {}) });
    if (givenUp) handInReport(draft, context, call, { reader, reportTo });
    return draft.decided();
  }
  const to = { staffId: reportTo, name: reader?.name ?? reportTo };
  draft.add('call_back.reported', { callBackId, summary, reportTo: to, told: true });
  draft.close('done', tellingKinds);
  contactDone(draft);
  handInReport(draft, context, call, { reader, reportTo });
  return draft.decided();
}
