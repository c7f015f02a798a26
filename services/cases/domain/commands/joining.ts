// The commands that bring cases together and take them apart again: link, unlink, merge, unmerge. What they mean for the other
// case: decideOther. A merged case gives up its clocks and tasks to the one that its story goes on in; its reference still works.
import { severities } from '#shared/events/intake.ts';
import { partialStaff } from '../assignment/impartial.ts';
import type { Case } from '../case.ts';
import {
  type Decided,
  type Decision,
  draftOn,
  type Refused,
  refuse,
  type TaskKind,
  taskKinds,
} from '../draft.ts';
import { ownerOf } from '../messages.ts';
import { promiseKinds } from '../promises.ts';
import { type Context, hoursAfter } from '../rules.ts';
import { recoveryTitlesIn } from '../texts/recovery-titles.ts';
import type { Title } from '../texts/task-titles.ts';
import type { CommandOf } from './commands.ts';

const LINKS_MAX = 50;
/** How soon somebody looks at a case whose story changed under them, in hours. */
const READ_WITHIN_HOURS = 24;

/** All tasks but the promises: those follow from how the case stands. */
const stepKinds = taskKinds.filter((kind) => !(promiseKinds as readonly TaskKind[]).includes(kind));

type Other = { reference: string; found: Case | undefined };

/** The other case of a command. Looking only, it is not loaded: then just its reference is known. */
function otherOf(
  current: Case,
  named: string,
  field: string,
  { others }: Context,
): Other | Refused {
  if (!others) return { reference: named, found: undefined };
  const [found] = others;
  if (!found || found.caseId === current.caseId)
    return refuse('invalid', 'A case cannot be joined to itself.', field);
  return { reference: found.reference, found };
}

const isRefused = (other: Other | Refused): other is Refused => 'ok' in other;

/** Says that two cases belong together; both go on. */
export function link(current: Case, body: CommandOf<'link'>, context: Context): Decision {
  const other = otherOf(current, body.to, 'to', context);
  if (isRefused(other)) return other;
  const linked = current.linkedCases ?? [];
  if (linked.includes(other.reference))
    return refuse('not_possible', 'They are linked already.', 'to');
  if (linked.length >= LINKS_MAX)
    return refuse('not_possible', `A case has at most ${LINKS_MAX} links.`);
  const draft = draftOn(current, context);
  draft.add('case.linked', { reference: other.reference, reason: body.reason });
  return draft.decided();
}

/** Takes a link back. */
export function unlink(current: Case, body: CommandOf<'unlink'>, context: Context): Decision {
  const other = otherOf(current, body.to, 'to', context);
  if (isRefused(other)) return other;
  if (!current.linkedCases?.includes(other.reference))
    return refuse('not_possible', 'These two are not linked.', 'to');
  const draft = draftOn(current, context);
  draft.add('case.unlinked', { reference: other.reference, reason: body.reason });
  return draft.decided();
}

/** What must be settled in a case before its story can go on elsewhere. */
function unsettled(current: Case): Refused | undefined {
  if (current.contactSuspended)
    return refuse('contact_suspended', 'Contact is suspended: a manager decides on it first.');
  if (current.suspectedThreat)
    return refuse('not_possible', 'Somebody must decide first whether it is a threat.');
  if (current.threatened && current.violenceReports === 0)
    return refuse('not_possible', 'The report of the threat is not filed yet.');
  if (current.remedies.some(({ state }) => state === 'proposed' || state === 'approved'))
    return refuse('not_possible', 'It has compensation that is not given yet: settle that first.');
  if (current.actions.some(({ state }) => state !== 'refused' && state !== 'effective'))
    return refuse('not_possible', 'It has a corrective action under way: finish that first.');
  if (current.callBacks.some(({ state }) => state === 'requested'))
    return refuse('not_possible', 'A call-back is still to be made.');
  if (current.tookIn && current.tookIn.length > 0)
    return refuse('not_possible', 'Other cases go on in this one: merge the other way round.');
  return undefined;
}

// By what both are known by; nothing in common (an erased one has nothing) is no proof that they are one.
const sameCustomer = (one: Case, other: Case): boolean => {
  const known = (['email', 'phone', 'platformUserId'] as const).flatMap((by) => {
    const [left, right] = [one.customer[by], other.customer[by]];
    return left && right ? [left.toLowerCase() === right.toLowerCase()] : [];
  });
  return known.length > 0 && known.every(Boolean);
};

/** Merging ends clocks and moves a story elsewhere: not to be out of sight, or with somebody whom it is about (R21, R30). */
function hidden(current: Case, found: Case, context: Context): Refused | undefined {
  const { actor } = context;
  const by = actor.type === 'staff' ? actor.staffId : '';
  for (const one of [current, found])
    if (partialStaff(one, context.staff).has(by))
      return refuse(
        'not_impartial',
        'Somebody impartial must merge these: one is about you (R21).',
      );
  const knows = new Set(found.complainedAbout.map(({ staffId }) => staffId));
  if (current.complainedAbout.some(({ staffId }) => !knows.has(staffId)))
    return refuse(
      'not_possible',
      `It is about staff whom ${found.reference} is not about: record that there first, or link the two.`,
    );
  if (severities.indexOf(current.severity) > severities.indexOf(found.severity))
    return refuse(
      'not_possible',
      `It is ${current.severity}, ${found.reference} only ${found.severity}: merge the other way round, or correct that first.`,
    );
  if (current.escalationLevel > found.escalationLevel)
    return refuse(
      'not_possible',
      'It has gone up further than the other: merge the other way round.',
    );
  if (current.legalHold)
    return refuse(
      'not_possible',
      'It is on hold: the other case would not be. Link the two instead.',
    );
  return undefined;
}

/** Lets the story of a case go on in another one of the same customer. */
export function merge(current: Case, body: CommandOf<'merge'>, context: Context): Decision {
  const other = otherOf(current, body.into, 'into', context);
  if (isRefused(other)) return other;
  const against = unsettled(current);
  if (against) return against;
  const { found } = other;
  if (found && ['resolved', 'closed', 'merged'].includes(found.status))
    return refuse('invalid', `${found.reference} is ${found.status}: choose an open case.`, 'into');
  // What is written about the one would go to the customer of the other.
  if (found && !sameCustomer(current, found))
    return refuse('invalid', 'That case is of another customer: link the two instead.', 'into');
  const hides = found && hidden(current, found, context);
  if (hides) return hides;
  const draft = draftOn(current, context);
  draft.add('case.merged', {
    reference: other.reference,
    caseId: found?.caseId ?? '',
    from: current.status,
    reason: body.reason,
  });
  draft.pause(stepKinds);
  return draft.decided();
}

/** Takes a merged case apart again: it is where it was, with the tasks that it had, and somebody reads both. */
export function unmerge(current: Case, body: CommandOf<'unmerge'>, context: Context): Decision {
  const other = otherOf(current, body.from, 'from', context);
  if (isRefused(other)) return other;
  const { mergedInto } = current;
  if (!mergedInto || mergedInto.reference !== other.reference)
    return refuse('invalid', `It was not merged into ${other.reference}.`, 'from');
  const draft = draftOn(current, context);
  const { from: status } = mergedInto;
  draft.add('case.unmerged', { reference: other.reference, status, reason: body.reason });
  draft.resume(stepKinds, READ_WITHIN_HOURS);
  openReading(draft.current, draft, context, (locale) =>
    recoveryTitlesIn(locale).takenApart(other.reference),
  );
  return draft.decided();
}

function openReading(
  current: Case,
  draft: ReturnType<typeof draftOn>,
  context: Context,
  title: Title,
): void {
  if (current.status === 'closed') return;
  draft.open({
    key: `joined/${current.version}`,
    kind: 'read_reply',
    title,
    owner: ownerOf(current),
    dueAt: hoursAfter(context.now, READ_WITHIN_HOURS),
  });
}

/** What such a decision means for the other case; nothing for all other decisions. */
export function decideOther(
  other: Case,
  { entries, after }: Decided,
  context: Context,
): Decided | undefined {
  const { reference } = after;
  for (const entry of entries) {
    const draft = draftOn(other, context);
    switch (entry.type) {
      case 'case.linked':
      case 'case.unlinked':
        draft.add(entry.type, { reference, reason: entry.data.reason });
        return draft.decided();
      case 'case.merged':
        draft.add('case.took_in', { reference, reason: entry.data.reason });
        openReading(draft.current, draft, context, (locale) =>
          recoveryTitlesIn(locale).tookIn(reference),
        );
        return draft.decided();
      case 'case.unmerged':
        draft.add('case.gave_back', { reference, reason: entry.data.reason });
        return draft.decided();
      default:
    }
  }
  return undefined;
}
