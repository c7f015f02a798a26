// Redress with very many cases: lists, search and pages of cases by HTTP and in a browser, and deadlines by the hundred a second.
// Run: npm run bench:scale -- [--cases 1000000] [--open 50000]. Makes a database of its own and drops it; nothing is sent.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createHandClock } from '#shared/clock.ts';
import { newReference } from '#shared/ids.ts';
import { putStaff } from '#shared/people.ts';
import { loadPolicy } from '#shared/policy/policy.ts';
import { createSigner, Secret } from '#shared/secret.ts';
import { createShell } from '../../../services/cases/cases.ts';
import { fireDue } from '../../../services/cases/deadline-clock.ts';
import type { Command } from '../../../services/cases/domain/commands/commands.ts';
import { startConsole } from '../../harness/console.ts';
import { createTestDatabase, type TestDatabase, testLog } from '../../harness/postgres.ts';
import { copyClosedCases } from './copy-cases.ts';
import { watchDeadlines } from './due-deadlines.ts';
import { openLists } from './lists-in-browser.ts';
import { createMaker, type Wanted, worker } from './make-cases.ts';
import { type Figure, tableOf } from './measure.ts';
import { askOverviews, askQuestions } from './questions.ts';

const root = join(import.meta.dirname, '../../..');
const START = new Date('2026-11-24T10:00:00.000Z');
const HOUR_MS = 3_600_000;
const BATCH = 250;
const SAMPLES = 1000;
const DUE_PER_SECOND = 200;
const DUE_SECONDS = 60;
// The first are due some seconds after the product is let run.
const LEAD_MS = 10_000;
const STAFF = 60;
const WHOLE = 1_000_000;
const heading = `# Very many cases

Written by \`npm run bench:scale\`: the whole product in one process on an embedded PostgreSQL, the console in Chromium, all on one
machine. Open cases and samples of closed ones are made by the product's own decisions; further closed ones are copies of the
samples under ids, references, customers and days of their own.

`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    open: { type: 'string', default: '50000' },
  },
});
const total = Number(values.cases);
const openWanted = Number(values.open);

const say = (text: string): void =>
  void process.stdout.write(process.stdout.isTTY ? `\r\u001b[K${text}` : '');
const tell = (text: string): void =>
  void process.stdout.write(`${process.stdout.isTTY ? '\r\u001b[K' : ''}${text}\n`);

const closing: Command[] = [
  { type: 'take-over', body: {} },
  { type: 'start-investigation', body: {} },
  { type: 'root-cause', body: { cause: 'carrier_delay', text: 'The van broke down.' } },
  {
    type: 'resolve',
    body: { outcome: 'upheld', summary: 'Sent again.', whyNoAction: 'It happens once a year.' },
  },
  { type: 'follow-up', body: { satisfied: true } },
];
const review: Command[] = closing.slice(0, 2);

const before = (ms: number): Date => new Date(START.getTime() - ms);

/** What is to be made, in the order of arrival. */
function plan(): Wanted[] {
  const closed = Array.from({ length: SAMPLES }, (_, n): Wanted => {
    return { receivedAt: before((60 * 24 - n) * HOUR_MS), acknowledged: true, commands: closing };
  });
  const due = Math.min(DUE_PER_SECOND * DUE_SECONDS, openWanted / 2);
  const falling = Array.from({ length: due }, (_, n): Wanted => {
    const at = before(24 * HOUR_MS - LEAD_MS - (n * 1000) / DUE_PER_SECOND);
    return { receivedAt: at, acknowledged: true, commands: [] };
  });
  const rest = openWanted - due;
  const others = Array.from({ length: rest }, (_, n): Wanted => {
    const receivedAt = before(20 * HOUR_MS * (1 - n / rest));
    return { receivedAt, acknowledged: n % 10 < 8, commands: n % 4 === 0 ? review : [] };
  });
  return [...closed, ...falling, ...others];
}

async function putPeople({ db }: TestDatabase): Promise<void> {
  await db.transaction(async (tx) => {
    for (let n = 1; n <= STAFF; n++) {
      const staffId = `staff-${n}`;
      const role = n % 10 === 0 ? 'supervisor' : 'frontline';
      await putStaff(tx, { staffId, name: `Staff ${n}`, email: `${staffId}@redress.test`, role });
    }
    await putStaff(tx, { ...worker, name: 'Worker', email: 'worker@redress.test' });
  });
}

async function make(database: TestDatabase): Promise<void> {
  const { db } = database;
  await putPeople(database);
  const clock = createHandClock(before(60 * 24 * HOUR_MS));
  const shell = createShell(
    {},
    {
      ...{ db, clock, policy: loadPolicy(), publicUrl: 'http://redress.test', log: testLog },
      signer: createSigner(new Secret('a secret for tests, long enough for all')),
    },
  );
  const maker = await createMaker(shell, clock, 1);
  const wanted = plan();
  const began = performance.now();
  for (let n = 0; n < wanted.length; n += BATCH) {
    await maker(wanted.slice(n, n + BATCH));
    if (n % 10_000 === 0) await db.query('analyze');
    say(`${n} of ${wanted.length} cases decided`);
  }
  tell(`${wanted.length} cases decided in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  clock.set(START);
  let fired = 0;
  for (;;) {
    const more = await fireDue(shell);
    if (more === 0) break;
    fired += more;
    say(`${fired} past deadlines and warnings`);
  }
  tell(`${fired} past deadlines and warnings fired`);
  const copies = Math.ceil((total - wanted.length) / SAMPLES);
  const copied = performance.now();
  const made = await copyClosedCases(db, Math.max(0, copies), newReference, (n) =>
    say(`${n} closed cases copied`),
  );
  await db.query('vacuum analyze');
  tell(`${made} closed cases copied in ${((performance.now() - copied) / 1000).toFixed(0)} s`);
}

const subjectOf = async ({ db }: TestDatabase) => {
  const references = async (where: string): Promise<string[]> =>
    (
      await db.query<{ reference: string }>(
        `select c.reference from cases.cases c where ${where} order by md5(c.reference) limit 500`,
      )
    ).map(({ reference }) => reference);
  return {
    open: await references("c.status <> 'closed'"),
    closed: await references("c.status = 'closed'"),
    words: 'parcel invoice refund broken late driver order hotel waiter password'.split(' '),
    staff: Array.from({ length: STAFF }, (_, n) => `staff-${n + 1}`),
  };
};

/** Stands still at START until it is let run. */
function createClock() {
  let since: number | undefined;
  return {
    now: () => new Date(START.getTime() + (since === undefined ? 0 : performance.now() - since)),
    run: () => {
      since = performance.now();
    },
  };
}

async function measure(database: TestDatabase): Promise<{ figures: Figure[]; due: string }> {
  const clock = createClock();
  const rig = await startConsole({ clock, database });
  try {
    const subject = await subjectOf(database);
    const figures = await askQuestions(await rig.as('sam'), subject, say);
    figures.push(...(await openLists(rig, say)));
    figures.push(...(await askOverviews(await rig.as('sue'), START)));
    clock.run();
    const from = new Date(START.getTime() + LEAD_MS);
    const window = { from, seconds: DUE_SECONDS, now: clock.now };
    const cpu = process.cpuUsage();
    const claimed = await watchDeadlines(database.db, window, say);
    const { user, system } = process.cpuUsage(cpu);
    const each = (user + system) / 1000 / claimed.due;
    const kinds = claimed.kinds.map(({ kind, count }) => `${count} ${kind}`).join(', ');
    const due = `${claimed.due} deadlines fell due in ${DUE_SECONDS} s (${claimed.perSecond.toFixed(0)} a second: ${kinds}); ${claimed.open} still open at the end; ${each.toFixed(1)} CPU-ms each in Redress's process.`;
    return { figures: [...figures, ...claimed.figures], due };
  } finally {
    await rig.stop();
  }
}

const database = await createTestDatabase();
const load = loadavg()[0] ?? 0;
try {
  await make(database);
  const [counted] = await database.db.query<{ cases: number; open: number; entries: number }>(
    `select count(*)::int as cases, (count(*) filter (where c.status <> 'closed'))::int as open,
       (select count(*)::int from cases.case_timeline) as entries from cases.cases c`,
  );
  const { figures, due } = await measure(database);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], {
    cwd: root,
    encoding: 'utf8',
  });
  const what = `${counted?.cases} cases, ${counted?.open} open, ${counted?.entries} entries. ${cpus().length} cores, ${cpus()[0]?.model ?? 'unknown'}; Node ${process.version}; load ${load.toFixed(1)} before; ${commit.trim()}.`;
  const page = `${what}\n\nMilliseconds:\n\n${tableOf(figures)}\n\n${due}\n`;
  tell(`\n${page}`);
  mkdirSync(join(root, '.parts/bench'), { recursive: true });
  writeFileSync(
    join(root, '.parts/bench/scale.json'),
    JSON.stringify({ what, figures, due }, null, 1),
  );
  // Smaller runs are for whoever works on it.
  if (total >= WHOLE) writeFileSync(join(root, 'docs/scale.md'), `${heading}${page}`);
  if (figures.some(({ p95, aim }) => aim !== undefined && p95 >= aim)) process.exitCode = 1;
} finally {
  await database.drop();
}
process.exit();
