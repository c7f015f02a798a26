// Lists and search over very many cases: makes them by SQL in a database of its own, then asks as the API does.
// Run: node test/bench/many-cases.ts [CASES, 1000000]. One in twenty is open. Prints milliseconds; drops the database.
import { createHandClock } from '#shared/clock.ts';
import { loadPolicy } from '#shared/policy/policy.ts';
import { createSigner, Secret } from '#shared/secret.ts';
import { createShell } from '../../services/cases/cases.ts';
import { caseListQuery, casesPage } from '../../services/cases/lists/case-list.ts';
import { overview } from '../../services/cases/overview/overview.ts';
import { caseIn } from '../harness/case-fixtures.ts';
import { createTestDatabase, testLog } from '../harness/postgres.ts';

const total = Number(process.argv[2] ?? 1_000_000);
const STEP = 250_000;
const ROUNDS = 40;
const START = new Date('2026-11-23T10:00:00.000Z');

const database = await createTestDatabase();
const { db } = database;
const shell = createShell(
  {},
  {
    db,
    clock: createHandClock(START),
    signer: createSigner(new Secret('a secret of the bench, long enough')),
    policy: loadPolicy(),
    publicUrl: 'http://redress.test',
    log: testLog,
  },
);

const words =
  'parcel broken late refund invoice twice charged waiter rude cold soup room dirty noise flight cancelled voucher screen cracked battery dead app crashes login password delivery driver missing item wrong size colour order return policy hotline waiting hour paket kaputt rechnung doppelt'.split(
    ' ',
  );

/** Cases from one number to another, older ones first; the newest are open. */
async function make(from: number, to: number): Promise<void> {
  const template = JSON.stringify(caseIn('assigned'));
  await db.query(
    `insert into cases.cases (case_id, reference, version, chain, status, kind, category, severity, channel, language, epoch,
       escalation_level, assignee, subject, contact_email, opened_at, acknowledged_at, resolve_by, updated_at, trace, state)
     select x.id, x.reference, 4, 'x', x.status, 'complaint', x.category, x.severity, x.channel, x.language, 1, x.n % 4,
       case when x.n % 3 = 0 then 'staff-' || x.n % 200 end, x.subject, x.email, x.at, x.at, x.at + interval '3 days',
       x.at + interval '1 hour', 'x', $3::jsonb || jsonb_build_object('caseId', x.id, 'reference', x.reference, 'status',
         x.status, 'acknowledgement', jsonb_build_object('state', 'done', 'dueAt', to_char(x.at at time zone 'UTC' +
         interval '1 day', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')), 'agitated', x.n % 500 = 0, 'subject', x.subject, 'customer', jsonb_build_object('email', x.email))
     from (select n, md5('case' || n)::uuid as id, 'C-' || lpad(n::text, 8, '0') as reference,
         case when n % 20 = 0 then (array['new', 'assigned', 'investigating', 'waiting'])[1 + n / 20 % 4] else 'closed' end as status,
         (array['delivery', 'billing', 'quality', 'staff'])[1 + n % 4] as category,
         (array['minor', 'minor', 'minor', 'moderate', 'moderate', 'major', 'critical'])[1 + n % 7] as severity,
         (array['email', 'form', 'phone', 'x'])[1 + n / 7 % 4] as channel, (array['en', 'en', 'de', 'fr'])[1 + n % 4] as language,
         'customer' || n % 400000 || '@example.com' as email, $5::timestamptz - n * interval '90 seconds' as at,
         (select string_agg(($4::text[])[1 + ((n::bigint * 7919 + k * 104729) % ${words.length})::int], ' ') from generate_series(1, 6) k) as subject
       from generate_series($1::int, $2::int) n) x`,
    [from, to, template, words, START],
  );
  await db.query(
    `insert into cases.case_references (reference, case_id) select c.reference, c.case_id from cases.cases c
     on conflict do nothing`,
    [],
  );
  await db.query(
    `insert into cases.case_search (case_id, opened_at, document)
     select c.case_id, c.opened_at, setweight(to_tsvector('simple', cases.folded(c.subject)), 'A')
       || setweight(to_tsvector(cases.text_config(c.language), c.subject || ' ' || c.subject), 'C')
       || to_tsvector('simple', 'word' || abs(hashtext(c.reference)) % 20000)
       || array_to_tsvector(array[cases.search_key(c.contact_email), cases.search_key(c.reference)])
     from cases.cases c on conflict do nothing`,
    [],
  );
  await db.query('vacuum analyze cases.cases');
  await db.query('vacuum analyze cases.case_search');
}

type Ask = Parameters<typeof caseListQuery.parse>[0];
const asks: Record<string, (round: number) => Ask> = {
  newest: () => ({}),
  'open, next due': () => ({ open: true, sort: 'due' }),
  'mine, overdue': (n) => ({ assignee: [`staff-${(n * 3) % 200}`], overdue: true, sort: 'due' }),
  'nobody’s, critical': () => ({ open: true, assignee: ['none'], severity: ['critical'] }),
  'worst first': () => ({ open: true, sort: 'severity' }),
  'last changed, German': () => ({ language: ['de'], sort: 'updated' }),
  agitated: () => ({ agitated: true }),
  'of a customer': (n) => ({ customer: `customer${n * 31}@example.com` }),
  counted: () => ({ open: true, count: true }),
  'search, rare word': (n) => ({ q: `word${n * 17}` }),
  'search, two common words': (n) => ({ q: `${words[n % 40]} ${words[(n + 7) % 40]}` }),
  'search, one common word': (n) => ({ q: `${words[n % 40]}` }),
  'search, common, open, by due': (n) => ({ q: `${words[n % 40]}`, open: true, sort: 'due' }),
  'search, an address': (n) => ({ q: `customer${n * 13}@example.com` }),
};

const manager: Parameters<typeof overview>[2] = {
  ...{ staffId: 'dora', name: 'Dora', email: 'dora@staff.test', role: 'department_manager' },
  ...{ team: undefined, locale: 'en', active: true, responderFor: [], languages: [], skills: [] },
  ...{ reportsTo: undefined, shift: undefined, calendar: undefined, away: undefined },
};
const dayBefore = (days: number): string =>
  new Date(START.getTime() - days * 86_400_000).toISOString().slice(0, 10);
const overviews: Record<string, Parameters<typeof overview>[1]> = {
  'overview, 30 days': {},
  'overview, 30 days, a channel': { channel: 'email' },
  'overview, 90 days': { from: dayBefore(89) },
  'overview, a year': { from: dayBefore(364) },
};

const percentile = (times: number[], share: number): number =>
  times.sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;

async function measure(name: string, work: (round: number) => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const at = performance.now();
    await work(round);
    times.push(performance.now() - at);
  }
  const [p50, p95, max] = [0.5, 0.95, 1].map((share) => percentile(times, share).toFixed(1));
  process.stdout.write(`${name.padEnd(32)} p50 ${p50}  p95 ${p95}  max ${max} ms\n`);
}

try {
  for (let made = 0; made < total; ) {
    const until = Math.min(total, made + STEP);
    const at = performance.now();
    await make(made + 1, until);
    made = until;
    process.stdout.write(`\n${made} cases (${((performance.now() - at) / 1000).toFixed(0)} s)\n`);
    if (made !== STEP && made !== total) continue;
    for (const [name, ask] of Object.entries(asks))
      await measure(name, (round) => casesPage(shell, caseListQuery.parse(ask(round))));
    for (const [name, ask] of Object.entries(overviews))
      await measure(name, () => overview(shell, ask, manager));
  }
} finally {
  await database.drop();
}
