// The work list as people and programs ask for it: each open case once, by what is to be done in it next, in order of due times;
// and tasks that are about no case.
import { z } from 'zod';
import { cursorParameter, limitParameter } from '#shared/api/route.ts';
import type { Staff } from '#shared/people.ts';
import { isAtLeast } from '../domain/case.ts';
import { teamOf } from '../domain/rules.ts';
import {
  countWork,
  type FoundWork,
  listWork,
  type WorkFilter,
  type WorkOf,
  type WorkRow,
  workSorts,
} from '../stores/work-list-store.ts';
import type { Shell } from '../work.ts';
import { caseListQuery, filterOf, searched } from './case-list.ts';
import { cursorText, parseCursor } from './cursor.ts';

const dueTime = z.iso.datetime({ offset: true }).optional();

const filters = caseListQuery
  .pick({
    q: true,
    status: true,
    severity: true,
    category: true,
    channel: true,
    kind: true,
    language: true,
    assignee: true,
    escalationLevel: true,
    agitated: true,
    suspended: true,
    customer: true,
  })
  .extend({
    scope: z
      .enum(['mine', 'team', 'nobody', 'all'])
      .default('mine')
      .describe('what you own or was raised to you; your team’s; cases that nobody has; all'),
    team: caseListQuery.shape.team.describe('with scope team: another team than yours'),
    task: z
      .array(z.string().regex(/^[a-z][a-z_]{0,99}$/))
      .min(1)
      .max(20)
      .optional()
      .describe('kinds of tasks'),
    overdue: z.boolean().optional().describe('true: past the due time'),
    dueFrom: dueTime.describe('due at this time or later (RFC 3339)'),
    dueBefore: dueTime.describe('due before this time'),
  });

/** What the work list can be asked for by. */
export const workListQuery = filters.extend({
  sort: z
    .enum(workSorts)
    .default('due')
    .describe('due first, or cases only: worst, newest, last changed first'),
  cursor: cursorParameter,
  limit: limitParameter,
});

/** What its counts can be asked for by. */
export const workCountsQuery = filters.extend({
  dayEndsAt: z.iso
    .datetime({ offset: true })
    .describe('when today ends where you are: what is due until then is "today"'),
});

/** Counted up to this. */
export const WORK_COUNT_MAX = 1000;

/** Whose work is meant. Somebody without a team asks for that of nobody's team: an empty list. */
function workOf(shell: Shell, { scope, team }: z.infer<typeof filters>, staff: Staff): WorkOf {
  if (scope === 'all') return { scope };
  if (scope !== 'team') return { scope, staff };
  const wanted = team ?? staff.team ?? '';
  const { categories } = shell.rules.policy;
  const own = categories.filter((each) => wanted !== '' && each.team === wanted);
  return { scope, team: wanted, categories: own.map(({ key }) => key) };
}

async function workFilter(
  shell: Shell,
  asked: z.infer<typeof filters>,
  staff: Staff,
): Promise<WorkFilter> {
  const { q, task, overdue, dueFrom, dueBefore, scope: _scope, team: _team, ...cases } = asked;
  const before = [dueBefore, overdue ? shell.clock.now().toISOString() : undefined];
  return {
    of: workOf(shell, asked, staff),
    cases: filterOf(shell, { ...cases, limit: 1 }, staff.staffId),
    task,
    due: {
      from: dueFrom,
      before: before
        .filter((at) => at !== undefined)
        .sort((a, b) => Date.parse(a) - Date.parse(b))[0],
    },
    searched: q === undefined ? undefined : await searched(shell.db.query, q),
  };
}

/**
 * Whether somebody needs to know whom a row is about before they open it (R72): who has the case or a task of it, whose team it is
 * of, who could take it, who answers on its platform, and supervisors, who give it to somebody.
 */
function needsName(
  shell: Shell,
  row: WorkRow,
  { staffId, role, team, responderFor }: Staff,
): boolean {
  const { case: of } = row;
  if (!of || !isAtLeast(role, 'frontline')) return false;
  if (isAtLeast(role, 'supervisor') || of.assignee === null) return true;
  if ([of.assignee, row.ownerStaff, row.raisedStaff].includes(staffId)) return true;
  if ((responderFor as readonly string[]).includes(of.channel)) return true;
  const theirs = teamOf(shell.rules, of.category);
  return theirs === undefined || theirs === team;
}

/** The rows as they are for whoever asks: names where they need them, and that is on record first, once an hour for each case. */
async function shownTo(shell: Shell, staff: Staff, found: FoundWork[]): Promise<WorkRow[]> {
  const named = new Set(found.filter(({ row }) => needsName(shell, row, staff)));
  const at = shell.clock.now();
  const caseIds = [...named].flatMap(({ caseId, row }) =>
    caseId !== null && row.case?.customer ? [caseId] : [],
  );
  await shell.reads.addListed({ staffId: staff.staffId, caseIds, at });
  return found.map((each) => {
    const { row } = each;
    if (!row.case || named.has(each)) return row;
    return { ...row, case: { ...row.case, customer: null } };
  });
}

/** A page of the work list of a member of staff. */
export async function workPage(
  shell: Shell,
  asked: z.infer<typeof workListQuery>,
  staff: Staff,
): Promise<{ work: WorkRow[]; next?: string }> {
  const { sort, limit, cursor: _cursor, ...rest } = asked;
  const filter = await workFilter(shell, rest, staff);
  const after = parseCursor(shell.signer, 'work', asked);
  const rows = await listWork(shell.db.query, filter, { sort, after, limit });
  const work = await shownTo(shell, staff, rows);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  return last ? { work, next: cursorText(shell.signer, 'work', asked, last.place) } : { work };
}

/** How much there is, overdue, due today, later; each counted up to WORK_COUNT_MAX. */
export async function workCounts(
  shell: Shell,
  asked: z.infer<typeof workCountsQuery>,
  staff: Staff,
) {
  const { dayEndsAt, ...rest } = asked;
  const filter = await workFilter(shell, rest, staff);
  const now = shell.clock.now().toISOString();
  const evening = Date.parse(dayEndsAt) < Date.parse(now) ? now : dayEndsAt;
  const spans = [{ before: now }, { from: now, before: evening }, { from: evening }];
  const counts = await countWork(shell.db.query, filter, spans, WORK_COUNT_MAX);
  const [overdue = 0, today = 0, later = 0] = counts;
  return { overdue, today, later, max: WORK_COUNT_MAX };
}
