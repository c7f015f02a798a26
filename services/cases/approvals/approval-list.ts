// What waits for a person's approval over all cases, as pages of cards. Deciding is a command of the case.
import { z } from 'zod';
import { cursorParameter } from '#shared/api/route.ts';
import { parseReference } from '#shared/ids.ts';
import type { Staff } from '#shared/people.ts';
import { isAtLeast, ladder, type Remedy } from '../domain/case.ts';
import { findRemedy } from '../domain/remedies/delivery.ts';
import type { Context, Rules } from '../domain/rules.ts';
import { cursorText, parseCursor } from '../lists/cursor.ts';
import { factsForReaders } from '../remedies/remedy-facts.ts';
import { staffWithLoad } from '../stores/task-store.ts';
import type { Shell } from '../work.ts';
import {
  beginningsOf,
  type OpenProposal,
  openProposals,
  type ProposalFilter,
  storyOf,
} from './approval-store.ts';
import { type ApprovalView, approvalView, mayDecideOf, storyTypes } from './approval-view.ts';

/** What a list of approvals can be asked for by. */
export const approvalListQuery = z.strictObject({
  list: z
    .enum(['to_decide', 'mine', 'all'])
    .default('to_decide')
    .describe('what you may decide, what you proposed, or all that is open'),
  reference: z.string().min(1).max(40).optional().describe('only of this case'),
  locale: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{1,8}){0,3}$/)
    .default('en')
    .describe('the language of labels'),
  cursor: cursorParameter,
  limit: z.int().min(1).max(50).default(20).describe('how many at most, up to 50'),
});
export type ApprovalListQuery = z.infer<typeof approvalListQuery>;

const TEXT_CHARS = 800;
const STORY_ENTRIES = 8;
// What is looked through for one page: beyond it the page ends early, and its cursor goes on from there.
const ROUNDS_MAX = 10;

type Found = OpenProposal & { remedy: Remedy; rules: Rules };
type Reader = { staff: Staff; context: Omit<Context, 'rules'> };

/** What the list is narrowed to before the rules are asked: nobody decides what they proposed, or what is above them. */
function filterOf(
  shell: Shell,
  asked: ApprovalListQuery,
  { staffId, role, email }: Staff,
): Omit<ProposalFilter, 'limit' | 'after'> {
  const me = `staff:${staffId}`;
  const reference = asked.reference === undefined ? undefined : parseReference(asked.reference);
  const only = asked.reference === undefined ? {} : { reference: reference ?? '-' };
  if (asked.list === 'mine') return { ...only, proposedBy: me };
  if (asked.list === 'all') return only;
  const alternate = shell.rules.policy.remedyApproval.alternates.some(
    (named) => named.alternate.toLowerCase() === email.toLowerCase(),
  );
  const rungs = ladder.filter((rung) => isAtLeast(role, rung));
  return { ...only, ...(alternate ? {} : { approval: rungs }) };
}

async function withRules(shell: Shell, rows: OpenProposal[]): Promise<Found[]> {
  const states = rows.map(({ state }) => state);
  const rulesOf = await shell.policies.rulesOfCases(shell.db.query, states);
  return rows.flatMap((row) => {
    const remedy = findRemedy(row.state, row.remedyId);
    return remedy ? [{ ...row, remedy, rules: rulesOf(row.state) }] : [];
  });
}

/** Proposals for a page, each of them for this reader's list; and where the next page begins. */
async function gather(
  shell: Shell,
  asked: ApprovalListQuery,
  { staff, context }: Reader,
): Promise<{ found: Found[]; next?: readonly string[] | undefined }> {
  const { limit, list } = asked;
  const filter = filterOf(shell, asked, staff);
  const isTheirs = ({ state, remedy, rules }: Found): boolean =>
    list !== 'to_decide' || mayDecideOf(state, remedy, { ...context, rules }).allowed;
  const found: Found[] = [];
  let after = parseCursor(shell.signer, 'approvals', asked);
  for (let round = 0; round < ROUNDS_MAX; round++) {
    const rows = await openProposals(shell.db.query, { ...filter, after, limit: limit + 1 });
    for (const one of await withRules(shell, rows)) {
      // One more than fits: there is a next page, from the last that fitted.
      if (isTheirs(one) && found.length === limit) return { found, next: found.at(-1)?.place };
      if (isTheirs(one)) found.push(one);
    }
    after = rows.at(-1)?.place;
    if (rows.length <= limit) return { found };
  }
  return { found, next: after };
}

/** The cards of proposals, read with sets; who reads them is on record first (R72). */
async function cardsOf(
  shell: Shell,
  found: Found[],
  { staff, context }: Reader,
  locale: string,
): Promise<ApprovalView[]> {
  const { query } = shell.db;
  const caseIds = [...new Set(found.map(({ state }) => state.caseId))];
  const { staffId } = staff;
  const at = context.now;
  await Promise.all(
    caseIds.map((caseId) => shell.reads.add({ staffId, caseId, part: 'approval', at })),
  );
  const proposals = found.map(({ state: current, remedy, rules }) => ({ current, remedy, rules }));
  const [facts, story, begun] = await Promise.all([
    factsForReaders(shell, proposals),
    storyOf(query, caseIds, storyTypes, STORY_ENTRIES),
    beginningsOf(query, caseIds, TEXT_CHARS),
  ]);
  const storyBy = Map.groupBy(story, ({ caseId }) => caseId);
  const begunBy = new Map(begun.map((one) => [one.caseId, one]));
  return found.map((one, index) => {
    const { caseId } = one.state;
    const full: Context = { ...context, rules: one.rules, remedyFacts: facts[index] };
    const read = { story: storyBy.get(caseId) ?? [], begun: begunBy.get(caseId), locale };
    return approvalView(one, full, read);
  });
}

/** A page of approvals, those that wait longest first. No `next`: it is the last one. */
export async function approvalsPage(
  shell: Shell,
  asked: ApprovalListQuery,
  staff: Staff,
): Promise<{ approvals: ApprovalView[]; next?: string }> {
  const { staffId, role, responderFor } = staff;
  const actor = { type: 'staff' as const, staffId, role, responderFor };
  const people = await staffWithLoad(shell.db.query);
  const reader = { staff, context: { now: shell.clock.now(), actor, staff: people } };
  const { found, next } = await gather(shell, asked, reader);
  const locale = asked.locale.split('-')[0] ?? 'en';
  const approvals = await cardsOf(shell, found, reader, locale);
  if (!next) return { approvals };
  return { approvals, next: cursorText(shell.signer, 'approvals', asked, next) };
}
