// A case as a person reads it in a terminal of 80 to 100 columns: what is to be done, by whom, on what the customer wrote.
// What of it could command a terminal is made harmless where it is printed (shared/cli.ts).
import { tableText } from '#shared/cli.ts';
import type { caseView } from '../case-view.ts';
import type { RemedyWarning } from '../domain/remedies/review.ts';
import type { DeadlineKind } from '../domain/timeline/entries.ts';
import { actorName, entryText } from './entry-text.ts';

type View = Awaited<ReturnType<typeof caseView>>;
type Names = ReadonlyMap<string, string>;

const WIDTH = 96;
// A person reads a screen or two; the rest is in --json and the original.
const ITEMS_MAX = 10;
const LINES_MAX = 40;
const TEXT_MAX = 4_000;

const minutes = (at: Date | string): string =>
  new Date(at).toISOString().slice(0, 16).replace('T', ' ');
const spaced = (word: string): string => word.replaceAll('_', ' ');

/** A text on one line, cut where it is too long for its column. */
export function cell(text: string, max: number): string {
  const line = text
    .slice(0, max * 4)
    .replace(/\s+/g, ' ')
    .trim();
  return line.length > max ? `${line.slice(0, max - 1).toWellFormed()}…` : line;
}

/** The lines of a paragraph, broken between words; a word that is too long is broken anywhere. */
function wrap(paragraph: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of paragraph.split(/[ \t]+/)) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
    while (line.length > width) {
      lines.push(line.slice(0, width));
      line = line.slice(width);
    }
  }
  return [...lines, line];
}

/** A text of somebody else, indented: what stands at the beginning of a line is ours. */
function quoted(text: string): string[] {
  const paragraphs = text
    .slice(0, TEXT_MAX)
    .toWellFormed()
    .trim()
    .split(/\r\n|\r|\n/);
  const lines = paragraphs.flatMap((paragraph) => wrap(paragraph.trimEnd(), WIDTH - 4));
  const cut = lines.length > LINES_MAX || text.length > TEXT_MAX;
  return [...lines.slice(0, LINES_MAX), ...(cut ? ['[more: see --json]'] : [])].map((line) =>
    `    ${line}`.trimEnd(),
  );
}

const section = (title: string, lines: string[]): string[] =>
  lines.length === 0 ? [] : ['', title.toUpperCase(), ...lines];

function customerOf({ customer, channel }: View): string {
  const { name, email, phone, handle } = customer;
  const ways = [email && `<${email}>`, phone, handle && `@${handle} on ${channel}`];
  return [name, ...ways].filter(Boolean).join(' ') || 'not known';
}

function acknowledgedText({ acknowledgement }: View): string {
  const { state, at, how, dueAt } = acknowledgement;
  if (state === 'done') return `${at ? minutes(at) : 'yes'}${how ? ` (${spaced(how)})` : ''}`;
  return `${state === 'by_hand' ? 'to be done by hand' : spaced(state)}, due ${minutes(dueAt)}`;
}

const impactText = (impact: NonNullable<View['impact']>): string => {
  const { timeLostHours, lossAmount, lossCurrency, inconvenience, peopleAffected, note } = impact;
  return [
    timeLostHours !== undefined && `${timeLostHours} h lost`,
    lossAmount !== undefined && `${lossAmount} ${lossCurrency} lost`,
    inconvenience !== undefined && `inconvenience ${inconvenience}`,
    peopleAffected !== undefined && `${peopleAffected} people`,
    note,
  ]
    .filter(Boolean)
    .join(', ');
};

function factLines(view: View, names: Names): string[] {
  const { assignee, resolution, waiting, contactSuspended, agitated } = view;
  const facts: [string, string | undefined | false][] = [
    ['subject', cell(view.subject, WIDTH - 14)],
    ['status', `${view.status}, level ${view.escalationLevel}, epoch ${view.epoch}`],
    ['kind', `${view.kind}, ${view.category}, severity ${view.severity}`],
    ['customer', cell(customerOf(view), WIDTH - 14)],
    ['channel', `${view.channel}, language ${view.language}`],
    ['assigned to', assignee ? (names.get(assignee) ?? assignee) : 'nobody'],
    ['opened', minutes(view.openedAt)],
    ['acknowledged', acknowledgedText(view)],
    ['resolve by', minutes(view.resolveBy)],
    ['waiting', waiting && `until ${minutes(waiting.until)}: ${cell(waiting.reason, 60)}`],
    ['attention', contactSuspended && 'contact is suspended: nothing goes out'],
    ['attention', agitated && 'a very upset customer'],
    ['impact', view.impact && cell(impactText(view.impact), WIDTH - 14)],
    [
      'root cause',
      view.rootCause && cell(`${spaced(view.rootCause.cause)}: ${view.rootCause.text}`, WIDTH - 14),
    ],
    ['outcome', resolution && `${spaced(resolution.outcome)}: ${cell(resolution.summary, 70)}`],
    ['closed', view.closedAt && `${minutes(view.closedAt)} (${view.closedHow ?? ''})`],
  ];
  return facts.flatMap(([name, value]) => (value ? [`${name.padEnd(12)}  ${value}`] : []));
}

function logLines(log: View['items'][number]['log']): string[] {
  const { product, location, staffNamed, desiredOutcome, stepsTaken, selfIdentified } = log ?? {};
  const facts: [string, string | undefined][] = [
    ['product', product],
    ['where', location],
    ['staff named', staffNamed?.join(', ')],
    ['wants', desiredOutcome],
    ['done so far', stepsTaken],
    ['noticed by', selfIdentified ? 'staff: no customer reported it' : undefined],
  ];
  return facts.flatMap(([name, text]) => (text ? [`    [${name}: ${cell(text, 70)}]`] : []));
}

function itemLines(view: View, names: Names): string[] {
  const shown = view.items.slice(-ITEMS_MAX);
  const left = view.items.length - shown.length;
  return [
    ...(left > 0 ? [`(${left} earlier: see --json)`] : []),
    ...shown.flatMap((item) => [
      [
        minutes(item.receivedAt),
        item.reference,
        item.channel,
        item.loggedBy && `taken by ${names.get(item.loggedBy) ?? item.loggedBy}`,
        item.survey && `score ${item.survey.score} of ${item.survey.scale}`,
        item.orderNumber && `order ${cell(item.orderNumber, 30)}`,
        item.unreadable && `could not be read: ${spaced(item.unreadable)}`,
      ]
        .filter(Boolean)
        .join('  '),
      ...quoted(item.text),
      ...logLines(item.log),
      ...item.attachments
        .slice(0, ITEMS_MAX)
        .map(({ name, bytes }) => `    [${cell(name, 60)}, ${bytes} bytes]`),
    ]),
  ];
}

function warningText(warning: RemedyWarning, names: Names): string {
  switch (warning.kind) {
    case 'splitting': {
      const by = warning.proposedBy.map((actor) => actorName(actor, names)).join(', ');
      return `perhaps split: ${warning.remedies.join(', ')} are ${warning.total} together, which needs ${warning.level} (by ${by})`;
    }
    case 'severity_lowered':
      return `severity lowered from ${warning.from} to ${warning.to} at ${minutes(warning.at)} by ${actorName(warning.by, names)}`;
    case 'customer_remedies':
      return `other remedies of this customer: ${warning.remedies.join(', ')} (${warning.total})`;
    case 'others_open':
      return `also open: ${warning.remedies.join(', ')}`;
    case 'above_caps':
      return `above the caps: ${warning.caps.map(spaced).join(', ')}`;
    case 'above_budget':
      return `the month would come to ${warning.spent} of ${warning.budget}`;
    default:
      return warning satisfies never;
  }
}

function remedyLines(view: View, names: Names): string[] {
  return view.remedies.flatMap((remedy) => {
    const { remedyId, state, option, amount, currency, proposalVersion } = remedy;
    const review = view.reviews.find((known) => known.remedyId === remedyId);
    const what = [remedyId, state, option, amount, amount && currency].filter(Boolean).join(' ');
    const next =
      state === 'proposed'
        ? `needs ${review?.needs ?? remedy.approval}`
        : remedy.approvedBy && `approved by ${actorName(remedy.approvedBy, names)}`;
    const by = `by ${actorName(remedy.proposedBy, names)}`;
    const payout = remedy.payout && `payout ${spaced(remedy.payout)}`;
    return [
      [what, `proposal ${proposalVersion}`, next, by, payout].filter(Boolean).join(', '),
      ...(review?.warnings ?? []).map((warning) => `    ! ${warningText(warning, names)}`),
    ];
  });
}

/** Who has a task: a person by name, else a role, with its platform for responders. */
export const taskOwner = (
  task: { ownerStaff: string | null; ownerRole: string | null; ownerPlatform?: string | null },
  names: Names,
): string =>
  task.ownerStaff
    ? (names.get(task.ownerStaff) ?? task.ownerStaff)
    : [task.ownerRole, task.ownerPlatform && `for ${task.ownerPlatform}`].filter(Boolean).join(' ');

const deadlineTexts: Record<DeadlineKind, (level: number) => string> = {
  acknowledge_raise: () => 'a person is told if it is not acknowledged',
  acknowledge: () => 'the acknowledgement is promised',
  escalation_warning: (level) => `a warning of level ${level}`,
  escalation: (level) => `it goes to level ${level}`,
  wait_end: () => 'the wait ends',
  suspension_decision: () => 'a manager decides on contact',
  check_in: () => 'somebody is to check in with the customer',
  ask_satisfaction: () => 'the customer is asked how it was handled',
  follow_up: () => 'a person asks, where no answer came',
  lapse: () => 'it closes without an answer',
};

const rowsOf = (head: string[], rows: (string | number)[][]): string[] =>
  rows.length === 0 ? [] : tableText(head, rows).split('\n');

/** The case, its facts first, then what is open, then how it came to be. */
export function caseText(view: View, names: Names): string {
  const deadlines = view.deadlines.map(({ kind, level, dueAt }) => [
    minutes(dueAt),
    deadlineTexts[kind as DeadlineKind]?.(level) ?? spaced(kind),
  ]);
  const tasks = view.tasks.map((task) => [
    minutes(task.dueAt),
    task.state,
    cell(taskOwner(task, names), 18),
    cell(task.title, 48),
  ]);
  const messages = view.messages.map(({ purpose, party, via, state, reason }) => [
    purpose,
    party,
    spaced(via),
    `${spaced(state)}${reason ? ` (${cell(reason, 30)})` : ''}`,
  ]);
  const timeline = view.timeline.map((entry) => [
    minutes(entry.at),
    entry.version,
    cell(entryText(entry), 54),
    cell(actorName(entry.actor, names), 18),
  ]);
  return [
    `${view.reference}  version ${view.version}, times in UTC`,
    ...factLines(view, names),
    ...section('what the customer wrote', itemLines(view, names)),
    ...section('remedies', remedyLines(view, names)),
    ...section('open deadlines', rowsOf(['due', 'what'], deadlines)),
    ...section('tasks', rowsOf(['due', 'state', 'owner', 'task'], tasks)),
    ...section('messages', rowsOf(['purpose', 'to', 'by', 'state'], messages)),
    ...section('timeline', rowsOf(['at', '#', 'the case', 'by'], timeline)),
  ].join('\n');
}
