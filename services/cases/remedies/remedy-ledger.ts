// The ledger of compensation as the API and the command line give it: pages of lines, sums with the month's budget (R39).
import { monthOf, startOfMonth } from '#shared/calendar/days.ts';
import type { Query } from '#shared/db.ts';
import { RequestError } from '#shared/errors.ts';
import { isUuid } from '#shared/ids.ts';
import { centsText } from '../domain/money.ts';
import {
  costSince,
  type LedgerFilter,
  type LedgerGroup,
  type LedgerLine,
  type LedgerPlace,
  type LedgerSum,
  listRemedies,
  sumRemedies,
} from '../stores/remedy-store.ts';
import type { Shell } from '../work.ts';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

const cursorOf = ({ proposedAt, caseId, remedyId }: LedgerLine): string =>
  Buffer.from([proposedAt.toISOString(), caseId, remedyId].join('|')).toString('base64url');

/** @throws RequestError 400 for a text that is no cursor of ours. */
function parsePlace(cursor: string): LedgerPlace {
  const text = Buffer.from(cursor, 'base64url').toString('utf8');
  const [proposedAt = '', caseId = '', remedyId = ''] = text.split('|');
  const isPlace =
    INSTANT.test(proposedAt) &&
    !Number.isNaN(Date.parse(proposedAt)) &&
    isUuid(caseId) &&
    /^R\d{1,6}$/.test(remedyId);
  if (!isPlace)
    throw new RequestError(
      400,
      'invalid_cursor',
      'cursor: give back what "next" of the last page said.',
    );
  return { proposedAt, caseId, remedyId };
}

/** A page of the ledger, newest proposals first. No `next`: it is the last one. */
export async function remedyLedger(
  query: Query,
  asked: LedgerFilter & { cursor?: string | undefined; limit: number },
): Promise<{ remedies: LedgerLine[]; next?: string }> {
  const { cursor, limit, ...filter } = asked;
  const after = cursor === undefined ? undefined : parsePlace(cursor);
  const remedies = await listRemedies(query, filter, { after, limit });
  const last = remedies.length === limit ? remedies.at(-1) : undefined;
  return last ? { remedies, next: cursorOf(last) } : { remedies };
}

/** What approved remedies cost, by group, and how the budget of this month stands. */
export async function remedySummary(
  shell: Shell,
  asked: LedgerFilter & { by: LedgerGroup },
): Promise<{
  currency: string;
  by: LedgerGroup;
  sums: LedgerSum[];
  budget: { month: string; perMonth: string; spent: string };
}> {
  const { by, ...filter } = asked;
  const { currency, timeZone, remedyBudget } = shell.rules.policy;
  const { query } = shell.db;
  const now = shell.clock.now();
  const spent = centsText(await costSince(query, startOfMonth(now, timeZone)));
  return {
    currency,
    by,
    sums: await sumRemedies(query, filter, by, timeZone),
    budget: { month: monthOf(now, timeZone), perMonth: remedyBudget.perMonth, spent },
  };
}
