// What happens when a deadline of a case is due. The clock only acts on what the state still asks for, and never early.

import { nameFor } from '../assignment/name-for.ts';
import type { Case, LadderRole } from '../case.ts';
import { escalateTo, openReview } from '../consequences.ts';
import { type Decision, type Draft, draftOn, refuse, type TaskKind } from '../draft.ts';
import { deadlinesOf, levelDueAt } from '../escalation.ts';
import { followUpFirings } from '../investigation/follow-up-firings.ts';
import { noticeToStaff, ownerOf } from '../messages.ts';
import { type Context, hoursAfter } from '../rules.ts';
import { type Title, titlesIn } from '../texts/task-titles.ts';
import { type DeadlineId, type DeadlineKind, deadlineKey } from '../timeline/entries.ts';

/** How soon what was raised is to be done, in hours. */
const RAISED_HOURS = 4;

/** Puts a broken or endangered promise on a named person's list and tells them. */
function raise(
  draft: Draft,
  context: Context,
  task: { key: string; kind: TaskKind; title: Title; role: LadderRole; dueAt?: string },
): void {
  const { person, owner } = nameFor(draft.current, context, task.role);
  const { key, kind, title } = task;
  const dueAt = task.dueAt ?? hoursAfter(context.now, RAISED_HOURS);
  draft.open({ key, kind, title, owner, dueAt });
  noticeToStaff(draft, context, { key, person, title, dueAt });
}

function warn(draft: Draft, context: Context, deadline: DeadlineId): void {
  const { level, epoch } = deadline;
  draft.add('escalation.warned', { level, deadline });
  const { current } = draft;
  if (level === 1) openReview(draft, context);
  const assignee = context.staff.find((person) => person.staffId === current.assignee);
  const person =
    assignee ?? nameFor(current, context, level === 1 ? 'supervisor' : 'frontline').person;
  noticeToStaff(draft, context, {
    key: `warning/${epoch}/${level}`,
    person,
    title: (locale) => titlesIn(locale).warning(level),
    dueAt: levelDueAt(current, context.rules, level) ?? context.now.toISOString(),
  });
}

type Firing = (draft: Draft, context: Context, deadline: DeadlineId) => void;

const firings: Record<DeadlineKind, Firing> = {
  acknowledge_raise: (draft, context, deadline) => {
    draft.add('acknowledgement.raised', { deadline });
    const { dueAt } = draft.current.acknowledgement;
    raise(draft, context, {
      key: deadlineKey(deadline),
      kind: 'acknowledgement_failed',
      title: (locale) => titlesIn(locale).acknowledgeNow(),
      role: 'supervisor',
      // What was held back beyond its time still needs some hours.
      ...(dueAt > context.now.toISOString() ? { dueAt } : {}),
    });
  },
  acknowledge: (draft, _context, deadline) => draft.add('acknowledgement.missed', { deadline }),
  escalation_warning: warn,
  escalation: (draft, context, deadline) =>
    escalateTo(draft, context, { level: deadline.level, reason: 'not done in time', deadline }),
  wait_end: (draft, context, deadline) => {
    draft.add('case.resumed', { reason: 'the wait is over', deadline });
    draft.open({
      key: deadlineKey(deadline),
      kind: 'wait_ended',
      title: (locale) => titlesIn(locale).waitEnded(),
      owner: ownerOf(draft.current),
      dueAt: hoursAfter(context.now, 24),
    });
  },
  suspension_decision: (draft, context, deadline) => {
    const { to } = nameFor(draft.current, context, 'senior_management');
    draft.add('suspension.overdue', { deadline, to });
    raise(draft, context, {
      key: deadlineKey(deadline),
      kind: 'decide_contact',
      title: (locale) => titlesIn(locale).decideContactOverdue(),
      role: 'senior_management',
    });
  },
  ...followUpFirings,
};

/** Decides a due deadline; refused when the state no longer has it or its time has not come (R30: never early). */
export function decideDeadline(current: Case, deadline: DeadlineId, context: Context): Decision {
  const open = deadlinesOf(current, context.rules).find(
    (known) => deadlineKey(known) === deadlineKey(deadline),
  );
  if (!open) return refuse('not_possible', 'The case no longer has this deadline.');
  if (open.dueAt > context.now.toISOString())
    return refuse('not_possible', 'Its time has not come.');
  const draft = draftOn(current, context);
  firings[open.kind](draft, context, { kind: open.kind, level: open.level, epoch: open.epoch });
  return draft.decided();
}
