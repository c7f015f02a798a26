// What was said in a case, by whom, in order: made of its items and its timeline. Pure.
import type { CaseView, Entry } from './case-query.ts';

export type Said = {
  key: string;
  at: string;
  /** Who said it: `customer`, `staff:<id>`, `system`. */
  by: string;
} & (
  | { kind: 'in'; item: CaseView['items'][number] }
  | { kind: 'out'; purpose: string; text: string; state: string; reason?: string; language: string }
  /** Told on the status page alone: there was no address. */
  | { kind: 'posted'; text: string }
  | { kind: 'note'; text: string }
  | { kind: 'talk'; how: string; text: string }
);

const textOf = (data: Entry['data'], name: string): string => {
  const value = data?.[name];
  return typeof value === 'string' ? value : '';
};

function sentAs(entry: Entry, view: CaseView): Said[] {
  const { data, at, version } = entry;
  const recipient = data?.recipient as { party?: string } | undefined;
  if (!data || recipient?.party !== 'customer') return [];
  const values = (data.values ?? {}) as Record<string, unknown>;
  const told = values.text ?? values.outcomeSummary;
  const message = view.messages.find(({ key }) => key === data.key);
  const author = textOf(data, 'author');
  return [
    {
      ...{ key: `e${version}`, at, by: author || entry.actor, kind: 'out' as const },
      purpose: textOf(data, 'purpose'),
      text: typeof told === 'string' ? told : '',
      state: message?.state ?? 'requested',
      ...(message?.reason ? { reason: message.reason } : {}),
      language: textOf(data, 'locale'),
    },
  ];
}

function saidBy(entry: Entry, view: CaseView): Said[] {
  const { type, data, at, actor: by, version } = entry;
  const base = { key: `e${version}`, at, by };
  switch (type) {
    case 'message.requested':
      return sentAs(entry, view);
    case 'update.sent': {
      const isMessage = view.messages.some(({ key }) => key === `update/${version}`);
      return isMessage ? [] : [{ ...base, kind: 'posted', text: textOf(data, 'text') }];
    }
    case 'note.added':
      return [{ ...base, kind: 'note', text: textOf(data, 'text') }];
    case 'contact.recorded':
      return [{ ...base, kind: 'talk', how: textOf(data, 'how'), text: textOf(data, 'summary') }];
    case 'call_back.reported':
    case 'call_back.tried':
      return [{ ...base, kind: 'talk', how: 'phone', text: textOf(data, 'summary') }];
    default:
      return [];
  }
}

/** All that was said, the oldest first. */
export function conversationOf(view: CaseView): Said[] {
  const items: Said[] = view.items.map((item) => ({
    kind: 'in',
    key: item.itemId,
    at: item.receivedAt,
    by: item.loggedBy ? `staff:${item.loggedBy}` : 'customer',
    item,
  }));
  const entries = view.timeline.flatMap((entry) => saidBy(entry, view));
  return [...items, ...entries].sort((left, right) => (left.at < right.at ? -1 : 1));
}

export type Due = {
  dueAt: string;
  kind: string;
  title?: string;
  titles?: Record<string, string>;
  level?: number;
};

/** What comes next: the earliest of what is open, task or deadline. */
export function nextDue(view: CaseView): Due | undefined {
  const tasks: Due[] = view.tasks
    .filter(({ state }) => state === 'open')
    .map(({ dueAt, title, titles, kind }) => ({ dueAt, title, titles, kind }));
  const deadlines: Due[] = view.deadlines
    .filter(({ kind }) => kind === 'escalation' || kind === 'wait_end')
    .map(({ dueAt, kind, level }) => ({ dueAt, kind, level }));
  return [...tasks, ...deadlines].sort((left, right) => (left.dueAt < right.dueAt ? -1 : 1))[0];
}

type Evidence = { label: string; value: string; source: string; words: string[] };

/** Why the case was classified as it was: by label, with the words found. */
export function evidenceOf(view: CaseView): Evidence[] {
  const opening = view.timeline.find(({ type }) => type === 'case.opened');
  const evidence = opening?.data?.evidence;
  return Array.isArray(evidence) ? (evidence as Evidence[]) : [];
}

/** What it may be about, where that was left to a person. */
export function suggestionsOf(view: CaseView): string[] {
  const opening = view.timeline.find(({ type }) => type === 'case.opened');
  const found = opening?.data?.suggestions;
  return Array.isArray(found)
    ? (found as { category: string }[]).map(({ category }) => category).slice(0, 3)
    : [];
}
