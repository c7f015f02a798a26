// Lists of cases as people and programs ask for them: the same filters, orders and search for the API and the command line.
import { z } from 'zod';
import { cursorParameter, limitParameter } from '#shared/api/route.ts';
import type { Query } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { caseStatusSchema } from '#shared/events/case.ts';
import { channelSchema, kindSchema, severitySchema } from '#shared/events/intake.ts';
import { isStorable } from '#shared/events/text.ts';
import {
  type CaseFilter,
  type CaseLine,
  caseSorts,
  countCases,
  keptWords,
  listCases,
  rankCases,
  type Searched,
} from '../stores/list-store.ts';
import { searchQuery } from '../stores/search-store.ts';
import type { Shell } from '../work.ts';
import { cursorText, parseCursor } from './cursor.ts';

const VALUES_MAX = 20;
const many = <S extends z.ZodType>(schema: S) => z.array(schema).min(1).max(VALUES_MAX).optional();
const word = (max: number) =>
  z.string().trim().min(1).max(max).refine(isStorable, 'must be well-formed text');
const time = z.iso.datetime({ offset: true }).optional();
const KEY = /^[a-z][a-z0-9_]{0,99}$/;

/** What a list of cases can be asked for by. Several values of a filter mean any of them. */
export const caseListQuery = z.strictObject({
  q: word(200)
    .optional()
    .describe(
      'words in what was said, noted and answered, a name, or a reference, address or number',
    ),
  open: z.boolean().optional().describe('not resolved, closed or merged'),
  status: many(caseStatusSchema).describe('in one of these statuses'),
  severity: many(severitySchema).describe('of one of these severities'),
  category: many(z.string().regex(KEY)).describe('category keys of the policy'),
  channel: many(channelSchema).describe('where the customer spoke'),
  kind: many(kindSchema).describe('complaint, inquiry, feedback'),
  language: many(z.string().regex(/^[a-z]{2,3}$/)).describe('languages of the customer, like de'),
  assignee: many(word(100)).describe('ids of members of staff, "me", or "none" for nobody'),
  team: word(100).optional().describe('a team: cases of its categories'),
  escalationLevel: many(z.int().min(0).max(3)).describe('0 to 3'),
  epoch: z.int().min(1).max(10_000).optional().describe('2 or more: it was reopened'),
  agitated: z.boolean().optional().describe('the customer is very upset'),
  suspended: z.boolean().optional().describe('contact is suspended'),
  overdue: z.boolean().optional().describe('true: open, and past the time promised'),
  acknowledged: many(z.enum(keptWords)).describe('first answer: in time, late, or not yet due'),
  responded: many(z.enum(keptWords)).describe(
    'resolved, an inquiry answered: in time, late, or not yet due',
  ),
  satisfaction: z
    .enum(['satisfied', 'low'])
    .optional()
    .describe('what the customer said in the end'),
  updateOverdue: z
    .boolean()
    .optional()
    .describe('true: open, and the customer should have heard of it'),
  remediedFrom: time.describe('compensation was approved at this time or later'),
  remediedBefore: time.describe('compensation was approved before this time'),
  customer: word(320).optional().describe('an e-mail address, a phone number, or platform:id'),
  openedFrom: time.describe('opened at this time or later (RFC 3339)'),
  openedBefore: time.describe('opened before this time'),
  updatedFrom: time.describe('last changed at this time or later'),
  updatedBefore: time.describe('last changed before this time'),
  dueFrom: time.describe('promised for this time or later'),
  dueBefore: time.describe('promised for before this time'),
  sort: z
    .enum(caseSorts)
    .optional()
    .describe(
      'newest first (opened), due first, last changed first, worst first; relevance with q',
    ),
  count: z.boolean().optional().describe('say also how many there are, up to 1000'),
  cursor: cursorParameter,
  limit: limitParameter,
});
export type CaseListQuery = z.infer<typeof caseListQuery>;

const COUNT_MAX = 1000;

/** How many there are; `more`: there are more than were counted. */
export type Counted = { count: number; more: boolean };
export type CasesPage = { cases: CaseLine[]; next?: string; total?: Counted };

// As the column says it: addresses in small letters, all else as it was given.
const customerKey = (typed: string): string => (typed.includes('@') ? typed.toLowerCase() : typed);

/** A filter of the list for the database. `me` is who asks. */
export function filterOf(shell: Shell, asked: CaseListQuery, me: string | undefined): CaseFilter {
  const { policy } = shell.rules;
  const { q: _q, sort: _sort, count: _count, cursor: _cursor, limit: _limit, ...given } = asked;
  const { team, overdue, assignee, customer } = given;
  const ofTeam = policy.categories.filter((each) => each.team === team).map(({ key }) => key);
  if (assignee?.includes('me') && me === undefined)
    throw new RequestError(400, 'invalid_input', 'assignee: "me" is nobody here; give an id.');
  const known = given.category;
  const category =
    team === undefined ? known : ofTeam.filter((key) => known?.includes(key) ?? true);
  return {
    ...given,
    ...(category ? { category: category.length > 0 ? category : ['-'] } : {}),
    assignee: assignee?.map((who) => (who === 'none' ? null : who === 'me' ? (me ?? '') : who)),
    customer: customer && customerKey(customer),
    opened: { from: given.openedFrom, before: given.openedBefore },
    updated: { from: given.updatedFrom, before: given.updatedBefore },
    due: { from: given.dueFrom, before: given.dueBefore },
    remedied: { from: given.remediedFrom, before: given.remediedBefore },
    asOf: shell.clock.now(),
    ...(overdue ? { overdueAt: shell.clock.now() } : {}),
    ...(given.updateOverdue ? { updateOverdueAt: shell.clock.now() } : {}),
  };
}

/** What is searched for. @throws RequestError 400 when there is no word in it. */
export async function searched(query: Query, q: string): Promise<Searched> {
  const found = await searchQuery(query, q);
  if (!found)
    throw new RequestError(400, 'invalid_input', 'q: give at least one word to look for.', {
      fields: { q: 'give at least one word to look for' },
    });
  return found;
}

/** A page of cases. `me` is who asks. No `next`: it is the last one; what is ranked has one page. */
export async function casesPage(
  shell: Shell,
  asked: CaseListQuery,
  me?: string,
  more: Pick<CaseFilter, 'customer' | 'exceptCaseId'> = {},
): Promise<CasesPage> {
  const { query } = shell.db;
  const { q, limit, sort = q === undefined ? 'opened' : 'relevance' } = asked;
  const filter = { ...filterOf(shell, asked, me), ...more };
  const words = q === undefined ? undefined : await searched(query, q);
  const counted = asked.count ? await countCases(query, filter, COUNT_MAX + 1, words) : undefined;
  const total =
    counted === undefined
      ? {}
      : { total: { count: Math.min(counted, COUNT_MAX), more: counted > COUNT_MAX } };
  if (sort === 'relevance') {
    if (!words || asked.cursor !== undefined)
      throw new RequestError(400, 'invalid_input', 'sort: relevance needs q, and has one page.');
    return { cases: await rankCases(query, filter, words, limit), ...total };
  }
  const after = parseCursor(shell.signer, 'cases', asked);
  const rows = await listCases(query, filter, { sort, after, limit, searched: words });
  const cases = rows.map(({ line }) => line);
  const last = rows.length === limit ? rows.at(-1) : undefined;
  if (!last) return { cases, ...total };
  return { cases, next: cursorText(shell.signer, 'cases', asked, last.place), ...total };
}
