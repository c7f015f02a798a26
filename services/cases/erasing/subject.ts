// What is kept of a customer, or of one case: found, counted, with what stands against erasing it (R71).
import { waitingAbout } from '#shared/bus/erasing.ts';
import { findCase } from '../case-view.ts';
import type { Case } from '../domain/case.ts';
import { type KeptReason, whyKept } from '../domain/retention.ts';
import { survivesErasure } from '../domain/timeline/erasure.ts';
import { agedItem } from '../record/retention.ts';
import { factsOfCases, itemsOfSender } from '../record/retention-store.ts';
import { idsOfReferences } from '../stores/cases-store.ts';
import type { Shell } from '../work.ts';
import { type CaseOf, casesOfCustomer, type Held, heldOf, statesOf } from './subject-store.ts';

/** Whose data: a customer's by address, number or platform and id; or that of one case. */
export type Subject = { reference: string } | { customer: string };

/** At most so many cases of a customer, and items, are dealt with at once. */
export const CASES_MAX = 100;
export const ITEMS_MAX = 200;

/** How much an erasure takes. */
type Takes = { entries: number; items: number; files: number; messages: number };

/** A case as it is looked at before it is erased. */
export type CasePreview = {
  current: Case;
  /** Whether it is a case of whoever is asked about; else another's, in which they are named or wrote. */
  isTheirs: boolean;
  takes: Takes;
  /** What stands against it, in this case or in one that was merged into it. */
  kept: { reference: string; because: KeptReason }[];
};

/** An item that never became a case. */
export type ItemPreview = { itemId: string; reference: string; at: Date; because: KeptReason[] };

// As cases have it (customer_key): addresses in small letters, all else as it was given.
export const keyOf = (customer: string): string =>
  customer.includes('@') ? customer.toLowerCase() : customer;

const takesOf = ({ evidence }: Case, held: Held | undefined): Takes => {
  const entries = Object.entries(held?.entries ?? {}).filter(([type]) => !survivesErasure(type));
  const { items = 0, files = 0, messages = 0 } = held ?? {};
  const own = new Set(evidence.flatMap(({ file }) => file?.sha256 ?? [])).size;
  return {
    entries: entries.reduce((sum, [, number]) => sum + number, 0),
    ...{ items, files: files + own, messages },
  };
};

const sumOf = (one: Takes, other: Takes): Takes => ({
  entries: one.entries + other.entries,
  items: one.items + other.items,
  files: one.files + other.files,
  messages: one.messages + other.messages,
});

const nothing: Takes = { entries: 0, items: 0, files: 0, messages: 0 };

/** What some cases hold and what keeps them, by case. One query of each kind, however many cases. */
async function lookInto(shell: Shell, cases: Case[]) {
  const { query } = shell.db;
  const ids = cases.map(({ caseId }) => caseId);
  const [facts, held] = await Promise.all([factsOfCases(query, ids), heldOf(query, ids)]);
  const waiting = await waitingAbout(query, [...ids, ...facts.flatMap(({ itemIds }) => itemIds)]);
  const kept = facts.map(({ caseId, itemIds, ...fact }): [string, KeptReason[]] => {
    const eventsUnderWay = [caseId, ...itemIds].filter((id) => waiting.has(id)).length;
    return [caseId, whyKept({ ...fact, eventsUnderWay }, 'request')];
  });
  return {
    kept: new Map(kept),
    held: new Map(held.map((one) => [one.caseId, one])),
  };
}

/** What was merged into some cases: kept, given out and erased with them. */
export async function takenInto(shell: Shell, cases: Case[]): Promise<Case[]> {
  const { query } = shell.db;
  const merged = cases.flatMap(({ tookIn = [] }) => tookIn);
  return merged.length > 0 ? statesOf(query, await idsOfReferences(query, merged)) : [];
}

async function previewsOf(shell: Shell, whose: Whose[]): Promise<CasePreview[]> {
  const cases = whose.map(({ current }) => current);
  const taken = await takenInto(shell, cases);
  const { kept, held } = await lookInto(shell, [...cases, ...taken]);
  return whose.map(({ current, isTheirs }) => {
    const parts = [
      current,
      ...taken.filter(({ reference }) => current.tookIn?.includes(reference)),
    ];
    return {
      ...{ current, isTheirs },
      takes: parts.map((part) => takesOf(part, held.get(part.caseId))).reduce(sumOf, nothing),
      kept: parts.flatMap(({ caseId, reference }) =>
        (kept.get(caseId) ?? []).map((because) => ({ reference, because })),
      ),
    };
  });
}

type Whose = Pick<CasePreview, 'current' | 'isTheirs'>;

/** Each case once: of a merged one, the case that its story goes on in, as erasing goes by the whole story. */
async function wholeStories(shell: Shell, found: Case[], theirs: Set<string>): Promise<Whose[]> {
  const into = found.flatMap(({ mergedInto }) => mergedInto?.caseId ?? []);
  const others = into.length > 0 ? await statesOf(shell.db.query, into) : [];
  const whole = new Map<string, Whose>();
  for (const each of found) {
    const current = others.find(({ caseId }) => caseId === each.mergedInto?.caseId) ?? each;
    const before = whole.get(current.caseId)?.isTheirs ?? false;
    whole.set(current.caseId, { current, isTheirs: before || theirs.has(each.caseId) });
  }
  return [...whole.values()];
}

async function casesOf(shell: Shell, subject: Subject): Promise<{ cases: Whose[]; more: boolean }> {
  const { query } = shell.db;
  if ('reference' in subject) {
    const found = await findCase(query, subject.reference);
    const theirs = new Set([found.caseId]);
    return { cases: await wholeStories(shell, [found], theirs), more: false };
  }
  const found = await casesOfCustomer(query, keyOf(subject.customer), CASES_MAX + 1);
  const shown: CaseOf[] = found.slice(0, CASES_MAX);
  const theirs = new Set(shown.flatMap(({ caseId, isTheirs }) => (isTheirs ? [caseId] : [])));
  const states = await statesOf(
    query,
    shown.map(({ caseId }) => caseId),
  );
  return { cases: await wholeStories(shell, states, theirs), more: found.length > CASES_MAX };
}

/** All that is kept of somebody, and what stands against erasing it. Who looks is on record first (R72). */
export async function lookAtSubject(
  shell: Shell,
  subject: Subject,
  asked: { staffId: string; part: 'erasure' | 'export' },
): Promise<{ cases: CasePreview[]; items: ItemPreview[]; more: boolean }> {
  const { query } = shell.db;
  const { cases, more } = await casesOf(shell, subject);
  const { staffId, part } = asked;
  const at = shell.clock.now();
  await Promise.all(
    cases.map(({ current: { caseId } }) => shell.reads.add({ staffId, caseId, part, at })),
  );
  const sent =
    'customer' in subject ? await itemsOfSender(query, keyOf(subject.customer), ITEMS_MAX + 1) : [];
  const shown = sent.slice(0, ITEMS_MAX);
  const waiting = await waitingAbout(
    query,
    shown.map(({ itemId }) => itemId),
  );
  const items = shown.map((found) => {
    const { id: itemId, ...item } = agedItem(found, waiting);
    return { itemId, ...item };
  });
  return {
    cases: await previewsOf(shell, cases),
    items,
    more: more || sent.length > ITEMS_MAX,
  };
}
