// The live view as lines of text: a pure function of what is known. Drawing them on a terminal is in screen.ts.
import { styleText } from 'node:util';
import type { CaseChanged } from '../../shared/events/case.ts';
import { addsUp, type Figures, quarantinedOf, suppressedOf } from './watch.ts';

type Style = Parameters<typeof styleText>[0];

/** One line of what happened last. `tone` colours it. */
export type Happened = {
  at: Date;
  text: string;
  tone?: 'bad' | 'good' | 'plain' | 'voice';
  /** Of the case that it is about: its word is coloured. */
  severity?: string;
};

/** All that the view shows. */
export type Scenery = {
  now: Date;
  startedAt: Date;
  minutesPerSecond: number;
  said: number;
  planned: number;
  turnedAway: number;
  caughtUp: number;
  figures: Figures;
  cases: Iterable<CaseChanged>;
  changes: ReadonlyMap<string, number>;
  escalations: ReadonlyMap<number, number>;
  /** Approved so far, in cents. */
  costCents: number;
  publicPosts: number;
  errors: number;
  happened: readonly Happened[];
  places: readonly (readonly [name: string, text: string])[];
  /** Something is broken on purpose right now. */
  outage: string | undefined;
};

const paint = (style: Style, text: string): string =>
  styleText(style, text, { validateStream: false });
const escapes = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');
const lengthOf = (text: string): number => text.replace(escapes, '').length;
const pad = (text: string, width: number): string =>
  text + ' '.repeat(Math.max(0, width - lengthOf(text)));

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
/** `Tue 14:20`, in UTC like all of the demo. */
export const clockText = (at: Date): string =>
  `${weekdays[at.getUTCDay()]} ${at.toISOString().slice(11, 16)}`;

/** Minutes as people say them. */
export const minutesText = (minutes: number): string =>
  minutes < 90
    ? `${Math.round(minutes)} min`
    : `${Math.floor(minutes / 60)} h ${String(Math.round(minutes % 60)).padStart(2, '0')}`;

const blocks = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];
function bar(value: number, max: number, width: number): string {
  const eighths = Math.round((value / Math.max(1, max)) * width * 8);
  return '█'.repeat(Math.floor(eighths / 8)) + blocks[eighths % 8];
}

type Row = readonly [name: string, value: number, style?: Style];

/** A heading over rows of name, number, bar. */
function chart(title: string, rows: readonly Row[], width: number): string[] {
  const max = Math.max(...rows.map(([, value]) => value));
  const nameWidth = Math.max(...rows.map(([name]) => name.length)) + 1;
  return [
    paint('bold', title),
    ...rows.map(([name, value, style = 'cyan']) => {
      const number = String(value).padStart(4);
      const room = Math.max(2, width - nameWidth - 7);
      return `${pad(name, nameWidth)}${value === 0 ? paint('dim', number) : number} ${paint(style, bar(value, max, room))}`;
    }),
  ];
}

/** Columns beside each other. */
function beside(columns: readonly string[][], widths: readonly number[]): string[] {
  const height = Math.max(...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, row) =>
    columns.map((lines, index) => pad(lines[row] ?? '', widths[index] ?? 0)).join('  '),
  );
}

const channels: readonly (readonly [name: string, ...connectors: string[]])[] = [
  ['form', 'form'],
  ['API', 'api'],
  ['mail', 'smtp-inlet'],
  ['survey', 'survey-api', 'survey-page'],
  ['status page', 'status-page'],
  ['phone, desk', 'staff-log'],
];

function channelRows({ connectors }: Figures): Row[] {
  const of = (names: readonly string[]): number =>
    names.reduce((all, name) => all + (connectors[name]?.received ?? 0), 0);
  const social = Object.keys(connectors).filter((name) => name.startsWith('x:'));
  return [
    ...channels.map(([name, ...names]): Row => [name, of(names)]),
    ['mentions on X', of(social)],
  ];
}

function countBy<K extends string>(cases: readonly CaseChanged[], of: (one: CaseChanged) => K) {
  const counts = new Map<K, number>();
  for (const one of cases) counts.set(of(one), (counts.get(of(one)) ?? 0) + 1);
  return (key: K): number => counts.get(key) ?? 0;
}

function charts(scenery: Scenery, width: number): string[] {
  const cases = [...scenery.cases];
  const severity = countBy(cases, (one) => one.severity);
  const status = countBy(cases, (one) => one.status);
  const category = countBy(cases, (one) => one.category);
  const top = [...new Set(cases.map((one) => one.category))]
    .sort((one, other) => category(other) - category(one))
    .slice(0, 7);
  const column = Math.floor((width - 6) / 4);
  return beside(
    [
      chart('Received', channelRows(scenery.figures), column),
      chart(
        'Severity',
        [
          ['critical', severity('critical'), 'red'],
          ['major', severity('major'), 'yellow'],
          ['moderate', severity('moderate'), 'cyan'],
          ['minor', severity('minor'), 'green'],
        ],
        column,
      ),
      chart(
        'Category',
        top.length > 0 ? top.map((key): Row => [key, category(key)]) : [['–', 0]],
        column,
      ),
      chart(
        'Status',
        (['new', 'assigned', 'investigating', 'waiting', 'resolved', 'closed'] as const).map(
          (key): Row => [
            key,
            status(key),
            key === 'resolved' || key === 'closed' ? 'green' : 'cyan',
          ],
        ),
        column,
      ),
    ],
    [column, column, column, column],
  );
}

const euro = (cents: number): string =>
  `EUR ${(cents / 100).toLocaleString('en', { minimumFractionDigits: 2 })}`;

function promises(scenery: Scenery): string[] {
  const { acknowledgements: acks } = scenery.figures;
  const level = (n: number): string => String(scenery.escalations.get(n) ?? 0);
  const count = (change: string): number => scenery.changes.get(change) ?? 0;
  const label = (text: string): string => paint('bold', pad(text, 14));
  return [
    `${label('Acknowledged')}${acks.sent} by mail, median ${paint('green', minutesText(acks.medianMinutes))}, slowest ${minutesText(
      acks.slowestMinutes,
    )} (promised: 24 h) · ${acks.byPerson} by a person · ${acks.waiting} waiting for one, ${count('acknowledgement.missed')} late`,
    `${label('Escalated')}${paint('yellow', `L1 ${level(1)}`)}  supervisor, 24 h · ${paint(
      'magenta',
      `L2 ${level(2)}`,
    )}  department manager, 48 h · ${paint('red', `L3 ${level(3)}`)}  senior management, 72 h`,
    `${label('Made good')}${count('remedy.proposed')} proposed · ${count('remedy.approved')} approved · ${count(
      'remedy.delivered',
    )} delivered · ${euro(scenery.costCents)} · ${scenery.publicPosts} posts in public`,
  ];
}

/** The sum of the ledger, with a tick when it adds up. */
export function ledgerText({ total, stale }: Figures): string {
  const parts = [
    `${total.cases} cases`,
    `${total.joined} joined`,
    `${suppressedOf(total)} suppressed`,
    `${quarantinedOf(total)} quarantined`,
    `${total.pending} pending`,
  ];
  const verdict = stale
    ? paint('yellow', '… the database is away')
    : addsUp(total)
      ? paint(['green', 'bold'], '✔ adds up')
      : paint(['red', 'bold'], '✘ does not add up');
  return `${total.received} received = ${parts.join(' + ')}  ${verdict}`;
}

const tones = { bad: 'red', good: 'green', plain: 'reset', voice: 'blue' } as const;
const severityStyles: Record<string, Style> = { critical: 'red', major: 'yellow' };

/** One line of the latest. */
function latestLine({ at, text, tone = 'plain', severity = '' }: Happened, width: number): string {
  const said = cut(text, width - 11);
  const style = severityStyles[severity];
  const coloured =
    tone === 'plain'
      ? style
        ? said.replace(` ${severity} `, ` ${paint(style, severity)} `)
        : said
      : paint(tones[tone], said);
  return `${paint('dim', clockText(at))}  ${coloured}`;
}

const cut = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text;

const daysSince = (from: Date, to: Date): number =>
  Math.floor((to.getTime() - from.getTime()) / 86_400_000) + 1;

/** The view, at most `height` lines of `width` columns. */
export function picture(scenery: Scenery, width: number, height: number): string[] {
  const { now, startedAt, minutesPerSecond, said, planned, outage } = scenery;
  const line = paint('dim', '─'.repeat(width));
  const day = `day ${daysSince(startedAt, now)}`;
  const head = beside(
    [
      [`${paint(['bold', 'inverse'], ' REDRESS ')} live: a shop and its customers`],
      [
        `${paint('bold', clockText(now))}  ${day}  ${paint('dim', `1 s = ${minutesPerSecond} min`)}`,
      ],
    ],
    [width - 36, 34],
  );
  const turned =
    scenery.turnedAway > 0
      ? ` · ${scenery.turnedAway} turned away honestly, ${scenery.caughtUp} of them caught up`
      : '';
  const state = outage
    ? paint(['white', 'bgRed', 'bold'], ` ${outage} `)
    : said >= planned
      ? paint('green', `all ${planned} messages sent${turned} · the clock goes on`)
      : paint('dim', `${said} of ${planned} messages sent${turned}`);
  const above = [
    ...head,
    state,
    line,
    ...charts(scenery, width),
    line,
    ...promises(scenery),
    `${paint('bold', pad('Ledger', 14))}${ledgerText(scenery.figures)}`,
    line,
  ];
  const below = [
    line,
    ...scenery.places.map(([name, text]) => `${paint('bold', pad(name, 8))}${text}`),
  ];
  const room = Math.max(3, height - above.length - below.length);
  const latest = scenery.happened.slice(-room).map((one) => latestLine(one, width));
  const filling = Array.from({ length: room - latest.length }, () => '');
  return [...above, ...latest, ...filling, ...below];
}
