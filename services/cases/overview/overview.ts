// How it goes, for management: numbers of a period with those of the period before, what is open now, what compensation cost.
// Each number comes with what opens its cases in the list of cases.
import { monthOf, startOfMonth } from '#shared/calendar/days.ts';
import { RequestError } from '#shared/errors.ts';
import type { Channel } from '#shared/events/intake.ts';
import type { Staff } from '#shared/people.ts';
import { centsText } from '../domain/money.ts';
import { type CaseListQuery, caseListQuery, casesPage } from '../lists/case-list.ts';
import { costSince } from '../stores/remedy-store.ts';
import type { Shell } from '../work.ts';
import { daysAsked, daysIn, oneDay, type Period, periodBefore } from './days.ts';
import {
  countOpen,
  countPeriod,
  type Figures,
  type Group,
  type GroupRow,
  meanScore,
  measures,
  type Scope,
  sumCosts,
} from './overview-store.ts';

/** What is asked for. */
export type OverviewAsked = {
  from?: string | undefined;
  days?: number | undefined;
  until?: string | undefined;
  team?: string | undefined;
  channel?: Channel | undefined;
};

/** Parameters of the list of cases. */
export type ListFilter = { [K in keyof CaseListQuery]?: unknown };

const ESCALATIONS_SHOWN = 10;

/**
 * The team whose cases somebody may see here: supervisors see their own, those above them all.
 * @throws RequestError 403 for a supervisor who asks for another team, or has none.
 */
export function teamFor({ role, team: own }: Staff, asked: string | undefined): string | undefined {
  if (role !== 'supervisor') return asked;
  if (own === undefined)
    throw new RequestError(
      403,
      'no_team',
      'You belong to no team: an administrator can add you to one.',
    );
  if (asked !== undefined && asked !== own)
    throw new RequestError(
      403,
      'not_your_team',
      `Supervisors see the figures of their own team, ${own}.`,
    );
  return own;
}

/** The filter that opens the cases of a period. */
const filterOf = ({ range }: Period): ListFilter => ({
  openedFrom: range.from.toISOString(),
  openedBefore: range.until.toISOString(),
});

const figuresOf = ({ group: _, value: __, ...figures }: GroupRow): Figures => figures;
const none = Object.fromEntries(Object.keys(measures).map((name) => [name, 0])) as Figures;

/** A slice of a period's cases, with the filter that opens them; a measure's own filter comes on top of it. */
const sliceOf = (row: GroupRow, filter: ListFilter) => ({
  value: row.value,
  figures: figuresOf(row),
  filter,
});

function slices(rows: GroupRow[], period: Period, where: ListFilter) {
  const by = (group: Group) =>
    rows
      .filter((row) => row.group === group)
      .map((row) => sliceOf(row, { ...where, ...filterOf(period), [group]: [row.value] }));
  const days = rows
    .filter((row) => row.group === 'day')
    .map((row) => sliceOf(row, { ...where, ...filterOf(oneDay(row.value, period.timeZone)) }));
  return {
    days,
    channels: by('channel'),
    categories: by('category'),
    severities: by('severity'),
    kinds: by('kind'),
  };
}

async function openNow({ db }: Shell, scope: Scope, where: ListFilter) {
  const { byStatus, ...counts } = await countOpen(db.query, scope);
  const open = { ...where, open: true };
  const number = (cases: number, filter: ListFilter) => ({ cases, filter: { ...open, ...filter } });
  return {
    all: number(
      byStatus.reduce((sum, { cases }) => sum + cases, 0),
      {},
    ),
    overdue: number(counts.overdue, { overdue: true }),
    unassigned: number(counts.unassigned, { assignee: ['none'] }),
    updateOverdue: number(counts.updateOverdue, { updateOverdue: true }),
    level1: number(counts.level1, { escalationLevel: [1] }),
    level2: number(counts.level2, { escalationLevel: [2] }),
    level3: number(counts.level3, { escalationLevel: [3] }),
    byStatus: byStatus.map(({ value, cases }) => ({
      value,
      cases,
      filter: { ...where, status: [value] },
    })),
  };
}

async function costsOf(shell: Shell, scope: Scope, period: Period, where: ListFilter) {
  const { currency, remedyBudget } = shell.rules.policy;
  const { query } = shell.db;
  const filter = {
    ...where,
    remediedFrom: period.range.from.toISOString(),
    remediedBefore: period.range.until.toISOString(),
  };
  const sums = await sumCosts(query, scope);
  const total = (name: 'cases' | 'remedies' | 'cents') =>
    sums.reduce((all, sum) => all + sum[name], 0);
  const { now, timeZone } = scope;
  return {
    currency,
    cost: centsText(total('cents')),
    cases: total('cases'),
    remedies: total('remedies'),
    filter,
    byCategory: sums.map(({ category, cases, remedies, cents }) => ({
      category,
      cases,
      remedies,
      cost: centsText(cents),
      filter: { ...filter, category: [category] },
    })),
    // Of the organisation as a whole, whatever the team.
    budget: {
      month: monthOf(now, timeZone),
      perMonth: remedyBudget.perMonth,
      spent: centsText(await costSince(query, startOfMonth(now, timeZone))),
    },
  };
}

/**
 * The overview.
 * @throws RequestError 400 for a period that is none; 403 for a team that is not theirs.
 */
export async function overview(shell: Shell, asked: OverviewAsked, staff: Staff) {
  const { policy } = shell.rules;
  const { query } = shell.db;
  const now = shell.clock.now();
  const team = teamFor(staff, asked.team);
  const period = daysAsked(policy, asked, now);
  const before = periodBefore(period);
  const where: ListFilter = {
    ...(team === undefined ? {} : { team }),
    ...(asked.channel === undefined ? {} : { channel: [asked.channel] }),
  };
  const { timeZone, range } = period;
  const ofTeam = policy.categories.filter((each) => each.team === team).map(({ key }) => key);
  const categories = team === undefined ? undefined : ofTeam;
  const days = daysIn(period);
  const scope: Scope = { range, timeZone, days, categories, channel: asked.channel, now };
  const [rows, [past], open, costs, surveys] = await Promise.all([
    countPeriod(query, scope, 'groups'),
    countPeriod(query, { ...scope, range: before.range }, 'whole'),
    openNow(shell, scope, where),
    costsOf(shell, scope, period, where),
    meanScore(query, scope),
  ]);
  const whole = rows.find(({ group }) => group === 'all');
  const worst = { ...where, open: true, escalationLevel: [3] };
  return {
    ...{ from: period.from, until: period.until, timeZone, currency: policy.currency },
    team: team ?? null,
    channel: asked.channel ?? null,
    asOf: now,
    measures,
    whole: {
      value: '',
      figures: whole ? figuresOf(whole) : none,
      filter: { ...where, ...filterOf(period) },
    },
    before: {
      ...{ from: before.from, until: before.until },
      figures: past ? figuresOf(past) : none,
      filter: { ...where, ...filterOf(before) },
    },
    ...slices(rows, period, where),
    ...{ open, costs, surveys },
    escalations: (
      await casesPage(
        shell,
        caseListQuery.parse({ ...worst, sort: 'due', limit: ESCALATIONS_SHOWN }),
      )
    ).cases,
  };
}
