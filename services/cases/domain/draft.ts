// A decision in the making: entries added one by one, each already applied, and the tasks that go with them.
import { actorText, type Case, type Staffer } from './case.ts';
import { type Context, hoursAfter } from './rules.ts';
import { storedTitle, type Title } from './texts/task-titles.ts';
import type { Entry, EntryData, EntryType, Named, TimelineEntry } from './timeline/entries.ts';
import { evolve } from './timeline/evolve.ts';

/** What a person is asked to do. `key` is unique within the case, so that a repeat opens nothing. */
export type NewTask = {
  key: string;
  kind: TaskKind;
  title: string;
  /** The same in every language that there are titles in, by its tag. */
  titles: Record<string, string>;
  owner: { staffId: string } | { role: string; platform?: string; team?: string };
  dueAt: string;
  /** When its owner is warned; as the policy says for its kind when absent. */
  warnAt?: string;
};

/** All kinds of tasks. */
export const taskKinds = [
  'acknowledge_in_person',
  'answer_social',
  'tell_by_direct_message',
  'tell_customer',
  'acknowledgement_failed',
  'review',
  'escalation',
  'assign',
  'answer_inquiry',
  'resolve',
  'next_update',
  'wait_ended',
  'agitated_customer',
  'decide_contact',
  'violence_report',
  'approve_remedy',
  'deliver_remedy',
  'payout_trouble',
  'paid_twice',
  'remedy_budget',
  'read_reply',
  'message_failed',
  'check_link',
  'unreadable',
  'suspected_threat',
  'triage',
  'quarantined_item',
  'dead_letter',
  'connector_down',
  'approve_action',
  'do_action',
  'verify_action',
  'call_back',
  'read_call_back',
  'check_in',
  'follow_up',
  're_engage',
] as const;
export type TaskKind = (typeof taskKinds)[number];

/** Tasks of a person who was named for them: they stay theirs when the case goes to somebody else (R24, R27). */
export const personalKinds: readonly TaskKind[] = [
  'approve_action',
  'do_action',
  'verify_action',
  'call_back',
  'read_call_back',
  // Decisions of a rank: whoever has the case next may not be of it (R17, R30, R37).
  'approve_remedy',
  'decide_contact',
  'suspected_threat',
  'escalation',
  'agitated_customer',
];

/** All others: they go with the case. */
export const caseKinds: readonly TaskKind[] = taskKinds.filter(
  (kind) => !personalKinds.includes(kind),
);

/**
 * Tasks that ask somebody to speak with the customer: while contact is suspended they are paused, and one that comes up then
 * begins paused (R17). What went out by itself instead, or is not to be told any more, is closed by whatever finds that out.
 */
export const contactKinds: readonly TaskKind[] = [
  'acknowledge_in_person',
  'acknowledgement_failed',
  'agitated_customer',
  'answer_social',
  'call_back',
  'check_in',
  'follow_up',
  'message_failed',
  're_engage',
  'tell_by_direct_message',
  'tell_customer',
];

/** What a suspension of contact takes off the lists, and lifting it gives back. */
export const suspendedKinds: readonly TaskKind[] = [...contactKinds, 'deliver_remedy'];

export type TaskChange =
  /** `paused`: it is nobody's to do before it is resumed. */
  | { open: NewTask; paused?: true }
  /** Takes the open tasks of the case of these kinds off the lists, until they are resumed. */
  | { pause: readonly TaskKind[] }
  /** Gives the paused ones back; one that is due sooner has until `dueAtLeast`. */
  | { resume: readonly TaskKind[]; dueAtLeast: string }
  /** Closes the open and paused tasks of the case of these kinds (and, if given, only the one of this key). */
  | { close: TaskKind[]; as: 'done' | 'cancelled'; key?: string }
  /** Gives open and paused tasks of the case to somebody else. */
  | { give: Giving & { owner: NewTask['owner'] } }
  /** Moves an overdue task from the list that it went up to onto another one of that rung. */
  | { raise: { key: string; to: Named } };

/** Whether a task is of some kinds and, if a key is said, of that key or what begins with it. */
export const covers = (
  kinds: readonly TaskKind[],
  key: string | undefined,
  task: Pick<NewTask, 'key' | 'kind'>,
): boolean =>
  kinds.includes(task.kind) &&
  (key === undefined || task.key === key || task.key.startsWith(`${key}/`));

/** Which open tasks of a case are given to somebody else: by key, whose they are, kind; all that is said must fit. */
export type Giving = { key?: string; from?: readonly string[]; kinds?: readonly TaskKind[] };

/** Whether a task is among those that are given to somebody else. */
export const isGiven = (
  { key, from, kinds }: Giving,
  task: Pick<NewTask, 'key' | 'kind' | 'owner'>,
): boolean =>
  (key === undefined || key === task.key) &&
  (kinds === undefined || kinds.includes(task.kind)) &&
  (from === undefined || ('staffId' in task.owner && from.includes(task.owner.staffId)));

/** What was decided: entries in order, the case after each (`steps`) and after all of them, the tasks. */
export type Decided = {
  ok: true;
  entries: TimelineEntry[];
  steps: Case[];
  after: Case;
  tasks: TaskChange[];
};

/** Why a command is refused. A value: refusals are expected. */
export type Refused = {
  ok: false;
  code:
    | 'not_in_this_status'
    | 'role_too_low'
    | 'not_the_assignee'
    | 'not_a_responder'
    | 'not_the_owner'
    /** The complaint is about them, or about whom they report to (R21). */
    | 'not_impartial'
    | 'own_proposal'
    | 'contact_suspended'
    | 'not_found'
    /** What was said does not fit the policy or the case. */
    | 'invalid'
    /** The case is past that, or not there yet. */
    | 'not_possible';
  message: string;
  /** The field of the command that is wrong, for `invalid`. */
  field?: string | undefined;
};
export type Decision = Decided | Refused;

export const refuse = (code: Refused['code'], message: string, field?: string): Refused => ({
  ok: false,
  code,
  message,
  ...(field === undefined ? {} : { field }),
});

/** Text that PostgreSQL's jsonb takes: no NUL, no half surrogates (a cut text may end in one). */
const storable = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\u0000', '\uFFFD') : value;

export type Draft = {
  /** The case with everything added so far. */
  readonly current: Case;
  add<T extends EntryType>(type: T, data: EntryData[T]): void;
  /**
   * Opens a task; its title is stored in the language of lists and in every other. One that is about contact with the customer
   * begins paused while that is suspended, any of a merged case until it is taken apart again.
   */
  open(task: Omit<NewTask, 'title' | 'titles'> & { title: Title }): void;
  close(as: 'done' | 'cancelled', kinds: TaskKind[], key?: string): void;
  /** Takes the open tasks of some kinds off the lists, until they are resumed. */
  pause(kinds: readonly TaskKind[]): void;
  /** Gives the paused tasks of some kinds back. None is due sooner than some hours from now. */
  resume(kinds: readonly TaskKind[], withinHours: number): void;
  /** Gives open and paused tasks of the case to somebody else. */
  give(which: Giving, owner: NewTask['owner']): void;
  /** Moves an overdue task from the list that it went up to onto another one of that rung. */
  raise(key: string, to: Named): void;
  decided(): Decided;
};

/** Whether a task of a kind that comes up now is nobody's to do yet. */
const rests = ({ contactSuspended, status }: Case, kind: TaskKind): boolean =>
  status === 'merged' || (contactSuspended && contactKinds.includes(kind));

function createDraft(start: Case | undefined, first: Entry | undefined, context: Context): Draft {
  let current = start;
  const entries: TimelineEntry[] = [];
  const steps: Case[] = [];
  const tasks: TaskChange[] = [];
  const at = context.now.toISOString();
  const actor = actorText(context.actor);
  const { version: policyVersion } = context.rules.policy;
  const append = (entry: Entry): void => {
    const stored = JSON.parse(JSON.stringify(entry, storable)) as Entry;
    const version = (current?.version ?? 0) + 1;
    const written: TimelineEntry = { ...stored, version, at, actor, policyVersion };
    current = evolve(current, written);
    entries.push(written);
    steps.push(current);
  };
  if (first) append(first);
  const caseNow = (): Case => {
    if (!current) throw new Error('a decision without a case');
    return current;
  };
  return {
    get current() {
      return caseNow();
    },
    add: (type, data) => append({ type, data } as Entry),
    open: (task) =>
      tasks.push({
        open: { ...task, ...storedTitle(task.title, context.rules.policy) },
        ...(rests(caseNow(), task.kind) ? { paused: true } : {}),
      }),
    close: (as, kinds, key) =>
      tasks.push({ close: kinds, as, ...(key === undefined ? {} : { key }) }),
    pause: (kinds) => tasks.push({ pause: kinds }),
    resume: (kinds, withinHours) =>
      tasks.push({ resume: kinds, dueAtLeast: hoursAfter(context.now, withinHours) }),
    give: (which, owner) => tasks.push({ give: { ...which, owner } }),
    raise: (key, to) => tasks.push({ raise: { key, to } }),
    decided: () => ({ ok: true, entries, steps, after: caseNow(), tasks }),
  };
}

/** A draft that goes on from a case. */
export const draftOn = (current: Case, context: Context): Draft =>
  createDraft(current, undefined, context);

/** A draft that opens a case. */
export const draftOpening = (data: EntryData['case.opened'], context: Context): Draft =>
  createDraft(undefined, { type: 'case.opened', data }, context);

/** The staff with the load of what was just given out, so that a batch does not all go to one person. */
export function withLoadOf(
  staff: readonly Staffer[],
  { entries, tasks }: Pick<Decided, 'entries' | 'tasks'>,
): readonly Staffer[] {
  const given = new Map<string, number>();
  const give = (staffId: string) => given.set(staffId, (given.get(staffId) ?? 0) + 1);
  for (const task of tasks)
    if ('open' in task && !task.paused && 'staffId' in task.open.owner)
      give(task.open.owner.staffId);
  // The promises of an assigned case become tasks of theirs.
  for (const entry of entries) if (entry.type === 'case.assigned') give(entry.data.staffId);
  if (given.size === 0) return staff;
  return staff.map((person) => ({
    ...person,
    load: person.load + (given.get(person.staffId) ?? 0),
  }));
}
